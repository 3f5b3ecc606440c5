"""Every table there is, in the order in which they can be made."""

from collections.abc import Sequence

from db.tables import history_models, list_models, models, parcel_models  # noqa: F401 - declared by being imported
from db.tables.columns import Table

MODELS: Sequence[type[Table]] = Table.__subclasses__()
