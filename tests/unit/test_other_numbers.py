"""Numbers in their own right: 2,000 of each kind, none of them refused where it belongs."""

import random
from collections.abc import Callable

import pytest

from app.domain.field_kind import FieldKind
from app.domain.my_number import find_my_number, is_my_number_column
from app.importing.table import Row, Table, screen

K = FieldKind
ROUNDS = 2_000


class Chance(random.Random):
    """Makes numbers as others give them."""

    def digits(self, length: int) -> str:
        return f"{self.randrange(10**length):0{length}d}"

    def carrier(self) -> str:
        body = self.digits(11)
        return f"{body}{int(body) % 7}"

    def corporate(self) -> str:
        body = self.digits(12)
        rest = sum(int(n) * (1 + at % 2) for at, n in enumerate(reversed(body))) % 9
        return f"{9 - rest}{body}"

    def article(self) -> str:
        body = "49" + self.digits(10)
        rest = sum(int(n) * (1 + 2 * (at % 2)) for at, n in enumerate(body)) % 10
        return f"{body}{-rest % 10}"

    def instant(self, form: str) -> str:
        y, m, d = self.randint(2020, 2035), self.randint(1, 12), self.randint(1, 28)
        return form.format(y=y, m=m, d=d, h=self.randrange(24), n=self.randrange(60), s=self.randrange(60))

    def near(self, how_many: int, length: int, gap: str) -> str:
        first = self.randrange(10 ** (length - 1), 10**length - 100)
        return gap.join(map(str, sorted(self.sample(range(first, first + 99), how_many))))


def fours(number: str, gap: str = "-") -> str:
    return gap.join(number[at : at + 4] for at in range(0, 12, 4))


KINDS: dict[str, tuple[FieldKind, Callable[[Chance], str]]] = {
    "carrier": (K.TRACKING, lambda c: c.carrier()),
    "carrier, grouped": (K.TRACKING, lambda c: fours(c.carrier())),
    "carrier in a note": (K.FREE_TEXT, lambda c: f"11/20 ヤマト 問い合わせ番号 {c.carrier()} で返送"),
    "carrier in a note, grouped": (K.FREE_TEXT, lambda c: f"佐川急便の伝票番号:{fours(c.carrier())}"),
    "carrier after its name": (K.TRACKING, lambda c: f"ヤマト {c.carrier()}"),
    "two carrier's numbers": (K.TRACKING, lambda c: f"問い合わせ番号 {c.carrier()}、{c.carrier()}"),
    "three in a note": (K.FREE_TEXT, lambda c: f"追跡 {c.carrier()}、{c.carrier()} と {c.carrier()}"),
    "two in a note, grouped": (K.FREE_TEXT, lambda c: f"伝票 {fours(c.carrier())}、{fours(c.carrier())}"),
    "two in a note, lines": (K.FREE_TEXT, lambda c: f"送り状 {c.carrier()}\n{c.carrier()}"),
    "two below their word": (K.FREE_TEXT, lambda c: f"問い合わせ番号\n{c.carrier()}\n{c.carrier()}"),
    "police": (K.POLICE, lambda c: f"架空警察署 2026-{c.digits(6)}-{c.digits(2)}"),
    "police, plain": (K.POLICE, lambda c: f"2026{c.digits(8)}"),
    "police in a note": (K.FREE_TEXT, lambda c: f"警察に届出済み、受理番号 2026{c.digits(8)}"),
    "police in a note, grouped": (K.FREE_TEXT, lambda c: f"2026-{c.digits(6)}-{c.digits(2)}"),
    "mobile abroad": (K.FREE_TEXT, lambda c: f"+81-90-{c.digits(4)}-{c.digits(4)}へ折り返し"),
    "mobile abroad, blanks": (K.FREE_TEXT, lambda c: f"+81 80 {c.digits(4)} {c.digits(4)}"),
    "mobile abroad, plain": (K.FREE_TEXT, lambda c: f"電話 8190{c.digits(8)}"),
    "mobile": (K.FREE_TEXT, lambda c: f"11/23 13:00 090-{c.digits(4)}-{c.digits(4)}に電話"),
    "telephone": (K.FREE_TEXT, lambda c: f"03-{c.digits(4)}-{c.digits(4)} 内線 {c.digits(4)}"),
    "telephone with extension": (K.FREE_TEXT, lambda c: f"03-{c.digits(4)}-{c.digits(4)}-{c.digits(2)}"),
    "telephone, long extension": (K.FREE_TEXT, lambda c: f"03-{c.digits(4)}-{c.digits(4)}-{c.digits(4)}"),
    "mobile with extension": (K.FREE_TEXT, lambda c: f"090-{c.digits(4)}-{c.digits(4)}-{c.digits(1)}"),
    "freephone with extension": (K.FREE_TEXT, lambda c: f"0120-{c.digits(3)}-{c.digits(3)}-{c.digits(2)}"),
    "day and time": (K.FREE_TEXT, lambda c: c.instant("{y}-{m:02}-{d:02} {h:02}:{n:02}")),
    "instant in a note": (K.FREE_TEXT, lambda c: c.instant("送信日時 {y}{m:02}{d:02}{h:02}{n:02}")),
    "instant with a hyphen": (K.FREE_TEXT, lambda c: c.instant("{y}{m:02}{d:02}-{h:02}{n:02}")),
    "instant to the second": (K.FREE_TEXT, lambda c: c.instant("{y}{m:02}{d:02}{h:02}{n:02}{s:02}")),
    "記号-番号-枝番": (K.FREE_TEXT, lambda c: f"{c.digits(4)}-{c.digits(6)}-{c.digits(2)}"),
    "記号番号 in words": (K.FREE_TEXT, lambda c: f"記号番号 {c.digits(4)} {c.digits(6)} {c.digits(2)}"),
    "list of threes": (K.FREE_TEXT, lambda c: c.near(4, 3, " ")),
    "list of fours": (K.FREE_TEXT, lambda c: c.near(5, 4, " ")),
    "list of three fours": (K.FREE_TEXT, lambda c: c.near(3, 4, "、")),
    "list downwards": (K.FREE_TEXT, lambda c: "、".join(reversed(c.near(3, 4, " ").split()))),
    "list of six threes": (K.FREE_TEXT, lambda c: " ".join(c.digits(3) for _ in range(6))),
    "list of five fours": (K.FREE_TEXT, lambda c: "、".join(c.digits(4) for _ in range(5))),
    "list of five sixes": (K.FREE_TEXT, lambda c: "、".join(c.digits(6) for _ in range(5))),
    "記号 番号 枝番 of several": (
        K.FREE_TEXT,
        lambda c: " ".join(f"1001 {c.digits(3)} {c.digits(2)}" for _ in range(3)),
    ),
    "amounts": (K.FREE_TEXT, lambda c: f"{c.digits(4)}円{c.digits(4)}円{c.digits(4)}円"),
    "list of fours in words": (K.FREE_TEXT, lambda c: f"{c.near(6, 4, ', ')} の方へ案内"),
    "法人番号": (K.FREE_TEXT, lambda c: c.corporate()),
    "T and 法人番号": (K.NAME, lambda c: f"株式会社架空 T{c.corporate()}"),
    "法人番号 by its word": (K.FREE_TEXT, lambda c: f"法人番号 {c.digits(13)}"),
    "article": (K.FREE_TEXT, lambda c: c.article()),
    "社員番号 by its word": (K.FREE_TEXT, lambda c: f"社員番号 {c.digits(12)} の方"),
    "date": (K.FREE_TEXT, lambda c: c.instant("{y}年{m}月{d}日、{y}/{m:02}/{d:02}、{y}{m:02}{d:02}")),
    "from day to day": (K.FREE_TEXT, lambda c: c.instant("{y}-{m:02}-{d:02}〜{y}-{m:02}-{d:02}")),
    "postal": (K.NAME, lambda c: f"〒{c.digits(3)}-{c.digits(4)} 架空市{c.digits(1)}-{c.digits(2)}"),
    "bank": (K.FREE_TEXT, lambda c: f"{c.digits(4)}-{c.digits(3)}-{c.digits(7)}"),
    "pension": (K.FREE_TEXT, lambda c: f"{c.digits(4)}-{c.digits(6)}"),
    "amount": (K.FREE_TEXT, lambda c: f"{c.randrange(10**11, 10**12):,}円"),
    "書留": (K.TRACKING, lambda c: f"書留 {c.digits(3)}-{c.digits(2)}-{c.digits(5)}-{c.digits(1)}"),
}  # fmt: skip


@pytest.mark.parametrize("name", KINDS)
def test_none_is_refused_where_it_belongs(name: str) -> None:
    kind, write = KINDS[name]
    chance = Chance(name)
    refused = [text for text in (write(chance) for _ in range(ROUNDS)) if find_my_number(text, kind)]
    assert refused == []


def test_the_lists_that_were_refused_pass() -> None:
    for text in ("101 102 103 104", "1001 1002 1003 1004 1005", "101、102、103、104"):
        assert not find_my_number(text, K.FREE_TEXT)


@pytest.mark.parametrize("heading", ["社員番号", "従業員コード", "職員No.", "伝票番号", "社員ID"])
def test_columns_of_codes_pass(heading: str) -> None:
    chance = Chance(heading)
    for _ in range(100):
        codes = [chance.digits(12) for _ in range(25)]
        screen(
            Table(("氏名", heading), tuple(Row(n, ("架空 太郎", code)) for n, code in enumerate(codes, 2)))
        )


def test_a_column_of_codes_in_turn_passes() -> None:
    for first in range(202600000000, 202600050000, 100):
        assert not is_my_number_column("社員番号", map(str, range(first, first + 12)))


def test_a_column_of_instants_passes() -> None:
    chance = Chance("instants")
    for _ in range(20):
        cells = [chance.instant("{y}{m:02}{d:02}{h:02}{n:02}") for _ in range(25)]
        screen(Table(("氏名", "更新"), tuple(Row(n, ("架空 太郎", cell)) for n, cell in enumerate(cells, 2))))


def test_columns_of_insured_numbers_pass() -> None:
    chance = Chance("columns")
    for _ in range(200):
        rows = tuple(
            Row(n, (chance.digits(4), chance.digits(6), chance.digits(2), "架空 太郎")) for n in range(2, 12)
        )
        screen(Table(("記号", "番号", "枝番", "氏名"), rows))
