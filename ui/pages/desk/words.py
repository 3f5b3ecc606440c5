"""What the desk says: of a question, of what was recorded, and what to look out for."""

from collections.abc import Sequence
from datetime import date

from app.domain.certificate import CertificateStatus
from app.rows import CertificateRow, OperationRow
from app.words import label
from ui.frame.answer import Answer, Heard
from ui.look.theme import Tone
from ui.pages.desk.household import HouseholdReader
from ui.pages.desk.lookup import IN_USE, REPORTED, VOID, DeskMode, is_in_use, refused_words, version_of
from ui.pages.desk.question import STEP_VERBS, Question, Step, awaited_words, place_words, who_words
from ui.pages.desk.records import Entry, joined, now
from ui.pages.desk.top import MODE_WORDS

_GREETINGS = {
    DeskMode.INSPECT: "用紙のコードを端から続けて読んでください。",
    DeskMode.COUNT: "引き出しの証を1枚ずつ読んでください。読むたびに残ります。",
}
_PAST = {Step.HAND_OUT: "配付しました", Step.COLLECT: "回収しました", Step.EXCHANGE: "引き換えました"}


def greeting(mode: DeskMode | None, *, has_waiting: bool) -> Answer:
    """Return what stands on the banner while nothing is asked and nothing said; None: 所属まとめて."""
    if mode is None:
        told = "所属を選ぶと、配付待ちの全員に印が付きます。"
        return Answer("", "所属まとめて", told, Tone.NORMAL, Heard.SILENT)
    if mode is DeskMode.HAND_OUT and not has_waiting:
        ask = "配付を待つ証はまだありません。印刷して刷り上がりを確かめると、ここで渡せます。"
    else:
        ask = _GREETINGS.get(mode, "コードを読むか、番号の末尾・名前・社員番号を打ってください。")
    return Answer("", f"{MODE_WORDS[mode]}します", ask, Tone.NORMAL, Heard.SILENT)


def inspected(session_id: int, unseen: Sequence[int], wrong: Sequence[int] = ()) -> Answer:
    """Return the answer when a bundle was read. unseen: not in it; wrong: with the back of another sheet."""
    found = (("表と裏の違う用紙", wrong), ("読んでいない用紙", unseen))
    told = "".join(f"{what}: {'、'.join(map(str, some))}。" for what, some in found if some)
    shape, tone = ("▲", Tone.SOON) if told else ("✓", Tone.DONE)
    told = told or "全部そろいました。"
    ask = f"印刷作業{session_id}の確認を「印刷」で記録してください。"
    return Answer(shape, "検品を終えました", f"{told}{ask}", tone, Heard.YES)


def question_words(
    question: Question, code: CertificateRow | None, reader: HouseholdReader
) -> tuple[str, str]:
    """Return headline and sentence of a question. code: the sheet whose code was read."""
    rows = [m.row for m in question.members]
    if code is not None and code.status in VOID:
        return refused_words(code, reader.detail(code.person_id))
    if question.step is Step.EXCHANGE:
        named: dict[bool, list[str]] = {False: [], True: []}
        for member in question.members:
            detail = reader.detail(member.row.person_id)
            for old in member.olds:
                version = version_of(detail, old.certificate_id)
                named[is_in_use(old, detail)].append(f"{member.row.name} 第{version}版")
        which = "古い証" if named[False] else "今の証"
        told = [f"無効・返納: {'、'.join(named[False])}"] if named[False] else []
        told += [f"{IN_USE}: {'、'.join(named[True])}"] if named[True] else []
        return f"{which}を受け取ってください   {who_words(rows)}", "   ".join(told)
    due = next((m.due for m in question.members if m.due), "")
    return f"{who_words(rows)}   {len(rows)}枚", joined(due, place_words(rows[0]))


def recorded(
    question: Question, reader: HouseholdReader, follow_up: date | None, operation: OperationRow | None
) -> tuple[Entry, Answer]:
    """Return the line of the running list and the answer for what was just recorded.

    follow_up: when somebody asks again about what is missing. operation: what it became.
    """
    present, missing = question.present, question.missing
    rows = [m.row for m in (present or missing)]
    past = _PAST[question.step] if present else "書き留めました"
    headline = f"{past}   {who_words(rows)}"
    back_words = ""
    if question.step is Step.COLLECT and present:
        back, of_all = reader.returned(question)
        if of_all > 1:
            back_words = f"{back}/{of_all}枚 回収"
            headline += f"   {back_words}"
    numbers = [m.row.issue_number for m in present]
    others = f" ほか{len(numbers) - 1}" if len(numbers) > 1 else ""
    shape, tone = ("✓", Tone.DONE) if present else ("▲", Tone.SOON)
    entry = Entry(
        number=question.note,
        at=operation.entered_at if operation is not None else now(),
        what=f"{shape} {STEP_VERBS[question.step]}" if present else f"{shape} まだ",
        who=who_words(rows, title=""),
        issue_number=f"{numbers[0]}{others}" if numbers else "",
        about=_where(question),
        tone=tone,
        operation_id=operation.operation_id if operation is not None else None,
        step=question.step,
        rows=tuple(m.row for m in present),
        missing=tuple(m.row for m in missing),
        cause=question.cause,
        follow_up=follow_up,
        awaited=awaited_words(question),
        returned=back_words,
    )
    number = f"発行番号 {numbers[0]}" if len(numbers) == 1 else ""
    return entry, Answer(shape, headline, joined(entry.follow, entry.about, number), tone, Heard.YES)


def department_entry(rows: Sequence[CertificateRow], where: str, operation: OperationRow | None) -> Entry:
    """Return the line of the running list for a department's hand-out."""
    return Entry(
        number=0,
        at=operation.entered_at if operation is not None else now(),
        what="✓ 配付",
        who=who_words(rows, title=""),
        issue_number=f"{len(rows)}枚",
        about=where,
        tone=Tone.DONE,
        operation_id=operation.operation_id if operation is not None else None,
        step=Step.HAND_OUT,
        rows=tuple(rows),
    )


def warning_words(question: Question, reader: HouseholdReader, office: str) -> str:
    """Return what to look out for; empty for nothing. office: the one the lists are narrowed to."""
    told = []
    first = question.members[0].row
    if office and first.office != office:
        told.append(f"{first.office}の証です(いまの絞り込みは{office})")
    if question.step is Step.COLLECT:
        if any(not m.due and m.row.status is CertificateStatus.HANDED_OUT for m in question.present):
            told.append("返却の予定にない有効な証です。受け取る理由を確かめてください")
    else:
        told += [reader.namesakes([m.row for m in question.members])]
        told += [m.due for m in question.members if m.due]
    return joined(*told)


def _where(question: Question) -> str:
    """Place, and for what came back the reason, with the issue of a void sheet."""
    first = (question.present or question.missing)[0]
    if question.step is Step.EXCHANGE:
        olds = sum(len(m.olds) for m in question.present)
        return f"旧{olds}枚を受け取り、新{len(question.present)}枚を渡しました"
    if question.step is Step.HAND_OUT:
        return place_words(first.row)
    void = f"無効・第{first.version}版  " if first.row.status in VOID and not first.is_in_use else ""
    gone = label(first.row.status, "turned_up") if first.row.status in REPORTED else ""
    void += f"{gone}です。見つかったことを健保へ伝えてください  " if gone else ""
    return f"{void}{first.due}" if first.due else f"{void}{place_words(first.row)}"
