"""The tables that prove the history: declarations like those of db/tables/models.py."""

from peewee import IntegerField, TextField

from db.tables.columns import Table


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
