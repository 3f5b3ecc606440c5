"""The roster in parts: 在籍, state, 所属, kept views; who left looks so; papers from before this program."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.domain.certificate import CertificateStatus
from app.domain.person import WITH_CARD
from app.ports import Store
from app.rows import PersonRow
from app.usecases.people.roster_part import Cover, Paper, RosterPart, cover_of, paper_of
from tests.conftest import TODAY
from tests.ui.office import CTRL, press
from tests.ui.pages.roster.test_roster import in_dialog
from ui.dialogs.earlier import EarlierDialog
from ui.frame.preferences import Preferences
from ui.look.theme import Tone
from ui.models.row_painter import TONE_ROLE
from ui.pages.roster.page import RosterPage
from ui.window.main_window import MainWindow


@pytest.fixture
def page(window: MainWindow) -> RosterPage:
    window.go("roster")
    shown = window.current_page
    assert isinstance(shown, RosterPage)
    return shown


def choose(page: RosterPage, part: RosterPart) -> list[PersonRow]:
    page.filter._show(part)
    return list(page.model.rows)


def test_the_parts_add_up_and_leavers_look_so(page: RosterPage, office: Store) -> None:
    every = office.queries.person_rows()
    covered, ended = (choose(page, RosterPart(cover=cover)) for cover in Cover)
    assert len(covered) + len(ended) == len(every)
    assert {cover_of(row, TODAY) for row in ended} == {Cover.ENDED}
    states = {page.model.index(at, 3).data() for at in range(len(ended))}
    assert all("喪失" in state for state in states)
    assert {page.model.data(page.model.index(0, 0), TONE_ROLE)} == {Tone.MUTED}
    assert sum(len(choose(page, RosterPart(paper=paper))) for paper in Paper) == len(every)
    assert page.filter.covers[Cover.COVERED].text() == f"在籍 {len(covered)}"


def test_parts_work_together_and_a_person_from_elsewhere_opens_them(
    page: RosterPage, window: MainWindow, office: Store
) -> None:
    rows = choose(page, RosterPart(Cover.COVERED, Paper.HELD, "営業部"))
    assert rows
    assert {row.department for row in rows} == {"営業部"}
    assert {row.certificate for row in rows} == {CertificateStatus.HANDED_OUT}
    outside = next(row for row in office.queries.person_rows() if paper_of(row) is Paper.CARD)
    window.go("roster", outside.person_id)
    assert page.table.selected_ids() == {outside.person_id}
    assert "絞り込みを外しました" in window.bottom_bar.sentence.text()


def test_a_view_of_the_roster_is_kept_and_counts_what_is_selected(
    page: RosterPage, preferences: Preferences, qtbot: QtBot
) -> None:
    part = RosterPart(Cover.COVERED, Paper.NONE)
    preferences.set_roster_views({"証のない方": part})
    rows = choose(page, part)
    assert page.filter.views.text() == "見方: 証のない方 ▽  V"
    page.table.setFocus()
    press(page.table, Qt.Key.Key_A, modifier=CTRL)
    assert page._told.text().startswith(f"{len(rows)}名を選択  {len(rows)}名(")
    assert preferences.roster_views() == {"証のない方": part}


def test_earlier_papers_are_recorded_of_those_who_may_have_one(
    page: RosterPage, window: MainWindow, office: Store, qtbot: QtBot
) -> None:
    """With everybody selected: nobody with マイナ保険証, without cover or with a paper on record."""
    choose(page, RosterPart())
    page.table.setFocus()
    press(page.table, Qt.Key.Key_A, modifier=CTRL)
    meant = {
        row.person_id
        for row in page.model.rows
        if row.certificate is None and row.enrolment not in WITH_CARD and row.is_covered(TODAY)
    }
    assert meant
    said: list[str] = []

    def accept(dialog: QWidget) -> None:
        assert isinstance(dialog, EarlierDialog)
        dialog.checks.set(meant)
        said.append(dialog.save.text())
        qtbot.keyClick(dialog.save, Qt.Key.Key_Return)

    in_dialog(accept)
    page._record_listed()
    assert said == [f"{len(meant)}名を配付済みとして記録"]
    held = {row.person_id for row in office.queries.person_rows() if row.certificate == "handed_out"}
    assert meant <= held
    # Of those who are left nobody may have one.
    page._record_listed()
    assert "以前の証を記録する方はいません" in window.strip.sentence
    assert office.queries.due_rows(TODAY + timedelta(days=1))
