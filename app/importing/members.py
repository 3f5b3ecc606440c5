"""The rows of a list as people: the row's own, and the relatives that stand beside an employee.

What a column leaves out is taken from the lines above, from the answers given and, of somebody who is
known, from the roster; whoever cannot be told apart for certain is held back.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from app.domain.eligibility import disqualified_on
from app.domain.person import LossCause, Person, PersonKind
from app.domain.rules import SocietyRules
from app.importing.branches import AWAITED, FIRST_BRANCH, way_of_roster
from app.importing.columns import BLANK, Column, Columns, Outcome, columns_of
from app.importing.employees import are_employees
from app.importing.fields import CLEARABLE, HOLDS, KEY, REQUIRED, Field
from app.importing.half_read import HalfRead, fill_from, kind_by, relationship_of
from app.importing.known import Known
from app.importing.listed import (
    Quarantined,
    ReadRow,
    contradictions,
    person_of,
    wrong_length,
)
from app.importing.mapping import MappingProfile
from app.importing.on_sheet import put_on_front, wrong_limit
from app.importing.remarks import asked_about, remark_places
from app.importing.same import is_same_name
from app.importing.table import Look, Row, Table, one_line
from app.importing.values import KANA_ALONE, Value, is_nobody, read_value
from app.words import label

_LOOKS = {
    Look.HIDDEN: "Excelで隠れている行です(フィルターなど)。隠れた行を読むかどうかを選んでください。",
    Look.STRUCK: "取り消し線のある行です。取り消し線の行を読むかどうかを選んでください。",
}
_SHEETS = "同じ方のいるシートがほかにもあります。今の名簿のシートを選んでください。"
_STANDING, _LEFT = re.compile("在籍|在職|雇用状"), re.compile("退職|退社|離職")
_COVER, _ENDED = (
    re.compile("(?:資格|加入)(?:状[態況]|区分)|(?:得喪|異動)(?:の?区分|種別|事由)"),
    re.compile("喪失|脱退|削除|非該当|扶養外"),
)
_NUMBERS = frozenset({*KEY[:2], Field.SYMBOL_NUMBER})
_NOTHING: frozenset[str] = frozenset()


_Way = tuple[Column, int, dict[str, Outcome], Field]
"""A column, where it stands if that is one place, and what its texts mean: so a long list is read fast."""


def _ways(columns: Sequence[Column]) -> list[_Way]:
    return [(column, column.place, column.known, column.field) for column in columns]


def read_rows(
    table: Table,
    profile: MappingProfile,
    *,
    people: Sequence[Person],
    today: date,
    rules: SocietyRules,
    columns: Columns | None = None,
) -> list[ReadRow]:
    """Return the people of all rows, or every reason that speaks against one.

    columns: of this list and profile, if they are at hand; afterwards they know all of its texts.
    """
    columns = columns or columns_of(table, profile, today)
    reader = _Rows(table, profile, columns, people, today, rules)
    rows = [one for row in table.rows for one in reader.of(row)]
    for column in columns.all():
        column.is_read = True
    return rows


def has_strangers(
    table: Table,
    profile: MappingProfile,
    columns: Columns,
    *,
    people: Sequence[Person],
    today: date,
    rules: SocietyRules,
) -> bool:
    """Return whether somebody of the list is not on the roster, as far as can be told."""
    reader = _Rows(table, profile, columns, people, today, rules)
    return not people or not all(reader.is_known(row) for row in table.rows)


def _says(row: Row, places: Sequence[int], word: re.Pattern[str]) -> bool:
    return any(word.search(row.cells[n]) for n in places if n < len(row.cells))


class _Rows:
    def __init__(
        self,
        table: Table,
        profile: MappingProfile,
        columns: Columns,
        people: Sequence[Person],
        today: date,
        rules: SocietyRules,
    ) -> None:
        self._table, self._profile, self._today, self._rules = table, profile, today, rules
        self._known = Known(people)
        self._columns = columns
        self._own = _ways(columns.own)
        self._beside = [(who, _ways(beside)) for who, beside in columns.family]
        self._titles = {column.field: one_line(column.name) for column in self._columns.own}
        self._fields = frozenset(self._titles)
        self._positions = {column.field: max(column.places) for column in self._columns.own}
        self._constants = {one: read_value(one, text) for one, text in profile.constants.items()}
        self._clears = frozenset(
            column.field
            for column in self._columns.own
            if column.field in CLEARABLE and profile.answers.get(f"blank:{column.name}") == "clear"
        )
        self._standing = [n for n, name in enumerate(table.headings) if _STANDING.search(name)]
        self._cover = [n for n, name in enumerate(table.headings) if _COVER.search(name)]
        taken = {place for column in self._columns.all() for place in column.places}
        self._remarks = remark_places(table.headings, taken)
        told = profile.answers.get("branches")
        self._way = told or way_of_roster(table, columns, people) or ""
        self._is_way_of_roster = not told and bool(self._way)
        self._are_employees = are_employees(table, columns, people)
        self._is_which_sheet_open = table.sheets_repeat and not profile.reading.sheets
        self._above: dict[Field, Value] = {}
        self._members = 0

    def of(self, row: Row) -> Iterator[ReadRow]:
        """Yield the row's own person and the relatives beside it."""
        decided = self._profile.answers.get(f"lines:{row.look}") if row.look is not Look.PLAIN else "read"
        if decided == "skip":
            return
        read = self._cells(row, self._own)
        self._complete_key(read)
        own = self._known.by_key(read.key)
        if decided != "read" or self._is_which_sheet_open:
            read.reasons = {Field.NAME: _SHEETS if self._is_which_sheet_open else _LOOKS[row.look]}
            yield self._done(row, read, own)
            return
        if (wrong := wrong_length(row, self._positions, self._table.headings)) is not None:
            yield ReadRow(row.at, read.key, None, (self._placed(row, wrong.column, wrong.reason, read),), ())
            return
        own = self._fill(read, own)
        yield self._done(row, read, own)
        if self._columns.family:
            yield from self._relatives(row, read)

    def is_known(self, row: Row) -> bool:
        """Return whether the row is about somebody of the roster."""
        read = self._cells(row, self._own)
        self._complete_key(read)
        return self._fill(read, self._known.by_key(read.key)) is not None

    def _cells(self, row: Row, ways: Sequence[_Way]) -> HalfRead:
        read = HalfRead()
        split: tuple[tuple[Field, Value], ...] = ()
        cells, values, width = row.cells, read.values, len(row.cells)
        clears = self._clears if ways is self._own else ()
        for column, place, known, one in ways:
            if place < 0:
                outcome = column.read(row)
            else:
                cell = cells[place] if place < width else ""
                outcome = known.get(cell) or column.understood(cell)
            if outcome.plain is not None:
                values[one] = outcome.plain
            elif outcome is BLANK:
                if one in clears:
                    read.cleared.add(one.value)
            else:
                if outcome.reason and one in HOLDS:
                    read.reasons[one] = outcome.reason
                if one is Field.SYMBOL_NUMBER:
                    split = outcome.values
                else:
                    values.update(outcome.values)
                read.repairs += outcome.repairs
            if one is Field.NAME:
                read.name = column.text(row)
        for part, value in split:
            # A column of its own wins, and must not say something else.
            if read.values.setdefault(part, value) != value:
                read.reasons[Field.SYMBOL_NUMBER] = (
                    f"記号番号の列の{label(part)}と、{label(part)}の列が違います。どちらかを直してください。"
                )
        return read

    def _complete_key(self, read: HalfRead) -> None:
        """Take the household from the lines above, what stands in no column from the answers."""
        values = read.values
        has_number = Field.NUMBER in values or any(one in read.reasons for one in (*KEY, Field.SYMBOL_NUMBER))
        has_column = not self._fields.isdisjoint((Field.NUMBER, Field.SYMBOL_NUMBER))
        if not has_number and has_column and self._above and Field.NAME in values:
            if self._profile.answers.get("above") == "use":
                values.update({k: v for k, v in self._above.items() if k not in values})
            else:
                read.reasons[Field.NUMBER] = (
                    "番号が空です。すぐ上の方のご家族なら、「番号が空の行」の問いで答えてください。"
                )
        for one, value in self._constants.items():
            if one not in self._fields:
                values.setdefault(one, value)
        if has_number:
            self._members = 0
            self._above = {one: values[one] for one in KEY[:2] if one in values}

    def _fill(self, read: HalfRead, own: Person | None) -> Person | None:
        """Add what the list has no column for; return the member of the roster, if it is one."""
        values = read.values
        lacks_branch = Field.BRANCH_NUMBER not in values and self._lacks(Field.BRANCH_NUMBER)
        if own is None and (lacks_branch or Field.SYMBOL not in values or Field.NUMBER not in values):
            own = self._known.meant(values)
            if own is not None:
                values |= dict(zip(KEY, (own.symbol, own.number, own.branch_number), strict=True))
        self._set_kind(read, own)
        if own is None and Field.BRANCH_NUMBER not in values:
            self._number_branch(read, self._members)
        self._members += 1
        if own is not None:
            fill_from(own, read, self._fields)
        return own

    def _lacks(self, one: Field) -> bool:
        """Whether the list cannot say the field: no column, or a line that belongs to the one above."""
        return one not in self._fields or (self._members > 0 and self._profile.answers.get("above") == "use")

    def _set_kind(self, read: HalfRead, own: Person | None) -> None:
        values = read.values
        if Field.KIND in values or Field.KIND in self._fields:
            return
        choice = self._profile.answers.get("kinds")
        relationship = values.get(Field.RELATIONSHIP)
        if isinstance(relationship, str):
            kind = kind_by(relationship)
            if kind is not None:
                values[Field.KIND] = kind
        elif choice in set(PersonKind):
            values[Field.KIND] = PersonKind(choice)
        elif choice == "branch00" and Field.BRANCH_NUMBER in values:
            is_first = values[Field.BRANCH_NUMBER] == "00"
            values[Field.KIND] = PersonKind.INSURED if is_first else PersonKind.DEPENDANT
        elif own is not None:
            values[Field.KIND] = own.kind
        elif self._columns.family or self._are_employees:
            values[Field.KIND] = PersonKind.INSURED

    def _number_branch(self, read: HalfRead, place: int, *, is_beside: bool = False) -> None:
        """Number the members of a household whose list has no 枝番, if that was the answer."""
        if not is_beside and not self._lacks(Field.BRANCH_NUMBER):
            read.values[Field.BRANCH_NUMBER] = ""
            return
        way = AWAITED if is_beside and self._is_way_of_roster else self._way
        if way in FIRST_BRANCH:
            read.values[Field.BRANCH_NUMBER] = branch = f"{FIRST_BRANCH[way] + place:02d}"
            if self._is_way_of_roster:
                read.repairs.append(f"枝番がないので、名簿のほかの本人と同じ{branch}としました")
        elif way == AWAITED and self._is_way_of_roster:
            read.values[Field.BRANCH_NUMBER] = ""
            read.repairs.append("枝番がないので、新しいご家族の枝番は健保の一覧で埋まるまで空けておきます")
        elif way in ("none", AWAITED) or (
            not self._known.has_branches and place == 0 and not self._columns.family
        ):
            read.values[Field.BRANCH_NUMBER] = ""
        else:
            read.reasons.setdefault(
                Field.BRANCH_NUMBER,
                "枝番がありません。「枝番の付け方」の問いで答えるか、枝番の列を加えてください。",
            )
        known = self._known.by_key(read.key)
        if known is not None and Field.BRANCH_NUMBER in read.values and way in FIRST_BRANCH:
            read.reasons[Field.BRANCH_NUMBER] = (
                f"枝番を順に付けると、名簿の {known.key} と重なります。枝番の列を加えてください。"
            )

    def _relatives(self, row: Row, employee: HalfRead) -> Iterator[ReadRow]:
        place = 0
        for who, ways in self._beside:
            read = self._cells(row, ways)
            if is_nobody(read.name) or (not read.name and not read.values):
                continue
            is_covered = read.values.pop(Field.IS_COVERED, None)
            if is_covered is False:
                continue
            place += 1
            for one in KEY[:2]:
                if one in employee.values:
                    read.values[one] = employee.values[one]
            read.values[Field.KIND] = PersonKind.DEPENDANT
            if (relationship := relationship_of(who)) is not None:
                read.values.setdefault(Field.RELATIONSHIP, relationship)
            own = None if Field.BRANCH_NUMBER in read.values else self._known.meant(read.values)
            if own is not None:
                read.values |= dict(zip(KEY, (own.symbol, own.number, own.branch_number), strict=True))
            else:
                own = self._known.by_key(read.key) if Field.BRANCH_NUMBER in read.values else None
                self._number_branch(read, place, is_beside=True)
            if own is None and is_covered is None and any(way[3] is Field.IS_COVERED for way in ways):
                read.reasons.setdefault(
                    Field.IS_COVERED, "扶養の有無が空です。扶養かどうかを入れてください。"
                )
            if own is not None:
                fill_from(own, read, self._fields)
                read.values.setdefault(Field.BORN_ON, own.born_on)
            yield self._done(row, read, own, who)

    def _done(self, row: Row, read: HalfRead, own: Person | None, who: str = "") -> ReadRow:
        values, reasons = read.values, read.reasons
        values.setdefault(Field.BRANCH_NUMBER, "")
        if own is None and read.name and Field.NAME in values and self._is_other_employee(values):
            reasons[Field.INSURED_NAME] = (
                "被保険者の氏名が名簿と違います。番号がずれていないか確かめてください。"
            )
        if not reasons or not any(told in (*_LOOKS.values(), _SHEETS) for told in reasons.values()):
            self._require(read)
        self._end_cover(row, read, own, who)
        for one in (Field.INSURED_NAME, Field.INSURED_BORN_ON, Field.LEFT_ON, Field.IS_COVERED):
            values.pop(one, None)
        if not reasons and not who and self._is_swapped(row, values):
            reasons[Field.NAME] = "氏名とフリガナが入れ替わっているようです。入れ直してください。"
        if not reasons:
            reasons = (
                contradictions(values, self._today)
                or wrong_limit(values, self._today, self._rules)
                or put_on_front(values)
            )
        held = tuple(
            self._placed(row, f"{who} {label(one)}" if who else self._title(one), reason, read)
            for one, reason in reasons.items()
        )
        person = (
            None if held else person_of(row.at, values, frozenset(read.cleared) if read.cleared else _NOTHING)
        )
        return ReadRow(row.at, read.key, person, held, tuple(read.repairs))

    def _end_cover(self, row: Row, read: HalfRead, own: Person | None, who: str) -> None:
        """Whoever left lost the cover on the day after; HR's lists go on naming who left long ago."""
        values, left = read.values, read.values.get(Field.LEFT_ON)
        if who or Field.DISQUALIFIED_ON in values:
            return
        is_open = own is None or own.disqualified_on is None
        if is_open and left is None and (asked := asked_about(row.cells, self._remarks)):
            read.reasons[Field.DISQUALIFIED_ON] = asked
            return
        if self._cover and _says(row, self._cover, _ENDED) and is_open:
            read.reasons[Field.DISQUALIFIED_ON] = (
                "資格を失った方のようです。資格喪失日を入れるか、この行を除いてください。"
            )
        elif values.get(Field.KIND) is not PersonKind.INSURED:
            return
        elif isinstance(left, date):
            values[Field.DISQUALIFIED_ON] = disqualified_on(LossCause.LEFT, left)
        elif own is None and self._standing and _says(row, self._standing, _LEFT):
            read.reasons[Field.DISQUALIFIED_ON] = (
                "退職した方のようです。資格喪失日を入れるか、この行を除いてください。"
            )

    def _is_swapped(self, row: Row, values: Mapping[Field, Value]) -> bool:
        """A name of kana alone beside a フリガナ of kanji, which is read as none."""
        if Field.KANA in values or (kana := self._columns.of(Field.KANA)) is None:
            return False
        return bool(kana.text(row)) and KANA_ALONE.fullmatch(str(values.get(Field.NAME, ""))) is not None

    def _is_other_employee(self, values: Mapping[Field, Value]) -> bool:
        told = values.get(Field.INSURED_NAME)
        employee = self._known.employee(values) if isinstance(told, str) else None
        return employee is not None and not is_same_name(employee.name, str(told))

    def _require(self, read: HalfRead) -> None:
        for one in REQUIRED:
            if one in read.values or (one in KEY and not read.reasons.keys().isdisjoint(_NUMBERS)):
                continue
            shown = Field.SYMBOL_NUMBER if one in KEY and Field.SYMBOL_NUMBER in self._fields else one
            if shown in read.reasons or (one is Field.KIND and Field.RELATIONSHIP in read.reasons):
                continue
            if shown not in self._fields and Field.NAME in read.reasons:
                # A name that does not fit says more than what the list has no column for.
                continue
            if shown is Field.KIND and shown not in self._fields and Field.RELATIONSHIP in self._fields:
                shown, told = Field.RELATIONSHIP, "続柄から本人か家族かが分かりません。続柄を入れてください。"
            elif shown in self._fields or not self._known.people:
                told = f"{label(shown)}が空です。{label(shown)}を入れてください。"
            else:
                told = (
                    f"名簿にない方か、見分けられない方です。取り込むには{label(shown)}が要りますが、"
                    "この表にその列がありません。"
                )
            read.reasons[shown] = told

    def _title(self, one: Field) -> str:
        shown = Field.SYMBOL_NUMBER if one in KEY and one not in self._titles else one
        return self._titles.get(shown, self._titles.get(one, label(one)))

    def _placed(self, row: Row, column: str, reason: str, read: HalfRead) -> Quarantined:
        return Quarantined(row.at, column, reason, read.name, row.cells)
