"""The tables of the desk and the paper: 外字, 通称名, wrong persons, drawer counts."""

from peewee import SQL, IntegerField, TextField
from playhouse.sqlite_ext import AutoIncrementField

from app.domain.drawer import DrawerPaper
from db.tables.models import CertificateModel, OfficeModel, PersonModel, Table, flag, link, one_of


class SubstituteModel(Table):
    """外字: what is printed for a character of somebody's name."""

    id = AutoIncrementField()
    person = link(PersonModel, "person_id")
    character = TextField()
    text = TextField()
    png_base64 = TextField()
    agreed_on = TextField()
    note = TextField()
    withdrawn_on = TextField(null=True)

    class Meta:
        table_name = "substitute"


SubstituteModel.add_index(
    SubstituteModel.index(
        SubstituteModel.person,
        SubstituteModel.character,
        unique=True,
        where=SQL("withdrawn_on IS NULL"),
        name="substitute_one",
    )
)


class PrintNoteModel(Table):
    """通称名 and 限度額適用区分, apart from the roster; at most one row each."""

    id = AutoIncrementField()
    person = link(PersonModel, "person_id", unique=True)
    registry_name = TextField()
    limit_category = TextField(null=True)

    class Meta:
        table_name = "print_note"


class MisdeliveryModel(Table):
    """誤交付."""

    id = AutoIncrementField()
    certificate = link(CertificateModel, "certificate_id")
    person = link(PersonModel, "person_id")
    given_to = link(PersonModel, "given_to_id", null=True)
    given_on = TextField()
    noticed_on = TextField()
    recovered_on = TextField(null=True)
    told_on = TextField(null=True)
    reported_on = TextField(null=True)
    note = TextField()

    class Meta:
        table_name = "misdelivery"


class DrawerCountModel(Table):
    """引き出しの照合."""

    id = AutoIncrementField()
    begun_on = TextField()
    office = link(OfficeModel, "office_id", null=True)
    closed_on = TextField(null=True)
    expected = IntegerField()
    found = IntegerField()
    missing = IntegerField()
    unexpected = IntegerField()

    class Meta:
        table_name = "drawer_count"


DrawerCountModel.add_index(
    DrawerCountModel.index(
        SQL("(closed_on IS NULL)"),
        unique=True,
        where=SQL("closed_on IS NULL"),
        name="drawer_count_one_open",
    )
)


class DrawerFindModel(Table):
    """One paper found in a count."""

    id = AutoIncrementField()
    count = link(DrawerCountModel, "count_id", index=False)
    paper = TextField(constraints=one_of("paper", DrawerPaper))
    person = link(PersonModel, "person_id")
    certificate = link(CertificateModel, "certificate_id", null=True)
    was_expected = flag("was_expected")

    class Meta:
        table_name = "drawer_find"


DrawerFindModel.add_index(
    DrawerFindModel.index(
        DrawerFindModel.count,
        DrawerFindModel.paper,
        DrawerFindModel.person,
        SQL("coalesce(certificate_id, 0)"),
        unique=True,
        name="drawer_find_once",
    )
)


DESK_MODELS = (SubstituteModel, PrintNoteModel, MisdeliveryModel, DrawerCountModel, DrawerFindModel)
