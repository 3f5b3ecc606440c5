"""What a list leaves open about people: lines unlike the others, numbers, 枝番, 本人か家族か, blanks."""

import re
from collections.abc import Callable, Iterator, Sequence

from app.domain import typed
from app.domain.person import Person, PersonKind
from app.importing.branches import usual_way, way_of_roster
from app.importing.column_questions import ALL_SHEETS, PART_OF, Ask, Choice, ColumnQuestion
from app.importing.columns import Columns
from app.importing.employees import are_employees
from app.importing.fields import Field
from app.importing.listed import match_key
from app.importing.mapping import MappingProfile
from app.importing.same import is_same_name
from app.importing.table import Look, Table, one_line

_SAMPLES = 3
_LOOKS = ((Look.HIDDEN, "隠れている行", "read"), (Look.STRUCK, "取り消し線のある行", "skip"))
_MANY = 20
_WAYS = (
    Choice("insured00", "本人は00、ご家族は並びの順に01から"),
    Choice("insured01", "本人は01、ご家族は並びの順に02から"),
    Choice("none", "枝番は使わない"),
    Choice("later", "新しいご家族の枝番はまだ決まっていない(健保の一覧で埋まる)"),
)
_NUMBER = re.compile(r"[0-9]{1,9}")


def about_lines(table: Table, profile: MappingProfile) -> Iterator[ColumnQuestion]:
    """Ask about lines that the spreadsheet hides or strikes out, and about several sheets of people."""
    for look, told, guess in _LOOKS:
        rows = [row for row in table.rows if row.look is look]
        if rows and f"lines:{look}" not in profile.answers:
            yield ColumnQuestion(
                Ask.LINES,
                look,
                "",
                f"Excelで{told}が{len(rows)}行あります。読みますか。",
                tuple(" ".join(filter(None, row.cells[:6]))[:60] for row in rows[:_SAMPLES]),
                guess,
                (Choice("read", "ほかの行と同じに読む"), Choice("skip", "読まない")),
                must=True,
            )
    if table.sheets_repeat and not profile.reading.sheets:
        yield ColumnQuestion(
            Ask.SHEETS,
            "",
            "",
            "同じ方のいるシートがいくつかあります。今の名簿はどれですか。",
            table.sheets[:_SAMPLES],
            _latest(table.sheets),
            tuple(Choice(name, name) for name in table.sheets),
            must=True,
        )
    elif table.sheets and not profile.reading.sheets:
        yield ColumnQuestion(
            Ask.SHEETS,
            "",
            "",
            "同じ見出しのシートがいくつかあります。どれを読みますか。",
            table.sheets[:_SAMPLES],
            ALL_SHEETS,
            (Choice(ALL_SHEETS, "すべて"), *(Choice(name, name) for name in table.sheets)),
        )


def _latest(sheets: Sequence[str]) -> str | None:
    """Return the sheet of the latest year or month, where the names differ in nothing else."""
    folded = {name: typed.code(name) for name in sheets}
    if len({_NUMBER.sub("#", text) for text in folded.values()}) > 1:
        return None
    return max(sheets, key=lambda name: [int(number) for number in _NUMBER.findall(folded[name])])


def about_people(
    table: Table,
    profile: MappingProfile,
    columns: Columns,
    people: Sequence[Person],
    is_open: Callable[[], bool],
) -> Iterator[ColumnQuestion]:
    """Ask for what no column says of everybody: the household, 枝番, 本人か家族, 記号.

    is_open: whether somebody of the list is not on the roster.
    """
    fields = columns.fields(profile)
    if "above" not in profile.answers and (above := _without_number(table, columns)):
        yield _about_above(above, columns, people)
    # What is needed to take somebody in is not asked where everybody is known.
    if not _lacks_something(profile, columns, people) or not is_open():
        return
    if (
        "branches" not in profile.answers
        and way_of_roster(table, columns, people) is None
        and _lacks_branches(profile, columns, people)
    ):
        yield _branches(people)
    says_kind = Field.KIND in fields or Field.RELATIONSHIP in fields
    # A list of states or departments, without births, is of people who are known.
    if not says_kind and Field.BORN_ON in fields and not are_employees(table, columns, people):
        yield _kinds(fields)
    if Field.NUMBER in fields and Field.SYMBOL not in fields:
        symbols = sorted({person.symbol for person in people})[:_MANY]
        yield ColumnQuestion(
            Ask.CONSTANT,
            Field.SYMBOL,
            "",
            "記号の列がありません。名簿にない方の記号は何ですか。",
            (),
            symbols[0] if len(symbols) == 1 else None,
            tuple(Choice(one, one) for one in symbols),
            is_free=True,
        )


def _about_above(above: tuple[str, ...], columns: Columns, people: Sequence[Person]) -> ColumnQuestion:
    """Ask whose family stands in lines without a number, and with it what their 枝番 are."""
    guess, yes = "use", [Choice("use", "はい。上の行の番号を使う")]
    if columns.of(Field.BRANCH_NUMBER) is not None:
        way = usual_way(people)
        guess = f"use{PART_OF}{way}" if way else guess
        yes = [Choice(f"use{PART_OF}{one.value}", f"はい。枝番は、{one.label}") for one in _WAYS]
    return ColumnQuestion(
        Ask.ABOVE,
        "",
        "",
        f"番号が空の行が{len(above)}行あります。すぐ上の番号のご家族ですか。",
        above[:_SAMPLES],
        guess if guess in {one.value for one in yes} else None,
        (*yes, Choice("hold", "いいえ。保留にする")),
        must=True,
    )


def _without_number(table: Table, columns: Columns) -> tuple[str, ...]:
    number = columns.of(Field.NUMBER) or columns.of(Field.SYMBOL_NUMBER)
    name = columns.of(Field.NAME)
    if number is None or name is None:
        return ()
    # The first line of a list has nobody above it.
    rows = table.rows[1:]
    return tuple(name.text(row) for row in rows if not number.text(row) and name.text(row))


def _lacks_something(profile: MappingProfile, columns: Columns, people: Sequence[Person]) -> bool:
    fields = columns.fields(profile)
    is_whole = {Field.SYMBOL, Field.KIND}.issubset(fields) and Field.NUMBER in fields
    return not is_whole or _lacks_branches(profile, columns, people)


def _lacks_branches(profile: MappingProfile, columns: Columns, people: Sequence[Person]) -> bool:
    fields = columns.fields(profile)
    if Field.BRANCH_NUMBER in fields and not columns.family:
        # Lines under an employee's have no 枝番 of their own.
        return profile.answers.get("above") == "use"
    is_used = bool(columns.family) or any(person.branch_number for person in people)
    return is_used and Field.NUMBER in fields and Field.SYMBOL_NUMBER not in fields


def _branches(people: Sequence[Person]) -> ColumnQuestion:
    return ColumnQuestion(
        Ask.BRANCHES,
        "",
        "",
        "枝番のない方がいます。名簿にない方の枝番をどう付けますか。",
        (),
        usual_way(people),
        (*_WAYS, Choice("hold", "付けない(保留にする)")),
    )


def _kinds(fields: frozenset[Field]) -> ColumnQuestion:
    by_branch = [Choice("branch00", "枝番00の方が本人、ほかはご家族")] * (Field.BRANCH_NUMBER in fields)
    return ColumnQuestion(
        Ask.KINDS,
        "",
        "",
        "本人か家族かを示す列がありません。どう見分けますか。",
        (),
        PersonKind.DEPENDANT if Field.INSURED_NAME in fields else None,
        (*by_branch, Choice(PersonKind.INSURED, "全員が本人"), Choice(PersonKind.DEPENDANT, "全員がご家族")),
        must=True,
    )


def about_blanks(
    table: Table, profile: MappingProfile, columns: Columns, people: Sequence[Person]
) -> Iterator[ColumnQuestion]:
    """A society that withdraws a 有効期限 leaves it blank; most lists leave blank what they do not know."""
    expiry = columns.of(Field.CERTIFICATE_EXPIRES_ON)
    keys = [columns.of(one) for one in (Field.SYMBOL, Field.NUMBER, Field.BRANCH_NUMBER)]
    if expiry is None or f"blank:{expiry.name}" in profile.answers or None in keys:
        return
    name = columns.of(Field.NAME)
    known = {p.key: p for p in people if p.certificate_expires_on is not None}
    names = [
        known[key].name
        for row in table.rows
        if not expiry.text(row)
        and (key := match_key(*(column.text(row) for column in keys if column is not None))) in known
        # Whoever else stands under the number says nothing of this paper.
        and (name is None or is_same_name(known[key].name, name.text(row)))
    ]
    if names:
        yield ColumnQuestion(
            Ask.BLANK,
            expiry.name,
            expiry.name,
            f"名簿に有効期限のある{len(names)}名の「{one_line(expiry.name)}」が空白です。空白は何の意味ですか。",
            tuple(names[:_SAMPLES]),
            "keep",
            (Choice("keep", "何も言っていない(名簿のまま)"), Choice("clear", "有効期限がなくなった(消す)")),
        )
