"""声かけ: who was told what; whoever does not want to register is left in peace."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from app.domain.contact import About, Contact, Means, Reply
from app.domain.duties import DutyKind
from app.domain.ids import PersonId
from app.domain.person import Enrolment
from app.errors import BadValue, MyNumberRefused
from app.output import TABLES, place
from app.ports import Store
from app.rows import DueFilter
from app.usecases.contacts.outreach import log_contact, reminder_step
from app.usecases.papers import lists
from app.usecases.papers.table_file import for_a_file, write_table
from tests.conftest import TODAY
from tests.ui.office import people

REGISTER = DueFilter(kinds=(DutyKind.REGISTER,))


def told(store: Store, person_id: PersonId, on: date = TODAY, **over: object) -> None:
    with store.transaction("声かけ 1名") as tx:
        log_contact(tx, [person_id], means=Means.PHONE, on=on, today=TODAY, **over)  # type: ignore[arg-type]


def stage(store: Store, person_id: PersonId) -> Enrolment:
    return store.queries.person_detail(person_id, TODAY).person.enrolment


def invited(store: Store, today: date = TODAY) -> set[PersonId]:
    return {row.person_id for row in store.queries.due_rows(today, REGISTER)}


@pytest.mark.parametrize(
    ("reply", "reached"),
    [
        (Reply.DECLINED, Enrolment.DECLINED),
        (Reply.NO_ANSWER, Enrolment.NO_ANSWER),
        (Reply.DONE, Enrolment.NOT_REGISTERED),
        (Reply.PROMISED, Enrolment.NOT_REGISTERED),
        (Reply.LATER, Enrolment.NOT_REGISTERED),
        (Reply.NONE, Enrolment.NOT_REGISTERED),
        (Reply.UNREACHED, Enrolment.NOT_REGISTERED),
    ],
)
def test_only_a_wish_not_to_register_or_answer_changes_the_stage(
    store: Store, reply: Reply, reached: Enrolment
) -> None:
    (who,) = people(store, {"enrolment": Enrolment.NOT_REGISTERED, "enrolment_as_of": date(2026, 4, 1)})
    told(store, who, reply=reply)
    assert stage(store, who) is reached


@pytest.mark.parametrize("kept", [Enrolment.REGISTERED, Enrolment.NEEDS_CARE])
def test_no_reply_undoes_what_the_society_knows(store: Store, kept: Enrolment) -> None:
    (who,) = people(store, {"enrolment": kept, "enrolment_as_of": date(2026, 4, 1)})
    told(store, who, reply=Reply.DECLINED)
    assert stage(store, who) is kept


def test_the_wish_is_kept_with_its_day_and_taken_back_with_the_contact(store: Store) -> None:
    (who,) = people(store, {"enrolment": Enrolment.UNKNOWN})
    told(store, who, TODAY - timedelta(days=3), reply=Reply.DECLINED)
    assert store.queries.person_detail(who, TODAY).person.enrolment_as_of == TODAY - timedelta(days=3)
    # Long after any quiet period, and on no future day, is anybody asked again.
    assert invited(store, TODAY + timedelta(days=900)) == set()
    store.undo()
    assert stage(store, who) is Enrolment.UNKNOWN
    assert store.queries.person_detail(who, TODAY).contacts == ()
    assert invited(store) == {who}


def test_a_refusal_about_something_else_says_nothing_about_registering(store: Store) -> None:
    (who,) = people(store, {"enrolment": Enrolment.NOT_REGISTERED})
    told(store, who, about=About.RETURN, reply=Reply.NO_ANSWER)
    assert stage(store, who) is Enrolment.NOT_REGISTERED
    assert invited(store) == {who}
    with pytest.raises(BadValue, match="登録の案内"):
        told(store, who, about=About.RETURN, reply=Reply.DECLINED)


def test_who_was_not_reached_is_asked_again_at_once_the_others_later(store: Store) -> None:
    reached, missed = people(store, {}, {"kana": "イ"})
    told(store, reached)
    told(store, missed, reply=Reply.UNREACHED)
    assert invited(store) == {missed}
    assert reached in invited(store, TODAY + timedelta(days=60))


def test_three_wordings_then_peace(store: Store) -> None:
    (who,) = people(store, {})
    steps = []
    for days in (400, 300, 200, 100):
        contacts = store.queries.person_detail(who, TODAY).contacts
        steps.append(reminder_step(contacts))
        told(store, who, TODAY - timedelta(days=days))
    assert steps == [1, 2, 3, 3]
    assert invited(store) == set()


def test_only_contacts_about_registering_that_reached_somebody_count() -> None:
    def one(about: About, reply: Reply) -> Contact:
        return Contact(None, PersonId(1), TODAY, Means.FACE, "", about, reply)

    contacts = [
        one(About.RETURN, Reply.NONE),
        one(About.REGISTER, Reply.UNREACHED),
        one(About.REGISTER, Reply.LATER),
    ]
    assert reminder_step(contacts) == 2
    assert reminder_step(contacts * 5) == 3
    assert reminder_step([]) == 1


def test_what_cannot_be_kept_is_refused(store: Store) -> None:
    (who,) = people(store, {})
    with pytest.raises(BadValue, match="今日より先"):
        told(store, who, TODAY + timedelta(days=1))
    with pytest.raises(MyNumberRefused):
        told(store, who, note="番号は 123456789018 とのこと")
    with pytest.raises(BadValue, match="短くして"):
        told(store, who, note="あ" * 201)
    assert store.queries.person_detail(who, TODAY).contacts == ()


def test_the_ledger_tells_who_was_told_what(store: Store, tmp_path: Path) -> None:
    first, second = people(
        store,
        {"name": "渡邉\u3000見本", "kana": "ワタナベ ミホン"},
        {"name": "架空\u3000葵", "kana": "カクウ アオイ"},
    )
    told(store, first, TODAY - timedelta(days=2), about=About.RETURN, reply=Reply.PROMISED, note="金曜に持参")
    told(store, first, reply=Reply.DECLINED)
    told(store, second)
    told(store, second, TODAY - timedelta(days=40))
    rows = store.queries.contact_rows(TODAY - timedelta(days=30), TODAY)
    assert [(r.on, r.name, r.about, r.means, r.reply, r.note) for r in rows] == [
        (
            TODAY - timedelta(days=2),
            "渡邉\u3000見本",
            About.RETURN,
            Means.PHONE,
            Reply.PROMISED,
            "金曜に持参",
        ),
        (TODAY, "架空\u3000葵", About.REGISTER, Means.PHONE, Reply.NONE, ""),
        (TODAY, "渡邉\u3000見本", About.REGISTER, Means.PHONE, Reply.DECLINED, ""),
    ]
    office = store.queries.offices()[0]
    assert store.queries.contact_rows(TODAY, TODAY, office_id=office.id) == rows[1:]
    assert store.queries.contact_rows(TODAY, TODAY, office_id=99) == []  # type: ignore[arg-type]
    table = lists.contact_ledger(rows, since=TODAY - timedelta(days=30), until=TODAY)
    assert for_a_file(table, in_full=False).lines[0] == (
        *("R8.11.21", "渡邉\u3000見本", "見本本社 総務部", "返却のお願い", "電話", "対応する", "金曜に持参"),
    )
    assert "3回 2名" in table.subtitle
    for ending in ("pdf", "csv", "xlsx"):
        write_table(table, place(tmp_path / f"ledger.{ending}", tmp_path / "data", *TABLES))
        assert (tmp_path / f"ledger.{ending}").stat().st_size > 100
