"""An office's records at the head office: once, whatever order, and what both changed is asked about."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.domain.certificate import CertificateStatus
from app.domain.difference import Settled
from app.domain.parcel import ConflictCause
from app.domain.person import Enrolment
from app.domain.print_note import PrintNote
from app.errors import NotAllowed, NotFound
from app.importing.on_sheet import HIDDEN
from app.usecases.counter import certificates
from app.usecases.parcels import settling, sharing
from app.usecases.parcels.overview import offices_side_by_side
from db.backup.backup import verify
from tests.parcels.branches import SECRET, TODAY, Branch, employee

S = CertificateStatus


@pytest.fixture
def branch(tmp_path: Path, made_folder: Path) -> Iterator[Callable[[str], Branch]]:
    made: list[Branch] = []

    def make(name: str) -> Branch:
        made.append(Branch(tmp_path / name, made_folder, name))
        return made[-1]

    yield make
    for one in made:
        assert verify(one.store) == []
        one.store.close()


@pytest.fixture
def head(branch: Callable[[str], Branch]) -> Branch:
    return branch("head")


@pytest.fixture
def east(branch: Callable[[str], Branch]) -> Branch:
    east = branch("east")
    office = east.office("2001", "東の事業所")
    east.add(*(employee(number, office) for number in ("101", "102", "103")))
    east.give("101", "AAAA-0001", status=S.HANDED_OUT, handed_out_on=date(2026, 10, 5))
    return east


def test_an_office_stands_at_the_head_office_as_it_is(head: Branch, east: Branch) -> None:
    done = head.merge(east.write())
    assert head.facts() == east.facts()
    assert done.merged.rows > 0
    assert done.sentence.startswith("東の事業所の第1便を取り込みました")


def test_the_head_office_sees_when_an_office_sent_last_and_what_did_not_come(
    head: Branch, east: Branch
) -> None:
    own = head.office("9001", "本社")
    head.merge(east.write())
    east.call("101")
    east.write()
    east.call("102")
    head.merge(east.write())
    theirs, ours = offices_side_by_side(head.store.queries, TODAY)
    assert (theirs.standing.office, theirs.has_own, theirs.received_on) == ("東の事業所", True, TODAY)
    assert theirs.missing == (2,)
    assert (ours.standing.office_id, ours.has_own, ours.received_on, ours.missing) == (own, False, None, ())


def test_the_same_file_twice_changes_nothing(head: Branch, east: Branch) -> None:
    file = east.write()
    head.merge(file)
    operations = head.store.queries.operations()
    again = head.merge(file)
    assert again.is_known
    assert head.store.queries.operations() == operations


def test_an_older_file_takes_nothing_back(head: Branch, east: Branch) -> None:
    first = east.write()
    east.change("101", department="総務部")
    second = east.write()
    assert head.merge(second).gaps == (1,)
    late = head.merge(first)
    assert late.gaps == ()
    assert head.of("101").department == "総務部"
    assert head.facts() == east.facts()


def test_what_only_one_side_changed_is_taken_over_on_both(head: Branch, east: Branch) -> None:
    head.merge(east.write())
    head.change("102", department="本社で変えた")
    east.change("103", department="東で変えた")
    east.merge(head.write("2001"))
    head.merge(east.write())
    assert head.facts() == east.facts()
    assert [east.of(number).department for number in ("102", "103")] == ["本社で変えた", "東で変えた"]
    assert head.store.queries.parcel_conflicts() == []


def test_files_that_cross_lose_nothing(head: Branch, east: Branch) -> None:
    head.merge(east.write())
    head.change("102", department="本社で変えた")
    east.change("103", department="東で変えた")
    down, up = head.write("2001"), east.write()
    east.merge(down)
    head.merge(up)
    assert head.facts() == east.facts()
    assert head.store.queries.parcel_conflicts() == []


def test_who_comes_back_to_what_was_there_when_files_crossed_is_asked_about(
    head: Branch, east: Branch
) -> None:
    """It cannot be told from a file that knew of nothing; so it is shown, and never taken for no change."""
    head.merge(east.write())
    head.change("102", department="本社で変えた")
    down, up = head.write("2001"), east.write()
    east.merge(down)
    head.merge(up)
    east.change("102", department="")
    assert head.merge(east.write()).merged.conflicts == 1


@pytest.mark.parametrize("as_", Settled)
def test_what_both_changed_is_asked_about(head: Branch, east: Branch, as_: Settled) -> None:
    head.merge(east.write())
    head.change("102", department="本社")
    east.change("102", department="東")
    assert head.merge(east.write()).merged.conflicts == 1
    (open_one,) = head.store.queries.parcel_conflicts()
    assert (open_one.cause, open_one.kept_by, open_one.said_by) == (
        ConflictCause.BOTH_CHANGED,
        "管理者",
        "管理者",
    )
    assert head.of("102").department == "本社"
    # Nobody decided: the head office does not tell the office what to think.
    east.merge(head.write("2001"))
    assert east.of("102").department == "東"
    head.settle(as_)
    east.merge(head.write("2001"))
    assert (
        east.of("102").department == head.of("102").department == ("東" if as_ is Settled.THEIRS else "本社")
    )
    assert head.merge(east.write()).merged.conflicts == 0
    assert head.store.queries.parcel_conflicts() == []


def test_two_folders_made_from_one_list_hold_each_human_once(head: Branch, east: Branch) -> None:
    office = head.office("2001", "東の事業所")
    head.add(*(employee(number, office) for number in ("101", "102", "104")))
    head.change("102", enrolment=Enrolment.REGISTERED, enrolment_as_of=date(2026, 11, 1))
    head.merge(east.write())
    assert sorted(one.number for one in head.store.queries.people()) == ["101", "102", "103", "104"]
    assert head.of("102").enrolment is Enrolment.REGISTERED
    east.merge(head.write("2001"))
    assert east.facts() == head.facts()


def test_another_human_under_the_same_number_stays_outside(head: Branch, east: Branch) -> None:
    office = head.office("2001", "東の事業所")
    head.add(replace(employee("101", office), name="別人 花子", born_on=date(1999, 9, 9)))
    done = head.merge(east.write())
    assert [one.cause for one in head.store.queries.parcel_conflicts()] == [ConflictCause.OTHER_HUMAN]
    assert head.of("101").name == "別人 花子"
    assert done.merged.waiting
    head.change("101", number="901")
    east.change("103", department="次の便")
    head.merge(east.write())
    assert head.store.queries.parcel_conflicts() == []
    assert head.of("101").name == "架空 101"
    assert [sheet.issue_number for sheet in head.sheets([head.of("101").id])] == ["AAAA-0001"]


@pytest.mark.parametrize("as_", Settled)
def test_two_papers_of_one_person_are_a_conflict(
    head: Branch, east: Branch, branch: Callable[[str], Branch], as_: Settled
) -> None:
    west = branch("west")
    west.add(employee("101", west.office("2002", "西の事業所"), department=""))
    west.give("101", "BBBB-0001", status=S.READY)
    head.merge(east.write())
    head.merge(west.write())
    causes = {one.cause for one in head.store.queries.parcel_conflicts()}
    assert ConflictCause.TWO_LIVE in causes
    (two,) = [one for one in head.store.queries.parcel_conflicts() if one.cause is ConflictCause.TWO_LIVE]
    head.do(lambda tx: settling.settle(tx, [two.id], as_, today=TODAY))  # type: ignore[list-item]
    found = {sheet.issue_number: sheet.status for sheet in head.sheets([head.of("101").id])}
    if as_ is Settled.THEIRS:
        assert found == {"AAAA-0001": S.SUPERSEDED, "BBBB-0001": S.READY}
    else:
        assert found == {"AAAA-0001": S.HANDED_OUT, "BBBB-0001": S.SPOILED}
    west.merge(head.write("2002"))
    assert {s.issue_number: s.status for s in west.sheets([west.of("101").id])}["BBBB-0001"] == found[
        "BBBB-0001"
    ]


def test_a_merge_is_one_step_and_can_be_taken_back_and_done_again(head: Branch, east: Branch) -> None:
    file = east.write()
    head.merge(file)
    assert head.store.undo().label == "連携ファイルの取込 東の事業所 第1便"
    assert head.store.queries.people() == []
    assert not head.merge(file).is_known
    assert head.facts() == east.facts()


def test_what_an_office_took_back_goes_at_the_head_office_too(head: Branch, east: Branch) -> None:
    head.merge(east.write())
    east.give("102", "AAAA-0002")
    head.merge(east.write())
    east.store.undo()
    done = head.merge(east.write())
    assert done.merged.gone == 1
    assert head.facts() == east.facts()
    east.store.redo()
    head.merge(east.write())
    assert head.facts() == east.facts()


def test_the_undo_of_a_merge_never_reaches_the_office(head: Branch, east: Branch) -> None:
    head.merge(east.write())
    east.merge(head.write("2001"))
    east.change("103", department="東で変えた")
    head.merge(east.write())
    head.store.undo()
    east.merge(head.write("2001"))
    assert east.of("103").department == "東で変えた"
    file = east.write()
    head.merge(file)
    told = head.write("2001")
    head.store.undo()
    with pytest.raises(NotAllowed, match="もう一度取り込んで"):
        head.write("2001")
    head.merge(file)
    east.merge(told)
    assert east.facts() == head.facts()


def test_a_name_changed_at_the_head_office_voids_the_paper_made_meanwhile(head: Branch, east: Branch) -> None:
    head.merge(east.write())
    head.change("102", name="改名 102")
    east.give("102", "AAAA-0002", status=S.HANDED_OUT, handed_out_on=date(2026, 11, 20))
    east.merge(head.write("2001"))
    sheets = {sheet.issue_number: sheet.status for sheet in east.sheets([east.of("102").id])}
    assert sheets == {"AAAA-0002": S.SUPERSEDED}


def test_a_paper_made_from_an_old_name_is_void_at_the_head_office(head: Branch, east: Branch) -> None:
    head.merge(east.write())
    head.change("102", name="改名 102")
    east.give("102", "AAAA-0002", status=S.HANDED_OUT, handed_out_on=date(2026, 11, 20))
    head.merge(east.write())
    (sheet,) = head.sheets([head.of("102").id])
    assert sheet.status is S.SUPERSEDED


def test_a_restored_office_gets_back_what_it_had_told(head: Branch, east: Branch, tmp_path: Path) -> None:
    head.merge(east.write())
    east.merge(head.write("2001"))
    kept = east.keep(tmp_path / "kept")
    east.give("103", "AAAA-0003")
    east.change("102", department="あとで")
    head.merge(east.write())
    truth = head.facts()
    east.back_to(kept)
    east.change("101", department="戻したあと")
    with pytest.raises(NotAllowed, match="バックアップから戻した"):
        head.merge(east.write())
    east.merge(head.write("2001"))
    assert east.of("102").department == "あとで"
    assert east.of("101").department == "戻したあと"
    head.merge(east.write())
    assert head.facts() == east.facts()
    assert truth["sheets"] == head.facts()["sheets"]


def test_a_head_office_restored_learns_again(head: Branch, east: Branch, tmp_path: Path) -> None:
    head.merge(east.write())
    kept = head.keep(tmp_path / "kept")
    head.change("102", department="本社")
    east.merge(head.write("2001"))
    head.back_to(kept)
    with pytest.raises(NotAllowed, match="バックアップから戻した"):
        east.merge(head.write("2001"))
    head.merge(east.write())
    assert head.of("102").department == "本社"
    east.merge(head.write("2001"))
    assert head.facts() == east.facts()


def test_an_office_gets_nothing_of_another_one(
    head: Branch, east: Branch, branch: Callable[[str], Branch]
) -> None:
    west = branch("west")
    west.add(employee("201", west.office("2002", "西の事業所")))
    head.merge(east.write())
    head.merge(west.write())
    head.change("201", department="西だけ")
    east.merge(head.write("2001"))
    assert [one.number for one in east.store.queries.people()] == ["101", "102", "103"]
    with east.store.reading() as reading:
        assert {one.name for one in reading.offices()} == {"東の事業所", "西の事業所"}
    told = east.store.new_connection()
    assert "201" not in " ".join(told.values("SELECT label FROM parcel_step"))
    told.close()


def test_which_offices_are_theirs_is_said_where_both_were_made_from_one_list(
    head: Branch, east: Branch
) -> None:
    east.add(employee("201", east.office("2002", "西の事業所")))
    head.merge(east.write())
    sharing.change_offices(head.store, "東の事業所", ["2001"])
    north = head.office("2003", "北の事業所")
    head.merge(east.write())
    west = next(one.office_id for one in head.store.queries.people() if one.number == "201")
    head.add(employee("202", west), employee("301", north), employee("104", head.of("101").office_id))
    east.merge(head.write("東の事業所"))
    assert sorted(one.number for one in east.store.queries.people()) == ["101", "102", "103", "104", "201"]
    with pytest.raises(NotFound, match="9999"):
        sharing.change_offices(head.store, "東の事業所", ["9999"])


def test_the_history_tells_where_each_step_came_from(head: Branch, east: Branch) -> None:
    (sheet,) = east.sheets([east.of("101").id])
    east.do(lambda tx: certificates.collect(tx, [sheet.id], on=TODAY, today=TODAY))  # type: ignore[list-item]
    head.merge(east.write())
    person_id = head.of("101").id
    assert person_id is not None
    labels = [row.label for row in head.store.queries.history(person_id)]
    assert labels[0] == "連携ファイルの取込 東の事業所 第1便"
    assert "東の事業所: 証 AAAA-0001" in labels
    head.merge(east.write())
    assert [row.label for row in head.store.queries.history(person_id)] == labels


def test_the_secret_is_asked_for_once(head: Branch, east: Branch) -> None:
    head.merge(east.write())
    east.change("101", department="総務部")
    assert head.merge(east.write(secret=""), secret="").merged.changed == 1
    assert SECRET not in "".join(row.label for row in head.store.queries.operations())


def test_what_no_list_shows_is_not_shown_where_both_changed_it(head: Branch, east: Branch) -> None:
    def note(branch: Branch, **said: str) -> None:
        person_id = branch.of("101").id
        with branch.store.transaction("証の表記") as tx:
            kept = tx.print_note(person_id) or PrintNote(None, person_id)
            tx.save_print_note(replace(kept, **said))

    note(east, registry_name="本名 初")
    head.merge(east.write())
    note(east, registry_name="本名 東", limit_category="ウ", former_surname="旧姓東")
    note(head, registry_name="本名 本社", limit_category="エ", former_surname="旧姓本")
    head.merge(east.write())
    rows = settling.open_conflicts(head.store.queries)
    assert {text for row in rows for text in (row.ours, row.theirs)} == {HIDDEN}
