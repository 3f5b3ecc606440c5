"""What the likely actions after a call are named, and what each one does with one key."""

from collections.abc import Callable, Mapping

from app.domain.certificate import CertificateStatus
from app.domain.contact import About, Means
from app.domain.ids import PersonId
from app.rows import PersonDetail
from app.usecases.counter import households, misdeliveries
from app.usecases.counter.phone import ACTION_OF_DUTY, PhoneAction
from ui.actions.due_actions import DueActions, about_of
from ui.frame.context import Context

WORDS: Mapping[PhoneAction, str] = {
    PhoneAction.EXCHANGE: "引き換えた",
    PhoneAction.HAND_OUT: "配付した",
    PhoneAction.COLLECT: "回収した",
    PhoneAction.DISPOSE: "裁断した",
    PhoneAction.COLLECT_ELDERLY: "受給者証を記録",
    PhoneAction.PRINT: "印刷する",
    PhoneAction.LOST: "紛失した…",
    PhoneAction.CONTACT: "電話を記録",
    PhoneAction.SLIP: "案内票",
}

PAGES: Mapping[PhoneAction, str] = {
    PhoneAction.PRINT: "printing",
    PhoneAction.COLLECT_ELDERLY: "elderly",
    PhoneAction.SLIP: "guide",
}
"""Where the actions that need another screen are done, the person chosen there already."""


class PhoneActions:
    """Carries out what was chosen for the person of a detail: at once, or on its page."""

    def __init__(self, context: Context, *, lost: Callable[[], object]) -> None:
        """lost: asks for what must be known of a lost paper."""
        self._context = context
        self._lost = lost

    def perform(self, action: PhoneAction, detail: PersonDetail) -> None:
        """Do it for this person."""
        who = detail.person.id
        assert who is not None
        owed = [duty for duty in detail.duties if ACTION_OF_DUTY.get(duty.action) is action]
        if action in PAGES:
            self._context.go(PAGES[action], [who])
        elif action is PhoneAction.LOST:
            self._lost()
        elif action is PhoneAction.CONTACT:
            self._log_call(who, detail)
        elif action is PhoneAction.EXCHANGE:
            self._exchange(detail)
        elif owed:
            DueActions(self._context).perform(owed)
        elif action is PhoneAction.COLLECT:
            self._take_back(detail)

    def _log_call(self, who: PersonId, detail: PersonDetail) -> None:
        about = about_of(detail.duties[0]) if detail.duties else About.OTHER
        self._context.contacts.log({about: {who: detail.person.name}}, Means.PHONE)

    def _exchange(self, detail: PersonDetail) -> None:
        new = [c.id for c in detail.certificates if c.status is CertificateStatus.READY and c.id is not None]
        today = self._context.clock()
        self._context.commands.run(lambda tx: households.exchange(tx, new, on=today, today=today))

    def _take_back(self, detail: PersonDetail) -> None:
        """A paper nobody has asked for yet comes back all the same."""
        held = [
            c.id for c in detail.certificates if c.status is CertificateStatus.HANDED_OUT and c.id is not None
        ]
        today = self._context.clock()
        self._context.commands.run(lambda tx: misdeliveries.take_back(tx, held, on=today, today=today))
