"""What the server itself lets a role of some offices see and write: a policy on every table of an office.

Whoever owns the tables is not kept to anything. Any other role finds the rows about people of the offices
that `server_role` gives it, whatever it connects with; the conditions are those of db/tables/narrowing.py.
What such a role needs to know of the whole (the next number of the history, an id that was given out) it
asks of a function that tells nothing else. All of it can be said again: who owns the tables does so at the
first opening by a program that says it otherwise.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from hashlib import sha256

from db.folder.left import TABLE as LEFT
from db.keys.on_server import TABLE as KEYS
from db.tables.every import MODELS
from db.tables.narrowing import HISTORY, OF_ALL, OF_NOBODY, condition
from db.tables.role_functions import ABOUT_TWO, HOLDS, functions
from db.tables.schema import HISTORY_TABLE

OWN_TABLES = frozenset({"server_role", "made_by"})
"""Which offices a role sees, and what it made: of the server, and in no history."""
_MINE = "ANY ((SELECT main.own_offices())::bigint[])"

_WORDS: Mapping[str, Callable[[str], str]] = {
    "office": f"{{}} = {_MINE}".format,
    # What stands in these tables is sieved by their own policies.
    "person": "EXISTS (SELECT FROM main.person p WHERE p.id = {})".format,
    "sheet": "EXISTS (SELECT FROM main.certificate c WHERE c.id = {})".format,
    "session": (
        "(EXISTS (SELECT FROM main.sheet s WHERE s.session_id = {0}) OR main.made_here('print_session', {0}))"
    ).format,
    "shipment": (
        "(EXISTS (SELECT FROM main.sent_paper s WHERE s.shipment_id = {0})"
        " OR main.made_here('shipment', {0}))"
    ).format,
}
_TWICE = "({0}.why <> 'covered_twice' OR main.twice_here({0}.person_id))"
"""A question about who stands here twice names the number of the other entry."""
_BESIDES: Mapping[str, str] = {
    "duty": _TWICE.format("duty"),
    "society_answer": _TWICE.format("society_answer"),
}
"""What must be true of a row besides."""

_BEFORE_SIGNING_IN = (HISTORY_TABLE, KEYS, LEFT, "keys_noted", "whereabouts")
"""Read before it is known who opens the office. Who may open it is changed by who owns the tables alone: of a
text that only the key can prove the server cannot tell whether it is one's own passphrase that is exchanged.
"""
_WRITTEN_BY_ROLES = (
    *("person", "stage", "print_session", "shipment", "certificate", "sheet", "elderly_card", "contact"),
    *("deferral", "substitute", "print_note", "misdelivery", "drawer_count", "drawer_find", "sent_paper"),
    *("step_ahead", "society_answer", "told", "difference", "duty", "former_identity"),
)
"""Tables of people: what a role may write there says the policy."""
_GRANTED: Mapping[str, str] = {
    **dict.fromkeys(_WRITTEN_BY_ROLES, "SELECT, INSERT, UPDATE, DELETE"),
    "office": "SELECT, UPDATE",
    # The history goes on and is never changed.
    "operation": "SELECT, INSERT, UPDATE, DELETE",
    "journal": "SELECT, INSERT",
    "operation_seal": "SELECT, INSERT",
    # That the duties no longer rest on one set of rules, and nothing else.
    "duty_basis": "SELECT, UPDATE (digest)",
    **dict.fromkeys(OF_ALL | (OF_NOBODY - {"duty_basis"}), "SELECT"),
    **dict.fromkeys((*_BEFORE_SIGNING_IN, "server_role"), "SELECT"),
}
_AFRESH = """
    DO $$
    DECLARE one record;
    BEGIN
        FOR one IN SELECT * FROM pg_catalog.pg_policies WHERE schemaname = 'main' LOOP
            EXECUTE format('DROP POLICY %I ON main.%I', one.policyname, one.tablename);
        END LOOP;
        FOR one IN SELECT tablename FROM pg_catalog.pg_tables WHERE schemaname = 'main' LOOP
            EXECUTE format('ALTER TABLE main.%I ENABLE ROW LEVEL SECURITY', one.tablename);
        END LOOP;
    END $$
"""
"""A table of which no policy says anything is closed."""
_TABLES = (
    """
    CREATE TABLE IF NOT EXISTS main.server_role (
        role TEXT NOT NULL, office_id BIGINT NOT NULL REFERENCES main.office (id) ON DELETE CASCADE,
        PRIMARY KEY (role, office_id)
    )
    """,
    # step: the transaction in which it was made.
    """
    CREATE TABLE IF NOT EXISTS main.made_by (
        table_name TEXT NOT NULL, row_id BIGINT NOT NULL, role TEXT NOT NULL, step XID8 NOT NULL,
        PRIMARY KEY (table_name, row_id)
    )
    """,
    "CREATE INDEX IF NOT EXISTS made_by_step ON main.made_by (step)",
)


def _policies() -> Iterator[str]:
    """Yield what sets row security upon every table."""
    declared = [model._meta.table_name for model in MODELS]
    for table in declared:
        if table not in HISTORY | OF_NOBODY | HOLDS.keys():
            yield _policy(table, "ALL", " AND ".join(filter(None, (_seen(table), _BESIDES.get(table)))))
    for table in HOLDS:
        # One that holds papers of another office, too, is seen and not changed.
        yield _policy(table, "SELECT", _seen(table))
        yield _policy(table, "INSERT", "true")
        yield _policy(table, "UPDATE", _seen(table), f"NOT main.{table}_of_others(id)")
        yield _policy(table, "DELETE", _seen(table))
    for table in (*sorted(OF_NOBODY), *_BEFORE_SIGNING_IN, "operation_seal"):
        yield _policy(table, "SELECT", "true")
    yield _policy("duty_basis", "UPDATE", "true", "digest = ''")
    of_step = "{} = ANY ((SELECT main.own_step())::bigint[])".format
    yield _policy("operation", "SELECT", f"{of_step('id')} OR main.shows(id)")
    yield _policy("operation", "INSERT", "true")
    yield _policy("operation", "UPDATE", of_step("id"))
    yield _policy("operation", "DELETE", of_step("id"))
    theirs = f"{_WORDS['person']('journal.person_id')} AND NOT {ABOUT_TWO}"
    seen = f"{of_step('operation_id')} OR ({theirs}) OR main.shows(operation_id)"
    yield _policy("journal", "SELECT", seen)
    yield _policy("journal", "INSERT", f"{of_step('operation_id')} AND NOT main.is_elsewhere(person_id)")
    yield _policy("operation_seal", "INSERT", of_step("id"))
    yield _policy("server_role", "SELECT", "role = session_user")
    # Asked by functions alone.
    for table in ("made_by", "presence"):
        yield _policy(table, "ALL", "false")


def statements() -> list[str]:
    """Return everything, in an order in which it can be said on an office of any age."""
    return [
        *_TABLES,
        *functions(),
        _AFRESH,
        *_policies(),
        f"COMMENT ON SCHEMA main IS '{said()}'",
    ]


@cache
def said() -> str:
    """Return by what a database tells that this program's policies are in force."""
    texts = [*_TABLES, *functions(), _AFRESH, *_policies(), *grants("")]
    return f"row security {sha256(''.join(texts).encode()).hexdigest()}"


def grants(role: str) -> list[str]:
    """Return what lets a role work with the tables, as far as their policies go, and with nothing else."""
    to = quoted(role)
    return [
        *withdrawn(role),
        f"GRANT USAGE ON SCHEMA main TO {to}",
        *(f"GRANT {what} ON main.{table} TO {to}" for table, what in _GRANTED.items()),
    ]


def withdrawn(role: str) -> list[str]:
    """Return what lets a role work with nothing any more."""
    gone = ("TABLES IN SCHEMA main", "SEQUENCES IN SCHEMA main")
    return [
        *(f"REVOKE ALL ON ALL {what} FROM {quoted(role)}" for what in gone),
        f"REVOKE ALL ON SCHEMA main FROM {quoted(role)}",
    ]


def quoted(name: str) -> str:
    """Return the name of a role as SQL."""
    return '"' + name.replace('"', '""') + '"'


def _seen(table: str) -> str:
    return condition(table, _WORDS)


def _policy(table: str, act: str, seen: str, written: str = "") -> str:
    using = f"WITH CHECK ({seen})" if act == "INSERT" else f"USING ({seen})"
    also = f" WITH CHECK ({written})" if written else ""
    return f"CREATE POLICY {act.lower()}_of_offices ON main.{table} FOR {act} {using}{also}"
