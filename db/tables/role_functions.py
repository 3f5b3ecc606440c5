# ruff: noqa: S608 - statements are put together from our own names; values are always parameters
"""What a role of some offices asks of the server beyond the rows it sees, and what the server refuses it.

Each function runs with the rights of who owns the tables, looks at a fixed place, heeds who is connected,
and tells nothing but its answer; the policies that ask them stand in db/tables/row_security.py.
"""

from collections.abc import Mapping

from db.folder.troubles import ELSEWHERE

HERE = 0x73686B
"""The first number of the lock of who has a household open; the second is the connection's."""

_DEFINER = "SECURITY DEFINER SET search_path = pg_catalog, pg_temp"
_OWN = """
    (SELECT coalesce(array_agg(office_id), '{}') FROM main.server_role WHERE role = session_user)::bigint[]
"""
HOLDS: Mapping[str, str] = {
    "print_session": "SELECT FROM main.sheet s JOIN main.certificate c ON c.id = s.certificate_id"
    " JOIN main.person p ON p.id = c.person_id WHERE s.session_id = one",
    "shipment": "SELECT FROM main.sent_paper s JOIN main.person p ON p.id = s.person_id"
    " WHERE s.shipment_id = one",
}
"""Whose papers a run or an envelope, the row `one`, holds: those of several offices, perhaps."""

ABOUT_TWO = "table_name = 'society_answer'"
"""An answer may name another entry of one human; in the history the server cannot read whether it does."""
_MADE = ("operation", "print_session", "shipment")
"""Of these the server notes which role made a row: before anything stands in it, it is nobody's yet."""

_EACH = "FOR EACH ROW EXECUTE FUNCTION"
_FUNCTIONS = (
    # In this language a plan is kept from call to call: every statement asks this one.
    f"""
    CREATE OR REPLACE FUNCTION main.own_offices() RETURNS bigint[] LANGUAGE plpgsql STABLE {_DEFINER} AS $$
    BEGIN
        RETURN {_OWN};
    END $$
    """,
    f"""
    CREATE OR REPLACE FUNCTION main.is_whole() RETURNS boolean LANGUAGE sql STABLE {_DEFINER}
    RETURN pg_has_role(session_user, current_user, 'USAGE')
    """,
    # The operations of the step under way; none while nothing was written.
    f"""
    CREATE OR REPLACE FUNCTION main.own_step() RETURNS bigint[] LANGUAGE plpgsql VOLATILE {_DEFINER} AS $$
    BEGIN
        RETURN (SELECT coalesce(array_agg(row_id), '{{}}') FROM main.made_by
                WHERE step = pg_current_xact_id_if_assigned() AND table_name = 'operation'
                  AND role = session_user);
    END $$
    """,
    f"""
    CREATE OR REPLACE FUNCTION main.made_here(kind text, one bigint) RETURNS boolean
    LANGUAGE plpgsql STABLE {_DEFINER} AS $$
    BEGIN
        RETURN EXISTS (SELECT FROM main.made_by
                       WHERE table_name = kind AND row_id = one AND role = session_user);
    END $$
    """,
    # An operation is told of where it is about people of these offices, and about nothing else.
    f"""
    CREATE OR REPLACE FUNCTION main.shows(one bigint) RETURNS boolean
    LANGUAGE plpgsql STABLE {_DEFINER} AS $$
    DECLARE
        mine bigint[] := {_OWN};
        is_own boolean := EXISTS (SELECT FROM main.made_by
            WHERE table_name = 'operation' AND row_id = one AND role = session_user);
    BEGIN
        IF EXISTS (
            SELECT FROM main.journal line LEFT JOIN main.person p ON p.id = line.person_id
            WHERE line.operation_id = one AND (
                p.office_id <> ALL (mine) OR line.before = '{{}}' OR line.after = '{{}}'
                OR NOT is_own AND (
                    CASE WHEN line.person_id IS NULL THEN line.table_name NOT IN ('print_session', 'shipment')
                         ELSE p.id IS NULL END
                    OR {ABOUT_TWO}))
        ) THEN
            RETURN false;
        END IF;
        RETURN is_own OR EXISTS (
            SELECT FROM main.journal line JOIN main.person p ON p.id = line.person_id
            WHERE line.operation_id = one AND p.office_id = ANY (mine));
    END $$
    """,
    # Who recorded, and when, what else changed somebody of these offices; not what it is called.
    f"""
    CREATE OR REPLACE FUNCTION main.beside(ids bigint[])
    RETURNS TABLE (id bigint, "user" main.sealed_alike, entered_at text, is_undone boolean, undoes_id bigint)
    LANGUAGE sql STABLE {_DEFINER} AS $$
        SELECT o.id, o."user", o.entered_at, ((
            SELECT coalesce(max(chain.depth), 0) FROM main.operation chain
            WHERE chain.origin_id = coalesce(o.origin_id, o.id)) - o.depth) % 2 = 1, o.undoes_id
        FROM main.operation o
        WHERE o.id = ANY (ids) AND EXISTS (
            SELECT FROM main.journal line JOIN main.person p ON p.id = line.person_id
            WHERE line.operation_id = o.id AND p.office_id = ANY (main.own_offices()))
    $$
    """,
    f"""
    CREATE OR REPLACE FUNCTION main.last_id(kind text) RETURNS bigint LANGUAGE sql STABLE {_DEFINER}
    RETURN coalesce(pg_sequence_last_value(to_regclass(format('main.%I', kind || '_id_seq'))), 0)
    """,
    f"""
    CREATE OR REPLACE FUNCTION main.is_elsewhere(one bigint) RETURNS boolean
    LANGUAGE plpgsql STABLE {_DEFINER} AS $$
    BEGIN
        RETURN EXISTS (SELECT FROM main.person p WHERE p.id = one AND p.office_id <> ALL ({_OWN}));
    END $$
    """,
    # Whether every entry of somebody who stands here twice is of these offices. Which of them a question
    # names lies there sealed.
    f"""
    CREATE OR REPLACE FUNCTION main.twice_here(whose bigint) RETURNS boolean
    LANGUAGE plpgsql STABLE {_DEFINER} AS $$
    BEGIN
        RETURN (
            SELECT coalesce(bool_and(p.office_id = ANY ({_OWN})), false) FROM main.person me
            JOIN main.person p ON p.born_on = me.born_on AND p.name_key = me.name_key AND p.id <> me.id
            WHERE me.id = whose);
    END $$
    """,
    # Whether somebody's cover rests on an employee of another office.
    f"""
    CREATE OR REPLACE FUNCTION main.rests_elsewhere(ids bigint[]) RETURNS boolean
    LANGUAGE sql STABLE {_DEFINER} AS $$
        SELECT EXISTS (
            SELECT FROM main.person p JOIN main.person other USING (symbol, number)
            WHERE p.id = ANY (ids) AND p.kind <> 'insured' AND p.office_id = ANY (main.own_offices())
              AND other.office_id <> ALL (main.own_offices()))
    $$
    """,
    # A household, or one human, does not end at an office's door: who sees less must not decide it.
    f"""
    CREATE OR REPLACE FUNCTION main.refuse_elsewhere() RETURNS trigger LANGUAGE plpgsql {_DEFINER} AS $$
    DECLARE
        mine bigint[] := main.own_offices();
        -- A step writes what differs alone, and a sealed text that was not written is the same.
        beside text[] := ARRAY['department', 'employee_code', 'language', 'sex_on_front', 'ends_on'];
        one main.person;
    BEGIN
        IF main.is_whole() THEN RETURN NULL; END IF;
        FOREACH one IN ARRAY CASE TG_OP WHEN 'INSERT' THEN ARRAY[NEW] WHEN 'DELETE' THEN ARRAY[OLD]
                             ELSE ARRAY[OLD, NEW] END LOOP
            IF EXISTS (SELECT FROM main.person p WHERE p.symbol = one.symbol AND p.number = one.number
                       AND p.office_id <> ALL (mine))
               OR (TG_OP <> 'UPDATE' OR to_jsonb(OLD) - beside <> to_jsonb(NEW) - beside)
               AND EXISTS (SELECT FROM main.person p WHERE p.born_on = one.born_on
                           AND p.name_key = one.name_key AND p.office_id <> ALL (mine)) THEN
                RAISE EXCEPTION 'reaches another office' USING ERRCODE = '{ELSEWHERE}';
            END IF;
        END LOOP;
        RETURN NULL;
    END $$
    """,
    # A role goes on with the next number, and the server notes what it made.
    f"""
    CREATE OR REPLACE FUNCTION main.note_maker() RETURNS trigger LANGUAGE plpgsql {_DEFINER} AS $$
    BEGIN
        IF main.is_whole() THEN RETURN NEW; END IF;
        IF TG_TABLE_NAME = 'operation' AND NEW.id <> main.next_operation()
           OR TG_TABLE_NAME <> 'operation' AND NEW.id > main.last_id(TG_TABLE_NAME) + 1 THEN
            RAISE EXCEPTION 'not the next number' USING ERRCODE = 'insufficient_privilege';
        END IF;
        IF TG_TABLE_NAME IN {_MADE} THEN
            INSERT INTO main.made_by VALUES (TG_TABLE_NAME, NEW.id, session_user, pg_current_xact_id())
            ON CONFLICT (table_name, row_id) DO UPDATE SET role = excluded.role, step = excluded.step;
        END IF;
        RETURN NEW;
    END $$
    """,
    f"""
    CREATE OR REPLACE FUNCTION main.forget_maker() RETURNS trigger LANGUAGE plpgsql {_DEFINER} AS $$
    BEGIN
        DELETE FROM main.made_by WHERE table_name = TG_TABLE_NAME AND row_id = OLD.id;
        RETURN NULL;
    END $$
    """,
    # Who has whose household open; see db/folder/presence.py.
    f"""
    CREATE OR REPLACE FUNCTION main.come(whose bigint, "user" main.sealed_alike) RETURNS void
    LANGUAGE plpgsql VOLATILE {_DEFINER} AS $$
    BEGIN
        PERFORM pg_advisory_unlock_all(), pg_notify('presence', '');
        IF whose IS NOT NULL AND (main.is_whole() OR NOT main.is_elsewhere(whose)) THEN
            PERFORM pg_advisory_lock_shared({HERE}, pg_backend_pid());
            INSERT INTO main.presence VALUES (pg_backend_pid(), whose, come."user", now())
            ON CONFLICT (pid) DO UPDATE SET person_id = excluded.person_id, "user" = excluded."user",
                since = excluded.since;
        END IF;
    END $$
    """,
    f"""
    CREATE OR REPLACE FUNCTION main.others_at(people bigint[])
    RETURNS TABLE ("user" main.sealed_alike, since timestamptz) LANGUAGE sql STABLE {_DEFINER} AS $$
        SELECT here."user", min(here.since) FROM main.presence here
        JOIN pg_locks held ON held.locktype = 'advisory' AND held.pid = here.pid
             AND held.classid = {HERE} AND held.objid::bigint = here.pid
             AND held.database = (SELECT oid FROM pg_database WHERE datname = current_database())
        WHERE here.pid <> pg_backend_pid() AND here.person_id = ANY (people)
          AND (main.is_whole() OR NOT main.is_elsewhere(here.person_id))
        GROUP BY here."user" ORDER BY 2
    $$
    """,
    f"ALTER FUNCTION main.next_operation() {_DEFINER}",
    f"ALTER FUNCTION main.remember_id() {_DEFINER}",
)


_TRIGGERS = """
    DO $$
    DECLARE one record;
    BEGIN
        -- Of who owns the tables nothing is asked.
        FOR one IN SELECT table_name FROM information_schema.columns WHERE table_schema = 'main'
            AND (is_identity = 'YES' OR (table_name, column_name) = ('operation', 'id'))
            AND table_name <> 'operation_seal' LOOP
            EXECUTE format('CREATE OR REPLACE TRIGGER note_maker BEFORE INSERT ON main.%I FOR EACH ROW '
                'WHEN (session_user <> %L) EXECUTE FUNCTION main.note_maker()', one.table_name, current_user);
        END LOOP;
        EXECUTE format('CREATE OR REPLACE TRIGGER refuse_elsewhere AFTER INSERT OR UPDATE OR DELETE '
            'ON main.person FOR EACH ROW WHEN (session_user <> %L) '
            'EXECUTE FUNCTION main.refuse_elsewhere()', current_user);
    END $$
"""


def functions() -> list[str]:
    """Return everything, in an order in which it can be said."""
    return [
        *_FUNCTIONS,
        *(_of_others(table, papers) for table, papers in HOLDS.items()),
        *(
            f"CREATE OR REPLACE TRIGGER forget_maker AFTER DELETE ON main.{table} {_EACH} main.forget_maker()"
            for table in _MADE
        ),
        _TRIGGERS,
    ]


def _of_others(table: str, papers: str) -> str:
    return f"""
        CREATE OR REPLACE FUNCTION main.{table}_of_others(one bigint) RETURNS boolean
        LANGUAGE plpgsql STABLE {_DEFINER} AS $$
        BEGIN
            RETURN EXISTS ({papers} AND p.office_id <> ALL (main.own_offices()));
        END $$
    """
