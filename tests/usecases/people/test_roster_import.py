"""A list never undoes what the office recorded, and never half of itself."""

from dataclasses import replace
from datetime import date

import pytest

from app.domain.certificate import CertificateStatus
from app.domain.ids import PersonId
from app.domain.language import Language
from app.domain.person import Enrolment, LossCause, Person, PersonKind
from app.errors import AlreadyUndone, NotAllowed
from app.usecases.people import enrolment, roster, roster_import
from app.usecases.printing import accounts, sessions
from app.usecases.settings.sample_office import sample_list
from tests.usecases.households import sheet

TODAY = date(2026, 11, 23)


BEFORE = date(2026, 7, 31)


@pytest.fixture
def office(store):
    """The sample list of some months before, imported."""
    apply(store, preview(store, as_of=BEFORE))
    return store


def preview(store, data: bytes | None = None, as_of: date = TODAY):
    answers = roster_import.Answers(as_of=as_of)
    return roster_import.preview(
        data or sample_list(TODAY), "list.csv", store.queries, today=TODAY, answers=answers
    )


def apply(store, plan):
    with store.transaction("取込") as tx:
        return roster_import.apply_import(tx, plan, today=TODAY)


def employee(store, stage: str = "未登録"):
    """An employee whom the list calls 未登録."""
    lines = [line.split(",") for line in sample_list(TODAY).decode("utf-8-sig").splitlines()]
    places = [
        lines[0].index(h) for h in ("記号", "番号", "枝番", "本人家族", "マイナ保険証", "資格喪失年月日")
    ]
    rows = ([line[place] for place in places] for line in lines[1:])
    key = next("-".join(row[:3]) for row in rows if row[3:] == ["本人", stage, ""])
    return next(p for p in store.queries.people() if p.key == key)


def test_a_leaver_recorded_between_preview_and_import_stays_gone(office):
    who = employee(office)
    plan = preview(office, changed_list(who, f",{who.department},", ",新部署,"))
    assert [c.person.id for c in plan.changed] == [who.id]
    with office.transaction("退職") as tx:
        roster.leave(tx, who.id, cause=LossCause.LEFT, last_day_on=date(2026, 11, 20), today=TODAY)
    apply(office, plan)
    with office.transaction("読む") as tx:
        after = tx.person(who.id)
    assert after.disqualified_on == date(2026, 11, 21)
    assert after.department == "新部署"


@pytest.mark.parametrize(
    ("known", "listed", "stays"),
    [
        (Enrolment.NEEDS_CARE, "登録済", True),
        (Enrolment.NEEDS_CARE, "カードなし", True),
        (Enrolment.DECLINED, "カードなし", True),
        (Enrolment.NO_ANSWER, "カードなし", True),
        (Enrolment.DECLINED, "登録済", False),
        (Enrolment.NO_CARD, "登録済", False),
    ],
)
def test_what_the_person_said_is_not_talked_over(office, known, listed, stays):
    who = employee(office)
    with office.transaction("状況") as tx:
        enrolment.take_step(tx, [who.id], known, on=TODAY, today=TODAY)
    lines = sample_list(TODAY).decode("utf-8-sig").splitlines()
    start = f"{who.symbol},{who.number},{who.branch_number},"
    text = "\n".join(line.replace("未登録", listed) if start in f"{line}," else line for line in lines)
    assert text != "\n".join(lines)
    apply(office, preview(office, text.encode()))
    with office.transaction("読む") as tx:
        assert (tx.person(who.id).enrolment is known) is stays


@pytest.mark.parametrize(
    ("listed", "learned_on", "stays"),
    [
        ("未登録", TODAY, True),
        ("カードなし", date(2026, 9, 24), True),
        ("未登録", date(2026, 9, 23), False),
        ("登録解除", TODAY, False),
        ("証明書期限切れ", TODAY, False),
    ],
)
def test_a_list_of_last_month_does_not_know_a_new_registration(office, listed, learned_on, stays):
    who = employee(office)
    with office.transaction("登録") as tx:
        enrolment.take_step(tx, [who.id], Enrolment.REGISTERED, on=learned_on, today=TODAY)
    plan = preview(office, changed_list(who, "未登録", listed))
    assert any("登録済みと2か月以内" in note for note in plan.notes) is stays
    apply(office, plan)
    with office.transaction("読む") as tx:
        assert (tx.person(who.id).enrolment is Enrolment.REGISTERED) is stays


@pytest.mark.parametrize(
    ("known", "as_of", "expires_on", "listed", "becomes"),
    [
        # Of a card that is lost the society's data does not know, until the paper granted is over.
        (Enrolment.CARD_LOST, TODAY, None, "登録済", Enrolment.CARD_LOST),
        (Enrolment.CARD_RENEWAL, TODAY, "2027-01-31", "登録済", Enrolment.CARD_RENEWAL),
        (Enrolment.ON_REQUEST, TODAY, "2026-11-22", "登録済", Enrolment.REGISTERED),
        (Enrolment.CARD_RETURNED, TODAY, None, "カードなし", Enrolment.CARD_RETURNED),
        (Enrolment.RESTRICTED, TODAY, None, "登録済", Enrolment.RESTRICTED),
        (Enrolment.NUMBER_NOT_GIVEN, TODAY, None, "登録済", Enrolment.REGISTERED),
        # A release shows at the end of the following month.
        (Enrolment.RELEASE_ASKED, date(2026, 10, 31), None, "登録済", Enrolment.RELEASE_ASKED),
        (Enrolment.RELEASE_ASKED, date(2026, 9, 30), None, "登録済", Enrolment.REGISTERED),
        (Enrolment.RELEASE_ASKED, TODAY, None, "登録解除", Enrolment.RELEASED),
        (Enrolment.REGISTERED, date(2026, 8, 1), None, "カード紛失", Enrolment.CARD_LOST),
    ],
)
def test_a_list_does_not_end_what_the_society_cannot_see(office, known, as_of, expires_on, listed, becomes):
    who = employee(office)
    with office.transaction("状況") as tx:
        until = None if expires_on is None else date.fromisoformat(expires_on)
        tx.save_person(
            replace(tx.person(who.id), enrolment=known, enrolment_as_of=as_of, certificate_expires_on=until)
        )
    text = sample_list(TODAY).decode("utf-8-sig").splitlines()
    heading = text[0].split(",")
    start = f"{who.symbol},{who.number},{who.branch_number},"
    lines = []
    for line in text:
        cells = line.split(",")
        if start in f"{line},":
            cells[heading.index("マイナ保険証")] = listed
            cells[heading.index("有効期限")] = ""
        lines.append(",".join(cells))
    apply(office, preview(office, "\n".join(lines).encode()))
    with office.transaction("読む") as tx:
        assert tx.person(who.id).enrolment is becomes


def changed_list(who, old: str, new: str) -> bytes:
    """The sample list with one member's cell changed."""
    start = f"{who.symbol},{who.number},{who.branch_number},"
    lines = sample_list(TODAY).decode("utf-8-sig").splitlines()
    return "\n".join(line.replace(old, new) if start in f"{line}," else line for line in lines).encode()


def family_papers(office) -> tuple[Person, list[PersonId]]:
    """An employee with dependants, and everybody with a sheet: in hand, but the last in the drawer."""
    people = office.queries.people()
    head = next(
        p
        for p in people
        if p.kind is PersonKind.INSURED
        and p.enrolment is Enrolment.NOT_REGISTERED
        and sum((q.symbol, q.number) == (p.symbol, p.number) for q in people) > 2
    )
    members = [p for p in people if (p.symbol, p.number) == (head.symbol, head.number)]
    members.sort(key=lambda p: p.branch_number)
    with office.transaction("証") as tx:
        for at, member in enumerate(members):
            is_last = at == len(members) - 1
            status = CertificateStatus.READY if is_last else CertificateStatus.HANDED_OUT
            tx.save_certificate(sheet(member, status))
    return head, [p.id for p in members]


def test_a_new_name_on_the_list_voids_the_sheets_as_by_hand_and_the_preview_says_so(office):
    head, members = family_papers(office)
    plan = preview(office, changed_list(head, head.name, "架空\u3000新姓"))
    before = office.queries.certificate_rows()
    told = roster_import.with_consequences(office, plan, today=TODAY)
    assert office.queries.certificate_rows() == before
    assert f"古い証{len(members) - 1}枚を回収します" in told.notes[0]
    assert "1枚は書き損じ" in told.notes[0]
    done = apply(office, plan)
    assert f"古い証{len(members) - 1}枚を回収します" in done.sentence
    states = [row.status for row in office.queries.certificate_rows() if row.person_id in members]
    assert sorted(states) == sorted(
        [CertificateStatus.SUPERSEDED] * (len(members) - 1) + [CertificateStatus.SPOILED]
    )
    office.undo()
    assert office.queries.certificate_rows() == before


def test_an_import_waits_for_a_run_that_is_not_confirmed(office):
    head = employee(office)
    with office.transaction("証") as tx:
        tx.save_certificate(sheet(head, CertificateStatus.PLANNED))
    plan = preview(office, changed_list(head, head.name, "架空\u3000新姓"))
    assert "印刷の確認がまだ" in roster_import.with_consequences(office, plan, today=TODAY).notes[0]
    with pytest.raises(NotAllowed, match="印刷の確認がまだ"):
        apply(office, plan)


def test_a_list_without_printed_changes_has_no_consequences(office):
    head = employee(office)
    plan = preview(office, changed_list(head, head.kana, "カクウ"))
    assert roster_import.with_consequences(office, plan, today=TODAY) is plan


def test_an_import_on_which_papers_stand_is_not_undone(office):
    people = [row.person_id for row in office.queries.print_candidates(TODAY)]
    with office.transaction("印刷の準備") as tx:
        run = sessions.plan_session(tx, people, today=TODAY)
    with office.transaction("出力", undoable=False) as tx:
        sessions.mark_spooled(tx, run.session_id)
    with office.transaction("確認") as tx:
        accounts.confirm(tx, run.session_id, today=TODAY)
    assert office.undo().label == "確認"
    before = office.queries.people()
    with pytest.raises(AlreadyUndone, match="元に戻せません"):
        office.undo()
    assert office.queries.people() == before


def with_columns(key: str, **cells: str) -> bytes:
    """The sample list with further columns, filled for one person only."""
    lines = [line.split(",") for line in sample_list(TODAY).decode("utf-8-sig").splitlines()]
    places = [lines[0].index(h) for h in ("記号", "番号", "枝番")]
    rows = [lines[0] + list(cells)]
    for line in lines[1:]:
        is_one = "-".join(line[place] for place in places) == key
        rows.append(line + [text if is_one else "" for text in cells.values()])
    return "\r\n".join(",".join(row) for row in rows).encode("utf-8-sig")


def test_what_a_sheet_says_comes_with_a_list_and_voids_the_sheet_out(office):
    head = employee(office)
    with office.transaction("証") as tx:
        tx.save_certificate(sheet(head, CertificateStatus.HANDED_OUT))
    plan = preview(office, with_columns(head.key, 通称名="通称　花子", 限度額適用区分="ウ"))
    told = roster_import.with_consequences(office, plan, today=TODAY)
    assert any("取り込むと" in note and "回収します" in note for note in told.notes)
    assert office.queries.print_notes() == {}
    apply(office, plan)
    note = office.queries.print_notes()[head.id]
    assert (note.registry_name, note.limit_category) == (head.name, "ウ")
    with office.transaction("読む") as tx:
        assert tx.person(head.id).name == "通称　花子"
        (void,) = [c for c in tx.certificates_of(head.id) if c.status is CertificateStatus.SUPERSEDED]
    assert void.closed_on == TODAY
    # The same list again, and one that only knows the filed name, change nothing.
    for data in (with_columns(head.key, 通称名="通称　花子", 限度額適用区分="ウ"), None):
        assert preview(office, data).changed == ()
    office.undo()
    assert office.queries.print_notes() == {}


def test_somebody_new_comes_with_what_the_sheet_says(store):
    key = "-".join(sample_list(TODAY).decode("utf-8-sig").splitlines()[1].split(",")[4:7])
    plan = preview(store, with_columns(key, 戸籍上の氏名="戸籍　花子"))
    apply(store, plan)
    (note,) = store.queries.print_notes().values()
    assert note.registry_name == "戸籍　花子"
    assert store.queries.person_detail(note.person_id, TODAY).person.key == key


@pytest.mark.parametrize("written", ["ベトナム語", "Vietnamese", "vi"])
def test_the_language_of_the_slips_comes_with_a_list(office, written):
    head = employee(office)
    apply(office, preview(office, with_columns(head.key, 案内のことば=written)))
    assert next(p for p in office.queries.people() if p.id == head.id).language is Language.VIETNAMESE
