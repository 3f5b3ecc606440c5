"""A batch in the window: the society makes it, the office prints and reports, the society compares."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit

from app.errors import BadValue
from app.ports import Store
from app.usecases.printing import accounts, sessions
from app.usecases.settings.rule_entry import with_rule
from tests.conftest import TODAY
from tests.e2e.test_batch_commands import LIST
from tests.golden.papers import seal_png
from tests.ui.office import Answers, close, refusal, type_into, window
from tests.usecases.households import family, run
from ui.dialogs.key_password import KeyPasswordDialog
from ui.pages.printing.page import CHOOSE, OUTPUT, PrintingPage
from ui.pages.settings.page import SettingsPage
from ui.window.main_window import MainWindow


@pytest.fixture
def shown(store: Store, tmp_path: Path, qapp: QApplication) -> Iterator[MainWindow]:
    family(store)
    with store.transaction("健保", undoable=False) as tx:
        tx.save_society(replace(tx.society(), is_sample=False, seal_png=seal_png()))
    made = window(store, [PrintingPage, SettingsPage], tmp_path)
    yield made
    close(made)


class Files(Answers):
    """Answers each question in turn."""

    def __init__(self, *paths: Path) -> None:
        super().__init__()
        self.paths = list(paths)

    def to_open(self, title: str, kinds: str) -> Path | None:
        return self.paths.pop(0)

    def to_save(self, title: str, name: str, kinds: str) -> Path | None:
        return self.paths.pop(0)

    def key_password(self) -> str | None:
        return "akai-kutsu-8"


def test_a_batch_walks_through_both_windows(store: Store, shown: MainWindow, tmp_path: Path) -> None:
    at = {name: tmp_path / name for name in ("key.pem", "office.pem", "list.csv", "report.json")}
    at["batch"] = tmp_path / "発行データ-R8-11.shikaku-batch"
    at["list.csv"].write_text(LIST, "utf-8")
    # The society.
    shown.go("settings")
    settings = shown.current_page
    assert isinstance(settings, SettingsPage)
    society = settings.issuing
    society.files = Files(at["key.pem"])
    society.make_key.click()
    assert "パスワード" in refusal(shown)
    type_into(society.password, "akai-kutsu-8")
    # The office's key is made in the same place.
    society.files = Files(at["office.pem"])
    society.make_key.click()
    told_before = society.public.text()
    assert "前もって健保に知らせ" in society.told.text()
    society.files = Files(at["key.pem"])
    society.make_key.click()
    public = society.public.text()
    assert len(public) == 44
    society.make.click()
    assert "2か所を直してください" in refusal(shown)
    assert "印刷期限" in society.print_by.accessibleDescription()
    type_into(society.number, "R8-11")
    type_into(society.office_key, told_before)
    type_into(society.issued_on, "R8.11.20")
    type_into(society.print_by, "R8.12.31")
    society.files = Files(at["list.csv"], at["batch"])
    society.make.click()
    assert "2名の発行データ" in society.told.text()
    # The office.
    shown.go("printing")
    page = shown.findChild(PrintingPage)
    assert page is not None
    page._go_on(CHOOSE)
    row = page.choose.batch
    assert row.isHidden()
    with store.transaction("規則", undoable=False) as tx:
        text = with_rule(tx.society().rules_toml, "batch_key", public, "架空健保の案内")
        tx.save_society(replace(tx.society(), rules_toml=text, seal_png=None))
    page.reload()
    assert not row.isHidden()
    # As it was double-clicked; the next one is asked for again.
    page.open_with(at["batch"])
    row.take.click()
    row.files = Files(at["batch"])
    assert row.prepare.text() == "発行データの2枚を準備"
    assert store.queries.society().seal_png == seal_png()
    row.take.click()
    assert "取り込み済み" in refusal(shown)
    row.prepare.click()
    assert page.steps.value == OUTPUT
    (session,) = store.queries.session_rows()
    run(store, lambda tx: sessions.mark_spooled(tx, session.session_id))
    page._go_on(CHOOSE)
    row.read()
    row.files = Files(at["office.pem"])
    row.report.click()
    assert "確かめられていません" in refusal(shown)
    run(store, lambda tx: accounts.confirm(tx, session.session_id, missing=[2], today=TODAY))
    row.files = Files(at["key.pem"])
    row.report.click()
    assert "事業所の鍵で署名します" in refusal(shown)
    row.files = Files(at["office.pem"], at["report.json"])
    row.report.click()
    # The society again, at another window on another day.
    shown.go("settings")
    society.files = Files(at["key.pem"], at["batch"], at["report.json"])
    society.choose_key.click()
    society.compare.click()
    told = society.told.text().replace("\u200b", "")
    assert "印刷1、行方不明1、印刷なし0" in told
    assert "髙橋\u3000清" in told


def test_the_password_of_the_key_is_asked_for_and_never_shown(qapp: QApplication) -> None:
    dialog = KeyPasswordDialog()
    with pytest.raises(BadValue, match="鍵のパスワード"):
        dialog.check()
    field = dialog.findChild(QLineEdit)
    assert field is not None
    assert field.echoMode() is QLineEdit.EchoMode.Password
    type_into(field, "akai-kutsu-8")
    dialog.check()
    assert dialog.password == "akai-kutsu-8"
