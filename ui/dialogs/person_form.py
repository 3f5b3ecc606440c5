"""Add a member by hand, or change what is on file. Names are kept exactly as typed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from PySide6.QtWidgets import QComboBox, QWidget

from app.domain.ids import OfficeId
from app.domain.insured_number import check_insured_number
from app.domain.my_number import refuse_my_number
from app.domain.person import Office, Person, PersonKind, Sex
from app.errors import BadValue
from app.usecases import roster
from ui.dialogs.event_form import EventForm, Foresee, Planned, day_of, line
from ui.labels import label
from ui.widgets.wareki_edit import WarekiEdit

_RATES = ((None, "−"), (2, "2割"), (3, "3割"))


class PersonForm(EventForm):
    """Filled from a Person, yields a new one; stores nothing."""

    def __init__(
        self,
        person: Person | None,
        offices: Sequence[Office],
        foresee: Foresee,
        today: date,
        parent: QWidget | None = None,
    ) -> None:
        """person: who is changed; None to add somebody."""
        title = "新しい方を加える" if person is None else f"{person.name} さんの記録を訂正"
        super().__init__(title, "名簿に加える" if person is None else "訂正を保存", foresee, today, parent)
        self._person = person
        p = person
        self._name = line("氏名", p.name if p else "")
        self._kana = line("フリガナ", p.kana if p else "")
        self._kind = self._choice("区分", [(k, label(k)) for k in PersonKind], p.kind if p else None)
        self._relationship = line("続柄", p.relationship if p else "本人")
        self._symbol = line("記号", p.symbol if p else "")
        self._number = line("番号", p.number if p else "")
        self._branch = line("枝番", p.branch_number if p else "00")
        self._sex = self._choice("性別", [(s, label(s)) for s in Sex], p.sex if p else None)
        self._office = self._choice("事業所", [(o.id, o.name) for o in offices], p.office_id if p else None)
        self._department = line("所属", p.department if p else "")
        self._code = line("社員番号", p.employee_code if p else "")
        self._rate = self._choice("負担割合", _RATES, p.copay_rate if p else None)
        self._born = WarekiEdit(p.born_on if p else None, name="生年月日", optional=True)
        self._qualified = WarekiEdit(p.qualified_on if p else today, name="資格取得日")
        self._expires = WarekiEdit(p.certificate_expires_on if p else None, name="有効期限", optional=True)
        self._rate_from = WarekiEdit(p.copay_from if p else None, name="発効年月日", optional=True)
        self._lay_out()
        self.watch()
        self._name.setFocus()

    def planned(self) -> Planned:
        """Add the new member, or correct what is on file."""
        person, today = self.person(), self.today
        if self._person is None:
            return Planned(lambda tx: roster.add_person(tx, person), f"追加 {person.name}", today)
        return Planned(
            lambda tx: roster.change_person(tx, person, on=today, today=today), f"訂正 {person.name}", today
        )

    def person(self) -> Person:
        """Return the person as the form now says; BadValue names the first field that cannot be read."""
        self._refuse_unreadable()
        born, qualified = day_of(self._born), day_of(self._qualified)
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
            relationship=self._relationship.text().strip(),
            born_on=born,
            qualified_on=qualified,
            department=self._department.text().strip(),
            employee_code=self._code.text().strip(),
            certificate_expires_on=self._expires.reading(),
            copay_rate=self._rate.currentData(),
            copay_from=self._rate_from.reading(),
        )

    def _refuse_unreadable(self) -> None:
        if not self._name.text().strip():
            raise BadValue("氏名を入れてください。")
        if self._office.currentData() is None:
            raise BadValue("事業所を選んでください。先に設定の画面で事業所を登録します。")
        check_insured_number(
            self._symbol.text().strip(), self._number.text().strip(), self._branch.text().strip()
        )
        for field in (self._name, self._kana, self._department, self._code, self._relationship):
            refuse_my_number(field.text(), field.accessibleName())

    def _lay_out(self) -> None:
        self.add("氏名(&N)", self._name)
        self.add("フリガナ", self._kana)
        self.add_side("区分・続柄", self._kind, self._relationship)
        self.add_side("記号・番号・枝番", self._symbol, self._number, self._branch)
        self.add_side("生年月日・性別", self._born, self._sex)
        self.add_side("事業所・所属", self._office, self._department)
        self.add("社員番号", self._code)
        self.add_side("資格取得日・有効期限", self._qualified, self._expires)
        self.add_side("負担割合・発効日", self._rate, self._rate_from)

    def _choice(self, name: str, items: Sequence[tuple[object, str]], chosen: object) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(name)
        for value, text in items:
            box.addItem(text, value)
        box.setCurrentIndex(max(0, box.findData(chosen)))
        return box
