"""外字: the check says who waits for what; one dialog decides, and the check runs again at once."""

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog

from app.domain.certificate import CertificateStatus
from app.domain.person import Person
from app.ports import Store
from app.usecases.people import roster
from tests.conftest import PATIENCE_MS
from tests.ui.office import CTRL, ENTER, TODAY, Answers, close, press, refusal, type_into, window
from tests.usecases.households import family, person_of, run
from ui.dialogs.person_form import PersonForm
from ui.dialogs.substitute import PICTURE, SubstituteDialog
from ui.pages.printing.page import CHOOSE, OUTPUT, PrintingPage
from ui.window.main_window import MainWindow

GAIJI = "\ue000"
Open = Callable[[], tuple[MainWindow, PrintingPage]]


@pytest.fixture
def home(store: Store) -> tuple[Person, Person, Person]:
    """The employee's and the child's surname holds a 外字; the spouse's does not."""
    head, spouse, child = family(store)

    def rename(tx) -> None:
        tx.save_person(replace(head, name=f"外{GAIJI}　見本"))
        tx.save_person(replace(child, name=f"外{GAIJI}　見太"))

    run(store, rename)
    return person_of(store, head), person_of(store, spouse), person_of(store, child)


@pytest.fixture
def show(store: Store, tmp_path: Path, qapp: QApplication) -> Iterator[Open]:
    shown: list[MainWindow] = []

    def open_page() -> tuple[MainWindow, PrintingPage]:
        made = window(store, [PrintingPage], tmp_path)
        shown.append(made)
        made.go("printing")
        page = made.findChild(PrintingPage)
        assert page is not None
        return made, page

    yield open_page
    for made in shown:
        close(made)


def in_dialog(act: Callable[[SubstituteDialog], None]) -> None:
    """Do this once the dialog has opened; it never stays open."""
    waiting = QTimer(QApplication.instance())

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QDialog) and not dialog.isActiveWindow():
            dialog.activateWindow()
        elif isinstance(dialog, SubstituteDialog):
            waiting.stop()
            try:
                act(dialog)
            finally:
                if dialog.isVisible():
                    dialog.done(0)

    waiting.timeout.connect(look)
    waiting.start(5)


def prepare(page: PrintingPage) -> None:
    """Ctrl+Enter in the list; after a dialog nothing tells the window that it is in front again."""
    page.window().activateWindow()
    assert QTest.qWaitForWindowActive(page.window(), PATIENCE_MS)
    press(page.choose.table, ENTER, modifier=CTRL)


def gone(form: QDialog) -> None:
    """Now, not later: a form still alive would look ahead into a closed store."""
    form.close()
    form.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def agree(text: str, *, with_family: bool = True) -> Callable[[SubstituteDialog], None]:
    def act(dialog: SubstituteDialog) -> None:
        type_into(dialog.text, text)
        assert dialog.preview.isVisible()
        dialog.agreed.setFocus()
        press(dialog.agreed, Qt.Key.Key_Space)
        # Nobody's consent is taken for granted.
        assert not dialog.family.isChecked()
        dialog.family.setChecked(with_family)
        press(dialog.text, ENTER)

    return act


def test_the_check_lists_person_character_code_point_and_remedy_and_plans_nothing(
    store: Store, home: tuple[Person, ...], show: Open
) -> None:
    shown, page = show()
    prepare(page)
    assert page.steps.value == CHOOSE
    assert store.queries.session_rows() == []
    assert "代わりを決める" in refusal(shown)
    names = page.choose.names
    assert names.isVisible()
    model = names.table.model()
    lines = [[model.index(r, c).data() for c in range(model.columnCount())] for r in range(model.rowCount())]
    assert all("U+E000" in line[2] and line[3].endswith("ください。") for line in lines)
    # The employee's name stands on all three sheets, the child's own on one.
    assert sorted(line[1] for line in lines) == ["氏名", "氏名", "被保険者氏名", "被保険者氏名"]
    assert not page.choose.prepare.isEnabled()


def test_one_decision_lets_the_whole_household_print(
    store: Store, home: tuple[Person, ...], show: Open
) -> None:
    _, page = show()
    prepare(page)
    in_dialog(agree("吉"))
    press(page.choose.names.table, ENTER)
    assert not page.choose.names.isVisible()
    assert page.choose.prepare.text() == "3枚を準備"
    assert {one.person_id for one in store.queries.substitutes()} == {home[0].id, home[2].id}
    prepare(page)
    assert page.steps.value == OUTPUT
    assert len(store.queries.certificate_rows([CertificateStatus.PLANNED])) == 3


def test_without_a_decision_the_others_print(store: Store, home: tuple[Person, ...], show: Open) -> None:
    def stranger(tx) -> None:
        tx.save_person(replace(home[0], id=None, number="555", name="架空　一"))

    run(store, stranger)
    _, page = show()
    prepare(page)
    assert page.choose.prepare.text() == "1枚を準備"
    prepare(page)
    assert page.steps.value == OUTPUT
    assert [r.name for r in store.queries.certificate_rows([CertificateStatus.PLANNED])] == ["架空　一"]


def test_who_decides_for_one_is_asked_for_the_next(
    store: Store, home: tuple[Person, ...], show: Open
) -> None:
    _, page = show()
    prepare(page)
    in_dialog(agree("吉", with_family=False))
    press(page.choose.names.table, ENTER)
    assert page.choose.names.keys == {home[2].key}
    assert page.choose.prepare.text() == "2枚を準備"


def test_a_corrected_name_and_an_undone_decision_are_seen_at_once(
    store: Store, home: tuple[Person, ...], show: Open
) -> None:
    _, page = show()
    prepare(page)
    correct = replace(home[2], name="架空　見太")
    assert page.context.commands.run(lambda tx: roster.change_person(tx, correct, on=TODAY, today=TODAY))
    # The employee's name still stands on everybody's sheet.
    assert page.choose.names.keys == {one.key for one in home}
    in_dialog(agree("吉"))
    press(page.choose.names.table, ENTER)
    assert not page.choose.names.isVisible()
    page.context.commands.undo()
    prepare(page)
    assert page.choose.names.isVisible()
    assert store.queries.session_rows() == []


def test_a_character_needs_the_persons_word(store: Store, home: tuple[Person, ...], show: Open) -> None:
    _, page = show()
    prepare(page)
    said: list[str] = []

    def act(dialog: SubstituteDialog) -> None:
        type_into(dialog.text, "吉")
        press(dialog.text, ENTER)
        said.append(dialog.problem.text())
        dialog.text.clear()
        assert not dialog.preview.isVisible()
        type_into(dialog.text, "\ue005")
        said.append(dialog.told.text())

    in_dialog(act)
    press(page.choose.names.table, ENTER)
    assert "了承" in said[0]
    assert "U+E005" in said[1]
    assert store.queries.substitutes() == []


def test_a_picture_is_the_other_way(
    store: Store, home: tuple[Person, ...], show: Open, tmp_path: Path
) -> None:
    png = tmp_path / "字.png"
    drawn = Image.new("L", (200, 200), 255)
    ImageDraw.Draw(drawn).ellipse((30, 30, 170, 170), outline=0, width=20)
    out = io.BytesIO()
    drawn.save(out, "PNG")
    png.write_bytes(out.getvalue())
    _, page = show()
    prepare(page)
    page.choose.names.files = Answers(png)  # type: ignore[assignment]

    def act(dialog: SubstituteDialog) -> None:
        dialog.way.focus_chosen()
        press(QApplication.focusWidget() or dialog, Qt.Key.Key_Right)
        assert dialog.way.value == PICTURE
        assert not dialog.text.isVisible()
        dialog.choose.click()
        assert dialog.preview.isVisible()
        press(QApplication.focusWidget() or dialog, ENTER)

    in_dialog(act)
    press(page.choose.names.table, ENTER)
    assert [bool(one.png) for one in store.queries.substitutes()] == [True, True]
    assert page.choose.prepare.text() == "3枚を準備"


def test_a_form_shows_and_stores_what_the_sheet_says_only_when_unfolded(
    store: Store, home: tuple[Person, ...], qapp: QApplication
) -> None:
    from app.usecases.consequences import Foresight
    from app.usecases.people import name_substitutes

    head = home[0]
    assert head.id is not None
    run(
        store,
        lambda tx: name_substitutes.agree_text(tx, head.id, GAIJI, "吉", agreed_on=TODAY, today=TODAY),
    )
    foresight = Foresight(store)
    form = PersonForm(
        head,
        store.queries.offices(),
        lambda work, on: foresight.of(work, on=on),
        TODAY,
        substitutes=store.queries.substitutes(),
    )
    form.show()
    assert "記載あり" in form.fold.text()
    assert not form._registry_name.isVisible()
    form.fold.click()
    assert form._registry_name.isVisible()
    form._registry_name.setText("戸籍　花子")
    form._limit.setCurrentIndex(form._limit.findData("ウ"))
    form._kept[0][1].setChecked(False)
    run(store, form.planned().use_case)
    note = store.queries.print_notes()[head.id]
    assert (note.registry_name, note.limit_category) == ("戸籍　花子", "ウ")
    assert store.queries.substitutes() == []
    gone(form)


def test_a_disease_is_shown_only_to_who_asks_for_it_once_more(
    store: Store, home: tuple[Person, ...], qapp: QApplication
) -> None:
    from app.usecases.consequences import Foresight

    head = home[1]
    assert head.id is not None
    foresight, looks = Foresight(store), []

    def opened() -> PersonForm:
        note, person = store.queries.print_notes().get(head.id), store.queries.facts(head.id).person
        form = PersonForm(
            person,
            store.queries.offices(),
            lambda work, on: foresight.of(work, on=on),
            TODAY,
            note=note,
            looked=lambda: looks.append("見た"),
        )
        form.show()
        form.fold.click()
        return form

    form = opened()
    assert not form._disease.isVisible()
    assert not form._sex_behind.isVisible()
    assert looks == []
    form._second_look.click()
    assert looks == ["見た"]
    form._sex_behind.setChecked(True)
    assert form.focusWidget() is form._disease
    form._disease.setText("慢性腎不全")
    form.look_ahead()
    assert "病名は書きません" in form.consequences.text()
    form._disease.setText("ｋ1")
    form._disease_from.set_date(TODAY)
    run(store, form.planned().use_case)
    assert store.queries.print_notes()[head.id].disease == ("K1", TODAY)
    assert not store.queries.facts(head.id).person.sex_on_front
    assert "性別" not in store.queries.history(head.id)[0].what
    gone(form)
    # Opened again it is out of sight, and stays what it was while something else is changed.
    form = opened()
    assert not form._disease.isVisible()
    form._limit.setCurrentIndex(form._limit.findData("低所得Ⅱ"))
    run(store, form.planned().use_case)
    assert store.queries.print_notes()[head.id].disease == ("K1", TODAY)
    assert not store.queries.facts(head.id).person.sex_on_front
    assert len(looks) == 1
    gone(form)


def test_a_category_of_another_age_is_said_before_it_is_saved(
    store: Store, home: tuple[Person, ...], qapp: QApplication
) -> None:
    from app.usecases.consequences import Foresight

    assert home[0].id is not None
    foresight = Foresight(store)
    form = PersonForm(
        home[0], store.queries.offices(), lambda work, on: foresight.of(work, on=on), date(2026, 11, 23)
    )
    form._limit.setCurrentIndex(form._limit.findData("低所得Ⅱ"))
    form.look_ahead()
    assert "70歳以上" in form.consequences.text()
    gone(form)
