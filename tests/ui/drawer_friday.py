"""A Friday at the drawer: an office, and the hours before the power went; started by test_drawer_count.

As a program (`-m tests.ui.drawer_friday FOLDER CODE…`) it opens the data folder in a real window,
reads the codes by key and is ended by the kernel: nothing of Python or Qt gets to tidy up.
"""

import os
import signal
import sys
from datetime import date
from pathlib import Path

from app.domain.certificate import CertificateStatus
from app.domain.elderly_card import ElderlyOutcome
from app.domain.issue_number import new_issue_number
from app.ports import Store
from app.usecases.counter import certificates, elderly_cards
from tests.factories import certificate
from tests.ui.office import ENTER, TODAY, people, press, type_into, window
from ui.pages.forward.page import ForwardPage
from ui.window.main_window import MainWindow

NAMES = (
    ("髙橋　太郎", "タカハシ タロウ"),
    ("山﨑　葵", "ヤマザキ アオイ"),
    ("𠮷田　健", "ヨシダ ケン"),
    ("濵田　花子", "ハマダ ハナコ"),
    ("德永　清", "トクナガ キヨシ"),
    ("渡邉　結衣", "ワタナベ ユイ"),
    ("五十嵐　大輔", "イガラシ ダイスケ"),
    ("勅使河原　京子", "テシガワラ キョウコ"),
)
BACK, OUT, LOST = 6, 7, 5
"""Collected; handed out, but in the drawer; recorded as lost, but in the drawer."""

MISSING = 4
ELDER = {"name": "小鳥遊　さくら", "kana": "タカナシ サクラ", "number": "309", "born_on": date(1952, 1, 2)}


def fill(store: Store) -> dict[str, str]:
    """Enter nine people and their papers; return the issue number of each name."""
    ids = people(store, *({"name": name, "kana": kana} for name, kana in NAMES), ELDER)
    numbers = [new_issue_number() for _ in NAMES]
    with store.transaction("印刷") as tx:
        sheets = [
            tx.save_certificate(
                certificate(id=None, person_id=who, issue_number=number, ready_on=date(2026, 11, 2))
            )
            for who, number in zip(ids, numbers, strict=False)
        ]
    held = [sheet.id for sheet in (sheets[BACK], sheets[OUT], sheets[LOST]) if sheet.id is not None]
    with store.transaction("配付") as tx:
        certificates.hand_out(tx, held, on=date(2026, 11, 4), today=TODAY)
    with store.transaction("回収") as tx:
        certificates.collect(tx, held[:1], on=date(2026, 11, 20), today=TODAY)
        certificates.lose(tx, held[2], on=date(2026, 11, 18), today=TODAY, reason="鞄ごと")
        elderly_cards.record(tx, [ids[-1]], outcome=ElderlyOutcome.COLLECTED, on=TODAY, today=TODAY)
    assert len(store.queries.certificate_rows((CertificateStatus.READY,))) == 5
    return {name: number for (name, _), number in zip(NAMES, numbers, strict=True)}


def opened(store: Store, place: Path) -> tuple[MainWindow, ForwardPage]:
    """The window at 発送."""
    shown = window(store, [ForwardPage], place)
    shown.go("forward")
    page = shown.findChild(ForwardPage)
    assert page is not None
    return shown, page


def read(page: ForwardPage, code: str) -> None:
    """As a scanner does: the characters, then Enter."""
    type_into(page.drawer.scan, code)
    press(page.drawer.scan, ENTER)


def main(folder: Path, codes: list[str]) -> None:
    from PySide6.QtWidgets import QApplication

    from ui.bootstrap import open_data_folder

    app = QApplication([])
    _, page = opened(open_data_folder(folder, None), folder.parent)
    for code in codes:
        read(page, code)
    print(page.drawer.banner.headline.text(), flush=True)
    assert app is not None
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
