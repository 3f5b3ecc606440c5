"""Where screens log a 声かけ: by the means said, and once, however often the key is pressed."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from app.changes import Changes, Done
from app.domain.contact import About, Means, Reply
from app.domain.ids import PersonId
from app.ports import Transaction
from app.words import named
from ui.frame.commands import Commands
from ui.frame.events import AppEvents
from ui.frame.messages import Messages

AGAIN = timedelta(minutes=1)
"""Within a minute nobody speaks to the same person about the same thing twice."""

Told = Mapping[About, Mapping[PersonId, str]]
"""Who was told about what, with the names."""


class ContactLog:
    """One for the window. means: what the one key of a list records, the one chosen there last."""

    def __init__(
        self,
        commands: Commands,
        events: AppEvents,
        messages: Messages,
        clock: Callable[[], date],
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC).astimezone(),
    ) -> None:
        """clock: the real day. now: the moment, shown and never stored."""
        self.means = Means.FACE
        self._commands = commands
        self._messages = messages
        self._clock = clock
        self._now = now
        self._logged: dict[tuple[PersonId, About], datetime] = {}
        events.changed.connect(self._on_changed)

    def log(
        self, told: Told, means: Means, *, on: date | None = None, reply: Reply = Reply.NONE, note: str = ""
    ) -> Done | None:
        """Log one 声かけ for each person and subject. on: None is today.

        Whoever was told within this minute is left out, unless there is something new to say of it.
        """
        now, today = self._now(), self._clock()
        is_plain = reply is Reply.NONE and not note and on in (None, today)
        before = {key: at for key, at in self._logged.items() if is_plain and now - at < AGAIN}
        left = {
            about: [who for who in people if (who, about) not in before] for about, people in told.items()
        }
        again = [(who, about) for about, people in told.items() for who in people if (who, about) in before]
        already = ""
        if again:
            who, about = again[0]
            known = named(list({who: told[about][who] for who, about in again}.values()))
            already = f"{known}への声かけは {before[who, about]:%H:%M} に記録済みです。"
        if not any(left.values()):
            then = "もう一度話したときは、少し後に記録するか、返事やメモを添えてください。"
            self._messages.refuse(f"{already}{then}")
            return None

        from app.usecases.contacts.outreach import log_contacts

        def work(tx: Transaction) -> Done:
            done = log_contacts(tx, left, means=means, on=on or today, today=today, note=note, reply=reply)
            return replace(done, sentence=f"{done.sentence}{already}")

        done = self._commands.run(work)
        if done is not None:
            self._logged |= {(who, about): now for about, people in left.items() for who in people}
        return done

    def _on_changed(self, changes: Changes) -> None:
        if changes is Changes.ALL:  # taken back, or brought back: what stands must be asked anew
            self._logged.clear()
