"""Add a member by hand, or change what is on file. Names are kept exactly as typed."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from PySide6.QtWidgets import QCheckBox, QWidget

from app.domain import typed
from app.domain.ids import OfficeId
from app.domain.insured_number import check_insured_number
from app.domain.language import Language
from app.domain.name_substitute import NameSubstitute
from app.domain.person import Enrolment, Office, Person, PersonKind, Sex
from app.domain.print_note import Disease, PrintNote
from app.domain.rules import SocietyRules, shipped_rules
from app.domain.wareki import wareki_short
from app.errors import BadValue
from app.usecases.people import name_substitutes, print_notes
from app.usecases.people.print_notes import OnSheet
from app.words import label
from ui.dialogs.event_form import EventForm, Foresee, Planned, day_of
from ui.look.fields import list_box, text_field, tick_box
from ui.look.parts import plain_button
from ui.look.theme import scaled
from ui.widgets.wareki_edit import WarekiEdit

_RATES = (("−", None), ("2割", 2), ("3割", 3))


class PersonForm(EventForm):
    """Filled from a Person, yields a new one; stores nothing."""

    def __init__(
        self,
        person: Person | None,
        offices: Sequence[Office],
        foresee: Foresee,
        today: date,
        parent: QWidget | None = None,
        *,
        note: PrintNote | None = None,
        substitutes: Sequence[NameSubstitute] = (),
        rules: SocietyRules | None = None,
        looked: Callable[[], object] | None = None,
    ) -> None:
        """person: who is changed; None to add somebody. note, substitutes: what was agreed for the sheet.

        rules: of the society, which says what 限度額適用区分 there are. looked: told of the
        second look, when somebody takes it.
        """
        rules = rules or shipped_rules().at(today)
        title = "新しい方を加える" if person is None else f"{person.name} さんの記録を訂正"
        super().__init__(title, "名簿に加える" if person is None else "訂正を保存", foresee, today, parent)
        self.setMinimumWidth(scaled(700))
        self._person = person
        p = person
        self._name = text_field("氏名", p.name if p else "")
        self._kana = text_field("フリガナ", p.kana if p else "")
        self._kind = list_box("区分", [(label(k), k) for k in PersonKind], p.kind if p else None)
        self._relationship = text_field("続柄", p.relationship if p else "本人")
        self._symbol = text_field("記号", p.symbol if p else "")
        self._number = text_field("番号", p.number if p else "")
        self._branch = text_field("枝番", p.branch_number if p else "", hint="健保の通知のとおり")
        self._sex = list_box("性別", [(label(s), s) for s in Sex], p.sex if p else Sex.UNSET)
        self._office = list_box("事業所", [(o.name, o.id) for o in offices], p.office_id if p else None)
        self._department = text_field("所属", p.department if p else "")
        self._code = text_field("社員番号", p.employee_code if p else "")
        self._stage = list_box(
            "マイナ保険証", [(label(s), s) for s in Enrolment], p.enrolment if p else Enrolment.UNKNOWN
        )
        self._language = list_box(
            "案内のことば", [(label(one, "choice"), one) for one in Language], p.language if p else None
        )
        self._rate = list_box("負担割合", _RATES, p.copay_rate if p else None)
        self._born = WarekiEdit(p.born_on if p else None, name="生年月日", optional=True)
        self._qualified = WarekiEdit(p.qualified_on if p else today, name="資格取得日")
        self._expires = WarekiEdit(p.certificate_expires_on if p else None, name="有効期限", optional=True)
        self._rate_from = WarekiEdit(p.copay_from if p else None, name="発効年月日", optional=True)
        registered = note.registry_name if note else ""
        self._registry_name = text_field("戸籍上の氏名", registered, hint="氏名が通称名のとき")
        self._former = text_field("旧姓", note.former_surname if note else "", hint="氏と名の間にかっこで")
        kept = note.limit_category if note else None
        known = dict.fromkeys((*rules.limits_below_70, *rules.limits_from_70, *([kept] if kept else [])))
        limits = [("載せない", None), *((one, one) for one in known)]
        self._limit = list_box("限度額適用区分", limits, kept)
        self._disease = text_field(
            "特定疾病の記号", note.disease_mark if note else "", hint="健保の記号。病名は書かない"
        )
        since = note.disease_from if note else None
        self._disease_from = WarekiEdit(since, name="特定疾病の発効日", optional=True)
        self._sex_behind = tick_box(
            "性別は証の裏面に書く(本人の申し出)", is_on=p is not None and not p.sex_on_front
        )
        self._second_look = plain_button("特定疾病・性別の記載を見る・直す", self._look_twice)
        self._looked, self._is_shown = looked, False
        self._kept = [(one, _kept_box(one)) for one in substitutes]
        has_facts = bool(substitutes) or (
            note is not None and not note.says_as(PrintNote(None, note.person_id))
        )
        self.fold = plain_button("", self._turn_fold)
        self.fold.setCheckable(True)
        self._fold_word = f"証に載せる氏名・区分{'(記載あり)' if has_facts else ''}"
        self._lay_out()
        self._turn_fold()
        for box in (self._sex_behind, *(box for _, box in self._kept)):
            box.toggled.connect(lambda _: self.look_later())
        self.watch()
        self._name.setFocus()

    def planned(self) -> Planned:
        """Add the new member, or correct what is on file."""
        person, said, today, seen = self.person(), self.on_sheet(), self.today, self._person
        if seen is None:
            return Planned(lambda tx: print_notes.add(tx, person, said, today=today), today)
        return Planned(
            lambda tx: print_notes.correct(tx, person, said, on=today, today=today, seen=seen), today
        )

    def on_sheet(self) -> OnSheet:
        """Return what the sheet says beyond the roster, as the form now says."""
        withdrawn = [one.id for one, box in self._kept if one.id is not None and not box.isChecked()]
        return OnSheet(
            self._registry_name.text().strip(),
            self._limit.currentData(),
            tuple(withdrawn),
            self._former.text().strip(),
            Disease(typed.code(self._disease.text()).upper(), self._disease_from.reading()),
        )

    def person(self) -> Person:
        """Return the person as the form now says; BadValue names the first field that cannot be read."""
        if self._office.currentData() is None:
            raise BadValue("事業所を選んでください。先に設定の画面で事業所を登録します。")
        check_insured_number(
            self._symbol.text().strip(), self._number.text().strip(), self._branch.text().strip()
        )
        born, qualified = day_of(self._born), day_of(self._qualified)
        stage = Enrolment(self._stage.currentData())
        base = self._person or Person(
            id=None,
            office_id=OfficeId(0),
            kind=PersonKind.INSURED,
            symbol="",
            number="",
            branch_number="",
            name="",
            kana="",
            sex=Sex.UNSET,
            relationship="",
            born_on=born,
            qualified_on=qualified,
        )
        return replace(
            base,
            office_id=OfficeId(int(self._office.currentData())),
            kind=PersonKind(self._kind.currentData()),
            symbol=self._symbol.text().strip(),
            number=self._number.text().strip(),
            branch_number=self._branch.text().strip(),
            # As filed: only blanks at the ends go, never a character inside.
            name=self._name.text().strip(),
            kana=self._kana.text().strip(),
            sex=Sex(self._sex.currentData()),
            sex_on_front=not self._sex_behind.isChecked(),
            relationship=self._relationship.text().strip(),
            born_on=born,
            qualified_on=qualified,
            department=self._department.text().strip(),
            employee_code=self._code.text().strip(),
            enrolment=stage,
            enrolment_as_of=base.enrolment_as_of if stage is base.enrolment else self.today,
            enrolment_known_on=base.enrolment_known_on if stage is base.enrolment else None,
            language=_chosen(Language(self._language.currentData()), base.language),
            certificate_expires_on=self._expires.reading(),
            copay_rate=self._rate.currentData(),
            copay_from=self._rate_from.reading(),
        )

    def _lay_out(self) -> None:
        self.add("氏名(&N)", self._name)
        self.add("フリガナ", self._kana)
        self.add_side("区分", self._kind, self._relationship)
        self.add_side("記号", self._symbol, self._number, self._branch)
        self.add_side("生年月日", self._born, self._sex)
        self.add_side("事業所", self._office, self._department, self._code)
        self.add_side("資格取得日", self._qualified, self._expires)
        self.add_side("マイナ保険証", self._stage, self._language)
        self.add_side("負担割合", self._rate, self._rate_from)
        for field, sentence in (
            (self._name, "氏名を入れてください。"),
            (self._symbol, "記号を入れてください。"),
            (self._number, "番号を入れてください。"),
            (self._born, "生年月日を入れてください(例 S60.4.1)。"),
            (self._qualified, "資格取得日を入れてください(例 R8.4.1)。"),
        ):
            self.require(field, sentence)
        if self._person is None:
            self.require(self._sex, "性別を選んでください。")
        self.form.addRow("", self.fold)
        self._folded: list[QWidget] = [
            self.add_side("戸籍上の氏名", self._registry_name, self._former),
            self.add_side("限度額適用区分", self._limit),
        ]
        self._disease_row = self.add_side("特定疾病", self._disease, self._disease_from)
        self._sex_row = self.add("性別の記載", self._sex_behind)
        self.form.addRow("", self._second_look)
        for _, box in self._kept:
            self._folded.append(self.add("代わりの文字", box))

    def _turn_fold(self) -> None:
        """Show or hide what few people have and nobody should read over a shoulder."""
        is_open = self.fold.isChecked()
        self.fold.setText(f"{'▽' if is_open else '▷'} {self._fold_word}")
        for field in self._folded:
            self.form.setRowVisible(field, is_open)
        for row in (self._disease_row, self._sex_row):
            self.form.setRowVisible(row, is_open and self._is_shown)
        self.form.setRowVisible(self._second_look, is_open and not self._is_shown)
        self.fit()

    def _look_twice(self) -> None:
        """An illness and 性別の配慮 are not shown with the rest: only to who asks for them once more."""
        if self._looked is not None:
            self._looked()
        self._is_shown = True
        self._turn_fold()
        self._disease.setFocus()


def _chosen(language: Language, before: Language | None) -> Language | None:
    """Nobody said anything where it stays Japanese."""
    return before if language is (before or Language.JAPANESE) else language


def _kept_box(substitute: NameSubstitute) -> QCheckBox:
    """A substitute in use; unticking it ends the agreement when the form is saved."""
    shown = f"「{substitute.text}」" if substitute.text else "文字の画像"
    day = wareki_short(substitute.agreed_on)
    return tick_box(f"{name_substitutes.spoken(substitute.character)} → {shown}({day})を使う", is_on=True)
