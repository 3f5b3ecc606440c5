"""What is said about the columns of a list: those that are missing, misspelt or not used."""

from collections.abc import Mapping

from app.errors import BadValue
from app.importing.mapping import Field, MappingProfile, resembles
from app.importing.table import Table, one_line
from app.words import label


def check_columns(table: Table, positions: Mapping[Field, int]) -> None:
    """Raise BadValue where a column is missing without which nobody can be recognised."""
    combined = Field.SYMBOL_NUMBER in positions
    wanted = [Field.NAME, Field.BORN_ON, Field.KIND]
    wanted += [] if combined else [Field.SYMBOL, Field.NUMBER]
    missing = [label(field) for field in wanted if field not in positions]
    if missing:
        raise BadValue(
            f"この表に「{'」「'.join(missing)}」の列が見つかりません。"
            f"{''.join(f'{question}。' for question in _doubtful(table, positions))}"
            "見出しを直すか、列の対応を選んでください。"
        )


def heading_notes(table: Table, profile: MappingProfile, positions: Mapping[Field, int]) -> list[str]:
    """Return a sentence about each kind of column that does not simply count."""
    notes = []
    absent = [
        f"「{one_line(heading)}」" for heading, field in profile.columns.items() if field not in positions
    ]
    if absent:
        notes.append(f"列の対応にある{'、'.join(absent)}の列がこの表にありません。")
    doubtful = _doubtful(table, positions)
    if doubtful:
        notes.append(f"{'、'.join(doubtful)}。そうであれば、見出しを直して取り込み直してください。")
    left_out = [f"「{one_line(h)}」" for h in _unused(table, positions) if resembles(h, positions) is None]
    if left_out:
        notes.append(f"{'、'.join(left_out)}の列は使いません。")
    return notes


def _doubtful(table: Table, positions: Mapping[Field, int]) -> list[str]:
    """A misspelt heading is asked about, never passed over in silence."""
    close = [(heading, resembles(heading, positions)) for heading in _unused(table, positions)]
    return [f"「{one_line(heading)}」は「{label(field)}」のことですか" for heading, field in close if field]


def _unused(table: Table, positions: Mapping[Field, int]) -> list[str]:
    used = set(positions.values())
    return [h for i, h in enumerate(table.headings) if i not in used and h.strip()]
