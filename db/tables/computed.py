"""The tables that follow from the others and can be written anew."""

from peewee import AutoField, Check, IntegerField, TextField

from db.tables.columns import Table

COMPUTED = frozenset({"duty", "duty_basis", "former_identity", "unwiped"})
"""Tables that follow from the others, or speak of the file alone; no history is kept of them."""


class DutyModel(Table):
    """Every duty of everybody, past, present and to come; written by db/duties, never by hand.

    It follows from the other tables and the rules, so no history is kept of it and no row links to
    another: the history may take a person or a sheet away before this table follows. place: of the
    kind, most pressing first. begins: since when it is owed, before that announced. office_id,
    department, kana_key: of the person, as the list is sieved and sorted by them.
    """

    id = AutoField()
    person_id = IntegerField(index=True)
    place = IntegerField()
    why = TextField()
    certificate_id = IntegerField(null=True)
    appears_on = TextField()
    gone_on = TextField()
    due_on = TextField(null=True)
    since = TextField(null=True)
    detail = TextField()
    begins = TextField(null=True)
    moved_from = TextField(null=True)
    moved_because = TextField(null=True)
    hidden_until = TextField(null=True)
    office_id = IntegerField()
    department = TextField()
    kana_key = TextField()


class DutyBasisModel(Table):
    """What all duties were last computed from: one row, none before that.

    digest: of the rules file and of the program's own law. until_on: rows that appear later are
    not written yet.
    """

    id = IntegerField(primary_key=True, constraints=[Check("id = 1")])
    digest = TextField()
    until_on = TextField()


class FormerIdentityModel(Table):
    """A name and a number that somebody had before the step that changed them; see db/journal/former.py.

    It follows from the history. operation_id: that step; while it is taken back, nobody was called so.
    """

    id = AutoField()
    person_id = IntegerField()
    operation_id = IntegerField()
    kana = TextField()
    name = TextField()
    symbol = TextField()
    number = TextField()
    branch_number = TextField()
    employee_code = TextField()


class UnwipedModel(Table):
    """One row while places of the file that are not used still hold what a purge removed."""

    id = IntegerField(primary_key=True, constraints=[Check("id = 1")])
