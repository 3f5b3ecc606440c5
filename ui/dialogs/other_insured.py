"""扶養替え: a dependant goes over to another insured person of the roster."""

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtWidgets import QSizePolicy, QWidget

from app.domain.ids import PersonId
from app.domain.person import Person
from app.errors import BadValue
from app.rows import PersonRow
from app.usecases.people import life_events
from ui.dialogs.event_form import EventForm, Foresee, Planned, day_of
from ui.look.fields import list_box, text_field
from ui.widgets.choice_search import SHOWN, ChoiceSearch, named
from ui.widgets.wareki_edit import WarekiEdit

FOUND = 5 * SHOWN
"""So many are looked at, for the family of somebody is found with the name."""


class OtherInsuredForm(EventForm):
    """Whose dependant somebody becomes, and from when; the cover before ends on that day."""

    def __init__(
        self,
        find: Callable[[str], Sequence[PersonRow]],
        dependant: Person,
        foresee: Foresee,
        today: date,
        parent: QWidget | None = None,
    ) -> None:
        """find: the insured people of the roster whom a text means. dependant: who goes over."""
        super().__init__(
            f"{dependant.name} さんを、ほかの方の扶養へ移す", "扶養替えを記録", foresee, today, parent
        )
        self._dependant, self._find = dependant, find
        self._who = list_box("新しい被保険者")
        self._who.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._search = ChoiceSearch(self._who, "新しい被保険者を探す")
        self._relationship = text_field("続柄", dependant.relationship)
        self._branch = text_field("枝番", hint="健保の通知のとおり")
        self._since = WarekiEdit(today, name="認定日")
        self.add("新しい被保険者(&W)", self._search)
        self.add("", self._who)
        self.add_side("続柄", self._relationship, self._branch)
        self.add("認定日(&D)", self._since)
        self.hint(
            f"前の扶養({dependant.symbol}-{dependant.number})は認定日から外れ、今の証は前の被保険者から戻ります。"
            "枝番は健保が決めます。通知が届いてから、そのとおりに入れます。"
        )
        self._offer("")
        self._search.textEdited.connect(self._offer)
        self.watch()
        self._search.setFocus()

    def planned(self) -> Planned:
        assert self._dependant.id is not None
        chosen = self._who.currentData()
        if chosen is None:
            raise BadValue("新しく扶養する被保険者を、氏名か番号で探して選んでください。")
        who, employee, since, today = self._dependant.id, PersonId(chosen), day_of(self._since), self.today
        relationship, branch = self._relationship.text(), self._branch.text()
        return Planned(
            lambda tx: life_events.change_insured(
                tx,
                who,
                employee,
                since=since,
                branch_number=branch,
                relationship=relationship,
                today=today,
            ),
            since,
        )

    def _offer(self, text: str) -> None:
        """List who is meant, of other households; the first one found is chosen, and can be seen."""
        wanted, home = text.strip(), f"{self._dependant.symbol}-{self._dependant.number}-"
        others = [row for row in self._find(wanted) if not row.key.startswith(home)] if wanted else []
        self._who.clear()
        for row in others[:SHOWN]:
            self._who.addItem(named(row), row.person_id)
        if not others:
            self._who.addItem("見つかりません" if wanted else "上の欄で探してください", None)
