"""The society's identity and rules, and the offices."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.changes import Changes, Done
from app.domain.insured_number import check_insurer_number
from app.domain.my_number import refuse_my_number
from app.domain.person import Office
from app.domain.rules import RuleBook, RuleChange, read_rule_book, refuse_my_number_in_rules, rule_changes
from app.domain.society import Society
from app.errors import BadValue
from app.ports import Transaction

PNG_HEAD = b"\x89PNG\r\n\x1a\n"


def sample_society(rules_toml: str, *, is_sample: bool = False) -> Society:
    """Return the fictional society of the sample office and of a fresh data folder.

    Its number has a right check digit and belongs to nobody; it prints 見本 only.
    """
    return Society(
        insurer_number="06139992",
        name="見本健康保険組合",
        address="東京都見本区一丁目1番1号",
        seal_png=None,
        is_sample=is_sample,
        rules_toml=rules_toml,
    )


def change_society(
    tx: Transaction, *, insurer_number: str, name: str, address: str, seal_png: bytes | None
) -> Done:
    """Store what the society supplied for its certificates; without a seal they say 見本."""
    check_insurer_number(insurer_number)
    refuse_my_number(name, "名称")
    refuse_my_number(address, "所在地")
    if not name.strip() or not address.strip():
        raise BadValue("保険者の名称と所在地を入れてください。")
    if seal_png is not None and not seal_png.startswith(PNG_HEAD):
        raise BadValue("印影はPNG画像を選んでください。")
    tx.save_society(
        replace(
            tx.society(),
            insurer_number=insurer_number,
            name=name.strip(),
            address=address.strip(),
            seal_png=seal_png,
        )
    )
    return Done(Changes.SETTINGS, "健保の情報を保存しました。")


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
    return RulesPlan(text, book, rule_changes(read_rule_book(stored), book))


def change_rules(tx: Transaction, rules_toml: str) -> Done:
    """Replace the society's rules; a file that cannot be read leaves the old ones in force."""
    plan = plan_rules(tx.society().rules_toml, rules_toml)
    tx.save_society(replace(tx.society(), rules_toml=rules_toml))
    changed = f"{plan.rules}件が変わりました" if plan.rules else "規則の中身は同じです"
    return Done(Changes.SETTINGS, f"{plan.book.society}の規則を読み込みました({changed})。")


def save_office(tx: Transaction, office: Office) -> Done:
    """Store an office's code and name."""
    refuse_my_number(office.code, "事業所の記号")
    refuse_my_number(office.name, "事業所の名称")
    if not office.code.strip() or not office.name.strip():
        raise BadValue("事業所の記号と名称を入れてください。")
    if any(o.code == office.code and o.id != office.id for o in tx.offices()):
        raise BadValue(f"事業所記号 {office.code} はすでにあります。")
    tx.save_office(office)
    return Done(Changes.SETTINGS | Changes.ROSTER, f"事業所 {office.name} を保存しました。")
