"""What the line of keys under the banner says, and the list to choose a household from."""

from app.domain.person import household_key
from app.rows import CertificateRow
from ui.models.column import Column
from ui.models.column_widths import Keep
from ui.models.columns import state_column
from ui.pages.desk.question import DIGITS, Choice, Question, Step, enter_words, place_words
from ui.pages.desk.records import Entry
from ui.widgets.key_line import GAP
from ui.widgets.status import certificate_status

_Home = tuple[int, tuple[CertificateRow, ...]]


def _names(home: _Home) -> str:
    return "、".join(sheet.name for sheet in home[1])


HOMES: tuple[Column[_Home], ...] = (
    Column("番号", text=lambda r: str(r[0]), width=72, strong=True, keep=Keep.STATE),
    Column("氏名", _names, width=330, strong=True, keep=Keep.WHO, least=160),
    Column("記号-番号", text=lambda r: household_key(r[1][0].key), width=132, keep=Keep.WHO),
    Column("証", text=lambda r: f"{len(r[1])}枚", width=56, keep=Keep.STATE),
    state_column("状態", lambda r: certificate_status(r[1][0].status), 120),
    Column("事業所・所属", text=lambda r: place_words(r[1][0]), stretch=True),
)


def question_keys(question: Question, *, is_choosing: bool) -> str:
    """Return the keys of an open question. is_choosing: it is one of several households."""
    enter = enter_words(question)
    keys = [f"Enter {enter}"] if enter else []
    if is_choosing:
        keys.append("Space 家族を1枚ずつ")
    elif question.has_chips:
        last = min(DIGITS, len(question.members))
        keys.append(f"1〜{last} ここにない証" if last > 1 else "1 ここにない")
    if question.missing:
        keys.append("Ctrl+R 理由を変える")
    if question.alone:
        keys.append("F12 古い証はまだ、新しい証だけ渡す")
    return GAP.join([*keys, "Esc やめる"])


def choice_keys(choice: Choice | None) -> str:
    """Return the keys while several households fit; empty while none are offered."""
    return f"1〜{len(choice.homes)} 世帯を選ぶ{GAP}Esc やめる" if choice is not None else ""


def entry_keys(entry: Entry | None) -> str:
    """Return what can be done with the chosen line of the running list."""
    if entry is None:
        return ""
    keys = ["↑↓ 行を選ぶ"]
    if entry.operation_id is not None and not entry.is_undone:
        keys.append("Delete 取り消す")
        if entry.missing:
            keys.append("Ctrl+R まだの理由を変える")
        if entry.rows:
            keys.append("F9 返却受領書" if entry.step is Step.COLLECT else "F9 受領の控え")
        if entry.step in (Step.HAND_OUT, Step.EXCHANGE):
            keys.append("F11 人違い")
    return GAP.join(keys)
