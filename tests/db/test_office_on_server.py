"""A data folder that names a server: opened, refused with the true cause, moved there and back whole."""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from app.changes import Upgrade
from app.domain.person import Office
from app.errors import BadValue, DatabaseTooNew, DataDamaged, SystemTrouble, UserError
from db.backup.backup import verify
from db.backup.by_itself import care_of
from db.backup.erasing import erase
from db.backup.restore import restore_backup
from db.folder.connection import Connection
from db.folder.names import MOVED, MOVED_NOTE, MOVING_FILE, SERVER_FILE
from db.folder.postgres import PostgresConnection
from db.folder.server import named, read_server
from db.folder.sqlcipher import SqlCipherConnection
from db.folder.unreachable import cause_of
from db.folder.whereabouts import refuse_unfit
from db.keys.keys import Unlock
from db.making import create_data_folder
from db.moving import OfficePlace
from db.restoring import restore
from db.store import SqliteStore, open_store
from db.tables.copying import Held, held
from db.upgrade import LATEST, scripts_folder, taken
from db.upgrade_on_server import upgrade_on_server
from tests.factories import society
from tests.postgres import OTHER_NAME, PASSWORD, Server
from tests.secret_service import secret_service

WORDS = "ねこ つくえ あめ かわ そら"


@pytest.fixture
def office(tmp_path: Path, demo_office: Path) -> Path:
    return shutil.copytree(demo_office, tmp_path / "data")


@pytest.fixture
def moved(office: Path, postgres: Server) -> Path:
    to_server(office, postgres.address(postgres.empty()))
    return office


def to_server(folder: Path, address: str, password: str = "") -> None:
    place = OfficePlace(folder)
    place.to_server("", place.named(address, password))


def whats_held(folder: Path) -> Mapping[str, Held]:
    with closing(open_store(folder, Unlock())) as store, closing(store.new_connection()) as connection:
        return held(connection)


def last_ids(store: SqliteStore) -> list[int]:
    with closing(store.new_connection()) as connection:
        return [connection.last_id(name) for name in ("office", "person", "journal")]


def labels_of(folder: Path) -> list[str]:
    with closing(open_store(folder, Unlock())) as store, closing(store.new_connection()) as connection:
        return connection.values("SELECT label FROM operation ORDER BY id")


def sound(folder: Path) -> type[Connection]:
    with closing(open_store(folder, Unlock())) as store, closing(store.new_connection()) as connection:
        assert verify(store) == []
        return type(connection)


def refused(folder: Path) -> str:
    with pytest.raises((SystemTrouble, UserError)) as told:
        open_store(folder, Unlock()).close()
    return str(told.value)


def run(folder: Path, *statements: str) -> None:
    import psycopg

    with psycopg.connect(read_server(folder).address(), autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


def test_an_office_is_made_on_a_server_and_signed_in_to(postgres: Server, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    address = postgres.address(postgres.empty())
    server = named(address)
    code = create_data_folder(folder, WORDS, society=society(), server=server)
    assert not (folder / "shikaku.db").exists()
    with pytest.raises(UserError, match="パスフレーズが違います"):
        open_store(folder, Unlock("ちがう言葉をならべておく"))
    for unlock in (Unlock(WORDS), Unlock(recovery_code=code)):
        with closing(open_store(folder, unlock)) as store:
            assert verify(store) == []
            store.note("書き出し")
    # Whoever begins there anew is told that it is taken, and by whom nothing of it is touched.
    with pytest.raises(UserError, match=r"空ではありません.*createdb"):
        create_data_folder(tmp_path / "other", WORDS, society=society(), server=named(address))
    assert not (tmp_path / "other" / SERVER_FILE).exists()
    with pytest.raises(UserError, match="すでにデータがあります"):
        create_data_folder(folder, WORDS, society=society(), server=named(address))


def test_there_and_back_nothing_is_other(office: Path, postgres: Server) -> None:
    before = whats_held(office)
    far: list[tuple[int, int]] = []
    place = OfficePlace(office)
    server = place.named(postgres.address(postgres.empty()))
    place.to_server("", server, report=lambda done, of: far.append((done, of)))
    assert far[-1][0] == far[-1][1] > 1000
    assert sound(office) is PostgresConnection
    (kept,) = office.glob(f"{MOVED}*")
    assert place.server in (kept / MOVED_NOTE).read_text("utf-8")
    assert "移す前の記録の写し" in refused(kept)
    there = whats_held(office)
    # The move is the one step that came to it.
    other = {name for name in before if before[name] != there[name]}
    assert other == {"operation", "operation_seal"}
    with closing(open_store(office, Unlock())) as store:
        with store.transaction("事業所の追加") as tx:
            tx.save_office(Office(None, "9001", "見本支店"))
        store.undo()
        numbers = last_ids(store)
    there = whats_held(office)
    place.to_file("")
    assert sound(office) is SqlCipherConnection
    again = whats_held(office)
    assert {name for name in there if there[name] != again[name]} == {"operation", "operation_seal"}
    with closing(open_store(office, Unlock())) as store:
        assert last_ids(store) == numbers
    assert [label for label in labels_of(office) if "移動" in label] == [
        "記録をサーバーへ移動",
        "記録をサーバーからファイルへ移動",
    ]
    # The copy opens once somebody decides that it is to be used.
    (kept / MOVED_NOTE).unlink()
    assert whats_held(kept) == before
    # On another PC that opened the office too.
    other_pc = shutil.copytree(office, office.with_name("other"))
    (other_pc / f"{SERVER_FILE}.left").rename(other_pc / SERVER_FILE)
    assert "ほかのPCのファイルへ移されました" in refused(other_pc)


def test_a_backup_of_a_server_is_one_of_the_file(moved: Path, tmp_path: Path) -> None:
    there = whats_held(moved)
    with closing(open_store(moved, Unlock())) as store:
        care = care_of(store)
        made = care.now(None, lambda _done, _of: None)
        assert care.try_out().problem == ""
        assert not care.look().here.is_behind
        assert care.preview(made, "").lost_in_all == 0
        store.note("書き出し")
        assert care.look().here.is_behind
    back = tmp_path / "back"
    restore_backup(made, back, Unlock())
    assert {name for name, rows in whats_held(back).items() if rows != there[name]} == {
        "operation",
        "operation_seal",
    }


def test_a_backup_is_put_back_on_the_server_and_told_on_every_other_pc(
    moved: Path, demo_office: Path, tmp_path: Path
) -> None:
    other_pc = shutil.copytree(moved, tmp_path / "other")
    with closing(open_store(moved, Unlock())) as store:
        file = care_of(store).now(None, lambda _done, _of: None)
    there = whats_held(moved)
    with closing(open_store(other_pc, Unlock())) as store:
        with store.transaction("事業所の追加") as tx:
            tx.save_office(Office(None, "9001", "見本支店"))
        before = whats_held(moved)
        with pytest.raises(SystemTrouble, match="すべてのPCで閉じてから"):
            restore(file, moved, Unlock())
    assert whats_held(moved) == before

    def stop(_done: int, _of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        restore(file, moved, Unlock(), report=stop)
    assert whats_held(moved) == before
    kept = restore(file, moved, Unlock())
    assert kept is not None
    assert kept.name.startswith("before-restore-")
    assert sound(moved) is PostgresConnection
    now = whats_held(moved)
    assert {name for name in there if there[name] != now[name]} == {
        *("operation", "operation_seal", "journal", "left_behind"),
    }
    assert labels_of(moved)[-1] == f"バックアップから復元({file.name})"
    assert re.search(r"管理者 さんがバックアップ\(.*から戻しました。もう一度開くと", refused(other_pc))
    assert labels_of(other_pc) == labels_of(moved)
    # What was there before can be had back, too; what another office has cannot.
    restore(kept, moved, Unlock())
    assert {name for name, rows in whats_held(moved).items() if rows != before[name]} == {
        *("operation", "operation_seal", "journal", "left_behind"),
    }
    create_data_folder(tmp_path / "else", "", society=society(), is_sample=True)
    with closing(open_store(tmp_path / "else", Unlock())) as store:
        foreign = care_of(store).now(None, lambda _done, _of: None)
    with pytest.raises(UserError, match="別の事業所のバックアップ"):
        restore(foreign, moved, Unlock())
    # Whoever rolls the server back by hand is known all the same.
    an_older_state_is_known(moved)


def test_what_a_server_cannot_do_yet_is_refused(moved: Path) -> None:
    keys = (moved / "keys.json").read_bytes()
    with pytest.raises(UserError, match="何も消していません"):
        erase(moved, backup_elsewhere=False)
    assert (moved / "keys.json").read_bytes() == keys
    assert sound(moved) is PostgresConnection


def test_who_has_it_open_keeps_it_where_it_is(office: Path, postgres: Server) -> None:
    server = named(postgres.address(postgres.empty()))
    place = OfficePlace(office)
    with closing(open_store(office, Unlock())), pytest.raises(SystemTrouble, match="使用中"):
        place.to_server("", server)
    place.to_server("", server)
    with pytest.raises(UserError, match="もうサーバーにあります"):
        place.to_server("", server)
    other_pc = shutil.copytree(office, office.with_name("other"))
    with closing(open_store(other_pc, Unlock())) as store:
        with closing(open_store(office, Unlock())) as beside:
            beside.note("同時に")
        with pytest.raises(SystemTrouble, match="ほかのPCで開いています"):
            place.to_file("")
        store.note("書き出し")
    assert sound(office) is PostgresConnection
    place.to_file("")
    with pytest.raises(UserError, match="もうこのPCのファイルにあります"):
        place.to_file("")


def test_who_lost_the_connection_writes_nothing_where_the_office_is_no_more(
    office: Path, postgres: Server
) -> None:
    database = postgres.empty()
    OfficePlace(office).to_server("", named(postgres.address(database)))
    with closing(open_store(shutil.copytree(office, office.with_name("other")), Unlock())) as store:
        postgres.run(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'")
        OfficePlace(office).to_file("")
        with pytest.raises(SystemTrouble, match="ほかのPCのファイルへ移されました"):
            store.note("書き出し")
    assert sound(office) is SqlCipherConnection


def test_a_move_that_is_stopped_leaves_all_as_it_was(office: Path, postgres: Server) -> None:
    before, place = whats_held(office), OfficePlace(office)
    server = place.named(postgres.address(postgres.empty()))

    def stop_at(number: int) -> Callable[[int, int], None]:
        def far(done: int, _of: int) -> None:
            if done >= number:
                raise KeyboardInterrupt

        return far

    with pytest.raises(KeyboardInterrupt):
        place.to_server("", server, report=stop_at(300))
    assert whats_held(office) == before
    place.to_server("", server)
    there = whats_held(office)
    with pytest.raises(KeyboardInterrupt):
        place.to_file("", report=stop_at(300))
    assert whats_held(office) == there
    assert not (office / MOVING_FILE).exists()


def test_killed_at_any_point_it_is_whole(empty_office: Path, tmp_path: Path, postgres: Server) -> None:
    """Before every rename and removal, before and after every commit on the server; and it goes on."""
    rounds = Path(__file__).with_name("move_rounds.py")
    done = subprocess.run(
        [sys.executable, str(rounds), str(empty_office), str(tmp_path), postgres.address(postgres.empty())],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
        env={"PYTHONPATH": str(Path(__file__).parents[2]), "PATH": ""},
    )
    assert done.returncode == 0, done.stderr
    there, back = map(int, done.stdout.split())
    assert there >= 10
    assert back >= 8


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"port": "1"}, "つながりません"),
        ({"dbname": "no_such"}, "データベースがサーバーにありません"),
        ({"user": "nobody"}, "利用者がサーバーにいません"),
    ],
)
def test_why_a_server_does_not_open(moved: Path, asked: Mapping[str, str], said: str) -> None:
    text = (moved / SERVER_FILE).read_text("utf-8")
    now = read_server(moved).parameters
    for name, value in asked.items():
        text = text.replace(f'"{name}": "{now[name]}"', f'"{name}": "{value}"')
    (moved / SERVER_FILE).write_text(text, "utf-8")
    assert said in refused(moved)
    assert refused(moved).endswith("。")


def test_off_this_machine_only_a_proved_certificate_and_the_right_password_will_do(
    office: Path, postgres: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = postgres.empty()
    files = tmp_path / "pgpass"
    monkeypatch.setenv("PGPASSFILE", str(files))
    # What libpq would take from its surroundings makes nothing less safe.
    monkeypatch.setenv("PGSSLMODE", "disable")
    monkeypatch.setenv("PGHOSTADDR", OTHER_NAME)

    def told(address: str) -> str:
        with pytest.raises(SystemTrouble) as refusal:
            to_server(office, address)
        return str(refusal.value)

    assert "パスワードがありません" in told(postgres.away(database))
    files.touch(0o600)
    files.write_text("*:*:*:*:wrong\n", "utf-8")
    assert "パスワードが違う" in told(postgres.away(database))
    files.write_text("*:*:*:*:" + PASSWORD.replace("\\", "\\\\").replace(":", "\\:") + "\n", "utf-8")
    assert "証明書を信用できません" in told(postgres.away(database, authority="other"))
    assert "別の名前のもの" in told(postgres.away(database, host=OTHER_NAME))
    assert "認証局の証明書がありません" in told(postgres.away(database, authority="no-such"))
    to_server(office, postgres.away(database))
    assert sound(office) is PostgresConnection
    assert PASSWORD not in "".join(file.read_text("utf-8") for file in office.glob("*.json"))


def test_the_password_is_kept_in_the_keyring(
    office: Path, postgres: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGPASSFILE", str(tmp_path / "none"))
    with secret_service(tmp_path, monkeypatch):
        to_server(office, postgres.away(postgres.empty()), PASSWORD)
        assert sound(office) is PostgresConnection
        OfficePlace(office).keep_password("")
        assert "パスワードがありません" in refused(office)
        OfficePlace(office).keep_password(PASSWORD)
        assert sound(office) is PostgresConnection
    assert PASSWORD not in (office / SERVER_FILE).read_text("utf-8")


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("postgresql://clerk:secret@db.example/office", "パスワードを書かないで"),
        ("postgresql://db.example/office?sslmode=require", "sslmode=verify-full"),
        ("host=localhost,db.example dbname=office sslmode=disable", "sslmode=verify-full"),
        ("postgresql://db.example/office?options=-crole", "options は使えません"),
        ("postgresql://db.example", "データベースの名前がありません"),
        ("data base", "アドレスが読めません"),
    ],
)
def test_an_address_that_will_not_do(address: str, said: str) -> None:
    with pytest.raises(BadValue, match=said):
        named(address)


def test_an_address_says_what_it_proves() -> None:
    away = named("postgresql://clerk@db.example:5433/office")
    assert away.name == "clerk@db.example:5433/office"
    assert "sslmode='verify-full'" in away.address()
    assert "password='a\\'b\\\\'" in away.address("a'b\\")
    for here in ("postgresql://localhost/office", "host=/run/postgresql dbname=office"):
        assert "verify-full" not in named(here).address()
    for elsewhere in ("service=office", "dbname=office"):
        assert "sslmode='verify-full'" in named(elsewhere).address()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('FATAL:  ユーザー"clerk"のパスワード認証に失敗しました', "パスワードが違う"),
        ('FATAL:  データベース"office"は存在しません', "データベースがサーバーにありません"),
        ('FATAL:  no pg_hba.conf entry for host "192.0.2.1"', "接続を許していません"),
        ("server does not support SSL, but SSL was required", "TLS"),
        ("FATAL: sorry, too many clients already", "接続を受け付けていません"),
        ("something\nnobody ever heard of", "サーバーの答え: nobody ever heard of。"),
        ("", "サーバーの答え: なし。"),
    ],
)
def test_what_a_server_answers_in_our_words(text: str, said: str) -> None:
    assert said in cause_of(Exception(text), "db.example/office")


@pytest.mark.parametrize(
    ("made", "said"),
    [
        ("ENCODING 'SQL_ASCII' LOCALE 'C'", "文字コード UTF8、並び順 C で作り直して"),
        ("ENCODING 'UTF8' LOCALE 'C.UTF-8'", "文字コード UTF8、並び順 C で作り直して"),
    ],
)
def test_a_database_that_does_not_fit(office: Path, postgres: Server, made: str, said: str) -> None:
    name = f"unfit_{next(postgres.made)}"
    postgres.run(f"CREATE DATABASE {name} TEMPLATE template0 {made}")
    with pytest.raises(SystemTrouble, match=said):
        to_server(office, postgres.address(name))
    assert sound(office) is SqlCipherConnection


class Old:
    """What a server of the days before answers."""

    def row(self, _statement: str) -> tuple[Any, ...]:
        return 140012, "UTF8", "C"


def test_a_server_that_is_too_old() -> None:
    with pytest.raises(SystemTrouble, match=r"PostgreSQL 14.*15 以上"):
        refuse_unfit(Old())  # type: ignore[arg-type]


def test_what_is_no_office_of_this_folder(office: Path, postgres: Server) -> None:
    address, moved = postgres.address(postgres.empty()), office
    to_server(moved, address)
    text = (moved / SERVER_FILE).read_text("utf-8")
    token = read_server(moved).token
    (moved / SERVER_FILE).write_text(text.replace(token, "0" * 32), "utf-8")
    assert "このデータフォルダーの事業所の記録ではありません" in refused(moved)
    (moved / SERVER_FILE).write_text("{", "utf-8")
    assert "server.json が壊れている" in refused(moved)
    (moved / SERVER_FILE).write_text(text, "utf-8")
    assert sound(moved) is PostgresConnection
    run(moved, "DROP SCHEMA main CASCADE")
    assert "空で、事業所の記録がありません" in refused(moved)
    run(moved, "CREATE TABLE public.theirs (id INTEGER)")
    assert "資格確認書デスクのデータベースではありません" in refused(moved)
    # What is somebody else's is no place to move to, and stays.
    other = shutil.copytree(next(moved.glob(f"{MOVED}*")), moved.with_name("other"))
    (other / MOVED_NOTE).unlink()
    with pytest.raises(UserError, match=r"空ではありません\(public\.theirs"):
        to_server(other, address)
    run(moved, "SELECT * FROM public.theirs")


def an_older_state_is_known(moved: Path) -> None:
    """Record a step, take it away by hand in the server, and open."""
    with closing(open_store(moved, Unlock())) as store:
        store.note("書き出し")
    run(
        moved,
        "DELETE FROM main.operation_seal WHERE id = (SELECT max(id) FROM main.operation)",
        "DELETE FROM main.operation WHERE id = (SELECT max(id) FROM main.operation)",
    )
    with pytest.raises(DataDamaged, match="最後に見た記録が入っていません"):
        open_store(moved, Unlock())


def test_an_older_state_of_the_server_is_known(moved: Path) -> None:
    an_older_state_is_known(moved)


def test_without_the_driver(moved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    assert "psycopg" in refused(moved)


MADE_UP = """
def up(migrator, db):
    db.execute_sql('ALTER TABLE "person" ADD COLUMN "made_up" INTEGER NOT NULL DEFAULT 0')
    db.execute_sql(
        'CREATE TABLE "made_up" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,'
        ' "person_id" INTEGER NOT NULL, "said" TEXT, FOREIGN KEY ("person_id")'
        ' REFERENCES "person" ("id") ON DELETE RESTRICT)'
    )
    for (person_id,) in db.execute_sql("SELECT id FROM person").fetchall():
        db.execute_sql("INSERT INTO made_up (person_id, said) VALUES (?, ?)", (person_id, "見本"))
    db.execute_sql("INSERT INTO made_up (id, person_id) SELECT 5000, min(id) FROM person")
    db.execute_sql("DELETE FROM made_up WHERE id = 5000")
"""


def test_a_later_migration_on_a_server_that_holds_data(moved: Path, tmp_path: Path) -> None:
    scripts = shutil.copytree(scripts_folder(), tmp_path / "scripts")
    told: list[Upgrade] = []
    with closing(open_store(moved, Unlock())) as store, closing(store.new_connection()) as connection:

        def bring_up_to_date(latest: str) -> None:
            upgrade_on_server(
                connection,
                back_up=lambda version: care_of(store).now(tmp_path / f"{version}.zip", lambda _d, _o: None),
                agree=told.append,
                scripts=scripts,
                latest=latest,
            )

        bring_up_to_date(LATEST)
        assert told == []
        before = held(connection)
        (scripts / "9001_broken.py").write_text(f"{MADE_UP}    db.execute_sql('SELECT no_such')\n", "utf-8")
        with pytest.raises(SystemTrouble, match="元のままにしました"):
            bring_up_to_date("9001_broken")
        assert held(connection) == before
        (scripts / "9001_broken.py").unlink()
        (scripts / "9002_made_up.py").write_text(MADE_UP, "utf-8")
        bring_up_to_date("9002_made_up")
        bring_up_to_date("9002_made_up")
        assert told[1:] == [Upgrade(("9002_made_up",), tmp_path / f"{LATEST}.zip")]
        assert (tmp_path / f"{LATEST}.zip").is_file()
        after = held(connection)
        assert {name for name, rows in before.items() if after[name] != rows} == {"person"}
        assert after["made_up"].rows == after["person"].rows == before["person"].rows
        assert connection.value("SELECT sum(made_up) FROM person") == 0
        # Numbers are given out once there, too.
        add = "INSERT INTO made_up (person_id) SELECT min(id) FROM person RETURNING id"
        assert connection.value(add) == 5001
        assert "9002_made_up" in taken(connection)
    with pytest.raises(DatabaseTooNew, match="新しい版のプログラム"):
        open_store(moved, Unlock())
