"""退職・資格喪失: the three dates and who is concerned, before anything is stored."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QGridLayout, QVBoxLayout, QWidget

from app.domain.person import LossCause, Person, PersonKind
from app.domain.rules import SocietyRules
from app.domain.wareki import wareki
from app.errors import BadValue, UserError
from app.usecases.roster import LeaverPlan, leaver_plan
from ui.dialogs.form import FormDialog
from ui.labels import label
from ui.page import panel, role_label
from ui.widgets.sentence import Sentence
from ui.widgets.wareki_edit import WarekiEdit

_OF_INSURED = (
    LossCause.LEFT,
    LossCause.DEATH,
    LossCause.AGE_75,
    LossCause.DISABILITY,
    LossCause.OTHER_INSURANCE,
)
_OF_DEPENDANT = (
    LossCause.REMOVED_DEPENDANT,
    LossCause.OTHER_INSURANCE,
    LossCause.DEATH,
    LossCause.AGE_75,
    LossCause.DISABILITY,
)
_DAYS = {LossCause.LEFT: "退職日", LossCause.DEATH: "死亡日", LossCause.AGE_75: "75歳の誕生日"}


class LeaverDialog(FormDialog):
    """Asks why and on which day; shows 最終日 → 喪失日 → 返却期限 and the people concerned."""

    def __init__(
        self,
        person: Person,
        household: Sequence[Person],
        rules: SocietyRules,
        today: date,
        parent: QWidget | None = None,
    ) -> None:
        """household: everybody under the same number; rules: those in force."""
        super().__init__(f"{person.name} さんの退職・資格喪失", "記録する", parent)
        self._person, self._household, self._rules = person, household, rules
        self._cause = QComboBox()
        self._cause.setAccessibleName("理由")
        causes = _OF_INSURED if person.kind is PersonKind.INSURED else _OF_DEPENDANT
        for cause in causes:
            self._cause.addItem(label(cause), cause)
        self._day = WarekiEdit(today, name="最後の日")
        self._day_label = self.add("", self._day)
        self.add("理由(&R)", self._cause)
        self._plan = panel()
        self._lines = QGridLayout(self._plan)
        self._lines.setContentsMargins(16, 12, 16, 12)
        self._lines.setHorizontalSpacing(16)
        self._lines.setVerticalSpacing(8)
        self._people = QVBoxLayout()
        self._lines.setColumnStretch(1, 1)
        self._dates = [role_label("", "strong") for _ in range(3)]
        for at, (word, shown) in enumerate(
            zip(("最後に資格がある日", "資格喪失日", "証の返却期限"), self._dates, strict=True)
        ):
            self._lines.addWidget(role_label(word, "sub"), at, 0)
            self._lines.addWidget(shown, at, 1)
        self._whose = Sentence()
        top = Qt.AlignmentFlag.AlignTop
        self._lines.addWidget(role_label("資格を失う方", "sub"), 3, 0, top)
        self._lines.addWidget(self._whose, 3, 1)
        self.below.addWidget(self._plan)
        self._cause.currentIndexChanged.connect(lambda _: self._preview())
        self._day.date_changed.connect(lambda _: self._preview())
        self._day.textEdited.connect(lambda _: self.say(""))
        self._preview()
        self._day.setFocus()
        self._day.selectAll()

    @property
    def cause(self) -> LossCause:
        """Why cover ends."""
        return LossCause(self._cause.currentData())

    @property
    def last_day_on(self) -> date:
        """The day of the event."""
        on = self._day.value
        assert on is not None  # the field is not optional
        return on

    def check(self) -> None:
        """The date must be readable and lie after the beginning of cover."""
        self._day.take()
        if not self._day.is_valid:
            raise BadValue(self._day.toolTip())
        self._planned()

    def _planned(self) -> LeaverPlan:
        return leaver_plan(
            self._person, self._household, self._rules, last_day_on=self.last_day_on, cause=self.cause
        )

    def _preview(self) -> None:
        self._day_label.setText(f"{_DAYS.get(self.cause, '該当した日')}(&D)")
        try:
            plan = self._planned()
        except UserError as error:
            self.say(str(error))
            return
        self.say("")
        last_covered = date.fromordinal(plan.disqualified_on.toordinal() - 1)
        for shown, on in zip(self._dates, (last_covered, plan.disqualified_on, plan.return_by), strict=True):
            shown.setText(wareki(on))
        self._whose.setText("、".join(person.name for person in plan.people))
        self.save.setText(f"{len(plan.people)}名の喪失を記録")
