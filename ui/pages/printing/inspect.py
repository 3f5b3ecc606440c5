"""検品と封入: the stack is scanned sheet by sheet; it makes a sound only when something is wrong."""

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.ids import SessionId
from app.domain.inspection import SILENT, Enclosure, Finding, Inspection, Reading
from app.domain.person import household_key
from app.domain.print_session import SessionStatus, SheetStatus, sheet_label
from app.domain.sheet_faces import BothFaces, face_of
from app.domain.wareki import wareki_short
from app.errors import NotFound
from app.late import dataclass
from app.rows import SessionRow, SheetRow
from app.words import said
from ui.frame.answer import Heard, problem
from ui.frame.context import Context
from ui.look.fields import list_box
from ui.look.layout import STRETCH, across, down, fill
from ui.look.parts import primary_button, role_label
from ui.look.theme import APART, Tone
from ui.models.column import Column
from ui.models.rows_model import RowsTableModel
from ui.models.rows_table import RowsTableView
from ui.pages.printing.sheets import ISSUE, NAME, NUMBER, PLACE, PUT_OUT, sheet_number
from ui.widgets.banner import Banner
from ui.widgets.choice_row import ChoiceRow
from ui.widgets.notice import Notice
from ui.widgets.scan_line import ScanLine
from ui.widgets.sound import Sound

STACK, FACES, ENCLOSE = "stack", "faces", "enclose"
_STILL_HERE = (SheetStatus.SPOOLED, SheetStatus.GOOD)
_OF_FACES = (Finding.OPENED, Finding.MISMATCH, Finding.SKIPPED)
_SESSIONS = 20
_TOLD = 3


@dataclass(frozen=True, slots=True)
class Inspected:
    """A stack that was read to its end. unseen: the 用紙通番 not found. wrong: those with another's back."""

    session_id: SessionId
    unseen: tuple[int, ...]
    wrong: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Marked:
    """One sheet and what the scanner has found of it."""

    sheet: SheetRow
    word: str
    tone: Tone


def _of(column: Column[SheetRow]) -> Column[Marked]:
    """Show a column of the sheet."""

    def lift(read: Callable[[SheetRow], str] | None) -> Callable[[Marked], str] | None:
        return None if read is None else lambda row: read(row.sheet)

    return Column[Marked](
        column.heading,
        lambda row: column.text(row.sheet),
        lambda row: column.key(row.sheet),
        column.width,
        column.stretch,
        column.right,
        lift(column.minor),
        strong=column.strong,
        keep=column.keep,
    )


_ASKS = {
    STACK: ("検品します", "用紙のコードを端から続けて読んでください。"),
    FACES: ("表と裏を確かめます", "1枚ごとに、表のコードと裏のコードを続けて読んでください。"),
    ENCLOSE: ("封入を確かめます", "宛名票とその方(ご家族)の資格確認書を、封筒ごとに続けて読んでください。"),
}
"""What is asked for before the first reading."""


class InspectPanel(QWidget):
    """One line that never closes. Read the flipped stack from either end; Enter alone ends it.

    Where a desk lends its line and its banner, the desk hands over what was read: read(), end().

    Signals:
        inspected: The stack was read. arg: Inspected.
    """

    inspected = Signal(object)

    def __init__(self, context: Context, *, desk: tuple[ScanLine, Banner] | None = None) -> None:
        """Build the line, the banner and the list of sheets. desk: a line and a banner to borrow."""
        super().__init__()
        self._context = context
        self._sessions: Sequence[SessionRow] = ()
        self._sheets: list[SheetRow] = []
        self.inspection, self.enclosure = Inspection(()), Enclosure((), (), ())
        self.faces = BothFaces(())
        self._sound = Sound(context.preferences, self)
        self.mode = ChoiceRow("読み方", {STACK: "束を検品", FACES: "表と裏を照合", ENCLOSE: "封入を照合"})
        self.session = list_box("読む束の印刷作業")
        self._is_borrowed = desk is not None
        self.line, self.banner = desk or (ScanLine("用紙のコードを続けて読んでください"), Banner())
        self.troubles = Notice(Tone.LATE)
        self._told: list[str] = []
        self._counts = role_label("", "sub")
        state = Column[Marked]("状態", lambda r: r.word, width=130, tone=lambda r: r.tone)
        self._model = RowsTableModel(
            (_of(NUMBER), state, _of(NAME), _of(ISSUE), _of(PLACE)), row_id=lambda r: r.sheet.sheet_id
        )
        self.table = RowsTableView(self._model, name="検品する用紙", preferences=context.preferences)
        self.table.empty_text = "印刷に出した用紙がここに並びます。"
        self.finish = primary_button("読み終えた", self.end, key="printing.main")
        self.setFocusProxy(self.line)
        self._build()
        if not self._is_borrowed:
            self.line.scanned.connect(self.read)
            self.line.confirmed.connect(self.end)
        self.mode.chosen.connect(lambda _: self._start())
        self.session.activated.connect(lambda _: self._choose_session())

    def set_sessions(self, sessions: Sequence[SessionRow]) -> None:
        """Offer those whose sheets are out of the printer, newest first; what is being read goes on."""
        self._sessions = [row for row in sessions if row.status in PUT_OUT][:_SESSIONS]
        chosen = self.session.currentData()
        self.session.clear()
        for row in self._sessions:
            waits = "  確認待ち" if row.status is SessionStatus.SPOOLED else ""
            self.session.addItem(
                f"印刷作業{row.session_id}  {wareki_short(row.made_on)}  {row.sheets}枚{waits}",
                row.session_id,
            )
        self.session.setCurrentIndex(max(0, self.session.findData(chosen)))
        self._read_sheets()

    def read_sessions(self) -> None:
        """Read which sessions there are."""
        self.set_sessions(self._context.store.queries.session_rows())

    def read(self, text: str) -> None:
        """Take one reading; never waits, never moves the keyboard away."""
        code, is_back = face_of(text)
        if self.mode.value == ENCLOSE:
            self.enclosure, reading = self.enclosure.read(code)
        elif self.mode.value == FACES:
            self.faces, reading = self.faces.read(code, is_back=is_back)
        else:
            self.inspection, reading = self.inspection.read(code)
        self._tell(reading, text)
        if reading.finding not in SILENT:
            self._sound.say(Heard.PROBLEM)
            # The next reading takes the banner; what was wrong stays until the stack is read anew.
            self._told.append(self.banner.headline.text())
            latest = "  ".join(self._told[-_TOLD:])
            self.troubles.say(f"! 注意 {len(self._told)}件  {latest}")
        self._mark()
        self.line.setFocus()

    def end(self) -> None:
        """The whole stack was read."""
        session = self._session
        if session is None:
            return
        if self.mode.value == ENCLOSE:
            left = len(self.enclosure.left)
            told = f"{left}枚がまだです。" if left else "全部そろいました。"
            self.banner.say("○" if left else "✓", "封入の照合", told, Tone.SOON if left else Tone.DONE)
            return
        is_faces = self.mode.value == FACES
        read = self.faces if is_faces else self.inspection
        if len(read.unseen) == len(self._sheets):
            return
        unseen = self._numbers(read.unseen)
        wrong = self._numbers(sorted(self.faces.wrong)) if is_faces else ()
        if unseen or wrong or session.status is not SessionStatus.SPOOLED:
            found = (("表と裏の違う用紙", wrong), ("読んでいない用紙", unseen))
            told = "  ".join(f"{what}: {'、'.join(map(str, some))}" for what, some in found if some)
            tone = Tone.SOON if told else Tone.DONE
            self.banner.say("▲" if told else "✓", "検品を終えました", told or "全部そろいました。", tone)
        if session.status is SessionStatus.SPOOLED:
            # Whatever was not read on both faces lies there all the same.
            self.inspected.emit(Inspected(session.session_id, () if is_faces else unseen, wrong))

    def _build(self) -> None:
        top = across(self.mode, self.session, STRETCH, self._counts, gap=APART)
        own = () if self._is_borrowed else (self.line, self.banner)
        told = "束を裏返し、どちらの端からでも続けて読めます。困ったときだけ音が鳴ります。"
        foot = across(fill(role_label(told, "minor")), self.finish, gap=APART)
        down(top, *own, self.troubles, fill(self.table), foot, gap=APART, of=self)

    @property
    def _session(self) -> SessionRow | None:
        return next((row for row in self._sessions if row.session_id == self.session.currentData()), None)

    def _read_sheets(self) -> None:
        """Read the session's sheets; a reading under way stays while the stack is the same."""
        before, self._sheets = self._sheets, self._sheets_here()
        is_same = [row.sheet_id for row in before] == [row.sheet_id for row in self._sheets]
        (self._mark if is_same else self._start)()

    def _choose_session(self) -> None:
        self._sheets = self._sheets_here()
        self._start()

    def _sheets_here(self) -> list[SheetRow]:
        session = self._session
        rows = [] if session is None else self._context.store.queries.sheet_rows(session.session_id)
        return [row for row in rows if row.status in _STILL_HERE]

    def _start(self) -> None:
        codes = tuple(row.issue_number for row in self._sheets)
        slips = tuple(self._label(row) for row in self._sheets)
        homes = [household_key(row.key) for row in self._sheets]
        envelopes = tuple(homes.index(home) for home in homes)
        self.inspection, self.enclosure = Inspection(codes), Enclosure(codes, slips, envelopes)
        self.faces = BothFaces(codes)
        self._told.clear()
        self.troubles.say("")
        self.banner.say("", *_ASKS[self.mode.value], Tone.NORMAL)
        self._mark()
        self.line.setFocus()

    def _label(self, row: SheetRow) -> str:
        session = self._session
        assert session is not None
        return sheet_label(session.session_id, row.sheet_number, row.attempt)

    def _numbers(self, places: Iterable[int]) -> tuple[int, ...]:
        return tuple(self._sheets[at].sheet_number for at in places)

    def _tell(self, reading: Reading, text: str) -> None:
        sheet = self._sheets[reading.place] if reading.place is not None else None
        who = f"用紙{sheet_number(sheet)}  {sheet.name} さん" if sheet is not None else ""
        passed = "、".join(sheet_number(self._sheets[at]) for at in reading.passed_over)
        if self.mode.value == FACES and reading.finding in _OF_FACES:
            self._tell_face(reading.finding, who, passed)
            return
        match reading.finding:
            case Finding.IN_ORDER | Finding.PAIRED:
                self.banner.say("✓", who, "", Tone.DONE)
            case Finding.OPENED:
                waits = f"用紙{passed}" if passed else "宛名票"
                self.banner.say("○", who, f"同じ封筒に入れる{waits}を続けて読んでください。", Tone.INFO)
            case Finding.SKIPPED:
                self._warn(f"用紙{passed}が抜けています", f"{who}の前を確かめてください。")
            case Finding.TWICE:
                self._warn("二度目です", f"{who}はすでに読みました。重なりを確かめてください。")
            case Finding.OUT_OF_ORDER:
                then = "正しい位置に戻してください。読んだ記録は残りました。"
                self._warn("順番が違います", f"{who}を{then}")
            case Finding.MISMATCH:
                waits = f"は用紙{passed}を待っています。" if passed else "の宛名票を読んでください。"
                self._warn("封入が違います", f"{who}をこの封筒に入れないでください。この封筒{waits}")
            case Finding.FOREIGN:
                self._warn("この束の用紙ではありません", self._why_foreign(text))

    def _tell_face(self, finding: Finding, who: str, passed: str) -> None:
        other = "表" if self.faces.opened_is_back else "裏"
        match finding:
            case Finding.OPENED:
                self.banner.say("○", who, f"同じ用紙の{other}を読んでください。", Tone.INFO)
            case Finding.MISMATCH:
                told = (
                    f"用紙{passed}と{who}の面が同じ紙にあります。束から外し、前後の用紙も確かめてください。"
                )
                self._warn("表と裏が違う方の用紙です", told)
            case _:
                self._warn(f"用紙{passed}の{other}をまだ読んでいません", f"いま読んだのは{who}です。")

    def _warn(self, headline: str, sentence: str) -> None:
        self.banner.show_answer(problem(headline, sentence))

    def _why_foreign(self, text: str) -> str:
        """Name the sheet if it is known: another session's, or a void one."""
        try:
            row = self._context.store.queries.certificate_by_issue(text)
        except NotFound:
            return f"「{text}」に当たる用紙は記録にありません。束から外して確かめてください。"
        if row.certificate_id in {sheet.certificate_id for sheet in self._sheets}:
            return f"{row.name} さんの証です。もう一度読んでください。"
        if row.closed_on is not None:
            why = said(row.status, "refusal")
            return f"{row.name} さんの証 {row.issue_number} は{why}。束から外してください。"
        return f"{row.name} さんの証 {row.issue_number} は別の印刷作業の用紙です。束から外してください。"

    def _mark(self) -> None:
        done, place = self._read_so_far()
        self._model.set_rows([self._marked(at, row, at in done) for at, row in enumerate(self._sheets)])
        self._counts.setText(f"{len(done)} / {len(self._sheets)}枚" if self._sheets else "")
        self.finish.setEnabled(bool(done))
        if place is not None:
            self.table.select_id(self._sheets[place].sheet_id)

    def _read_so_far(self) -> tuple[frozenset[int], int | None]:
        """Which sheets are read, and where the keyboard belongs."""
        match self.mode.value:
            case "stack":
                return self.inspection.seen, self.inspection.place
            case "faces":
                return self.faces.done, self.faces.opened
            case _:
                opened = [at for at, e in enumerate(self.enclosure.envelopes) if e == self.enclosure.opened]
                return self.enclosure.done, next(iter(opened), None)

    def _marked(self, at: int, row: SheetRow, is_done: bool) -> Marked:
        if self.mode.value == FACES:
            if at in self.faces.wrong:
                return Marked(row, "▲ 表裏違い", Tone.LATE)
            if is_done:
                return Marked(row, "✓ 表と裏", Tone.DONE)
            is_open = at == self.faces.opened
            return Marked(row, "○ 片面", Tone.INFO) if is_open else Marked(row, "○ まだ", Tone.MUTED)
        if is_done and self.mode.value == STACK:
            return Marked(row, "✓ 読んだ", Tone.DONE)
        if is_done:
            is_closed = self.enclosure.envelopes[at] in self.enclosure.closed
            return Marked(row, "✓ 封入した", Tone.DONE) if is_closed else Marked(row, "○ 封入中", Tone.INFO)
        last = self.inspection.place
        if self.mode.value == STACK and last is not None and (at - last) * self.inspection.step < 0:
            return Marked(row, "▲ 抜け", Tone.LATE)
        return Marked(row, "○ まだ", Tone.MUTED)
