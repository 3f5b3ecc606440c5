"""The society's own side: sign an issue batch, and compare the report that comes back."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.domain.issue_batch import Outcome
from app.errors import BadValue
from app.files import read
from app.output import Place
from app.usecases.issuing import signed
from app.usecases.issuing.batch_file import new_batch, written
from app.usecases.issuing.making import AskedFor, asked_for
from app.usecases.issuing.report import Reconciled, reconcile
from app.usecases.papers.locking import check_password
from app.words import label
from ui.dialogs.files import BATCHES, KEYS, LISTS, SIGNED, FileDialogs
from ui.frame.context import Context
from ui.frame.messages import attempted
from ui.look.layout import STRETCH
from ui.look.parts import plain_button, primary_button, secondary_button
from ui.look.theme import Tone
from ui.pages.saving import ask_place
from ui.pages.settings.form import field, fields, label_for, subject
from ui.widgets.checked_fields import CheckedFields
from ui.widgets.flow_layout import FlowRow
from ui.widgets.notice import Notice
from ui.widgets.wareki_edit import WarekiEdit

_WHOSE = (
    "健保の鍵なら、この公開鍵を事業所の規則の batch_key に入れてもらいます。"
    "事業所の鍵なら、前もって健保に知らせ、事業所の公開鍵の欄に入れてもらいます。"
)


class IssuingPanel(QWidget):
    """The key, a batch from a list, and the account of it. Nothing here is stored in the data folder."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.files = FileDialogs(self, context.preferences)
        self._key: Path | None = None
        self.password = field("鍵のパスワード", width=240, is_secret=True)
        self.public = field("公開鍵", width=480)
        self.public.setReadOnly(True)
        self.number = field("発行データの番号", width=160)
        self.office_key = field("事業所の公開鍵", width=480)
        self.issued_on = WarekiEdit(None, name="交付年月日", optional=True, around=context.clock())
        self.print_by = WarekiEdit(None, name="印刷期限", optional=True, around=context.clock())
        self.make_key = plain_button("新しい鍵を作る", self._make_key)
        self.choose_key = secondary_button("鍵のファイルを選ぶ", self._choose_key)
        self.make = primary_button("一覧から発行データを作る", self._make, key="settings.main")
        self.compare = secondary_button("発行報告を突き合わせる", self._compare)
        self.told = Notice(Tone.DONE).withdrawn(context.events)
        self.checked = CheckedFields(self)
        lines = fields(self.checked, self.password, self.public, self.number, self.office_key)
        days = FlowRow(self.issued_on, label_for(self.print_by, "印刷期限"), self.print_by)
        lines.addRow(
            label_for(self.issued_on, "交付年月日"), self.checked.row(days, self.issued_on, self.print_by)
        )
        self.checked.require(self.number, "発行データの番号を入れてください。")
        self.checked.require(self.print_by, "印刷期限を入れてください。")
        subject(
            self,
            "発行データ(健保の方へ)",
            "健保が、だれに、いつからいつまでの証を出すかを署名して事業所に渡します。保険者の名称・所在地・印影は「健保」の項目のものを使います。",
            *(lines, FlowRow(self.choose_key, self.make_key), FlowRow(self.make, self.compare)),
            *(self.told, STRETCH),
        )
        self.setFocusProxy(self.password)

    def _make_key(self) -> None:
        password = self.password.text()

        def work() -> None:
            _check(password)
            place = ask_place(self._context, self.files, "署名の鍵を作る", "発行データの鍵.pem", KEYS)
            if place is not None:
                key = signed.new_key()
                place.write(signed.locked_key(key, password))
                self._take_key(place.path, signed.public_text(key))

        self._said(work)

    def _choose_key(self) -> None:
        path = self.files.to_open("署名の鍵を選ぶ", KEYS)
        if path is not None:
            self._said(lambda: self._take_key(path, signed.public_text(self._opened(path))))

    def _take_key(self, path: Path, public: str) -> None:
        self._key = path
        self.public.setText(public)
        self.told.say(_WHOSE, Tone.INFO)

    def _make(self) -> None:
        def work() -> None:
            key = self._opened(self._key)
            society, today = self._context.store.queries.society(), self._context.clock()
            self.checked.check()
            assert self.print_by.value is not None
            number, print_by, issued_on = (
                self.number.text().strip(),
                self.print_by.value,
                self.issued_on.value,
            )
            office_key = self.office_key.text().strip()
            listed = self.files.to_open("証を出す方の一覧を選ぶ", LISTS)
            place = None if listed is None else self._place(f"発行データ-{number}.shikaku-batch")
            if listed is None or place is None:
                return

            def write() -> AskedFor:
                asked = asked_for(read(listed), listed.name, issued_on=issued_on, today=today)
                batch = new_batch(
                    number,
                    asked.entries,
                    made_on=today,
                    print_by=print_by,
                    insurer=(society.insurer_number, society.name, society.address),
                    seal_png=society.seal_png,
                    office_key=office_key,
                )
                place.write(written(batch, key))
                return asked

            def told(asked: AskedFor) -> None:
                written_there = f"{len(asked.entries)}名の発行データを {place.path} に書きました。"
                self.told.say(f"{written_there}{asked.note}", Tone.SOON if asked.note else Tone.DONE)

            self._context.tasks.start(lambda _: write(), done=told)

        self._said(work)

    def _compare(self) -> None:
        def work() -> None:
            key = self._opened(self._key)
            batch = self.files.to_open("事業所に渡した発行データを選ぶ", BATCHES)
            report = None if batch is None else self.files.to_open("発行報告を選ぶ", SIGNED)
            if batch is not None and report is not None:
                found = reconcile(read(report), read(batch), public_key=signed.public_text(key))
                self.told.say(_account(found), Tone.SOON if _is_open(found) else Tone.DONE)

        self._said(work)

    def _opened(self, path: Path | None) -> signed.SigningKey:
        if path is None:
            raise BadValue("署名の鍵のファイルを選んでください。")
        return signed.opened_key(read(path), self.password.text())

    def _place(self, name: str) -> Place | None:
        return ask_place(self._context, self.files, "発行データを書き出す", name, BATCHES)

    def _said(self, work: Callable[[], None]) -> None:
        self._context.events.moved_on.emit(None)
        attempted(work, self._context.messages)


def _check(password: str) -> None:
    if not password:
        raise BadValue("鍵に付けるパスワードを入れてください。")
    check_password(password)


def _is_open(found: Reconciled) -> bool:
    return found.count(Outcome.PRINTED) < len(found.rows)


def _account(found: Reconciled) -> str:
    counts = "、".join(f"{label(outcome)}{found.count(outcome)}" for outcome in Outcome)
    others = [f"{row.name}({label(row.outcome)})" for row in found.rows if row.outcome is not Outcome.PRINTED]
    named = f" {'、'.join(others)}" if others else ""
    return f"発行データ {found.number}: {counts}、書き損じ{found.spoiled}枚。{named}"
