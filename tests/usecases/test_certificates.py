"""A holder destroys a paper only when the society lets go of it."""

from datetime import date, timedelta

import pytest

from app.domain.certificate import CertificateStatus
from app.domain.person import Office
from app.errors import NotAllowed
from app.usecases import certificates, settings
from tests.factories import certificate, person

TODAY = date(2026, 11, 23)


def dispose(store, expires_on: date | None):
    with store.transaction("名簿") as tx:
        holder = tx.save_person(
            person(id=None, office_id=tx.save_office(Office(None, "2001", "見本本社")).id)
        )
        sheet = tx.save_certificate(
            certificate(
                id=None, person_id=holder.id, status=CertificateStatus.HANDED_OUT, expires_on=expires_on
            )
        )
    with store.transaction("処分") as tx:
        return certificates.self_dispose(tx, [sheet.id], on=TODAY, today=TODAY)


@pytest.mark.parametrize("expires_on", [None, TODAY, TODAY + timedelta(days=1)])
def test_a_valid_paper_is_not_destroyed(store, expires_on):
    with pytest.raises(NotAllowed, match="期限が過ぎていません"):
        dispose(store, expires_on)


def test_an_expired_paper_is(store):
    assert "1枚" in dispose(store, TODAY - timedelta(days=1)).sentence


def test_where_the_society_collects_expired_papers_they_are_collected(store):
    with store.transaction("規則") as tx:
        rules = tx.society().rules_toml
        settings.change_rules(
            tx,
            rules.replace("[rule.return_expired]\nvalue = false", "[rule.return_expired]\nvalue = true"),
        )
    with pytest.raises(NotAllowed, match="回収"):
        dispose(store, TODAY - timedelta(days=1))
