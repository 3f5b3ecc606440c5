"""Commands for names on paper: characters nobody's font has, 通称名 and 限度額適用区分."""

from datetime import datetime
from pathlib import Path

import click

from app.domain.ids import PersonId
from app.domain.person import Person
from app.domain.wareki import wareki_short
from app.errors import NotFound
from app.files import read
from app.printing.engine.glyphs import code_points, remedy
from app.usecases.people import name_substitutes, print_notes
from ui.cli.desk import Desk, day, on_option, pass_desk, table


@click.group(invoke_without_command=True)
@click.pass_context
def names(ctx: click.Context) -> None:
    """そのままでは印刷できない氏名の文字と、決めてある代わりの文字。"""
    if ctx.invoked_subcommand is not None:
        return
    desk: Desk = ctx.obj
    queries = desk.store.queries
    people = queries.people()
    by_id = {person.id: person for person in people}
    covered = [by_id[row.person_id] for row in queries.person_rows() if row.is_covered(desk.today)]
    open_ones = name_substitutes.undecided(covered, name_substitutes.substitutions(queries, covered))
    agreed = [(by_id[one.person_id], one) for one in queries.substitutes() if one.person_id in by_id]
    waiting = [(person.key, person.name, code_points(c), remedy(c, is_name=True)) for person, c in open_ones]
    decided = [
        (
            person.key,
            person.name,
            code_points(one.character),
            one.text or "(画像)",
            wareki_short(one.agreed_on),
            one.note,
        )
        for person, one in agreed
    ]
    parts = []
    if waiting:
        parts.append(table(("記号-番号-枝番", "氏名", "文字", "どうするか"), waiting))
    if decided:
        parts.append(table(("記号-番号-枝番", "氏名", "文字", "代わり", "了承・確認", "メモ"), decided))
    desk.show(
        {
            "undecided": [
                {"key": person.key, "name": person.name, "character": c, "code_points": code_points(c)}
                for person, c in open_ones
            ],
            "agreed": [
                {
                    "key": person.key,
                    "name": person.name,
                    "character": one.character,
                    "code_points": code_points(one.character),
                    "text": one.text,
                    "is_picture": bool(one.png),
                    "agreed_on": one.agreed_on,
                    "note": one.note,
                }
                for person, one in agreed
            ],
        },
        "\n\n".join(parts) or "どなたの氏名も、届出のとおりに印刷できます。",
    )


@names.command()
@click.argument("key")
@click.argument("character")
@click.option("--text", required=True, help="ご本人が了承した代わりの文字")
@click.option("--note", default="", help="メモ")
@click.option("--with-family", is_flag=True, help="同じ文字のご家族も同じにする")
@on_option("了承を得た日 (YYYY-MM-DD、省けば今日)")
@pass_desk
def agree(
    desk: Desk, key: str, character: str, text: str, note: str, with_family: bool, on: datetime | None
) -> None:
    """代わりの文字を決める。CHARACTER は文字そのものか U+E000 のような番号。"""
    who, wanted = _person(desk, key), name_substitutes.character_of(character)
    also = _family(desk, who, wanted) if with_family else []
    done = desk.store.record(
        lambda tx: name_substitutes.agree_text(
            tx,
            _id(who),
            wanted,
            text,
            agreed_on=day(on, desk.today),
            today=desk.today,
            note=note,
            also=also,
        ),
    )
    desk.show_done(done, key=who.key, code_points=code_points(wanted), text=text)


@names.command()
@click.argument("key")
@click.argument("character")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--note", default="", help="メモ")
@click.option("--with-family", is_flag=True, help="同じ文字のご家族も同じにする")
@on_option("形を確かめた日 (YYYY-MM-DD、省けば今日)")
@pass_desk
def picture(
    desk: Desk, key: str, character: str, file: Path, note: str, with_family: bool, on: datetime | None
) -> None:
    """文字の画像を決める。届出のとおりの形を、白地に黒く大きく1字。"""
    who, wanted = _person(desk, key), name_substitutes.character_of(character)
    also = _family(desk, who, wanted) if with_family else []
    data = read(file)
    done = desk.store.record(
        lambda tx: name_substitutes.use_picture(
            tx,
            _id(who),
            wanted,
            data,
            agreed_on=day(on, desk.today),
            today=desk.today,
            note=note,
            also=also,
        ),
    )
    desk.show_done(done, key=who.key, code_points=code_points(wanted))


@names.command()
@click.argument("key")
@click.argument("character")
@pass_desk
def withdraw(desk: Desk, key: str, character: str) -> None:
    """代わりの文字を取り消す。"""
    who, wanted = _person(desk, key), name_substitutes.character_of(character)
    kept = [
        one.id
        for one in desk.store.queries.substitutes()
        if one.person_id == who.id and one.character == wanted and one.id is not None
    ]
    if not kept:
        raise NotFound(
            f"{who.name} さんの{name_substitutes.spoken(wanted)}に、決めてある代わりはありません。"
        )
    done = desk.store.record(lambda tx: name_substitutes.withdraw(tx, kept, on=desk.today))
    desk.show_done(done, key=who.key, code_points=code_points(wanted))


@names.command()
@click.argument("key")
@click.option("--registered", help="戸籍上の氏名。名簿の氏名が通称名のときだけ。空文字で消す")
@click.option("--limit", help="限度額適用区分。空文字で消す")
@on_option("変更した日 (YYYY-MM-DD、省けば今日)")
@pass_desk
def sheet(desk: Desk, key: str, registered: str | None, limit: str | None, on: datetime | None) -> None:
    """証に載せる戸籍上の氏名と限度額適用区分。省いたものは変わらない。"""
    who = _person(desk, key)
    kept = desk.store.queries.print_notes().get(_id(who))
    name = registered if registered is not None else (kept.registry_name if kept else "")
    category = limit if limit is not None else (kept.limit_category if kept else None)
    done = desk.store.record(
        lambda tx: print_notes.set_note(
            tx,
            _id(who),
            registry_name=name,
            limit_category=category or None,
            on=day(on, desk.today),
            today=desk.today,
        ),
    )
    desk.show_done(done, key=who.key)


def _person(desk: Desk, key: str) -> Person:
    queries = desk.store.queries
    return queries.person_detail(queries.person_id(key), desk.today).person


def _id(person: Person) -> PersonId:
    assert person.id is not None
    return person.id


def _family(desk: Desk, person: Person, character: str) -> list[PersonId]:
    home = [p for p in desk.store.queries.people() if (p.symbol, p.number) == (person.symbol, person.number)]
    return [_id(p) for p in name_substitutes.family_with(home, person, character)]


COMMANDS: tuple[click.Command, ...] = (names,)
