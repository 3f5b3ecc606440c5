"""The search in memory finds exactly what a slow look at every member finds."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import variants
from app.domain import typed
from app.domain.ids import OfficeId
from db.store import SqliteStore
from tests.factories import person

KANA = st.text("アイカガサ", min_size=1, max_size=4)
NAMES = st.text("髙高橋吉𠮷A", min_size=1, max_size=4)
NUMBERS = st.text("0123", min_size=1, max_size=4)
CODES = st.text("AB01", max_size=3)
PEOPLE = st.lists(st.tuples(KANA, NAMES, NUMBERS, CODES), max_size=12)
SEARCHES = st.one_of(KANA, NAMES, NUMBERS, CODES, st.text("ｱあA０1 橋", max_size=3))


def is_meant(member: tuple[str, str, str, str], search: str) -> bool:
    kana, name, number, employee_code = member
    text, code = typed.without_blanks(search), typed.code(search)
    has_digit = any(char.isdigit() for char in code)
    by_number = code.isascii() and (number.endswith(code) or employee_code.startswith(code))
    by_name = not (code.isascii() and has_digit) and text in name
    return by_number or by_name or (typed.is_kana(text) and typed.kana(text) in typed.kana(kana))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=PEOPLE, search=SEARCHES, limit=st.one_of(st.none(), st.integers(1, 4)))
def test_it_finds_who_is_meant(
    store: SqliteStore,
    office_id: OfficeId,
    people: list[tuple[str, str, str, str]],
    search: str,
    limit: int | None,
) -> None:
    if not search.strip():
        return
    with store.rehearsal() as tx:
        tx.save_people(
            [
                person(id=None, symbol=f"7{at}", number=number, kana=kana, name=name, employee_code=code)
                for at, (kana, name, number, code) in enumerate(people)
            ]
        )
        rows = store.queries.person_rows(search=search, office_id=office_id, limit=limit)
        found = [row for row in rows if not row.found_by]
        other = [row.key.split("-")[0] for row in rows if row.found_by]
        wanted = sorted(
            (typed.kana(member[0]), at) for at, member in enumerate(people) if is_meant(member, search)
        )
        assert [row.key.split("-")[0] for row in found] == [f"7{at}" for _, at in wanted[:limit]]
        # Whoever is found besides writes the same name in another form.
        assert all(variants.folded(search.strip()) in variants.folded(people[int(at[1:])][1]) for at in other)


def test_a_change_undone_or_rolled_back_is_found_as_it_is(store: SqliteStore, office_id: OfficeId) -> None:
    def found() -> list[str]:
        return [row.name for row in store.queries.person_rows(search="タナカ")]

    assert found() == []
    with store.transaction("追加") as tx:
        tx.save_person(person(id=None, office_id=office_id, name="田中 一", kana="タナカ ハジメ"))
        assert found() == ["田中 一"]
    store.undo()
    assert found() == []
    store.redo()
    with store.rehearsal() as tx:
        tx.save_people([])
        tx.save_person(person(id=None, number="888", name="田中 二", kana="タナカ ジ"))
        assert len(found()) == 2
    assert found() == ["田中 一"]
