"""Everything about one person: the sentence for the phone, household, facts, papers, history."""

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.certificate import Certificate
from app.domain.contact import Contact
from app.domain.duties import CAUSES, Duty
from app.domain.eligibility import birthday
from app.domain.person import Person
from app.domain.wareki import wareki, wareki_short
from app.rows import HistoryRow, PersonDetail
from app.usecases.phone import phone_sentence
from ui.labels import label
from ui.page import hairline, panel, role_label
from ui.theme import Tone
from ui.widgets.detail_text import DetailText, Line, Section
from ui.widgets.household_chips import HouseholdChips
from ui.widgets.sentence import Sentence
from ui.widgets.status import certificate_status, elderly_status

HISTORY_SHOWN = 30


class PersonPanel(QWidget):
    """Shows a PersonDetail; knows nothing of storing.

    Signals:
        chosen: Another member of the household was clicked. arg: PersonId.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty; `buttons` takes the page's buttons."""
        super().__init__(parent)
        self.setAccessibleName("この方の詳細")
        self._name, self._kana = role_label("", "title"), role_label("", "minor")
        self.place = role_label("", "sub")
        self.sentence = Sentence("heading")
        self.sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.chips = HouseholdChips()
        self.chips.chosen.connect(self.chosen)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(8)
        self.details = DetailText("やること・資格・証・履歴")
        self._build()

    def show_detail(self, detail: PersonDetail, today: date) -> None:
        """Show this person as of that day."""
        person = detail.person
        self._name.setText(person.name)
        self._kana.setText(person.kana)
        self.place.setText(f"{person.key}   {detail.office} {person.department}")
        self.sentence.setText(phone_sentence(detail, today))
        self.chips.set_household(detail.household, person.id)
        self.details.show_sections(
            (
                Section("やること", [_duty(duty, today) for duty in detail.duties]),
                Section("資格", [Line(word, text) for word, text in _facts(detail, today)]),
                Section("証", _papers(detail)),
                Section("声かけ", [_contact(contact) for contact in detail.contacts]),
                Section("履歴", [_history(row) for row in detail.history[:HISTORY_SHOWN]]),
            )
        )

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self._name)
        head.addWidget(self._kana, alignment=Qt.AlignmentFlag.AlignBottom)
        head.addStretch(1)
        head.addWidget(self.place, alignment=Qt.AlignmentFlag.AlignBottom)
        column.addLayout(head)
        phone = panel()
        inside = QVBoxLayout(phone)
        inside.setContentsMargins(16, 10, 16, 12)
        inside.setSpacing(4)
        inside.addWidget(role_label("電話で聞かれたら", "minor"))
        inside.addWidget(self.sentence)
        column.addWidget(phone)
        column.addWidget(self.chips)
        column.addLayout(self.buttons)
        column.addWidget(hairline())
        column.addWidget(self.details, 1)


def _duty(duty: Duty, today: date) -> Line:
    is_late = duty.due_on is not None and duty.due_on < today
    by = f"{wareki_short(duty.due_on)} まで。" if duty.due_on else ""
    tone = Tone.LATE if is_late else Tone.NORMAL
    return Line(f"{'▲' if is_late else '◆'} {label(duty.kind)}", f"{by}{duty.reason}", tone)


def _papers(detail: PersonDetail) -> list[Line]:
    lines = [_paper(certificate) for certificate in reversed(detail.certificates)]
    if detail.elderly_card is not None:
        words, tone = elderly_status(detail.elderly_card)
        lines.append(Line("高齢受給者証", words, tone))
    return lines


def _contact(contact: Contact) -> Line:
    return Line(wareki_short(contact.on), label(contact.means), remark=contact.note)


def _facts(detail: PersonDetail, today: date) -> list[tuple[str, str]]:
    person = detail.person
    facts = [
        ("生年月日", f"{wareki(person.born_on)}({_age(person, today)}歳) {label(person.sex)}"),
        ("続柄", person.relationship or label(person.kind)),
        ("資格取得日", wareki(person.qualified_on)),
    ]
    if person.disqualified_on is not None:
        cause = f"({CAUSES[person.loss_cause]})" if person.loss_cause else ""
        facts.append(("資格喪失日", wareki(person.disqualified_on) + cause))
    since = f" {wareki_short(person.enrolment_as_of)} 時点" if person.enrolment_as_of else ""
    facts.append(("マイナ保険証", label(person.enrolment) + since))
    if person.certificate_expires_on is not None:
        facts.append(("有効期限", wareki(person.certificate_expires_on)))
    if person.copay_rate is not None:
        start = f" {wareki_short(person.copay_from)} から" if person.copay_from else ""
        facts.append(("負担割合", f"{person.copay_rate}割{start}"))
    if person.employee_code:
        facts.append(("社員番号", person.employee_code))
    return facts


def _age(person: Person, today: date) -> int:
    age = today.year - person.born_on.year
    return age if birthday(person.born_on, age) <= today else age - 1


def _paper(certificate: Certificate) -> Line:
    steps = (
        ("印刷確認", certificate.ready_on),
        ("配付", certificate.handed_out_on),
        ("回収", certificate.collected_on),
        ("返送", certificate.forwarded_on),
        ("有効期限", certificate.expires_on),
    )
    dates = "  ".join(f"{word} {wareki_short(on)}" for word, on in steps if on is not None)
    words, tone = certificate_status(certificate.status)
    return Line(certificate.issue_number, words, tone, f"{dates}  {certificate.reason}".strip())


def _history(row: HistoryRow) -> Line:
    when = wareki_short(row.done_on) if row.done_on else wareki_short(row.entered_at.date())
    undone = "(取り消し済み) " if row.is_undone else ""
    entered = f"{wareki_short(row.entered_at.date())} {row.entered_at:%H:%M} {row.user}"
    tone = Tone.MUTED if row.is_undone else Tone.NORMAL
    return Line(when, f"{undone}{row.label}", tone, f"{row.what}  ({entered})")
