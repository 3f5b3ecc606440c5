"""Every list and ledger can be asked for; the roster that comes out goes in again as no change."""

import csv
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.domain.person import Enrolment, LossCause, PersonKind, Sex
from app.domain.print_note import PrintNote
from app.importing.diff import ImportPlan, plan_import
from app.importing.mapping import recognise
from app.importing.reader import read_table
from app.output import TABLES, place
from app.ports import Store
from app.usecases.papers import every_list, records
from app.usecases.papers.every_list import LISTS, ListKind
from app.usecases.papers.table_file import Encoding, Wanted, for_a_file, write_table
from app.usecases.settings import sample_office
from tests.factories import person

TODAY = date(2026, 11, 29)
FULL = Wanted(in_full=True)
ODD_NAMES = (
    "=1+1",
    "-2+3",
    "＝架空",
    "@葵",
    "'=架空",
    "-5",
    "𠮷田\u3000髙",
    "葛\U000e0100西\u3000清",
    '架"空,葵',
)


@pytest.fixture
def office(store: Store) -> Store:
    with store.transaction("見本") as tx:  # type: ignore[attr-defined]
        sample_office.fill(tx, today=TODAY)
    return store


@pytest.fixture
def odd_office(office: Store) -> Store:
    """Everything a roster can hold: each stage and cause, odd names, no 枝番, an alias."""
    with office.transaction("名簿") as tx:  # type: ignore[attr-defined]
        home = tx.offices()[0]
        said = [
            *({"name": name, "department": name, "employee_code": "0012"} for name in ODD_NAMES),
            *({"enrolment": stage} for stage in Enrolment),
            *({"sex": sex} for sex in Sex),
            *(
                {
                    "kind": PersonKind.DEPENDANT,
                    "relationship": "子",
                    "disqualified_on": date(2026, 11, 1),
                    "loss_cause": cause,
                }
                for cause in (LossCause.OTHER_INSURANCE, LossCause.REMOVED_DEPENDANT, LossCause.INSURED_LOST)
            ),
            {
                "disqualified_on": date(2026, 12, 1),
                "last_day_on": date(2026, 11, 30),
                "loss_cause": LossCause.LEFT,
            },
            {"born_on": date(1954, 3, 3), "copay_rate": 3, "copay_from": date(2026, 8, 1)},
            {"born_on": date(1955, 3, 3), "copay_rate": 2, "elderly_card_listed": True},
            {"certificate_expires_on": date(2029, 11, 30), "issued_on": date(2026, 11, 1)},
            {"branch_number": "", "kana": ""},
        ]
        for number, facts in enumerate(said, start=7001):
            made = {
                "id": None,
                "symbol": "09",
                "number": f"0{number}",
                "office_id": home.id,
                "kana": "カクウ",
            }
            tx.save_person(person(**{**made, **facts}))
        alias = tx.people()[-1]
        tx.save_print_note(PrintNote(None, alias.id, registry_name="戸籍\u3000花子", limit_category="ウ"))
    return office


def planned(store: Store, file: Path) -> ImportPlan:
    queries = store.queries
    table = read_table(file.read_bytes(), file.name)
    return plan_import(
        table,
        recognise(table),
        people=queries.people(),
        offices=queries.offices(),
        notes=queries.print_notes(),
        today=TODAY,
    )


def write(store: Store, kind: ListKind, file: Path, wanted: Wanted) -> None:
    table = every_list.table(store.queries, kind, TODAY)
    write_table(table, place(file, file.parent / "data", *TABLES), wanted)


def is_no_change(plan: ImportPlan, people: int) -> bool:
    counts = len(plan.added), len(plan.changed), len(plan.missing), len(plan.quarantined)
    return (*counts, plan.unchanged) == (0, 0, 0, 0, people)


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_the_roster_goes_in_again_as_no_change(odd_office: Store, tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"roster.{ending}"
    write(odd_office, ListKind.ROSTER, file, FULL)
    plan = planned(odd_office, file)
    assert [(one.listed.name, one.changes) for one in plan.changed] == []
    assert plan.quarantined == ()
    assert is_no_change(plan, len(odd_office.queries.people()))


@pytest.mark.parametrize(("ending", "again"), [("xlsx", "xlsx"), ("csv", "csv"), ("xlsx", "csv")])
def test_it_does_so_after_libreoffice_saved_it(
    odd_office: Store, tmp_path: Path, ending: str, again: str
) -> None:
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        pytest.skip("LibreOffice is not installed here")
    file = tmp_path / f"roster.{ending}"
    write(odd_office, ListKind.ROSTER, file, FULL)
    place_ = tmp_path / "again"
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    form = "csv:Text - txt - csv (StarCalc):44,34,76" if again == "csv" else again
    # As a person opens it: UTF-8, commas, every column as it comes.
    reads = ["--infilter=CSV:44,34,76,1"] if ending == "csv" else []
    subprocess.run(
        [program, profile, "--headless", *reads, "--convert-to", form, "--outdir", place_, file],
        check=True,
        capture_output=True,
        timeout=120,
    )
    plan = planned(odd_office, place_ / f"roster.{again}")
    if ending == "csv":
        # What looks like a number loses its zeros in any spreadsheet that opens a CSV: held, never taken.
        assert (plan.added, plan.changed) == ((), ())
        return
    # A CSV that was not written here knows nothing of our guard: what looks like a formula is held.
    beyond = 1 if again == "csv" else 0
    assert len(plan.quarantined) == beyond
    assert is_no_change(replace(plan, quarantined=()), len(odd_office.queries.people()) - beyond)


def test_what_an_old_program_cannot_write_changes_nobody(odd_office: Store, tmp_path: Path) -> None:
    file = tmp_path / "roster.csv"
    write(odd_office, ListKind.ROSTER, file, replace(FULL, encoding=Encoding.CP932))
    plan = planned(odd_office, file)
    assert (plan.added, plan.changed) == ((), ())
    # Held are the names that lost a sign; a lost selector makes no other name.
    assert 0 < len(plan.quarantined) == len(odd_office.queries.people()) - plan.unchanged
    assert all("失われて" in one.reason for one in plan.quarantined)


def test_a_roster_without_numbers_brings_nobody_in(office: Store, tmp_path: Path) -> None:
    file = tmp_path / "roster.csv"
    write(office, ListKind.ROSTER, file, Wanted())
    plan = planned(office, file)
    assert (plan.added, plan.changed, plan.unchanged) == ((), (), 0)


def test_the_society_may_forbid_a_name_to_be_listed(odd_office: Store) -> None:
    text = repr(every_list.table(odd_office.queries, ListKind.ROSTER, TODAY))
    assert "戸籍" not in text
    assert "限度額" not in text


@pytest.mark.parametrize("kind", ListKind)
def test_every_list_says_what_it_is_whose_and_of_which_day(
    office: Store, tmp_path: Path, kind: ListKind
) -> None:
    queries = office.queries
    table = every_list.table(queries, kind, TODAY)
    assert table.on == TODAY
    assert table.owner == queries.society().name
    assert "2026-11-29" in table.file_name
    one = queries.offices()[0]
    assert every_list.table(queries, kind, TODAY, one.id).owner.endswith(one.name)
    for ending in ("csv", "xlsx", "pdf"):
        write(office, kind, tmp_path / f"list.{ending}", Wanted())
    text = (tmp_path / "list.csv").read_text("utf-8-sig")
    assert text.splitlines()[0] == table.title
    assert not [key for key in (p.key for p in queries.people()) if key in text]


def test_namesakes_are_told_apart_where_numbers_are_asked_for(office: Store) -> None:
    table = every_list.table(office.queries, ListKind.DUE, TODAY)
    keys = {row.key for row in office.queries.due_rows(TODAY)}
    assert keys == {row[2] for row in for_a_file(table, in_full=True).rows}
    assert not keys & {row[2] for row in for_a_file(table, in_full=False).rows}


def test_lists_of_today_alone_are_those_of_what_has_no_past() -> None:
    assert {kind for kind, facts in LISTS.items() if not facts.is_of_any_day} == {
        ListKind.OFFICES,
        ListKind.ROSTER,
        ListKind.PRINTED,
        ListKind.SHEETS,
        ListKind.DRAWER,
        ListKind.SHIPMENTS,
        ListKind.ANSWERS,
        ListKind.MISDELIVERIES,
        ListKind.HISTORY,
        ListKind.CHANGES,
    }


def test_the_changes_tell_each_record_before_and_after_with_numbers_hidden(office: Store) -> None:
    somebody = office.queries.people()[0]
    with office.transaction("異動") as tx:
        tx.save_person(replace(somebody, department="別の課", number="987654"))
    table = every_list.table(office.queries, ListKind.CHANGES, TODAY)
    number, _, _, what, row, label, before, after = table.rows[-1]
    assert (label, what, row) == ("異動", "名簿", somebody.id)
    assert f"所属: {somebody.department}" in str(before)
    assert "所属: 別の課" in str(after)
    assert "987654" not in str(table.rows)
    assert number == office.queries.operations(1)[0].operation_id
    seal = office.queries.history_seal()
    assert seal is not None
    assert seal.code in table.notes[-1]


def test_held_rows_come_out_with_their_reason_and_can_go_in_again(office: Store, tmp_path: Path) -> None:
    somebody = office.queries.people()[0]
    headings = ("記号", "番号", "枝番", "氏名", "本人家族", "生年月日")
    kind = "本人" if somebody.kind is PersonKind.INSURED else "家族"
    cells = (somebody.symbol, somebody.number, somebody.branch_number, somebody.name, kind, "H1.2.30")
    table = records.held_rows_table(
        "保留", headings, [(cells, "日付として読めません。"), (cells[:4], "短い行")], on=TODAY
    )
    file = tmp_path / "held.csv"
    write_table(table, place(file, tmp_path / "data", *TABLES), FULL)
    text = file.read_text("utf-8-sig")
    assert list(csv.reader(text.splitlines()))[-2:] == [
        [*cells, "日付として読めません。"],
        [*cells[:4], "", "", "短い行"],
    ]
    file.write_text(text.replace("H1.2.30", somebody.born_on.isoformat()), "utf-8")
    assert planned(office, file).unchanged == 1
