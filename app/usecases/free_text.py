"""What the office may write into a note or a reason."""

from app.domain.accepted_text import accepted
from app.domain.field_kind import FieldKind
from app.errors import BadValue

LONGEST = 200
"""Characters; what stands in a list on paper must fit its row."""


def check_free_text(text: str, where: str, kind: FieldKind = FieldKind.FREE_TEXT) -> None:
    """Refuse what no text may hold and more than a few sentences. where: the field's name on screen."""
    accepted(text, where, kind)
    if len(text) > LONGEST:
        raise BadValue(f"「{where}」は{LONGEST}字までです。{len(text) - LONGEST}字短くしてください。")
