"""Everything about one person: the sentence for the phone, household, facts, papers, history."""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.domain.certificate import Certificate
from app.domain.contact import Contact
from app.domain.elderly_card import ElderlyOutcome
from app.domain.eligibility import NO_END, birthday, card_works_until, ends_by_age
from app.domain.life_calendar import LifeCalendar, Window
from app.domain.person import Person
from app.domain.rest_days import marked_day
from app.domain.rules import SocietyRules
from app.domain.shipment import SentPaper
from app.domain.society_answer import SocietyAnswer
from app.domain.step_ahead import StepAhead
from app.domain.wareki import wareki, wareki_minute, wareki_short
from app.rows import DueRow, HistoryRow, PersonDetail
from app.usecases.counter.phone import phone_answer
from app.usecases.people.birthday_chain import ChainMember, birthday_chains
from app.words import label
from ui.look.layout import across, down, fill, held, panel, scrolled
from ui.look.parts import hairline, plain_button, role_label
from ui.look.theme import APART, TIGHT, Tone, set_tone
from ui.widgets.detail_text import DetailText, Line, Section
from ui.widgets.flow_layout import FlowRow
from ui.widgets.household_chips import HouseholdChips
from ui.widgets.life_view import LifeView
from ui.widgets.likely_actions import LikelyActions
from ui.widgets.ruling_line import RulingLine
from ui.widgets.sentence import Sentence
from ui.widgets.status import certificate_status, elderly_status, person_status

HISTORY_SHOWN = 30
_DETAILS_LEAST = 96
"""Pixels of the facts below the sentence; in a lower panel all of it is scrolled."""

_TO_LIFE, _TO_WORDS = "暦  Y", "くわしく  Y"
"""What the button beside the name leads to."""

ReadLife = Callable[[Window | None], LifeCalendar]

LAST_AGE = 75
"""The age at which cover ends; a household is listed one by one."""

_CHAIN_PAPERS: tuple[tuple[str, Callable[[ChainMember], bool]], ...] = (
    ("資格確認書", lambda member: member.hands_back),
    ("高齢受給者証", lambda member: member.hands_back_card),
)


class PersonPanel(QWidget):
    """Shows a PersonDetail; knows nothing of storing.

    Signals:
        chosen: Another member of the household was clicked. arg: PersonId.
        wanted: One of the likely actions was chosen. arg: PhoneAction.
    """

    chosen = Signal(object)
    wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("この方の詳細")
        self._name, self._kana = Sentence("title"), role_label("", "minor")
        self.place = role_label("", "sub")
        self.others = Sentence("strong")
        set_tone(self.others, Tone.SOON)
        self.others.hide()
        self.sentence = Sentence("heading")
        self.sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.likely = LikelyActions(keys=True)
        self.likely.chosen.connect(self.wanted)
        self.chips = HouseholdChips()
        self.chips.chosen.connect(self.chosen)
        self.buttons = FlowRow(spacing=4)  # all five in one line at 1366×768
        self.ruling = RulingLine()
        self.ruling.hide()
        self.verdict = role_label("", "strong")
        self.more = plain_button("根拠 ▽", self.toggle_ruling)
        self.details = DetailText("やること・資格・証・履歴")
        self.life = LifeView()
        self._read_life: ReadLife | None = None
        self.view = plain_button(_TO_LIFE, self.toggle_life)
        self._build()

    def show_detail(
        self, detail: PersonDetail, rules: SocietyRules, today: date, read_life: ReadLife
    ) -> None:
        """Show this person as of that day, by the rules then in force. read_life: gives the calendar."""
        self._read_life = read_life
        person = detail.person
        self._name.setText(person.name)
        self._kana.setText(person.kana)
        self.place.setText(f"{person.key}   {detail.office} {person.department}")
        answer = phone_answer(detail, today)
        self.sentence.setText(answer.sentence)
        self.likely.set_actions(answer.actions)
        self.chips.set_household(detail.household, person.id)
        self.ruling.show_detail(detail, rules, today)
        self._repeat_verdict()
        self.details.show_sections(
            (
                Section("やること", [_duty(duty, today) for duty in detail.duties]),
                Section("予定", [_ahead(step) for step in detail.ahead]),
                Section("健保の答え", [_answered(one) for one in reversed(detail.facts.answers)]),
                Section("誕生日", _birthdays(detail, rules, today)),
                Section("資格", [Line(word, text) for word, text in _facts(detail, rules, today)]),
                Section("証", _papers(detail, rules)),
                Section("声かけ", [_contact(contact) for contact in detail.contacts]),
                Section("履歴", [_history(row) for row in detail.history[:HISTORY_SHOWN]]),
            )
        )
        if not self.life.isHidden():
            self.life.show_life(read_life)

    def show_others(self, others: Sequence[tuple[str, datetime]]) -> None:
        """Say who else has this household open."""
        said = "、".join(f"{user} さん({since:%H:%M} から)" for user, since in others)
        self.others.setText(f"◆ この世帯は {said} も開いています。")
        self.others.setVisible(bool(others))

    def toggle_life(self) -> None:
        """Change between the person in words and the calendar, which is read only where it is looked at."""
        is_life = self.life.isHidden()
        self.view.setText(_TO_WORDS if is_life else _TO_LIFE)
        self._words.setVisible(not is_life)
        self.life.setVisible(is_life)
        if is_life and self._read_life is not None:
            self.life.show_life(self._read_life)
            self.life.setFocus()

    def set_shown(self, *, is_shown: bool) -> None:
        """Hide what is said of a person while there is none; the room stays."""
        self.buttons.setEnabled(is_shown)
        self._scrolled.setVisible(is_shown)

    def toggle_ruling(self) -> None:
        """Show the sentence with its rule and the other papers, or only the verdict."""
        self.ruling.setVisible(self.ruling.isHidden())
        self.more.setText("閉じる △" if self.ruling.isVisible() else "根拠 ▽")
        self.verdict.setVisible(self.ruling.isHidden())
        self._repeat_verdict()
        if self.ruling.isVisible():
            self.ruling.papers.focus_chosen()

    def _repeat_verdict(self) -> None:
        """The answer in one line, for the paper last asked about."""
        self.verdict.setText(self.ruling.summary())
        set_tone(self.verdict, Tone(self.ruling.verdict.property("tone") or Tone.NORMAL))

    def _build(self) -> None:
        self.details.setMinimumHeight(_DETAILS_LEAST)
        self.life.hide()
        head = down(
            across(fill(self._name), self.view),
            across(fill(self._kana), self.place, gap=APART),
            gap=2,
        )
        words = down(
            panel(role_label("電話で聞かれたら", "minor"), self.sentence, TIGHT, self.likely),
            self.chips,
            hairline(),
            down(
                role_label("集める・集めない", "minor"),
                across(fill(self.verdict), self.more, gap=APART),
                gap=0,
            ),
            self.ruling,
            hairline(),
            fill(self.details),
            gap=10,
        )
        self._words = held(words)
        inner = down(head, self.others, fill(self._words), fill(self.life), gap=10)
        # The buttons stand still: nothing whose height depends on the person is above them.
        self._scrolled = scrolled(held(inner), sideways=False)
        down(self.buttons, fill(self._scrolled), gap=APART, of=self)


def _duty(duty: DueRow, today: date) -> Line:
    is_late = duty.due_on is not None and duty.due_on < today
    by = f"{marked_day(duty.due_on, duty.rest)} まで。" if duty.due_on else ""
    tone = Tone.LATE if is_late else Tone.NORMAL
    rest = duty.rest.said() if duty.rest and not is_late else ""
    return Line(f"{'▲' if is_late else '◆'} {label(duty.kind)}", f"{by}{duty.reason}", tone, rest)


def _ahead(step: StepAhead) -> Line:
    return Line(
        f"◆ {label(step.kind)}", f"{wareki_short(step.on)} から。その日に今日の画面で記録します", Tone.SOON
    )


def _answered(one: SocietyAnswer) -> Line:
    return Line(wareki_short(one.on), f"{label(one.why)}: {label(one.word)}({one.told_by})", remark=one.note)


def _birthdays(detail: PersonDetail, rules: SocietyRules, today: date) -> list[Line]:
    """Who of the household reaches 70 or 75 soon, and who is concerned."""
    lines = []
    for chain in birthday_chains(detail.household, detail.cards, rules, today):
        lines.append(Line(f"◆ {chain.age}歳", chain.sentence, Tone.SOON))
        if chain.age == LAST_AGE:
            lines += [_chain_member(member) for member in chain.members]
    return lines


def _chain_member(member: ChainMember) -> Line:
    row = member.row
    back = [word for word, wanted in _CHAIN_PAPERS if wanted(member)]
    words = f"{person_status(row)[0]}{'。' + 'と'.join(back) + 'を返却' if back else ''}"
    return Line(row.relationship or label(row.kind), f"{row.name}  {words}")


def _papers(detail: PersonDetail, rules: SocietyRules) -> list[Line]:
    fates = {paper.certificate_id: paper for paper in detail.sent if paper.fate is not None}
    lines = [_paper(one, fates.get(one.id)) for one in reversed(detail.certificates)]
    if detail.elderly_card is not None:
        words, tone = elderly_status(detail.elderly_card)
        lines.append(Line("高齢受給者証", words, tone, _why_elderly(detail, rules)))
    return lines


def _why_elderly(detail: PersonDetail, rules: SocietyRules) -> str:
    """Why a card is expected back, where nothing was recorded of it."""
    cutoff = wareki(rules.elderly_cutoff_on)
    if detail.elderly_card is ElderlyOutcome.OUTSTANDING:
        return "健保の一覧に「交付あり」とあります。"
    if detail.elderly_card is ElderlyOutcome.CONFIRM:
        return (
            f"{cutoff}に加入していて、その日までに70歳になっていました。健保の一覧に交付の印はありません。"
            "お持ちかどうか、本人か健保に確かめてください。"
        )
    if detail.elderly_card is ElderlyOutcome.IN_USE:
        ends_on = detail.person.elderly_card_expires_on
        until = "資格のある間は" if ends_on is None else f"有効期限 {wareki_short(ends_on)} まで"
        return f"負担割合を示す証です。{until}渡したままにします。"
    return ""


def _contact(contact: Contact) -> Line:
    words = f"{label(contact.about)}({label(contact.means)})  {label(contact.reply)}"
    return Line(wareki_short(contact.on), words, remark=contact.note)


def _facts(detail: PersonDetail, rules: SocietyRules, today: date) -> list[tuple[str, str]]:
    person = detail.person
    facts = [
        ("生年月日", f"{wareki(person.born_on)}({_age(person, today)}歳) {label(person.sex)}"),
        ("続柄", person.relationship or label(person.kind)),
        ("資格取得日", wareki(person.qualified_on)),
    ]
    if person.disqualified_on is not None:
        cause = f"({label(person.loss_cause)})" if person.loss_cause else ""
        known = f"。{wareki_short(person.loss_known_on)} に判明" if person.loss_known_on else ""
        facts.append(("資格喪失日", f"{wareki(person.disqualified_on)}{cause}{known}"))
    if person.abroad_since is not None:
        stays = "75歳からも資格が続きます" if ends_by_age(person) == NO_END else ""
        facts.append(
            ("国内に住所なし", f"{wareki(person.abroad_since)} から({person.abroad_reason})。{stays}")
        )
    since = f" {wareki_short(person.enrolment_as_of)} 時点" if person.enrolment_as_of else ""
    facts.append(("マイナ保険証", label(person.enrolment) + since))
    if person.card_expires_on is not None:
        last = card_works_until(person.card_expires_on, rules.card_grace_months)
        works = f"。{wareki_short(last)} まで使えます" if today <= last else "。もう使えません"
        facts.append(("電子証明書", f"{wareki(person.card_expires_on)} まで(本人の申告){works}"))
    if person.certificate_expires_on is not None:
        facts.append(("有効期限", wareki(person.certificate_expires_on)))
    if person.copay_rate is not None:
        start = f" {wareki_short(person.copay_from)} から" if person.copay_from else ""
        facts.append(("負担割合", f"{person.copay_rate}割{start}"))
    if person.employee_code:
        facts.append(("社員番号", person.employee_code))
    if person.language is not None:
        facts.append(("案内のことば", label(person.language)))
    return facts


def _age(person: Person, today: date) -> int:
    age = today.year - person.born_on.year
    return age if birthday(person.born_on, age) <= today else age - 1


def _paper(certificate: Certificate, sent: SentPaper | None) -> Line:
    steps = (
        ("印刷確認", certificate.ready_on),
        ("配付", certificate.handed_out_on),
        ("回収", certificate.collected_on),
        ("返送", certificate.forwarded_on),
        ("有効期限", certificate.expires_on),
    )
    dates = "  ".join(f"{word} {wareki_short(on)}" for word, on in steps if on is not None)
    if sent is not None and sent.fate is not None and sent.fate_on is not None:
        dates += f"  {label(sent.fate)} {wareki_short(sent.fate_on)}"
    words, tone = certificate_status(certificate.status)
    return Line(certificate.issue_number, words, tone, f"{dates}  {certificate.reason}".strip())


def _history(row: HistoryRow) -> Line:
    when = wareki_short(row.done_on) if row.done_on else wareki_short(row.entered_at.date())
    undone = "(取り消し済み) " if row.is_undone else ""
    entered = f"{wareki_minute(row.entered_at)} {row.user}"
    tone = Tone.MUTED if row.is_undone else Tone.NORMAL
    return Line(when, f"{undone}{row.label}", tone, f"{row.what}  ({entered})")
