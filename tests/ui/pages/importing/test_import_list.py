"""A list is looked at before it is taken over, in one step that can be taken back."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from app.domain.difference import Side
from app.importing.row_at import RowAt
from app.ports import Store
from tests.ui.office import CTRL, ENTER, Answers, press, refusal, type_into
from ui.models.rows_table import RowsTableView
from ui.pages.importing.page import ImportPage
from ui.pages.importing.plan import ADDED, CHANGED, COMPARED, DOUBTFUL, HELD
from ui.pages.importing.plan_lines import ChangeLine
from ui.pages.roster.page import RosterPage
from ui.window.main_window import MainWindow

HEADINGS = "事業所記号,事業所名,所属,記号,番号,枝番,本人家族,続柄,氏名,フリガナ,性別,生年月日,資格取得年月日"
TARO = "2001,見本本社,総務部,2001,101,00,本人,本人,髙橋　太郎,タカハシ タロウ,男,S55.4.5,H22.4.1"
HANAKO = "2001,見本本社,総務部,2001,101,01,家族,妻,髙橋　花子,タカハシ ハナコ,女,S57.8.9,H22.4.1"
NEW = "2001,見本本社,総務部,2001,109,00,本人,本人,新田　良,ニッタ リョウ,男,H2.5.5,H22.4.1"
BROKEN = "2001,見本本社,総務部,2001,102,00,本人,本人,山﨑　葵,ヤマザキ アオイ,女,H31.5.1,H22.4.1"


def file(folder: Path, *rows: str, name: str = "list.csv") -> Path:
    path = folder / name
    path.write_bytes("\r\n".join((HEADINGS, *rows)).encode("cp932"))
    return path


def choose(page: ImportPage, path: Path) -> None:
    page.files = Answers(path)  # type: ignore[assignment]
    press(page.choose, Qt.Key.Key_O, modifier=CTRL)


def counts(page: ImportPage) -> list[str]:
    return [chip.text().split()[-1] for chip in page.plan.groups.findChildren(QPushButton)]


def test_a_list_is_applied_by_one_key_after_the_look_and_undone_by_another(
    store: Store, shown: MainWindow, page: ImportPage, tmp_path: Path
) -> None:
    choose(page, file(tmp_path, TARO, HANAKO))
    assert counts(page) == ["2", "0", "0", "0", "0", "0", "0", "0", "0", "2"]
    assert store.queries.people() == []
    press(page.plan.groups, ENTER, modifier=CTRL)
    assert [row.name for row in store.queries.person_rows()] == ["髙橋　太郎", "髙橋　花子"]
    assert "新規2名" in page.told.text()
    shown.commands.undo()
    assert store.queries.people() == []
    assert page.told.text() == ""


def test_who_joined_alone_is_shown_in_the_roster_and_of_several_nobody(
    shown: MainWindow, page: ImportPage, tmp_path: Path
) -> None:
    def taken_over(*rows: str) -> str:
        """Who is shown when the roster is opened after these rows were taken over."""
        shown.go("import_list")
        choose(page, file(tmp_path, *rows))
        press(page.plan.groups, ENTER, modifier=CTRL)
        shown.go("roster")
        roster = shown.current_page
        assert isinstance(roster, RosterPage)
        current = roster.table.current_row()
        assert current is not None
        return current.name

    others = [
        TARO.replace(",101,", f",{number},").replace("髙橋　太郎,タカハシ タロウ", f"{name}")
        for number, name in (
            (102, "渡辺　一,ワタナベ ハジメ"),
            (103, "和田　二,ワダ ジ"),
            (104, "和久　三,ワク ミ"),
        )
    ]
    assert taken_over(others[0]) == "渡辺　一"
    assert taken_over(others[0], *others[1:]) == "渡辺　一"
    assert taken_over(TARO, *others) == "髙橋　太郎"


def test_a_change_is_shown_before_and_after(store: Store, page: ImportPage, tmp_path: Path) -> None:
    choose(page, file(tmp_path, TARO))
    press(page.plan.groups, ENTER, modifier=CTRL)
    choose(page, file(tmp_path, TARO.replace("総務部", "経理部"), name="next_20261123.csv"))
    assert page.plan.groups.value == CHANGED
    table = page.plan.tables[CHANGED]
    assert list(table.rows_model.rows) == [  # type: ignore[attr-defined]
        ChangeLine("2001-101-00", "髙橋　太郎", "所属", "総務部", "経理部", RowAt(2), "department")
    ]
    assert page.apply.text() == "変更1名を取り込む"
    press(page.plan.groups, ENTER, modifier=CTRL)
    assert store.queries.person_rows()[0].department == "経理部"


def test_the_same_list_again_has_nothing_to_apply(page: ImportPage, tmp_path: Path) -> None:
    path = file(tmp_path, TARO)
    choose(page, path)
    press(page.plan.groups, ENTER, modifier=CTRL)
    choose(page, path)
    assert counts(page) == ["0", "0", "1", "0", "0", "0", "0", "0", "0", "0"]
    assert not page.apply.isEnabled()


def test_unreadable_rows_stay_outside_with_row_column_and_reason(
    store: Store, page: ImportPage, tmp_path: Path
) -> None:
    choose(page, file(tmp_path, TARO, BROKEN))
    assert page.plan.groups.value == HELD
    held = page.plan.tables[HELD].model()  # type: ignore[attr-defined]
    assert [held.index(0, column).data() for column in range(2)] == ["3", "山﨑　葵"]
    assert "生年月日: " in held.index(0, 2).data()
    assert "令和元年5月1日" in held.index(0, 2).data()
    press(page.plan.groups, ENTER, modifier=CTRL)
    assert [row.name for row in store.queries.person_rows()] == ["髙橋　太郎"]
    # The reasons stay on the screen until the next file.
    assert page.plan.groups.value == HELD
    assert not page.apply.isEnabled()


def test_what_does_not_fit_the_rules_is_to_be_asked_and_holds_nothing_back(
    store: Store, page: ImportPage, tmp_path: Path
) -> None:
    path = tmp_path / "doubt.csv"
    rows = (f"{HEADINGS},有効期限", f"{TARO},R20.11.30", f"{HANAKO},R11.11.30")
    path.write_bytes("\r\n".join(rows).encode("cp932"))
    choose(page, path)
    assert page.plan.groups.value == DOUBTFUL
    assert counts(page) == ["2", "0", "0", "0", "0", "1", "0", "0", "0", "2"]
    told = page.plan.tables[DOUBTFUL].model()  # type: ignore[attr-defined]
    assert [told.index(0, column).data() for column in range(2)] == ["2", "2001-101-00"]
    assert "有効期限 R20.11.30 は、規則による上限 R13.11.22 より後です" in told.index(0, 2).data()
    press(page.plan.groups, ENTER, modifier=CTRL)
    assert len(store.queries.people()) == 2
    # What was doubtful before is not asked again because of another department.
    path = tmp_path / "doubt_20261123.csv"
    path.write_bytes("\r\n".join(rows).replace("総務部", "経理部").encode("cp932"))
    choose(page, path)
    assert counts(page) == ["0", "2", "0", "0", "0", "0", "0", "0", "0", "2"]


def test_a_file_with_my_number_is_refused_whole_without_repeating_it(
    store: Store, shown: MainWindow, page: ImportPage, tmp_path: Path
) -> None:
    number = "123456789018"
    path = tmp_path / "list.csv"
    path.write_text(f"{HEADINGS},個人番号\r\n{TARO},{number}", encoding="utf-8")
    choose(page, path)
    assert "個人番号" in refusal(shown)
    assert number not in refusal(shown)
    assert page.looked is None
    assert store.queries.people() == []


def test_a_typed_path_is_read_and_a_missing_file_is_a_sentence(
    shown: MainWindow, page: ImportPage, tmp_path: Path
) -> None:
    type_into(page.path, str(tmp_path / "none.csv"))
    press(page.path, ENTER)
    assert "none.csv を読めません" in refusal(shown)
    page.path.clear()
    type_into(page.path, f'"{file(tmp_path, TARO)}"')
    press(page.path, ENTER)
    assert page.plan.groups.value == ADDED


def test_leaving_the_preview_stores_nothing(store: Store, page: ImportPage, tmp_path: Path) -> None:
    choose(page, file(tmp_path, TARO))
    press(page.plan.groups, Qt.Key.Key_Escape)
    assert store.queries.people() == []
    assert page.choose.isVisible()


def test_people_and_cells_are_accepted_one_by_one_and_the_rest_stays(
    store: Store, page: ImportPage, tmp_path: Path
) -> None:
    choose(page, file(tmp_path, TARO, HANAKO))
    press(page.plan.tables[ADDED], Qt.Key.Key_Home, Qt.Key.Key_Y)
    assert page.apply.text() == "新規1名だけを取り込む"
    # Y goes on to the next line, and takes its mark away where it is.
    press(page.plan.tables[ADDED], Qt.Key.Key_Y, Qt.Key.Key_Y)
    press(page.plan.groups, ENTER, modifier=CTRL)
    assert [row.name for row in store.queries.person_rows()] == ["髙橋　太郎"]
    assert counts(page)[:3] == ["1", "0", "1"]
    assert "新規1名" in page.told.text()
    press(page.plan.groups, ENTER, modifier=CTRL)
    assert len(store.queries.person_rows()) == 2

    moved = (TARO.replace("総務部", "経理部").replace("S55.4.5", "S55.4.6"), HANAKO)
    choose(page, file(tmp_path, *moved, name="next_20261123.csv"))
    changed = page.plan.tables[CHANGED]
    assert isinstance(changed, RowsTableView)
    place = next(n for n, line in enumerate(changed.rows_model.rows) if line.of == "department")
    press(changed, Qt.Key.Key_Home, *[Qt.Key.Key_Down] * place, Qt.Key.Key_Y)
    press(page.plan.groups, ENTER, modifier=CTRL)
    taro = next(one for one in store.queries.people() if one.branch_number == "00")
    assert (taro.department, taro.born_on.day) == ("経理部", 5)
    assert [line.of for line in changed.rows_model.rows] == ["born_on"]


def test_each_group_that_names_fields_is_narrowed_to_one(page: ImportPage, tmp_path: Path) -> None:
    choose(page, file(tmp_path, TARO, BROKEN, BROKEN.replace("102", "103").replace("H22.4.1", "x")))
    fields = page.plan.fields
    offered = [fields.itemText(n) for n in range(fields.count())]
    assert offered == ["すべての項目", "生年月日", "資格取得年月日"]
    fields.setCurrentIndex(2)
    fields.activated.emit(2)
    (row,) = page.plan.held.held.rows
    assert (row.row.number, "生年月日" in row.reason) == (4, True)


def test_all_differences_are_seen_written_and_asked_without_taking_anything_over(
    store: Store, page: ImportPage, tmp_path: Path
) -> None:
    choose(page, file(tmp_path, TARO, HANAKO))
    press(page.plan.groups, ENTER, modifier=CTRL)
    before = store.queries.people()
    choose(page, file(tmp_path, TARO.replace("S55.4.5", "S55.4.6"), NEW, name="next_20261123.csv"))
    page.plan.groups.findChildren(QPushButton)[-1].click()
    table = page.plan.tables[COMPARED]
    assert isinstance(table, RowsTableView)
    assert [(row.side, row.name) for row in table.rows_model.rows] == [
        (Side.OURS, "髙橋　花子"),
        (Side.THEIRS, "新田　良"),
        (Side.BOTH, "髙橋　太郎"),
    ]
    letter, out = tmp_path / "letter.pdf", tmp_path / "table.csv"
    page.files = Answers(letter)  # type: ignore[assignment]
    press(table, Qt.Key.Key_Home, Qt.Key.Key_L)
    assert letter.read_bytes().startswith(b"%PDF")
    page.files = Answers(out)  # type: ignore[assignment]
    page.plan.write.click()
    assert "新田　良" in out.read_text("utf-8-sig")
    press(page.leave, Qt.Key.Key_Escape)
    assert store.queries.people() == before
