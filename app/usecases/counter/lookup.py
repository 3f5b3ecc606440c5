"""What was typed or scanned → whom and which paper it means: one understanding at every door.

A 発行番号 means its sheet; a 記号-番号(-枝番), the end of a 番号 or a whole 社員番号 the papers of a
household; a name, in kana, kanji or romaji, whoever is called so. The desk, the drawer, the search
and the command line differ in the states they look for and in what they do with more than one.
"""

from collections.abc import Callable, Sequence

from app import variants
from app.domain import typed
from app.domain.certificate import CertificateStatus
from app.domain.hidden import full
from app.domain.ids import PersonId
from app.domain.person import household_key, key_splits
from app.domain.scanned import issue_numbers, kana_of, plain
from app.errors import NotFound
from app.late import dataclass
from app.ports import Queries
from app.rows import CertificateRow, ElderlyRow, PersonRow

MOST = 60
"""So many members of a name are looked at; more than anybody would choose from."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One text in every way it can be meant.

    codes: the 発行番号 in it. number: key, end of a 番号 or 社員番号; empty for a name.
    kana: the reading. homes: 記号-番号 of those who have exactly that 社員番号, or had that number before.
    before: who was called so before.
    """

    text: str
    codes: tuple[str, ...]
    number: str
    kana: str
    homes: frozenset[str]
    before: frozenset[PersonId] = frozenset()

    @classmethod
    def of(cls, queries: Queries, text: str) -> "Asked":
        """Read a text."""
        shown = typed.narrow(text)
        is_number = shown[:1].isascii() and any(char.isdecimal() for char in shown)
        number, codes = typed.code(plain(text)) if is_number else "", tuple(issue_numbers(text))
        # What a scanner reads is nobody's 社員番号: it is not looked for.
        is_scan = bool(codes) and "-" in number
        people = queries.person_rows(search=number, limit=MOST) if number and not is_scan else []
        homes = frozenset(
            household_key(p.key) for p in people if p.found_by or p.employee_code.upper() == number
        )
        named = [] if number or not shown else queries.person_rows(search=text, limit=MOST)
        before = frozenset(p.person_id for p in named if p.found_by)
        return cls(text.strip(), codes, number, kana_of(text), homes, before)

    def names(self, row: CertificateRow | ElderlyRow) -> bool:
        """Return whether this paper is meant."""
        if isinstance(row, CertificateRow) and row.issue_number in self.codes:
            return True
        key = full(row.key)
        home = household_key(key)
        if self.number:
            is_end = self.number.isdecimal() and _number(home).endswith(self.number)
            return is_end or home in self.homes or f"{key}-".startswith(f"{self.number}-")
        name = typed.without_blanks(self.text)
        is_read = len(self.kana) > 1 and typed.kana(row.kana).startswith(self.kana)
        is_called = bool(name) and variants.folded(name) in variants.folded(typed.without_blanks(row.name))
        return is_read or is_called or row.person_id in self.before

    def names_surely(self, row: CertificateRow | ElderlyRow) -> bool:
        """Return whether this paper is meant; one digit is the end of too many numbers."""
        return self.names(row) and (len(self.number) != 1 or _number(household_key(row.key)) == self.number)


def sheet_of_code(queries: Queries, asked: Asked) -> CertificateRow | None:
    """Return the one sheet with that 発行番号; a text that only looks like one means something else."""
    rows = []
    for code in asked.codes:
        try:
            rows.append(queries.certificate_by_issue(code))
        except NotFound:
            continue
    return rows[0] if len(rows) == 1 else None


def sheets_of_number(
    queries: Queries, asked: Asked, statuses: Sequence[CertificateStatus]
) -> list[CertificateRow]:
    """Return the sheets in those states that a key, the end of a 番号 or a 社員番号 means."""
    if not asked.number:
        return []
    ends = [number for _, number, _ in key_splits(asked.number)] + [_number(home) for home in asked.homes]
    rows = (row for end in dict.fromkeys(ends) for row in queries.certificates_by_tail(end, statuses))
    return list({row.certificate_id: row for row in rows if asked.names(row)}.values())


def people(find: Callable[[str], Sequence[PersonRow]], text: str) -> Sequence[PersonRow]:
    """Return whom a text means. find: members for a text, as Queries.person_rows searches.

    Latin letters are first the reading that they spell; what an input method made of a code is
    its holder. An empty text means everybody.
    """
    if not text.strip():
        return find("")
    meant = [kana_of(text) if text.isascii() else "", text, *issue_numbers(text)[:1]]
    for wanted in dict.fromkeys(filter(None, meant)):
        if rows := find(wanted):
            return rows
    return ()


def sheets_of_people(
    queries: Queries, rows: Sequence[PersonRow], statuses: Sequence[CertificateStatus]
) -> list[CertificateRow]:
    """Return the sheets of these persons in those states, household by household."""
    homes, wanted = {household_key(row.key): row.person_id for row in rows}, {row.person_id for row in rows}
    sheets = (row for one in homes.values() for row in queries.certificates_of_household(one, statuses))
    return [row for row in sheets if row.person_id in wanted]


def _number(home: str) -> str:
    return full(home).rpartition("-")[2]
