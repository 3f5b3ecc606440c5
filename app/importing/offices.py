"""Which 事業所 a row names: one rule for the preview and for the import itself."""

from collections.abc import Sequence

from app.domain.ids import OfficeId
from app.domain.person import Office
from app.importing.mapping import ListedPerson


class Offices:
    """The offices of a data folder, as a list names them."""

    def __init__(self, offices: Sequence[Office]) -> None:
        self._by_code = {office.code: office for office in offices}
        self._by_id: dict[OfficeId | None, Office] = {office.id: office for office in offices}

    def of(self, listed: ListedPerson) -> Office:
        """Return the office of a row; with no id where it is named for the first time.

        By its code, else by its name, else by 記号: a list without offices groups its members so.
        """
        code = listed.office_code or self._code_named(listed.office_name) or listed.symbol
        return self._by_code.get(code) or Office(None, code, listed.office_name or f"記号{code}の事業所")

    def by_id(self, office_id: OfficeId) -> Office | None:
        """Return the office with that id."""
        return self._by_id.get(office_id)

    def learn(self, office: Office) -> None:
        """Take note of an office that was added."""
        self._by_code[office.code] = self._by_id[office.id] = office

    def _code_named(self, name: str | None) -> str | None:
        return next((o.code for o in self._by_code.values() if name and o.name == name), None)
