"""Where holders send their papers to the society themselves, that is a step of its own."""

from datetime import date

import pytest

from app.domain.certificate import CertificateStatus
from app.domain.duties import NextAction
from app.domain.person import LossCause, Office
from app.errors import NotAllowed
from app.ports import Store
from app.usecases.counter.posted import posted
from app.usecases.forms.loss_counts import loss_counts
from app.usecases.people import roster
from app.usecases.settings import settings
from tests.factories import certificate, person

TODAY = date(2026, 11, 23)
LAST_DAY = date(2026, 11, 20)
S = CertificateStatus


@pytest.fixture
def sheets(store: Store):
    """A leaver's sheet, and one of another leaver that still lies in the drawer."""
    with store.transaction("規則") as tx:
        text = tx.society().rules_toml
        settings.change_rules(
            tx, text.replace('return_way]\nvalue = "office"', 'return_way]\nvalue = "holder"')
        )
    with store.transaction("名簿") as tx:
        office = tx.save_office(Office(None, "2001", "見本本社")).id
        made = []
        for number, status in (("501", S.HANDED_OUT), ("502", S.READY)):
            holder = tx.save_person(person(id=None, office_id=office, number=number))
            sheet = certificate(
                id=None, person_id=holder.id, issue_number=number, status=status, ready_on=date(2026, 10, 1)
            )
            made.append(tx.save_certificate(sheet))
            roster.leave(tx, holder.id, cause=LossCause.LEFT, last_day_on=LAST_DAY, today=TODAY)
    return made


def test_the_list_asks_for_the_record_and_the_step_ends_its_row(store, sheets):
    assert {row.action for row in store.queries.due_rows(TODAY)} == {NextAction.POST}
    with store.transaction("返送") as tx:
        done = posted(tx, [sheet.id for sheet in sheets], on=TODAY, today=TODAY)
    assert done.sentence == (
        "1枚を、ご本人が健保へ送ったと記録しました。事務所にある1枚は回収しました。事業所から返送してください。"
    )
    with store.transaction("読む") as tx:
        sent, kept = tx.certificates([sheet.id for sheet in sheets])
    assert (sent.status, sent.forwarded_on, sent.collected_on) == (S.FORWARDED, TODAY, None)
    assert kept.status is S.COLLECTED
    assert [row.action for row in store.queries.due_rows(TODAY)] == [NextAction.FORWARD]


def test_what_its_holder_sent_comes_with_no_form_of_the_office(store, sheets):
    with store.transaction("返送") as tx:
        posted(tx, [sheets[0].id], on=TODAY, today=TODAY)
    (count,) = loss_counts(store.queries, TODAY, household="2001-501")
    assert (count.attached, count.gone, count.still_out) == (0, 0, 0)


def test_where_the_office_sends_it_collects(store):
    with store.transaction("返送") as tx, pytest.raises(NotAllowed, match="回収として記録"):
        posted(tx, [], on=TODAY, today=TODAY)
