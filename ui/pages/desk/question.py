"""What the desk waits for: whose papers lie on the counter, and what the next key does."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from enum import StrEnum

from app.domain.certificate import CertificateStatus
from app.domain.missing import MissingCause
from app.domain.wareki import wareki_short
from app.late import dataclass
from app.rows import CertificateRow, PersonRow
from app.words import label, named
from ui.look.theme import Tone
from ui.widgets.household_chips import Presence, given_name

DIGITS = 9
"""More chips or choices than digits on the keyboard are reached by longer text or by the mouse."""


class Step(StrEnum):
    """What Enter records."""

    HAND_OUT = "hand_out"
    COLLECT = "collect"
    EXCHANGE = "exchange"


STEP_VERBS = {Step.HAND_OUT: "配付", Step.COLLECT: "回収", Step.EXCHANGE: "引き換え"}

FIRST_CAUSE = {
    Step.HAND_OUT: MissingCause.NOT_ARRIVED,
    Step.COLLECT: MissingCause.FORGOTTEN,
    Step.EXCHANGE: MissingCause.FORGOTTEN,
}
"""The likeliest reason why a paper is not there."""


@dataclass(frozen=True, slots=True)
class Member:
    """One sheet of a household on the counter.

    relation: 続柄. due: why it comes back, in the words of the due list. refusal: why the step may
    not be taken. is_wanted: taken unless somebody says otherwise. olds: what comes back for it.
    version: the how manieth paper of this person it is. is_in_use: the holder uses it until the new
    one is handed out. is_misdelivered: somebody else was given it.
    """

    row: CertificateRow
    relation: str
    due: str = ""
    refusal: str = ""
    is_wanted: bool = True
    olds: tuple[CertificateRow, ...] = ()
    version: int = 1
    is_in_use: bool = False
    is_misdelivered: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """A household, or one sheet, about which Enter decides.

    called: what the sheets are beside those done already (残り, 新しい証), empty when nothing was done.
    turned: the places whose digit was pressed. cause: of what is missing. alone: what goes out by
    itself if the old papers are not here. note: the line of the running list that tells of the
    question, 0 for none. is_doubtful: the digits could be a number too; Enter once more.
    """

    step: Step
    members: tuple[Member, ...]
    called: str = ""
    turned: frozenset[int] = frozenset()
    cause: MissingCause = MissingCause.NOT_ARRIVED
    alone: tuple[CertificateRow, ...] = ()
    note: int = 0
    is_doubtful: bool = False

    @property
    def present(self) -> tuple[Member, ...]:
        """What takes the step."""
        return tuple(m for at, m in enumerate(self.members) if self._takes_step(at, m))

    @property
    def missing(self) -> tuple[Member, ...]:
        """What was asked for and is not there."""
        return tuple(
            m for at, m in enumerate(self.members) if m.is_wanted and not m.refusal and at in self.turned
        )

    def turn(self, digits: str) -> "Question":
        """Turn chips by their digits; twice is back again."""
        odd = frozenset(int(d) - 1 for d, times in Counter(digits).items() if times % 2)
        return replace(self, turned=self.turned ^ odd)

    @property
    def has_chips(self) -> bool:
        """Whether its sheets are shown with a digit each: several, or what is left of a household."""
        return len(self.members) > 1 or bool(self.called)

    def reads(self, typed: str) -> bool:
        """Whether a typed text names chips of this household and nothing else."""
        places = {str(at + 1) for at, m in enumerate(self.members[:DIGITS]) if not m.refusal}
        return bool(typed) and set(typed) <= places and self.has_chips

    def _takes_step(self, at: int, member: Member) -> bool:
        return not member.refusal and member.is_wanted is (at not in self.turned)


@dataclass(frozen=True, slots=True)
class Choice:
    """Several households fit; a digit says which. more: how many further ones are not shown."""

    homes: tuple[tuple[CertificateRow, ...], ...]
    more: int = 0

    def reads(self, typed: str) -> int | None:
        """Return which household a typed text names, from 1."""
        is_digit = len(typed) == 1 and typed in "123456789"
        return int(typed) if is_digit and int(typed) <= len(self.homes) else None


def next_cause(cause: MissingCause) -> MissingCause:
    """Return the cause after this one, in a circle."""
    causes = list(MissingCause)
    return causes[(causes.index(cause) + 1) % len(causes)]


def chips_of(question: Question, follow_up: date) -> list[Presence]:
    """Return a chip for each sheet with what becomes of it."""
    return [_chip(question, at, member, follow_up) for at, member in enumerate(question.members)]


def enter_words(question: Question) -> str:
    """Return what Enter does now, with its count."""
    present, missing = question.present, question.missing
    if not present:
        return f"まだの{len(missing)}枚を書き留める" if missing else ""
    if question.step is Step.EXCHANGE:
        olds = sum(len(m.olds) for m in present)
        return f"引き換え(旧{olds}枚を受け取り、新{len(present)}枚を渡す)"
    return f"{question.called}{len(present)}枚を{STEP_VERBS[question.step]}"


def who_words(rows: Sequence[CertificateRow], *, title: str = " さん") -> str:
    """Return the first holder and how many others."""
    return named(list({row.person_id: row.name for row in rows}.values()), title=title)


def place_words(row: CertificateRow | PersonRow) -> str:
    """Return office and department."""
    return f"{row.office} {row.department}".strip()


def awaited_words(question: Question) -> str:
    """Return who is missing; empty for nobody."""
    return "、".join(_called(m) for m in question.missing)


def _chip(question: Question, at: int, member: Member, follow_up: date) -> Presence:
    digit = at + 1 if at < DIGITS and not member.refusal and question.has_chips else 0
    if member.refusal:
        words, tone = f"− {member.refusal}", Tone.MUTED
    elif member in question.present:
        words, tone = f"● {_taken(question.step, member)}", Tone.INFO
    elif member in question.missing:
        words, tone = f"○ {label(question.cause)} {wareki_short(follow_up)}", Tone.SOON
    elif question.step is Step.COLLECT:
        words, tone = "− 返却の予定なし", Tone.MUTED
    else:
        words, tone = "− 渡しません(回収する証)", Tone.MUTED
    return Presence(digit, _called(member), words, tone, member in question.present, member.row.name)


def _taken(step: Step, member: Member) -> str:
    if step is Step.EXCHANGE:
        return f"旧{len(member.olds)}枚 → 新" if member.olds else "渡す"
    if step is Step.HAND_OUT:
        return "渡す"
    if member.is_in_use:
        return "受け取る(今の証)"
    if member.row.status is CertificateStatus.SUPERSEDED:
        return f"受け取る(無効・第{member.version}版)"
    return "受け取る"


def _called(member: Member) -> str:
    return f"{member.relation} {given_name(member.row.name)}".strip()
