"""The due list of a freshly imported list agrees, row for row, with a calculation of its own.

The calculation below reads the list's text itself and follows docs/rules.md with plain
arithmetic; it shares no code with the program.
"""

import csv
import io
import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from app.domain.duties import DutyKind, Why
from app.usecases.people import roster_import
from app.usecases.settings.sample_office import sample_list

ERAS = {"S": 1925, "H": 1988, "R": 2018}
SOCIETY_LIST = Path(__file__).with_name("society_list.csv")
"""320 fictional members as a society lists them."""


def day(text: str) -> date | None:
    if not text:
        return None
    era, year, month, dayno = re.fullmatch(r"([SHR])(\d+)\.(\d+)\.(\d+)", text).groups()
    return date(ERAS[era] + int(year), int(month), int(dayno))


def age_day(born: date, age: int) -> date:
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return date(born.year + age, 3, 1)


def expected(rows: list[dict[str, str]], today: date) -> set[tuple[str, str, date | None]]:
    heads = {(r["記号"], r["番号"]): r for r in rows if r["本人家族"] == "本人"}
    two_months = date(today.year + (today.month + 1) // 12, (today.month + 1) % 12 + 1, min(today.day, 28))
    assert today.day <= 28
    out: set[tuple[str, str, date | None]] = set()
    for r in rows:
        key = f"{r['記号']}-{r['番号']}-{r['枝番']}"
        head = heads[r["記号"], r["番号"]]
        born, joined = day(r["生年月日"]), day(r["資格取得年月日"])
        ends = [day(r["資格喪失年月日"]), age_day(born, 75)]
        ends += [day(head["資格喪失年月日"]), age_day(day(head["生年月日"]), 75)]
        end = min(e for e in ends if e is not None)
        expiry, stage = day(r["有効期限"]), r["マイナ保険証"]
        if end <= today and expiry:
            out.add(("return", key, max(end + timedelta(days=4), today + timedelta(days=5))))
        if joined <= today < end:
            # Nothing was known here before the list; the last five days of cover are left alone.
            if stage != "登録済" and today < end - timedelta(days=5):
                out.add(("print", key, max(joined, today) + timedelta(days=5)))
            if stage in ("未登録", "カードなし", "不明") and end > today + timedelta(days=14):
                out.add(("register", key, None))
            eve = age_day(born, 70) - timedelta(days=1)
            seventy = date(eve.year + eve.month // 12, eve.month % 12 + 1, 1)
            if today < seventy <= two_months:
                out.add(("birthday", key, seventy))
            has_rate = bool(r["一部負担金割合"]) or r["高齢受給者証"] == "有"
            if seventy <= today and not has_rate and stage != "登録済":
                out.add(("ask", key, max(seventy, today)))
            if end in (age_day(born, 75), age_day(day(head["生年月日"]), 75)) and end <= two_months:
                out.add(("birthday", key, end))
        was_70 = born <= date(1954, 12, 1)
        if r["高齢受給者証"] == "有" or (was_70 and joined <= date(2024, 11, 30) and end > date(2024, 11, 1)):
            out.add(("elderly_card", key, today + timedelta(days=5)))
    return out


def agree(store, data: bytes, name: str, text: str, today: date) -> int:
    plan = roster_import.preview(data, name, store.queries, today=today)
    with store.transaction("取込") as tx:
        roster_import.apply_import(tx, plan, today=today)
    rows = store.queries.due_rows(today)
    # What is asked about days and numbers of a list: tests/usecases/people/test_list_doubts.py.
    rows = [r for r in rows if r.kind is not DutyKind.ASK or r.why is Why.COPAY_MISSING]
    got = [(r.kind.value, r.key, r.due_on) for r in rows]
    assert len(got) == len(set(got))
    assert set(got) == expected(list(csv.DictReader(io.StringIO(text))), today)
    assert all(r.days_left == (r.due_on - today).days for r in rows if r.due_on)
    assert all(r.reason and r.rule for r in rows)
    return len(rows)


@pytest.mark.parametrize("today", [date(2026, 11, 23), date(2027, 3, 1), date(2026, 2, 28)])
def test_the_sample_office(store, today):
    data = sample_list(today)
    assert agree(store, data, "sample.csv", data.decode("utf-8-sig"), today) > 50


def test_a_society_list_as_received(store):
    text = SOCIETY_LIST.read_text("utf-8")
    sent = text.replace("\n", "\r\n").encode("cp932")
    assert agree(store, sent, SOCIETY_LIST.name, text, date(2026, 11, 23)) > 200
