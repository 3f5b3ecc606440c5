"""The offices that relay the society's papers."""

from PySide6.QtWidgets import QWidget

from app.domain.ids import OfficeId
from app.domain.person import Office
from app.usecases.settings import settings
from ui.frame.context import Context
from ui.look.layout import fill
from ui.look.parts import plain_button, primary_button, role_label
from ui.models.column import Column
from ui.models.column_widths import Keep
from ui.models.rows_model import RowsTableModel
from ui.models.rows_table import RowsTableView
from ui.pages.settings.form import field, fields, subject
from ui.widgets.checked_fields import CheckedFields
from ui.widgets.flow_layout import FlowRow

COLUMNS: tuple[Column[Office], ...] = (
    Column("事業所記号", lambda office: office.code, width=140, keep=Keep.STATE),
    Column("名称", lambda office: office.name, stretch=True, strong=True, keep=Keep.WHO, least=160),
)


class OfficesPanel(QWidget):
    """The list, and a form for the chosen or a new office."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._id: OfficeId | None = None
        self._stored: list[Office] = []
        self._model = RowsTableModel(COLUMNS, row_id=lambda office: office.id)
        self.table = RowsTableView(self._model, name="事業所", preferences=context.preferences)
        self.setFocusProxy(self.table)
        self.code = field("事業所記号", width=160)
        self.name = field("名称")
        self.checked = CheckedFields(self)
        self.new = plain_button("新しい事業所", self._begin_new, key="settings.new")
        self.save = primary_button("事業所を保存", self._save, key="settings.main")
        self.unsaved = role_label("● 未保存", "strong")
        subject(
            self,
            "事業所",
            "取り込んだ一覧に新しい事業所記号があれば、自動で加わります。",
            fill(self.table),
            fields(self.checked, self.code, self.name),
            FlowRow(self.save, self.new, self.unsaved),
        )
        self.checked.require(self.code, "事業所記号を入れてください。")
        self.checked.require(self.name, "名称を入れてください。")
        for line in (self.code, self.name):
            line.textChanged.connect(lambda _: self._mark())
        self._mark()
        self.table.current_changed.connect(self._show)

    def read(self) -> None:
        offices = self._context.store.queries.offices()
        if offices != self._stored:  # else typed text stays
            self._stored = offices
            self._model.set_rows(offices)

    def _show(self, office: Office | None) -> None:
        self._id = office.id if office is not None else None
        self.code.setText(office.code if office is not None else "")
        self.name.setText(office.name if office is not None else "")
        self._mark()

    def _mark(self) -> None:
        """Say whether anything is typed that is stored nowhere."""
        self.unsaved.setVisible(any(line.isModified() for line in (self.code, self.name)))

    def _begin_new(self) -> None:
        self.table.selectionModel().clear()
        self._show(None)
        self.code.setFocus()

    def _save(self) -> None:
        if not self.checked.passes():
            return
        office = Office(self._id, self.code.text().strip(), self.name.text().strip())
        self._context.commands.run(lambda tx: settings.save_office(tx, office))
