"""引継ぎ: what a successor has to know as a PDF, and what a stand-in has to while somebody is away."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from app.printing.values import PaperTable
from app.usecases.papers.succession import Places, pages, succession, while_away
from ui.dialogs.files import PDF, FileDialogs
from ui.frame.context import Context
from ui.frame.messages import attempted
from ui.look.layout import STRETCH
from ui.look.parts import hairline, primary_button, role_label, secondary_button
from ui.pages.saving import ask_place, save_pages
from ui.pages.settings.form import field, subject
from ui.widgets.flow_layout import FlowRow
from ui.widgets.paragraph import Paragraph

_STEPS = (
    "1. 引継ぎ書を書き出し、バックアップといっしょに渡します。パスワードは口で伝えます。",
    "2. 復旧コードの紙は、別の日に、手渡しで渡します。メールや写真では送りません。",
    "3. 後任の方が戻して開き、「利用者」で自分を管理者に加え、前の方を外します。前の鍵では開きません。",
    "4. 後任の方が新しいバックアップを作り、前の方の手もとの古いバックアップを返してもらいます。",
)


class SuccessionPanel(QWidget):
    """Both papers name people, so each gets a password; the keys of the data go another way."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.files = FileDialogs(self, context.preferences)
        self.password = field("ファイルのパスワード(8文字以上)", width=280, is_secret=True)
        self.password.setPlaceholderText(self.password.accessibleName())
        self.write = primary_button("引継ぎ書を書き出す", self._write, key="settings.main")
        self.away = secondary_button("留守のあいだの紙を書き出す", self._write_away)
        subject(
            self,
            "引継ぎ",
            "後任の方に要ることを1つのPDFにします: はじめの日にすること、途中のもの、今日と7日以内の期限、"
            "紙のある所、1年の流れ、設定。留守のあいだの紙には、代行の方がしてよいことと、そのあいだに来る期限だけを書きます。"
            "お名前が載るので、どちらにもパスワードを付けます。",
            FlowRow(self.password, self.write, self.away),
            hairline(),
            role_label("鍵は二度に分けて渡します", "heading"),
            *(Paragraph(step, "sub") for step in _STEPS),
            STRETCH,
        )
        self.setFocusProxy(self.password)

    def _write(self) -> None:
        store, today = self._context.store, self._context.today()
        second = self._context.folder.backups().look().plan.place
        places = Places(str(self._context.folder.path), store.last_backup_at(), str(second or ""))
        self._save(lambda: succession(store.queries, places, today))

    def _write_away(self) -> None:
        self._save(lambda: while_away(self._context.store.queries, self._context.today()))

    def _save(self, made: Callable[[], Sequence[PaperTable]]) -> None:
        password = self.password.text()
        tables = made()
        drawn = attempted(lambda: pages(tables, password), self._context.messages)
        if drawn is None:
            return
        name = f"{tables[0].file_name}.pdf"
        place = ask_place(self._context, self.files, tables[0].title, name, PDF)
        if place is not None:
            self.password.clear()
            save_pages(self._context, place, drawn, tables[0].title)
