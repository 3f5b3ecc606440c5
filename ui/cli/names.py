"""Commands for names on paper: characters nobody's font has, 通称名, 限度額適用区分 and 特定疾病."""

from datetime import date
from pathlib import Path
from typing import Any

import click

from app.domain import typed
from app.domain.ids import PersonId
from app.domain.person import Person
from app.domain.print_note import PrintNote, SaidOfSheet
from app.errors import NotFound
from app.files import read
from app.printing.engine.glyphs import code_points, remedy
from app.usecases.people import name_substitutes, print_notes
from ui.cli.desk import NOTE, Columns, Desk, as_data, day_option, on_option, pass_desk, table_of


@click.group(invoke_without_command=True)
@click.pass_context
def names(ctx: click.Context) -> None:
    """そのままでは印刷できない氏名の文字と、決めてある代わりの文字。"""
    if ctx.invoked_subcommand is not None:
        return
    desk: Desk = ctx.obj
    queries = desk.queries
    people = queries.people()
    by_id = {person.id: person for person in people}
    covered = [by_id[row.person_id] for row in queries.person_rows() if row.is_covered(desk.today)]
    open_ones = name_substitutes.undecided(covered, name_substitutes.substitutions(queries, covered))
    agreed = [(by_id[one.person_id], one) for one in queries.substitutes() if one.person_id in by_id]
    parts = []
    if open_ones:
        columns: Columns = {
            "記号-番号-枝番": lambda one: one[0].key,
            "氏名": lambda one: one[0].name,
            "文字": lambda one: code_points(one[1]),
            "どうするか": lambda one: remedy(one[1], is_name=True),
        }
        parts.append(table_of(open_ones, columns))
    if agreed:
        columns = {
            "記号-番号-枝番": lambda one: one[0].key,
            "氏名": lambda one: one[0].name,
            "文字": lambda one: code_points(one[1].character),
            "代わり": lambda one: one[1].text or "(画像)",
            "了承・確認": lambda one: one[1].agreed_on,
            "メモ": lambda one: one[1].note,
        }
        parts.append(table_of(agreed, columns))
    desk.show(
        {
            "undecided": [_of(person, character) for person, character in open_ones],
            "agreed": [
                {
                    **_of(person, one.character),
                    **as_data(one, "text agreed_on note"),
                    "is_picture": bool(one.png),
                }
                for person, one in agreed
            ],
        },
        "\n\n".join(parts) or "どなたの氏名も、届出のとおりに印刷できます。",
    )


def _of(person: Person, character: str) -> dict[str, str]:
    return {
        "key": person.key,
        "name": person.name,
        "character": character,
        "code_points": code_points(character),
    }


def _character(command: Any) -> Any:
    """The arguments and options of every decision about a character."""
    for option in (
        click.option("--with-family", is_flag=True, help="同じ文字のご家族も同じにする"),
        NOTE,
        click.argument("character"),
        click.argument("key"),
    ):
        command = option(command)
    return command


@names.command()
@click.option("--text", required=True, help="ご本人が了承した代わりの文字")
@_character
@on_option("了承を得た日")
@pass_desk
def agree(desk: Desk, /, text: str, note: str, on: date, **of: Any) -> None:
    """代わりの文字を決める。CHARACTER は文字そのものか U+E000 のような番号。"""
    who, wanted, also = _meant(desk, **of)
    desk.record(
        lambda tx: name_substitutes.agree_text(
            tx, _id(who), wanted, text, agreed_on=on, today=desk.today, note=note, also=also
        ),
        key=who.key,
        code_points=code_points(wanted),
        text=text,
    )


@names.command()
@_character
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@on_option("形を確かめた日")
@pass_desk
def picture(desk: Desk, /, file: Path, note: str, on: date, **of: Any) -> None:
    """文字の画像を決める。届出のとおりの形を、白地に黒く大きく1字。"""
    who, wanted, also = _meant(desk, **of)
    data = read(file)
    desk.record(
        lambda tx: name_substitutes.use_picture(
            tx, _id(who), wanted, data, agreed_on=on, today=desk.today, note=note, also=also
        ),
        key=who.key,
        code_points=code_points(wanted),
    )


@names.command()
@click.argument("key")
@click.argument("character")
@pass_desk
def withdraw(desk: Desk, key: str, character: str) -> None:
    """代わりの文字を取り消す。"""
    who, wanted = desk.detail(key).person, name_substitutes.character_of(character)
    kept = [
        one.id
        for one in desk.queries.substitutes()
        if one.person_id == who.id and one.character == wanted and one.id is not None
    ]
    if not kept:
        raise NotFound(
            f"{who.name} さんの{name_substitutes.spoken(wanted)}に、決めてある代わりはありません。"
        )
    desk.record(
        lambda tx: name_substitutes.withdraw(tx, kept, on=desk.today),
        key=who.key,
        code_points=code_points(wanted),
    )


@names.command()
@click.argument("key")
@click.option("--registered", help="戸籍上の氏名。名簿の氏名が通称名のときだけ。空文字で消す")
@click.option("--limit", help="限度額適用区分。空文字で消す")
@click.option("--former", help="旧姓。氏と名の間にかっこで載せる。空文字で消す")
@click.option("--disease", help="特定疾病の記号(健保が決めたもの。病名は書かない)。空文字で消す")
@day_option("--disease-from", help="特定疾病の発効の日")
@on_option("変更した日")
@pass_desk
def sheet(
    desk: Desk,
    key: str,
    registered: str | None,
    limit: str | None,
    former: str | None,
    disease: str | None,
    disease_from: date | None,
    on: date,
) -> None:
    """証に載せる戸籍上の氏名・限度額適用区分・旧姓・特定疾病。省いたものは変わらない。"""
    who = desk.detail(key).person
    kept = desk.queries.print_notes().get(_id(who)) or PrintNote(None, _id(who))
    if disease is None and disease_from is not None:
        disease = kept.disease_mark
    mark = None if disease is None else typed.code(disease).upper()
    told = SaidOfSheet(registered, limit, mark, disease_from).put_into(kept)
    desk.record(
        lambda tx: print_notes.set_note(
            tx,
            _id(who),
            registry_name=told.registry_name,
            limit_category=told.limit_category,
            former_surname=former,
            disease=told.disease,
            on=on,
            today=desk.today,
        ),
        key=who.key,
    )


def _id(person: Person) -> PersonId:
    assert person.id is not None
    return person.id


def _meant(desk: Desk, key: str, character: str, with_family: bool) -> tuple[Person, str, list[PersonId]]:
    """Return the person and the character, and whose in the family is decided as well."""
    who, wanted = desk.detail(key).person, name_substitutes.character_of(character)
    if not with_family:
        return who, wanted, []
    home = [p for p in desk.queries.people() if (p.symbol, p.number) == (who.symbol, who.number)]
    return who, wanted, [_id(p) for p in name_substitutes.family_with(home, who, wanted)]
