"""The 引継ぎ書 names whatever was begun and not ended, where papers lie, and how the year goes."""

from collections.abc import Sequence
from datetime import date

import pytest

from app.domain.certificate import CertificateStatus
from app.domain.misdelivery import Misdelivery
from app.domain.person import Office
from app.domain.shipment import Shipment
from app.domain.step_ahead import AheadKind, StepAhead
from app.errors import BadValue
from app.ports import Store
from app.printing.values import PaperTable
from app.usecases.counter import drawer
from app.usecases.papers.succession import Places, open_things, pages, succession, while_away
from app.usecases.printing import sessions
from tests.factories import person
from tests.usecases.households import TODAY, family, run, sheet

S = CertificateStatus


def first_words(table: PaperTable) -> list[str]:
    return [str(row[0]) for row in table.rows]


def of(tables: Sequence[PaperTable], title: str) -> list[tuple[str, ...]]:
    return next(table.lines for table in tables if table.title == title)


def test_whatever_is_open_stands_there(store: Store) -> None:
    head, _, child = family(store, papers=(S.HANDED_OUT, S.READY, None))
    assert head.id is not None
    assert child.id is not None
    assert first_words(open_things(store.queries, TODAY)) == ["世帯の一部だけ渡した"]

    def begin(tx) -> None:
        paper = tx.certificates_of(head.id)[0]
        tx.save_misdelivery(Misdelivery(None, paper.id, head.id, None, TODAY, TODAY))
        tx.save_shipment(Shipment(None, TODAY, "1234"))
        tx.save_step_ahead(
            StepAhead(None, head.id, AheadKind.RENAME, date(2026, 12, 1), TODAY, "架空", "カクウ")
        )
        sessions.plan_session(tx, [child.id], today=TODAY, is_drawn=False)
        drawer.begin_count(tx, today=TODAY)

    run(store, begin)
    found = open_things(store.queries, TODAY)
    assert [word.partition("(")[0] for word in first_words(found)] == [
        "印刷作業1", "誤交付", "発送", "引き出しの照合", "世帯の一部だけ渡した", "予定",
    ]  # fmt: skip
    assert found.lines[1][2:] == (
        "髙橋\u3000見本 さんの証",
        "証を取り戻す・本人へ連絡する・責任者と健保へ報告する",
    )


def test_people_of_one_symbol_without_branch_numbers_are_no_household(store: Store) -> None:
    def enter(tx) -> None:
        office = tx.save_office(Office(None, "2001", "見本本社"))
        for number, status in (("101", S.HANDED_OUT), ("102", S.READY)):
            who = person(id=None, office_id=office.id, number=number, branch_number="")
            tx.save_certificate(sheet(tx.save_person(who), status))

    run(store, enter)
    assert first_words(open_things(store.queries, TODAY)) == []


def test_papers_are_counted_where_they_lie_and_the_year_month_by_month(store: Store) -> None:
    family(store, papers=(S.COLLECTED, S.READY, None))
    tables = succession(store.queries, Places("/data", None), TODAY)
    assert of(tables, "紙のある所") == [("見本本社", "1", "1", "0")]
    year = of(tables, "1年の流れ")
    assert (len(year), year[0][0], year[-1][0]) == (12, "令和8年11月", "令和9年10月")
    assert (
        dict(row[:2] for row in of(tables, "設定"))["データの場所(バックアップはその中の backups)"] == "/data"
    )


def test_no_number_of_anybody_stands_in_it(store: Store) -> None:
    family(store, papers=(S.HANDED_OUT, S.READY, None))
    tables = [*succession(store.queries, Places("/data", None), TODAY), *while_away(store.queries, TODAY)]
    assert not [cell for table in tables for row in table.lines for cell in row if "2001-101" in cell]


def test_it_asks_for_a_password(store: Store) -> None:
    family(store)
    for password in ("", "short"):
        with pytest.raises(BadValue):
            pages(while_away(store.queries, TODAY), password)
