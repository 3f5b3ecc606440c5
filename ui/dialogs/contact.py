"""Log a 声かけ: what it was about, how, when, and what was said."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QWidget

from app.domain.contact import About, Means, Reply
from app.usecases.contacts.outreach import check_contact
from app.words import label
from ui.dialogs.form import first_of
from ui.dialogs.told_form import ToldForm
from ui.look.fields import list_box
from ui.look.parts import role_label
from ui.widgets.sentence import Sentence

_HINTS = {
    Reply.UNREACHED: "連絡がつかなかったことだけを残します。登録の一覧からは消えません。",
    Reply.DONE: "「登録済」にはなりません。健保の一覧を取り込むと変わります。",
    Reply.DECLINED: "これからは登録の声かけをしません。登録は任意です。",
    Reply.NO_ANSWER: "これからは登録の声かけをしません。登録は任意です。",
}
_QUIET = "しばらくのあいだ、登録の一覧に出しません。"


class ContactDialog(ToldForm):
    """Asks for everything one contact is remembered by."""

    def __init__(
        self, names: Sequence[str], about: About | None, today: date, parent: QWidget | None = None
    ) -> None:
        """names: who was reached. about: None where the rows chosen are about different things."""
        verb = f"{len(names)}名の声かけを記録"
        super().__init__("声かけを記録", verb, parent, today=today, day="実施日", hint="話したこと")
        self._today = today
        each: list[tuple[str, object]] = [("それぞれの行の用件", None)] if about is None else []
        self._about = list_box("用件", [*each, *((label(known), known) for known in About)], about)
        self._means = list_box("方法", [(label(way), way) for way in Means])
        self._reply = list_box("返事")
        self._hint = Sentence("minor")
        self.add("相手", role_label(first_of(names), "strong"))
        self.add("用件(&Y)", self._about)
        self.add("方法(&H)", self._means)
        self.add("返事(&R)", self._reply)
        self.add_day_and_note()
        self.below.addWidget(self._hint)
        self._about.currentIndexChanged.connect(lambda _: self._offer_replies())
        self._reply.currentIndexChanged.connect(lambda _: self._tell())
        self._offer_replies()
        self._reply.setFocus()

    @property
    def about(self) -> About | None:
        """What it was about; None: what each row is about."""
        chosen = self._about.currentData()
        return None if chosen is None else About(chosen)

    @property
    def means(self) -> Means:
        """How they were reached."""
        return Means(self._means.currentData())

    @property
    def reply(self) -> Reply:
        """What they said."""
        return Reply(self._reply.currentData())

    def check(self) -> None:
        """The date must be readable and past, the note without a 個人番号."""
        super().check()
        check_contact(on=self.on, today=self._today, note=self.note, about=self.about, reply=self.reply)

    def _offer_replies(self) -> None:
        """List the answers that fit; 「登録しない」 answers nothing but an invitation to register."""
        chosen = self._reply.currentData()
        self._reply.clear()
        for reply in Reply:
            if reply is not Reply.DECLINED or self.about is About.REGISTER:
                self._reply.addItem(label(reply), reply)
        self._reply.setCurrentIndex(max(0, self._reply.findData(chosen)))
        self._tell()

    def _tell(self) -> None:
        asked = self.about is About.REGISTER and self._reply.currentData() is not None
        self._hint.setText(_HINTS.get(self.reply, _QUIET) if asked else "")
