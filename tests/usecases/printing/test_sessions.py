"""Every sheet of a run is accounted for once, and nobody gets a paper they gave back."""

import io
from dataclasses import replace
from datetime import date, timedelta

import pypdfium2
import pytest

import resources
from app.domain.certificate import CertificateStatus
from app.domain.duties import DutyKind
from app.domain.household import employee_of
from app.domain.name_substitute import NameSubstitute
from app.domain.person import LossCause, Office
from app.domain.print_note import PrintNote
from app.domain.print_session import Fault, PrintOrder, SessionStatus, SheetStatus
from app.errors import AlreadyUndone, BadValue, NotAllowed, NotFound
from app.printing.certificate.certificate import draw_certificates
from app.usecases.counter import certificates
from app.usecases.people import roster, roster_import
from app.usecases.printing import accounts, layouts, sessions
from app.usecases.printing.order import in_print_order
from app.usecases.settings import settings
from app.usecases.settings.sample_office import sample_list
from tests.factories import person

TODAY = date(2026, 11, 23)


def step(store, use_case, *, undoable: bool = True):
    with store.transaction("操作", undoable=undoable) as tx:
        return use_case(tx)


@pytest.fixture
def session(store):
    """A run of everybody due, output and unconfirmed."""
    plan = roster_import.preview(sample_list(TODAY), "list.csv", store.queries, today=TODAY)
    step(store, lambda tx: roster_import.apply_import(tx, plan, today=TODAY))
    people = [row.person_id for row in store.queries.print_candidates(TODAY)]
    run = step(store, lambda tx: sessions.plan_session(tx, people, today=TODAY))
    step(store, lambda tx: sessions.mark_spooled(tx, run.session_id), undoable=False)
    return run.session_id


def confirm(store, session_id, **account):
    return step(store, lambda tx: accounts.confirm(tx, session_id, today=TODAY, **account))


def shred(store, session_id, numbers, on=TODAY):
    return step(store, lambda tx: accounts.shred(tx, session_id, numbers, on=on, today=TODAY))


def test_a_run_is_confirmed_once(store, session):
    confirm(store, session, spoiled=[2])
    before = store.queries.sheet_rows(session)
    with pytest.raises(NotAllowed, match=f"印刷作業{session}は確認待ちではありません"):
        confirm(store, session)
    assert store.queries.sheet_rows(session) == before


def test_only_sheets_that_were_there_are_shredded(store, session):
    confirm(store, session, spoiled=[2])
    with pytest.raises(NotFound, match="用紙999はありません"):
        shred(store, session, [2, 999])
    with pytest.raises(BadValue, match="用紙を選んで"):
        shred(store, session, [])
    with pytest.raises(BadValue, match="確認した日より前"):
        shred(store, session, [2], on=TODAY - timedelta(days=1))
    assert "1枚" in shred(store, session, [2, 2]).sentence
    assert store.queries.session_rows()[0].unshredded == 0


def employee_sheet(store):
    rows = store.queries.certificate_rows((CertificateStatus.READY,))
    return next(row for row in rows if row.kind.value == "insured")


def test_whoever_gave_the_paper_back_on_the_last_working_day_gets_no_new_one(store, session):
    confirm(store, session)
    sheet = employee_sheet(store)
    ids = [sheet.certificate_id]
    step(store, lambda tx: certificates.hand_out(tx, ids, on=TODAY, today=TODAY))
    step(
        store,
        lambda tx: roster.leave(
            tx, sheet.person_id, cause=LossCause.LEFT, last_day_on=date(2026, 11, 30), today=TODAY
        ),
    )
    step(store, lambda tx: certificates.collect(tx, ids, on=TODAY, today=TODAY))
    due = [r.kind for r in store.queries.due_rows(TODAY) if r.person_id == sheet.person_id]
    assert DutyKind.FORWARD in due
    assert DutyKind.PRINT not in due
    assert sheet.person_id not in [r.person_id for r in store.queries.print_candidates(TODAY)]


def test_a_sheet_named_twice_is_one_sheet(store, session):
    confirm(store, session)
    sheet = employee_sheet(store)
    ids = [sheet.certificate_id, sheet.certificate_id]
    done = step(store, lambda tx: certificates.hand_out(tx, ids, on=TODAY, today=TODAY))
    assert done.sentence.startswith("1枚")


def test_a_run_given_up_does_not_hide_the_paper_a_leaver_had_before(store):
    plan = roster_import.preview(sample_list(TODAY), "list.csv", store.queries, today=TODAY)
    step(store, lambda tx: roster_import.apply_import(tx, plan, today=TODAY))
    (who, *_) = [r.person_id for r in store.queries.print_candidates(TODAY) if r.kind.value == "insured"]
    run = step(store, lambda tx: sessions.plan_session(tx, [who], today=TODAY))
    step(store, lambda tx: sessions.cancel(tx, run.session_id, today=TODAY))
    step(
        store,
        lambda tx: roster.leave(tx, who, cause=LossCause.LEFT, last_day_on=date(2026, 11, 20), today=TODAY),
    )
    assert DutyKind.RETURN in [r.kind for r in store.queries.due_rows(TODAY) if r.person_id == who]


def people_of(store, session_id):
    return {row.key for row in store.queries.sheet_rows(session_id)}


def live_sheets(store):
    """Who has how many live sheets; the database forbids more than one."""
    live = (CertificateStatus.PLANNED, CertificateStatus.READY, CertificateStatus.HANDED_OUT)
    return [row.key for row in store.queries.certificate_rows(live)]


def settle(store, session_id, **stop):
    return step(store, lambda tx: accounts.settle_stop(tx, session_id, today=TODAY, **stop))


def states(store, session_id):
    return [(r.sheet_number, r.attempt, r.status, r.fault) for r in store.queries.sheet_rows(session_id)]


def test_after_a_jam_all_behind_the_last_good_sheet_get_new_numbers(store, session):
    before = {r.key: r.issue_number for r in store.queries.sheet_rows(session)}
    total = len(before)
    told = settle(store, session, last_good=2, answers={4: Fault.BLANK, 5: None}, reason="紙づまり")
    rows = store.queries.sheet_rows(session)
    assert [(r.sheet_number, r.attempt, r.status, r.fault) for r in rows[:9]] == [
        (1, 1, SheetStatus.SPOOLED, None),
        (2, 1, SheetStatus.SPOOLED, None),
        (3, 1, SheetStatus.SPOILED, Fault.DAMAGED),
        (3, 2, SheetStatus.QUEUED, None),
        (4, 1, SheetStatus.SPOILED, Fault.BLANK),
        (4, 2, SheetStatus.QUEUED, None),
        (5, 1, SheetStatus.SPOOLED, None),
        (6, 1, SheetStatus.CANCELLED, Fault.NOT_OUT),
        (6, 2, SheetStatus.QUEUED, None),
    ]
    assert f"{total - 3}枚を新しい発行番号で" in told.sentence
    again = {r.key: r.issue_number for r in rows if r.attempt == 2}
    assert all(before[key] != number for key, number in again.items())
    assert sorted(live_sheets(store)) == sorted(before)
    # What comes again carries the number of its place, and that it is the second try.
    with store.rehearsal() as tx:
        faces = sessions.waiting_session(tx, session, today=TODAY).faces
    assert faces[0].sheet_label == f"P{session}-003-2"
    assert {face.issue_number for face in faces} == set(again.values())


def test_a_second_jam_is_settled_like_the_first(store, session):
    total = len(people_of(store, session))
    settle(store, session, last_good=2)
    step(store, lambda tx: sessions.mark_spooled(tx, session, [3, 4, 5], printer="x"), undoable=False)
    settle(store, session, last_good=3)
    assert [(r.sheet_number, r.attempt, r.status) for r in store.queries.sheet_rows(session)][3:8] == [
        (3, 2, SheetStatus.SPOOLED),
        (4, 1, SheetStatus.CANCELLED),
        (4, 2, SheetStatus.SPOILED),
        (4, 3, SheetStatus.QUEUED),
        (5, 1, SheetStatus.CANCELLED),
    ]
    assert len(live_sheets(store)) == total


def test_a_sheet_that_was_never_in_doubt_is_not_answered(store, session):
    with pytest.raises(NotFound, match="用紙1は確かめる用紙にありません"):
        settle(store, session, last_good=2, answers={1: Fault.DAMAGED})
    with pytest.raises(BadValue, match="送った用紙にありません"):
        settle(store, session, last_good=9_999)


def test_a_missing_sheet_is_lost_and_its_person_gets_another_number(store, session):
    rows = store.queries.sheet_rows(session)
    told = confirm(store, session, missing=[2], replaces=True)
    assert "行方不明1枚" in told.sentence
    assert store.queries.certificate_by_issue(rows[1].issue_number).status is CertificateStatus.LOST
    (run,) = store.queries.session_rows()
    assert (run.status, run.queued, run.missing) == (SessionStatus.SPOOLED, 1, 1)
    step(store, lambda tx: sessions.mark_spooled(tx, session, printer="x"), undoable=False)
    confirm(store, session)
    (run,) = store.queries.session_rows()
    assert (run.status, run.good) == (SessionStatus.CLOSED, len(rows))
    assert len(live_sheets(store)) == len(rows)


def test_a_run_closes_only_when_good_and_spoiled_and_missing_are_all(store):
    session = planned(store)
    total = len(people_of(store, session))
    step(store, lambda tx: sessions.mark_spooled(tx, session, [1, 2], printer="x"), undoable=False)
    confirm(store, session)
    (run,) = store.queries.session_rows()
    assert (run.status, run.good, run.queued) == (SessionStatus.SPOOLED, 2, total - 2)
    step(store, lambda tx: accounts.give_up_rest(tx, session, today=TODAY))
    (run,) = store.queries.session_rows()
    assert (run.status, run.good) == (SessionStatus.CLOSED, 2)
    assert len(store.queries.print_candidates(TODAY)) == total - 2


def test_the_number_somebody_counted_must_be_what_the_account_says(store, session):
    total = len(people_of(store, session))
    with pytest.raises(BadValue, match="最後の用紙の番号"):
        confirm(store, session, counted=total - 1)
    with pytest.raises(BadValue, match="白紙が重なって"):
        confirm(store, session, counted=total + 1)
    confirm(store, session, doubles=[3], counted=total)
    assert store.queries.session_rows()[0].doubles == 1


def test_a_blank_sheet_need_not_be_shredded_and_cannot(store, session):
    confirm(store, session, faults={2: Fault.BLANK, 3: Fault.WRONG_PAPER})
    assert store.queries.session_rows()[0].unshredded == 1
    with pytest.raises(NotAllowed, match="用紙2は裁断を待って"):
        shred(store, session, [2])


def planned(store):
    people = candidates(store)
    return step(store, lambda tx: sessions.plan_session(tx, people, today=TODAY)).session_id


def test_what_was_about_to_leave_cannot_be_undone_or_given_up(store):
    """Killed between the note and the printer: nobody knows, so a person must look."""
    session = planned(store)
    step(store, lambda tx: sessions.begin_output(tx, session, [1, 2], printer="x"), undoable=False)
    with pytest.raises(AlreadyUndone):
        store.undo()
    with pytest.raises(NotAllowed, match="出力されています"):
        step(store, lambda tx: sessions.cancel(tx, session, today=TODAY))
    # Nothing came out: both get a new number, and what never left keeps its own.
    settle(store, session, last_good=0)
    with store.rehearsal() as tx:
        labels = [face.sheet_label for face in sessions.waiting_session(tx, session, today=TODAY).faces]
    assert labels[:3] == [f"P{session}-001-2", f"P{session}-002-2", f"P{session}-003"]


def test_no_sheet_is_good_before_somebody_knows_that_it_exists(store):
    """Cut off while leaving: neither a confirmation nor the next part proves what went before."""
    session = planned(store)
    step(store, lambda tx: sessions.begin_output(tx, session, [1, 2], printer="x"), undoable=False)
    before = states(store, session)
    for wrong in (
        lambda tx: accounts.confirm(tx, session, today=TODAY),
        lambda tx: sessions.begin_output(tx, session, [3], printer="x"),
    ):
        with pytest.raises(NotAllowed, match=f"印刷作業{session}は出力の途中で切れています"):
            step(store, wrong)
    assert states(store, session) == before
    assert store.queries.session_rows()[0].is_leaving
    # The paper was looked at: both came out, and are confirmed like any others.
    assert "用紙2まで出ていると" in settle(store, session, last_good=2).sentence
    confirm(store, session)
    assert [row.status for row in store.queries.sheet_rows(session)][:3] == [
        SheetStatus.GOOD,
        SheetStatus.GOOD,
        SheetStatus.QUEUED,
    ]


def test_of_a_run_cut_off_the_sheets_behind_the_last_good_one_come_again(store):
    session = planned(store)
    step(store, lambda tx: sessions.begin_output(tx, session, [1, 2, 3], printer="x"), undoable=False)
    settle(store, session, last_good=1)
    confirm(store, session)
    found = [(r.sheet_number, r.attempt, r.status) for r in store.queries.sheet_rows(session)][:5]
    assert found == [
        (1, 1, SheetStatus.GOOD),
        (2, 1, SheetStatus.SPOILED),
        (2, 2, SheetStatus.QUEUED),
        (3, 1, SheetStatus.CANCELLED),
        (3, 2, SheetStatus.QUEUED),
    ]


def test_a_look_at_the_paper_is_taken_back_like_any_step(store):
    session = planned(store)
    step(store, lambda tx: sessions.begin_output(tx, session, printer="x"), undoable=False)
    settle(store, session, last_good=2)
    store.undo()
    assert store.queries.session_rows()[0].is_leaving
    with pytest.raises(NotAllowed, match="途中で切れています"):
        confirm(store, session)


def test_what_surely_was_not_taken_waits_as_before(store):
    session = planned(store)
    before = states(store, session)
    step(store, lambda tx: sessions.begin_output(tx, session, [1, 2], printer="x"), undoable=False)
    step(store, lambda tx: sessions.take_back(tx, session, [1, 2]), undoable=False)
    assert states(store, session) == before
    assert store.queries.session_rows()[0].status is SessionStatus.PLANNED


def test_who_lost_cover_while_the_run_waited_is_not_printed(store):
    session = planned(store)
    late = TODAY + timedelta(days=365 * 10)
    with store.rehearsal() as tx, pytest.raises(NotAllowed, match="交付の対象でなくなりました"):
        sessions.waiting_session(tx, session, today=late)


def test_a_household_lies_together_in_the_order_of_handing_out(store):
    planned(store)
    rows = store.queries.person_rows()
    route = in_print_order(rows, PrintOrder.ROUTE)
    assert sorted(r.key for r in route) == sorted(r.key for r in rows)
    homes = [row.key.rpartition("-")[0] for row in route]
    assert len([h for h, before in zip(homes, [None, *homes], strict=False) if h != before]) == len(
        set(homes)
    )
    heads = [row for row in route if row.kind.value == "insured"]
    assert heads == sorted(heads, key=lambda r: (r.office_code, r.department, r.kana))
    numbers = [int(r.key.split("-")[1]) for r in in_print_order(rows, PrintOrder.NUMBER)]
    by_office = [r.office_code for r in in_print_order(rows, PrintOrder.NUMBER)]
    assert [n for _, n in sorted(zip(by_office, numbers, strict=True))] == numbers


def test_a_spoiled_sheet_is_shredded_though_its_second_try_is_good(store):
    session = planned(store)
    step(store, lambda tx: sessions.mark_spooled(tx, session, printer="x"), undoable=False)
    confirm(store, session, spoiled=[2], replaces=True)
    step(store, lambda tx: sessions.mark_spooled(tx, session, printer="x"), undoable=False)
    confirm(store, session)
    assert "1枚" in shred(store, session, [2]).sentence
    assert store.queries.session_rows()[0].unshredded == 0


def test_a_run_shows_what_was_planned_whatever_the_society_told_since(store):
    session = planned(store)
    with store.rehearsal() as tx:
        first = sessions.waiting_session(tx, session, today=TODAY)
    person_id, face = first.sheets[0]
    later = face.expires_on + timedelta(days=365)
    with store.transaction("更新") as tx:
        tx.save_person(replace(tx.person(person_id), certificate_expires_on=later))
        again = sessions.waiting_session(tx, session, today=TODAY)
    assert again.faces == first.faces


def test_the_sheet_shows_the_day_of_issue_that_the_list_names_else_the_day_it_is_made(store):
    people = candidates(store)
    named = TODAY + timedelta(days=8)
    with store.transaction("取込") as tx:
        tx.save_person(replace(tx.person(people[0]), issued_on=named))
    session = step(store, lambda tx: sessions.plan_session(tx, people[:2], today=TODAY)).session_id
    with store.transaction("次の一覧") as tx:
        tx.save_person(replace(tx.person(people[0]), issued_on=named + timedelta(days=30)))
        shown = sessions.waiting_session(tx, session, today=TODAY).faces
        (paper,) = tx.certificates_of(people[0])
    assert [face.issued_on for face in shown] == [named, TODAY]
    assert (paper.issued_on, paper.issued_on_sheet) == (TODAY, named)
    step(store, lambda tx: sessions.mark_spooled(tx, session, printer="x"), undoable=False)
    confirm(store, session, spoiled=[1], replaces=True)
    with store.rehearsal() as tx:
        assert [face.issued_on for face in sessions.waiting_session(tx, session, today=TODAY).faces] == [
            named
        ]


def candidates(store):
    plan = roster_import.preview(sample_list(TODAY), "list.csv", store.queries, today=TODAY)
    step(store, lambda tx: roster_import.apply_import(tx, plan, today=TODAY))
    return [row.person_id for row in store.queries.print_candidates(TODAY)]


def holding(store):
    """Somebody who holds a sheet, with a later 有効期限 told by the society."""
    session = planned(store)
    step(store, lambda tx: sessions.mark_spooled(tx, session, printer="x"), undoable=False)
    confirm(store, session)
    row = employee_sheet(store)
    step(store, lambda tx: certificates.hand_out(tx, [row.certificate_id], on=TODAY, today=TODAY))
    with store.transaction("更新") as tx:
        held = tx.certificate(row.certificate_id)
        later = held.expires_on + timedelta(days=365)
        tx.save_person(replace(tx.person(row.person_id), certificate_expires_on=later))
    return row.person_id, row.certificate_id, later


def state(store, certificate_id):
    with store.rehearsal() as tx:
        return tx.certificate(certificate_id).status


def test_a_sheet_that_expires_makes_way_and_counts_again_when_nothing_comes_of_the_new_one(store):
    person_id, old, later = holding(store)
    again = [person_id]
    run = step(store, lambda tx: sessions.plan_session(tx, again, today=TODAY))
    assert (run.refused, [face.expires_on for face in run.faces]) == ((), [later])
    assert state(store, old) is CertificateStatus.SUPERSEDED
    step(store, lambda tx: sessions.cancel(tx, run.session_id, today=TODAY))
    assert state(store, old) is CertificateStatus.HANDED_OUT
    # Spoiled without another try: the old one is all the person has.
    run = step(store, lambda tx: sessions.plan_session(tx, again, today=TODAY))
    step(store, lambda tx: sessions.mark_spooled(tx, run.session_id), undoable=False)
    confirm(store, run.session_id, spoiled=[1])
    assert state(store, old) is CertificateStatus.HANDED_OUT
    # With another try the old one goes on making way.
    run = step(store, lambda tx: sessions.plan_session(tx, again, today=TODAY))
    step(store, lambda tx: sessions.mark_spooled(tx, run.session_id), undoable=False)
    confirm(store, run.session_id, spoiled=[1], replaces=True)
    assert state(store, old) is CertificateStatus.SUPERSEDED
    step(store, lambda tx: accounts.give_up_rest(tx, run.session_id, today=TODAY))
    assert state(store, old) is CertificateStatus.HANDED_OUT


def test_what_was_agreed_about_a_name_stands_on_the_sheets_of_the_whole_household(store):
    session = planned(store)
    with store.rehearsal() as tx:
        run = sessions.waiting_session(tx, session, today=TODAY)
    family = next(face for face in run.faces if face.insured_name)
    holder = next(p for p, face in run.sheets if face is family)
    with store.transaction("外字") as tx:
        dependant = tx.person(holder)
        employee = employee_of(tx.household(dependant.symbol, dependant.number))
        tx.save_person(replace(employee, name="外\ue000　太郎"))
        tx.save_substitute(NameSubstitute(None, employee.id, "\ue000", "吉", b"", TODAY))
        tx.save_print_note(PrintNote(None, holder, "戸籍　花子", "ウ"))
        again = sessions.waiting_session(tx, session, today=TODAY)
    face = next(face for p, face in again.sheets if p == holder)
    assert (face.registry_name, face.limit_category) == ("戸籍　花子", "ウ")
    out = io.BytesIO()
    draw_certificates([face], out, prints_back=True, substitutions=again.substitutions)
    document = pypdfium2.PdfDocument(out.getvalue())
    front, back = (document[n].get_textpage().get_text_range() for n in (0, 1))
    document.close()
    assert "外吉　太郎" in front
    assert "戸籍上の氏名は戸籍　花子" in back


def test_the_office_prints_on_the_form_it_chose(store):
    with store.transaction("様式") as tx:
        assert "カードサイズ" in layouts.choose_layout(tx, "card-a4").sentence
    session = planned(store)
    with store.rehearsal() as tx:
        run = sessions.waiting_session(tx, session, today=TODAY)
    assert run.layout == "card-a4"
    own = resources.path("layouts/jsr-a4.toml").read_text("utf-8")
    with store.transaction("様式") as tx:
        layouts.choose_layout(tx, own.replace('name = "JSR健保 A4"', 'name = "架空健保 A4"'))
    with pytest.raises(BadValue, match=r"様式「健保の様式」の\d+行目"), store.transaction("様式") as tx:
        layouts.choose_layout(tx, own.replace("border = 0.45", "boarder = 0.45"))
    # What cannot be drawn is refused as well, and the old form stays.
    with pytest.raises(BadValue, match="U\\+E000"), store.transaction("様式") as tx:
        layouts.choose_layout(tx, own.replace('label = "性別"', 'label = "性別\ue000"'))
    assert "架空健保" in layouts.layout_name(store.queries.society().layout)


@pytest.mark.on_the_file("questions counted by SQLite's library")
def test_a_run_of_many_is_planned_with_few_questions(store):
    """No question for each person: the number of statements does not grow with the run."""
    session = planned(store)
    with store.transaction("取消") as tx:
        sessions.cancel(tx, session, today=TODAY)
    people = [row.person_id for row in store.queries.print_candidates(TODAY)]

    def statements(count):
        asked = []
        with store.rehearsal() as tx:
            connection = tx.connection.database.connection()
            connection.set_trace_callback(asked.append)
            sessions.plan_session(tx, people[:count], today=TODAY)
            connection.set_trace_callback(None)
        return len([sql for sql in asked if sql.lstrip().upper().startswith(("SELECT", "WITH"))])

    assert statements(len(people)) == statements(2)


def test_a_sheet_from_70_on_without_a_rate_is_printed_and_named(store):
    step(store, lambda tx: tx.save_office(Office(None, "2001", "見本本社")))

    def planned(**facts):
        who = person(id=None, born_on=date(1955, 1, 10), certificate_expires_on=date(2029, 11, 30), **facts)
        saved = step(store, lambda tx: tx.save_person(who))
        return step(store, lambda tx: sessions.plan_session(tx, [saved.id], today=TODAY))

    run = planned(number="701")
    assert (len(run.faces), [one.person_key for one in run.doubtful]) == (1, ["2001-701-00"])
    assert "負担割合が届いていません" in run.sentence
    for number, facts in (("702", {"copay_rate": 2}), ("703", {"elderly_card_listed": True})):
        run = planned(number=number, **facts)
        assert (len(run.faces), run.doubtful, run.sentence) == (1, (), "1枚の印刷を準備しました。")


def test_a_society_decides_on_leading_zeros_and_marks(store):
    def face(text):
        step(store, lambda tx: settings.change_rules(tx, text))
        with store.rehearsal() as tx:
            return sessions.plan_session(tx, [saved.id], today=TODAY).faces[0]

    step(store, lambda tx: tx.save_office(Office(None, "2001", "見本本社")))
    who = person(id=None, symbol="0123", number="0004321", certificate_expires_on=date(2029, 11, 30))
    saved = step(store, lambda tx: tx.save_person(who))
    by_the_notice = face(settings.shipped_text("jsr"))
    assert (by_the_notice.symbol, by_the_notice.number, by_the_notice.unused_mark) == ("0123", "0004321", "")
    other = face(settings.shipped_text("mihon"))
    assert (other.symbol, other.number, other.unused_mark) == ("123", "4321", "＊")
    assert other.person_key == saved.key


def test_a_society_prints_who_joins_on_another_form(store):
    """メルテック健保: a card cut from A4 for three months, another form afterwards."""
    step(store, lambda tx: tx.save_office(Office(None, "2001", "見本本社")))
    step(store, lambda tx: settings.change_rules(tx, settings.shipped_text("meltec")))
    who = person(id=None, certificate_expires_on=date(2027, 1, 31))
    saved = step(store, lambda tx: tx.save_person(who))

    def doubts(layout):
        with store.rehearsal() as tx:
            return sessions.plan_session(tx, [saved.id], today=TODAY, layout=layout).doubtful

    (asked,) = doubts("")
    assert "様式「card-a4」で印刷する決まりです" in asked.reason
    assert doubts("card-a4") == ()
    run = step(store, lambda tx: sessions.plan_session(tx, [saved.id], today=TODAY, layout="card-a4"))
    step(store, lambda tx: sessions.mark_spooled(tx, run.session_id), undoable=False)
    confirm(store, run.session_id)
    later = replace(saved, certificate_expires_on=date(2029, 10, 31))
    step(store, lambda tx: tx.save_person(later))
    with store.rehearsal() as tx:
        renewed = sessions.plan_session(tx, [saved.id], today=date(2027, 1, 10), layout="")
    assert renewed.doubtful == ()
