"""The tables of the history, and those that prove it: declarations like those of db/tables/models.py."""

from peewee import SQL, Check, IntegerField, TextField

from db.tables.columns import Table, flag, index, link


class OperationModel(Table):
    """One use case, or the taking back of one.

    undoes: the operation this one takes back; none is taken back twice. origin: the use case
    at the root of that chain. depth: 0 for the use case, 1 for its undo, 2 for the redo …; -1 for what
    a newer program made of the rows.
    """

    label = TextField()
    user = TextField()
    entered_at = TextField()
    is_undoable = flag("is_undoable")
    undoes = link("self", "undoes_id", null=True, index=False)
    origin = link("self", "origin_id", null=True, index=False)
    depth = IntegerField()


class JournalModel(Table):
    """One changed row: its columns before and after as JSON; NULL where it was not there.

    person_id: whose history the line belongs to; no foreign key, for it outlives the person. image_of: the
    line that holds the images of this one, is_reversed the other way round; see db/tables/images.py.
    """

    operation = link(OperationModel, "operation_id")
    table_name = TextField()
    row_id = IntegerField()
    person_id = IntegerField(null=True, index=True)
    before = TextField(null=True)
    after = TextField(null=True)
    image_of = IntegerField(null=True, constraints=[SQL("REFERENCES journal (id)")])
    is_reversed = IntegerField(constraints=[SQL("DEFAULT 0"), Check("is_reversed IN (0, 1)")])


class OperationSealModel(Table):
    """Of an operation, by its id, what binds it to all before it; see db/journal/chain.py."""

    id = IntegerField(primary_key=True)
    seal = TextField()


class LeftBehindModel(Table):
    """What a backup holds and the present data do not, because somebody restored an earlier one.

    number, seal: of the newest operation in that backup. file: its name.
    """

    number = IntegerField()
    seal = TextField()
    file = TextField()


class PurgeModel(Table):
    """One removal of records that need no longer be kept: how many people, lines and labels, never who.

    digest: of every line and label that was blanked by it, as they were and as they are.
    """

    done_on = TextField()
    people = IntegerField()
    lines = IntegerField()
    labels = IntegerField()
    digest = TextField()


class BlankedLineModel(Table):
    """Of a line of the journal, by its id, what the seals say of it as it was; see db/journal/blanked.py."""

    id = IntegerField(primary_key=True)
    purge = link(PurgeModel, "purge_id")
    digest = TextField()


class BlankedLabelModel(Table):
    """The same of an operation whose label is blanked. entry: what the entry beside the database says."""

    id = IntegerField(primary_key=True)
    purge = link(PurgeModel, "purge_id")
    digest = TextField()
    entry = TextField()


# Most steps take nothing back; of those nothing is written here.
index(OperationModel, "operation_undoes_id", "undoes", unique=True, where="undoes_id IS NOT NULL")
index(OperationModel, "operation_origin_id", "origin", where="origin_id IS NOT NULL")
