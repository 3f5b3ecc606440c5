"""配付 and 回収 at the counter: what is read is answered, asked about or recorded at once."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from app.domain.accepted_text import quotable
from app.domain.person import household_key
from app.rows import CertificateRow, PersonRow
from app.usecases.counter import exchanges
from app.words import label
from ui.frame.answer import Answer, Heard, problem
from ui.frame.context import Context
from ui.frame.messages import Heeding
from ui.look.theme import Tone
from ui.pages.desk.household import HouseholdReader
from ui.pages.desk.lookup import (
    VOID,
    DeskMode,
    Found,
    Refusal,
    household_sheets,
    is_in_use,
    is_ruined,
    just_recovered,
    look_up,
    met_misdelivered,
    objection,
    refused_words,
)
from ui.pages.desk.lookup import households as by_household
from ui.pages.desk.question import DIGITS, Choice, Question, Step, enter_words, next_cause, who_words
from ui.pages.desk.recorder import Recorder
from ui.pages.desk.records import DeskRecords, Entry, joined, now
from ui.pages.desk.words import question_words, recorded, warning_words


class Counter(QObject):
    """One question at a time, or none; whatever is recorded stands in the running list.

    Signals:
        sounded: How it went, as soon as it is on disk. arg: Heard.
        answered: What was read, or decided, has its answer. args: Answer, warning.
        changed: Another question, or none, is open.
    """

    sounded = Signal(object)
    answered = Signal(object, str)
    changed = Signal()

    def __init__(self, context: Context, records: DeskRecords, recorder: Recorder, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._records = records
        self._recorder = recorder
        self.mode = DeskMode.HAND_OUT
        self.question: Question | None = None
        self.choice: Choice | None = None
        self._offered = Answer("", "", "", Tone.NORMAL, Heard.SILENT)
        self._surnames: dict[str, list[PersonRow]] = {}

    def forget_roster(self) -> None:
        """Members changed: whoever looks alike is read anew."""
        self._surnames.clear()

    def forget(self) -> None:
        """Nothing is asked any more."""
        if self.question is not None or self.choice is not None:
            self.question = self.choice = None
            self.changed.emit()

    def read(self, text: str) -> None:
        """Take one code, number or name; digits that name chips decide the open question."""
        if self.choice is not None and (number := self.choice.reads(text)) is not None:
            self.pick(number)
            if self.question is not None and self.question.step is not Step.EXCHANGE:
                self.confirm()
            return
        if self.question is not None and self.question.reads(text):
            turned = self.question.turn(text)
            if self._is_doubtful(text):
                self._ask_again(turned)
            else:
                self.question = turned
                self.confirm()
            return
        found = look_up(self._context.store.queries, text, self.mode)
        refusal = self._wrongly_given(found) or found.refusal
        if refusal is not None:
            self._refuse(refusal, text)
        else:
            self._serve(found)

    def previewed(self, typed: str) -> Question | None:
        """Return the question as the digits typed so far would turn it."""
        if self.choice is not None:
            number = self.choice.reads(typed)
            return self._asked(list(self.choice.homes[number - 1])) if number is not None else None
        if self.question is not None and self.question.reads(typed):
            return self.question.turn(typed)
        return self.question

    def introduce(self, typed: str) -> tuple[Answer, str]:
        """Return whose papers Enter would take, and who is easily mistaken for them, before it does."""
        asked = self.previewed(typed) if self.choice is not None else None
        if asked is None:
            return self._offered, ""
        reader = self._reader()
        headline, sentence = question_words(asked, None, reader)
        answer = Answer("?", headline, sentence, Tone.INFO, Heard.SILENT)
        return answer, warning_words(asked, reader, self._office())

    def pick(self, number: int) -> None:
        """Choose one of the households offered; its chips follow."""
        if self.choice is None or not 1 <= number <= len(self.choice.homes):
            return
        self._ask(self._asked(list(self.choice.homes[number - 1])))

    def turn(self, digit: int) -> None:
        """A chip was clicked."""
        if self.question is not None:
            self.question = replace(self.question.turn(str(digit)), is_doubtful=False)
            self.changed.emit()

    def take_digits(self, typed: str) -> bool:
        """Turn the chips that digits not entered yet name; return whether they name any."""
        if self.question is None or not typed or not self.question.reads(typed):
            return False
        self.question = self.question.turn(typed)
        self.changed.emit()
        return True

    def cycle_cause(self) -> None:
        """Another reason why something is missing: of the open question, else of the chosen line."""
        if self.question is not None and self.question.missing:
            self.question = replace(self.question, cause=next_cause(self.question.cause))
            self.changed.emit()
            return
        entry = self._records.chosen
        if entry is None or not entry.missing or entry.is_undone or entry.step is None:
            self._say(problem("理由を変える行がありません", "まだの方がいる行を ↑↓ で選んでください。"))
            return
        self._change_cause(entry)

    def confirm(self) -> None:
        """Enter: record what the open question says."""
        if self.question is not None and (self.question.present or self.question.missing):
            self._record(self.question)

    def only_new(self) -> None:
        """F12: the old papers are not here; hand out the new ones alone."""
        question = self.question
        if question is None or not question.alone:
            return
        rows = {row.certificate_id for row in question.alone}
        members = tuple(replace(m, olds=()) for m in question.members if m.row.certificate_id in rows)
        self._record(Question(Step.HAND_OUT, members, note=question.note))

    def _wrongly_given(self, found: Found) -> Refusal | None:
        """What is said at the hand-out of the one sheet meant, if it is one that was misdelivered."""
        if self.mode is not DeskMode.HAND_OUT:
            return None
        row = found.rows[0] if found.is_code else found.refusal.row if found.refusal else None
        return None if row is None else met_misdelivered(self._reader().detail(row.person_id), row)

    def _serve(self, found: Found) -> None:
        row = found.rows[0]
        if self.mode is DeskMode.HAND_OUT and row.status in VOID:
            self._meet_void(row)
            return
        homes = by_household(found.rows)
        if len(homes) > 1:
            self._offer(homes)
        elif found.is_code or (found.is_certain and len(found.rows) == 1):
            self._meet(row)
        elif found.is_certain:
            self._ask(self._asked(homes[0]))
        else:
            self._ask(self._asked(self._whole_home(homes[0])))

    def _meet(self, row: CertificateRow) -> None:
        """One certain sheet: recorded at once, unless an old one must come back for it."""
        reader = self._reader()
        if self.mode is DeskMode.COLLECT:
            again = just_recovered(reader.detail(row.person_id), row, self._recorder.on)
            if again is not None:
                self._refuse(again, row.issue_number)
            else:
                self._record(reader.to_collect([row]), reader)
            return
        refusal = objection(reader.detail(row.person_id), row, self._recorder.on)
        if refusal is not None:
            self._refuse(refusal, row.issue_number)
            return
        question = reader.to_hand_out([row])
        is_asked = any(m.due for m in question.present) or reader.has_same_name(row)
        if question.step is Step.EXCHANGE or is_asked:
            # A paper that the rules ask back is not handed out on one reading.
            self._ask(question, code=row)
        else:
            self._record(question, reader)

    def _meet_void(self, row: CertificateRow) -> None:
        """An old sheet at the hand-out: it stays here, and the new one goes out if it waits."""
        open_question = self.question
        if open_question is not None and open_question.step is Step.EXCHANGE:
            mine = tuple(
                m for m in open_question.members if row.certificate_id in {o.certificate_id for o in m.olds}
            )
            if mine:
                self._record(replace(open_question, members=mine, turned=frozenset(), alone=()))
                return
        reader = self._reader()
        swaps = exchanges.exchanges_of(self._context.store.queries, row.person_id, self._context.clock())
        is_mine = any(old.certificate_id == row.certificate_id for swap in swaps for old in swap.olds)
        question = reader.to_hand_out([swaps[0].new]) if is_mine else reader.to_collect([row])
        self._ask(replace(question, alone=()), code=row)

    def _asked(self, rows: Sequence[CertificateRow]) -> Question:
        reader = self._reader()
        return reader.to_collect(rows) if self.mode is DeskMode.COLLECT else reader.to_hand_out(rows)

    def _whole_home(self, rows: Sequence[CertificateRow]) -> list[CertificateRow]:
        """A name stands for its household: whoever comes takes the family's papers along."""
        sheets = household_sheets(self._context.store.queries.certificates_of_household, rows[0], self.mode)
        known = {row.certificate_id for row in sheets}
        return [*sheets, *(row for row in rows if row.certificate_id not in known)] if sheets else list(rows)

    def _offer(self, homes: Sequence[Sequence[CertificateRow]]) -> None:
        office = self._office()
        ordered = sorted(homes, key=lambda home: home[0].office != office) if office else list(homes)
        more = max(0, len(ordered) - DIGITS)
        self.question = None
        self.choice = Choice(tuple(tuple(home) for home in ordered[:DIGITS]), more)
        told = f"ほかに{more}世帯。もっと長く打つと絞れます。" if more else ""
        self.changed.emit()
        words = f"{len(homes)}世帯が当てはまります", f"番号を打って選んでください。{told}"
        self._offered = Answer("?", *words, Tone.INFO, Heard.PROBLEM)
        self._say(self._offered)

    def _ask(self, question: Question, code: CertificateRow | None = None) -> None:
        """Show a question. code: the sheet whose code was read; the list says it is not recorded."""
        self.choice = None
        rows = [m.row for m in question.members]
        reader = self._reader()
        warning = warning_words(question, reader, self._office())
        headline, sentence = question_words(question, code, reader)
        if code is not None:
            where = f"{headline}   まだ何も記録していません"
            number = self._open_note(code)
            entry = Entry(number, now(), "▲ 未記録", code.name, code.issue_number, where, Tone.SOON)
            question = replace(question, note=self._records.put(entry).number)
        if not question.present and not any(
            (m.is_wanted or m.due) and not m.refusal for m in question.members
        ):
            self.forget()
            self._say(problem("渡しません", f"{who_words(rows)}: {question.members[0].refusal}。"))
            return
        self.question = question
        self.changed.emit()
        heard = Heard.SILENT if code is None else Heard.PROBLEM
        is_void = (
            code is not None and code.status in VOID and not is_in_use(code, reader.detail(code.person_id))
        )
        tone = Tone.LATE if is_void else Tone.SOON if code else Tone.INFO
        self._say(Answer("!" if tone is Tone.LATE else "?", headline, sentence, tone, heard), warning)

    def _open_note(self, code: CertificateRow) -> int:
        """The line of the question that is open about this very sheet: read twice, it is asked once."""
        entry = self._records.chosen
        is_same = entry is not None and self.question is not None and self.question.note == entry.number
        return (
            entry.number if entry is not None and is_same and entry.issue_number == code.issue_number else 0
        )

    def _record(self, question: Question, reader: HouseholdReader | None = None) -> None:
        """Run the use case and give the answer; what follows is asked in the same breath."""
        heard = Heeding(lambda: self.sounded.emit(Heard.YES))
        done = self._recorder.record(question, heard)
        if done is None:
            self._fail(heard, [m.row for m in (*question.present, *question.missing)], question.note)
            return
        warning = warning_words(question, reader or self._reader(), self._office())
        self._celebrate(question, warning, done.further)

    def _celebrate(self, question: Question, warning: str, further: str) -> None:
        reader, operation = self._reader(), self._context.store.last_undoable()
        follow_up = self._recorder.follow_up if question.missing else None
        entry, answer = recorded(question, reader, follow_up, operation)
        is_recovered = question.step is Step.COLLECT and any(m.is_misdelivered for m in question.present)
        if is_recovered:
            who = who_words([m.row for m in question.present])
            # Nobody returned it: there is no 返却受領書.
            is_all = not question.missing and all(m.is_misdelivered for m in question.present)
            entry = replace(entry, what="✓ 取り戻し", about=further)
            entry = replace(entry, step=None, rows=()) if is_all else entry
            answer = replace(answer, headline=f"誤交付の証が戻りました   {who}", sentence=further)
        self._records.put(entry)
        rest = None
        if question.present and not is_recovered:
            rest = reader.rest(question)
            if rest is None and question.step is Step.COLLECT:
                rest = reader.new_ones(question)
        self.question, self.choice = rest, None
        self.changed.emit()
        self.answered.emit(answer, warning)

    def _is_doubtful(self, text: str) -> bool:
        """Whether digits for chips may just as well be somebody's number."""
        question = self.question
        assert question is not None
        if len(text) == 1 or question.is_doubtful:
            return False
        if not question.called and len(set(text)) == len(text):
            return False
        found = look_up(self._context.store.queries, text, self.mode)
        home = household_key(question.members[0].row.key)
        return any(household_key(row.key) != home for row in found.rows)

    def _ask_again(self, question: Question) -> None:
        self.question = replace(question, is_doubtful=True)
        self.changed.emit()
        words = enter_words(self.question)
        self._say(
            Answer(
                "?",
                "ご家族の番号ですか",
                f"もう一度 Enter で、{words}。別の方の番号なら Esc のあと打ち直してください。",
                Tone.SOON,
                Heard.PROBLEM,
            )
        )

    def _change_cause(self, entry: Entry) -> None:
        cause, heard = next_cause(entry.cause), Heeding()
        if self._recorder.change_cause(entry, cause, heard) is None:
            self._fail(heard, entry.missing, 0)
            return
        entry = replace(entry, cause=cause)
        self._records.put(entry)
        headline, sentence = f"まだの理由: {label(cause)}", joined(entry.follow, entry.about)
        self._say(Answer("○", headline, sentence, Tone.SOON, Heard.YES))

    def _refuse(self, refusal: Refusal, text: str) -> None:
        self.forget()
        headline, sentence = refusal.headline, refusal.sentence
        row = refusal.row
        if row is not None and is_ruined(row):
            headline, sentence = refused_words(row, self._reader().detail(row.person_id))
        is_already = refusal.heard is Heard.ALREADY
        shape, tone = ("●", Tone.SOON) if is_already else ("!", Tone.LATE)
        number = row.issue_number if row is not None else quotable(text)
        name = row.name if row is not None else ""
        self._records.put(Entry(0, now(), f"{shape} {headline}", name, number, sentence, tone))
        self._say(Answer(shape, headline, sentence, tone, refusal.heard))

    def _fail(self, heard: Heeding, rows: Sequence[CertificateRow], note: int) -> None:
        headline = "記録できません" if heard.is_trouble else "できません"
        shape = "×" if heard.is_trouble else "!"
        entry = Entry(
            note, now(), f"{shape} {headline}", rows[0].name, rows[0].issue_number, heard.sentence, Tone.LATE
        )
        self.question = self.choice = None
        self._records.put(entry)
        self.changed.emit()
        self._say(Answer(shape, headline, heard.sentence, Tone.LATE, Heard.PROBLEM))

    def _say(self, answer: Answer, warning: str = "") -> None:
        self.sounded.emit(answer.sound)
        self.answered.emit(answer, warning)

    def _reader(self) -> HouseholdReader:
        queries, today = self._context.store.queries, self._context.clock()
        return HouseholdReader(queries, self._recorder.on, today, self._surnames)

    def _office(self) -> str:
        """The office the lists are narrowed to; empty for all."""
        wanted = self._context.office_id()
        offices = self._context.store.queries.offices() if wanted is not None else []
        return next((office.name for office in offices if office.id == wanted), "")
