"""The commands about the society's rules: rules show, check, compare, load, export; rule answers by them."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from app import output
from app.domain.collecting import PaperKind, collect_or_not
from app.domain.rest_days import rest_day
from app.domain.rules import LARGEST, RuleBook, RuleChange, RuleEntry, decode_rules, read_rule_book
from app.files import read
from app.usecases.settings import settings
from app.words import label
from ui.cli.desk import TO_WRITE, Columns, Desk, pass_desk, rest_data, table_of, word_option
from ui.words.rules import new_words, old_words, rule_name, rule_names, rule_question, rule_value, since_words

FILE = click.argument("file", metavar="FILE|NAME")
_LISTED: Columns = {
    "規則": lambda e: rule_name(e.name),
    "値": rule_value,
    "いつから": "effective_from",
    "健保の確認": lambda e: "確認済" if e.confirmed else "要確認",
    "出典": "source",
}
_CHANGED: Columns = {
    "規則": lambda c: rule_name(c.name),
    "いつから": lambda c: since_words(c.effective_from),
    "今の規則": old_words,
    "ファイルの規則": new_words,
}


@click.command()
@click.argument("key")
@word_option("--paper", PaperKind, default=PaperKind.CERTIFICATE.value, show_default=True, help="どの証か")
@pass_desk
def rule(desk: Desk, key: str, paper: PaperKind) -> None:
    """集める・集めない: その方のその証をどうするか(--today で別の日)。"""
    detail = desk.detail(key)
    ruling = collect_or_not(paper, detail.facts, desk.rules, desk.today)
    told = {name: value for name, value in asdict(ruling).items() if name != "if_held"}
    rest = None if ruling.by is None else rest_day(ruling.by, desk.rules)
    data = {"key": detail.person.key, "name": detail.person.name, "paper": paper, **told, **rest_data(rest)}
    remark = "" if rest is None else f"\n{rest.said()}"
    desk.show(data, f"{label(ruling.verdict)}\n{ruling.sentence}{remark}")


@click.group()
def rules() -> None:
    """健保の規則を見る・調べる・比べる・読み込む・書き出す。"""


@rules.command("show")
@pass_desk
def show_rules(desk: Desk) -> None:
    """今日の規則と、これから変わるもの(--today で別の日)。"""
    book = _in_force(desk)
    today = book.at(desk.today)
    rows = [
        entry
        for name in rule_names()
        for entry in book.versions(name)
        if entry is today.entry(name) or entry.effective_from > desk.today
    ]
    ours = "、".join(f"{name} {society}" for name, society in settings.shipped_files().items())
    text = f"{book.society}\n{table_of(rows, _LISTED)}\n{_counted(rows)}\n付属の規則: {ours}"
    desk.show(_as_data(book, rows) | {"ours": settings.shipped_files()}, text)


@rules.command("check")
@FILE
@pass_desk
def check_rules(desk: Desk, file: str) -> None:
    """規則ファイルに書き間違いがないか。何も保存しない。"""
    text = _text_of(file)
    plan = settings.plan_rules(text, text)
    entries = plan.book.entries
    sentence = f"{plan.book.society}の規則として読めます。{settings.lacking_sentence(plan.book)}"
    desk.show(_as_data(plan.book, entries) | {"sentence": sentence}, f"{sentence}\n{_counted(entries)}")


@rules.command("compare")
@FILE
@pass_desk
def compare_rules(desk: Desk, file: str) -> None:
    """規則ファイルを読み込むと何が変わるか。何も保存しない。"""
    plan = settings.plan_rules(desk.queries.society().rules_toml, _text_of(file))
    changes = [_change_as_data(change) for change in plan.changes]
    told = f"{plan.rules}件の規則が変わります。" if plan.rules else "今の規則と同じです。"
    sentence = f"{plan.book.society}: {told}{settings.lacking_sentence(plan.book)}"
    data = {"society": plan.book.society, "changes": changes, "lacking": plan.book.lacking}
    table = f"{table_of(plan.changes, _CHANGED)}\n" if plan.changes else ""
    desk.show(data | {"sentence": sentence}, f"{table}{sentence}")


@rules.command("load")
@FILE
@pass_desk
def load_rules(desk: Desk, file: str) -> None:
    """規則ファイルを健保の規則にする(取り消せる)。"""
    text = _text_of(file)
    desk.record(lambda tx: settings.change_rules(tx, text), lacking=read_rule_book(text).lacking)


@rules.command("export")
@click.argument("file", type=TO_WRITE)
@click.option("--shipped", type=click.Choice(settings.SHIPPED), help="今の規則の代わりに、付属の規則")
@pass_desk
def export_rules(desk: Desk, file: Path, shipped: str | None) -> None:
    """今の規則を、読み込んだときのままファイルに書き出す。"""
    place = desk.place(file, output.TOML)
    text = desk.queries.society().rules_toml if shipped is None else settings.shipped_text(shipped)
    place.write(text.encode("utf-8"))
    desk.show({"file": str(file)}, f"規則を書き出しました: {file}")


def _text_of(file: str) -> str:
    """A rules file by its path, or one of ours by its name."""
    return (
        settings.shipped_text(file)
        if file in settings.SHIPPED
        else decode_rules(read(Path(file), LARGEST + 1))
    )


def _in_force(desk: Desk) -> RuleBook:
    return read_rule_book(desk.queries.society().rules_toml)


def _counted(entries: Sequence[RuleEntry]) -> str:
    unsure = sum(not entry.confirmed for entry in entries)
    return f"{len(entries)}件、うち要確認{unsure}件"


def _as_data(book: RuleBook, entries: Sequence[RuleEntry]) -> dict[str, Any]:
    rows = [_entry_as_data(entry) for entry in entries]
    return {"society": book.society, "rows": rows, "lacking": book.lacking}


def _entry_as_data(entry: RuleEntry) -> dict[str, Any]:
    """An entry as JSON tells it. value: as people write it."""
    return {
        "name": entry.name,
        "label": rule_name(entry.name),
        "value": rule_value(entry),
        "source": entry.source,
        "effective_from": entry.effective_from,
        "confirmed": entry.confirmed,
        "is_lacking": entry.is_lacking,
        "question": rule_question(entry),
    }


def _change_as_data(change: RuleChange) -> dict[str, Any]:
    return {
        "name": change.name,
        "label": rule_name(change.name),
        "effective_from": change.effective_from,
        "old": old_words(change),
        "new": new_words(change),
        "is_value": change.is_value,
    }
