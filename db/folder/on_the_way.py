"""Texts sealed on their way to a server and opened on their way back, by what the server says of its columns.

A parameter that goes into a column of sealed texts, or is compared with one, is of that column's type: the
server tells which those are, once for each statement that may speak of such a column.
"""

from collections.abc import Sequence
from typing import Any

import psycopg
from psycopg import errors
from psycopg.adapt import Loader

from db.folder.sealed import SPEAKS_OF_SEALED, Seal, Sealer

Seals = Sequence[Seal | None]
"""How each value is sealed; None where it goes as it is."""

_BYTES = psycopg.adapters.types["bytea"].oid
_MOST = 2_000
"""Of so many statements is kept what the server said."""
_FIRST_OF_OURS = 16_384
"""Types with lower numbers are PostgreSQL's own."""
_DOMAINS = "SELECT oid::bigint, typname FROM pg_catalog.pg_type WHERE oid = ANY($1::bigint[]::oid[])"


class OnTheWay:
    """One for all connections to a database. What is compared comes as bytes, for no domain is named then."""

    def __init__(self, sealer: Sealer) -> None:
        self.sealer = sealer
        self._seals: dict[str, Seals] = {}

    def sealed(self, raw: "psycopg.Connection[Any]", text: str, values: Sequence[Any]) -> Sequence[Any]:
        """Return the parameters of a statement as the server may see them."""
        seals = self.seals_of(raw, text) if values else ()
        return sealed_by(seals, values) if seals else values

    def seals_of(self, raw: "psycopg.Connection[Any]", text: str) -> Seals:
        """Return how each parameter of a statement is sealed; () where none is."""
        if text not in self._seals:
            if len(self._seals) >= _MOST:
                self._seals.clear()
            self._seals[text] = self._asked(raw, text) if SPEAKS_OF_SEALED(text) else ()
        return self._seals[text]

    def forget(self) -> None:
        """Ask anew for every statement: columns became others."""
        self._seals.clear()

    def loader(self) -> type[Loader]:
        """Return what opens what comes back; no other column of ours holds bytes."""
        known, opened = self.sealer.known.get, self.sealer.opened

        class Opener(Loader):
            def load(self, data: Any) -> str:
                told = bytes(data)
                text = known(told)
                return opened(told) if text is None else text

        return Opener

    def _asked(self, raw: "psycopg.Connection[Any]", text: str) -> Seals:
        for answer in (raw.pgconn.prepare(b"", text.encode()), told := raw.pgconn.describe_prepared(b"")):
            if answer.status != psycopg.pq.ExecStatus.COMMAND_OK:
                raise errors.error_from_result(answer)
        types = [told.param_type(place) for place in range(told.nparams)]
        ours = [one for one in types if one >= _FIRST_OF_OURS]
        domains = dict(raw.execute(_DOMAINS, (ours,)).fetchall()) if ours else {}
        by_type = {one: self.sealer.by_domain.get(name) for one, name in domains.items()}
        by_type[_BYTES] = self.sealer.alike
        found = tuple(map(by_type.get, types))
        return found if any(found) else ()


def sealed_by(seals: Seals, values: Sequence[Any]) -> list[Any]:
    """Return values as they are, or sealed."""
    return [
        value if seal is None or value is None else seal(value)
        for value, seal in zip(values, seals, strict=True)
    ]
