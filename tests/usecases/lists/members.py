"""A small roster as the society lists it, and a folder in which every step is entered on the same day."""

from collections.abc import Sequence
from datetime import date

from app.importing.plan import ImportPlan
from app.ports import Store
from app.usecases.people import roster_import
from app.usecases.people.roster_import import Answers

TODAY = date(2026, 11, 29)
OCTOBER, NOVEMBER = date(2026, 10, 31), date(2026, 11, 28)

HEADINGS = (
    "記号,番号,枝番,本人家族,続柄,氏名,フリガナ,性別,生年月日,資格取得年月日,資格喪失年月日,"
    "マイナ保険証,有効期限"
)
TARO = "2101,501,00,本人,本人,見本　一郎,ミホン イチロウ,男,1980-04-12,2005-04-01,,未登録,2029-12-01"
HANA = "2101,501,01,家族,妻,見本　花,ミホン ハナ,女,1982-08-03,2010-06-01,,登録済,"
SORA = "2101,501,02,家族,子,見本　空,ミホン ソラ,男,2015-01-20,2015-01-20,,不明,"
YUKI = "2102,0502,00,本人,本人,髙﨑　幸子,タカサキ サチコ,女,1975-11-30,1998-04-01,,登録済,"
ROWS = (TARO, HANA, SORA, YUKI)


def file(*rows: str, headings: str = HEADINGS, title: Sequence[str] = ()) -> bytes:
    return "\r\n".join((*title, headings, *rows)).encode()


def look(
    store: Store, *rows: str, as_of: date | None = None, headings: str = HEADINGS, **said: object
) -> ImportPlan:
    """What importing these rows would do."""
    return roster_import.preview(
        file(*rows, headings=headings),
        "list.csv",
        store.queries,
        today=TODAY,
        answers=Answers(as_of=as_of, **said),  # type: ignore[arg-type]
    )


def take(
    store: Store, *rows: str, as_of: date | None = None, headings: str = HEADINGS, **said: object
) -> ImportPlan:
    """Import these rows."""
    plan = look(store, *rows, as_of=as_of, headings=headings, **said)
    store.record(lambda tx: roster_import.apply_import(tx, plan, today=TODAY))
    return plan


def counts(plan: ImportPlan) -> tuple[int, int, int, int, int]:
    """New, changed, unchanged, missing, held."""
    held = len({one.row for one in plan.quarantined})
    return len(plan.added), len(plan.changed), plan.unchanged, len(plan.missing), held
