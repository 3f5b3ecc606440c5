"""The society's identity and rules, and the offices."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import resources
from app.changes import Done
from app.domain.ids import OfficeId
from app.domain.insured_number import check_insurer_number
from app.domain.person import Office
from app.domain.rules import (
    GenuineBy,
    InsurerKind,
    RuleBook,
    RuleChange,
    decode_rules,
    read_rule_book,
    refuse_my_number_in_rules,
    rule_changes,
)
from app.domain.society import Society
from app.domain.wareki import wareki_short
from app.errors import BadValue, NotFound, ProgramIncomplete
from app.late import dataclass
from app.ports import Transaction
from app.usecases.asked import everyday, of_settings
from app.usecases.settings.rule_entry import with_rule

PNG_HEAD = b"\x89PNG\r\n\x1a\n"
_CHOSEN_HERE = "健保の指定(設定で選択)。健保に要確認"
SHIPPED = ("jsr", "mihon", "kyokai", "stanley", "meltec", "kensetsu", "osaka-shokuhin", "yusei")
"""The rules files that come with the program, in the order in which they are offered."""


def sample_society(*, is_sample: bool = False) -> Society:
    """Return the fictional society of the sample office and of a fresh data folder, with the notice's rules.

    Its number has a right check digit and belongs to nobody; it prints 見本 only.
    """
    try:
        rules = resources.path("rules/jsr.toml").read_text("utf-8")
    except FileNotFoundError as error:
        raise ProgramIncomplete(
            "プログラムの一部(規則ファイル)がありません。入れ直してください。データは無事です。"
        ) from error
    return Society(
        insurer_number="06139992",
        name="見本健康保険組合",
        address="東京都見本区一丁目1番1号",
        seal_png=None,
        is_sample=is_sample,
        rules_toml=rules,
    )


def insurer_kind(society: Society) -> InsurerKind:
    """Return the kind of insurer by the society's rules. None becomes another: the last version counts."""
    return read_rule_book(society.rules_toml).at(date.max).insurer_kind


def genuine_by_of(society: Society) -> GenuineBy:
    """Return what makes a sheet a certificate, by the latest version of the society's rules."""
    return read_rule_book(society.rules_toml).at(date.max).genuine_by


@of_settings
def mask_numbers(tx: Transaction, *, is_wanted: bool) -> Done:
    """Show 記号・番号 masked from now on until somebody asks for them; or show them as before."""
    tx.save_society(replace(tx.society(), masks_numbers=is_wanted))
    if is_wanted:
        return Done(
            "記号・番号は下2桁だけを出します。要るときは Ctrl+U で見られ、見たことは履歴に残ります。",
            "記号・番号を伏せる設定",
        )
    return Done("記号・番号を伏せずに出します。", "記号・番号を伏せない設定")


@of_settings
def change_society(
    tx: Transaction,
    *,
    insurer_number: str,
    name: str,
    address: str,
    seal_png: bytes | None,
    genuine_by: GenuineBy | None = None,
) -> Done:
    """Store what the society supplied for its certificates. genuine_by: None leaves that rule as it is."""
    stored = tx.society()
    check_insurer_number(insurer_number, insurer_kind(stored))
    if not name.strip() or not address.strip():
        raise BadValue("保険者の名称と所在地を入れてください。")
    if seal_png is not None and not seal_png.startswith(PNG_HEAD):
        raise BadValue("印影はPNG画像を選んでください。")
    rules_toml = stored.rules_toml
    is_signed = read_rule_book(rules_toml).at(date.max).only_signed_batches
    if is_signed and seal_png != stored.seal_png:
        raise BadValue("この健保の印影は発行データで届きます。健保の発行データを取り込んでください。")
    if genuine_by not in (None, genuine_by_of(stored)):
        rules_toml = with_rule(rules_toml, "genuine_by", str(genuine_by), _CHOSEN_HERE)
    tx.save_society(
        replace(
            stored,
            rules_toml=rules_toml,
            insurer_number=insurer_number,
            name=name.strip(),
            address=address.strip(),
            seal_png=seal_png,
        )
    )
    return Done("健保の情報を保存しました。", "健保の情報の変更")


def shipped_files() -> dict[str, str]:
    """Return the rules files that come with the program, the notice's first: name -> society."""
    return {name: read_rule_book(shipped_text(name)).society for name in SHIPPED}


def shipped_text(name: str) -> str:
    """Return a rules file that comes with the program, as it is."""
    return decode_rules(resources.path(f"rules/{name}.toml").read_bytes())


@dataclass(frozen=True, slots=True)
class RulesPlan:
    """What another rules file would change; nothing is stored yet. text: the file as it is."""

    text: str
    book: RuleBook
    changes: Sequence[RuleChange]

    @property
    def rules(self) -> int:
        """How many rules change."""
        return len({change.name for change in self.changes})


def plan_rules(stored: str, text: str) -> RulesPlan:
    """Return what a rules file would change; BadValue or MyNumberRefused with the line that is wrong.

    stored: the rules file in force.
    """
    # Asked first: no refusal of another kind may repeat a number.
    refuse_my_number_in_rules(text)
    book = read_rule_book(text)
    changes = rule_changes(read_rule_book(stored), book)
    # Rules that will say something else come first; another source of the same value matters less.
    other = {change.name for change in changes if change.is_value}
    changes.sort(key=lambda change: change.name not in other)
    return RulesPlan(text, book, changes)


@of_settings
def change_rules(tx: Transaction, rules_toml: str) -> Done:
    """Replace the society's rules; a file that cannot be read leaves the old ones in force."""
    plan = plan_rules(tx.society().rules_toml, rules_toml)
    tx.save_society(replace(tx.society(), rules_toml=rules_toml))
    changed = f"{plan.rules}件が変わりました" if plan.rules else "規則の中身は同じです"
    sentence = f"{plan.book.society}の規則を読み込みました({changed})。{lacking_sentence(plan.book)}"
    return Done(sentence, f"規則の読み込み {plan.rules}件")


def lacking_sentence(book: RuleBook) -> str:
    """Say how many rules a file does not have; empty where it has all."""
    count = len(book.lacking)
    return f"ファイルにない規則{count}件は、付属の値を「要確認」で使います。" if count else ""


@of_settings
def save_office(tx: Transaction, office: Office) -> Done:
    """Store an office's code and name; what else is known of it stays."""
    if not office.code.strip() or not office.name.strip():
        raise BadValue("事業所の記号と名称を入れてください。")
    offices = tx.offices()
    if any(o.code == office.code and o.id != office.id for o in offices):
        raise BadValue(f"事業所記号 {office.code} はすでにあります。")
    stored = next((o for o in offices if o.id == office.id), office)
    tx.save_office(replace(stored, code=office.code, name=office.name))
    return Done(f"事業所 {office.name} を保存しました。", f"事業所 {office.name} の保存")


@everyday
def note_elderly_told(
    tx: Transaction, office_id: OfficeId, count: int | None, on: date | None, *, today: date
) -> Done:
    """Keep how many 高齢受給者証 the society counts for an office, and when it said so.

    None forgets both. Without a day it was said today.
    """
    office = next((o for o in tx.offices() if o.id == office_id), None)
    if office is None:
        raise NotFound("その事業所は見つかりません。設定で事業所を確かめてください。")
    if count is None:
        tx.save_office(replace(office, elderly_told=None, elderly_told_on=None))
        return Done(f"{office.name} の健保の枚数を消しました。", f"健保の枚数 {office.name}")
    if count < 0:
        raise BadValue("健保が示した枚数を0以上で入れてください。")
    told_on = on or today
    if told_on > today:
        raise BadValue("健保が示した日が今日より先です。日付を直してください。")
    tx.save_office(replace(office, elderly_told=count, elderly_told_on=told_on))
    return Done(
        f"{office.name} の高齢受給者証は健保の数え方で{count}枚({wareki_short(told_on)})と記録しました。",
        f"健保の枚数 {office.name}",
    )
