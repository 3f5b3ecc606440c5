"""Who was told what, and what was decided about lines of the due list."""

from datetime import date
from functools import cache

from peewee import SQL, fn

from app.domain.deferral import Deferral
from app.domain.ids import OfficeId
from app.rows import ContactRow
from db.folder.connection import Connection
from db.reads.facts import rows_of_persons
from db.tables.mapping import DEFERRAL
from db.tables.models import ContactModel, DeferralModel, OfficeModel, PersonModel
from db.tables.table import made_once


def contact_rows(
    connection: Connection, since: date, until: date, *, office_id: OfficeId | None = None
) -> list[ContactRow]:
    """See app.ports.Queries."""
    contact, person = ContactModel, PersonModel
    query = (
        contact.select(
            *(contact.contacted_on.alias("on"), contact.person, contact.about, contact.means, contact.reply),
            *(contact.note, person.symbol, person.number, person.branch_number, person.name, person.kana),
            *(OfficeModel.name.alias("office"), person.department),
        )
        .join(person)
        .join(OfficeModel)
        .where(contact.contacted_on.between(since.isoformat(), until.isoformat()))
        .order_by(contact.contacted_on, person.kana_key, person.id, contact.id)
    )
    if office_id is not None:
        query = query.where(person.office == office_id)
    return rows_of_persons(connection, ContactRow, query)


def deferrals(connection: Connection, today: date) -> list[Deferral]:
    """See app.ports.Queries."""
    return DEFERRAL.read(connection, _latest(), {"today": today.isoformat()})


@cache
def _latest() -> str:
    latest = (
        DeferralModel.select(fn.MAX(DeferralModel.id))
        .where(DeferralModel.made_on <= SQL(":today"))
        .group_by(DeferralModel.person, DeferralModel.kind, DeferralModel.certificate)
    )
    return made_once(DEFERRAL.select(DeferralModel.id.in_(latest)).order_by(DeferralModel.id))
