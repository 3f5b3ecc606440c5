"""What the office may write into a note or a reason."""

from app.domain.my_number import refuse_my_number
from app.errors import BadValue

LONGEST = 200
"""Characters; what stands in a list on paper must fit its row."""


def check_free_text(text: str, where: str) -> None:
    """Refuse a 個人番号 and more than a few sentences. where: the field's name on screen."""
    refuse_my_number(text, where)
    if len(text) > LONGEST:
        raise BadValue(f"「{where}」は{LONGEST}字までです。{len(text) - LONGEST}字短くしてください。")
