"""外字: agreed once by the person, remembered, and printed on the sheets where that name stands."""

import io
from dataclasses import replace
from datetime import date

import pytest
from PIL import Image, ImageDraw, PngImagePlugin

from app.domain.certificate import CertificateStatus
from app.domain.person import Person
from app.errors import BadValue, MyNumberRefused, NotAllowed, NotFound
from app.ports import Store
from app.printing.certificate.certificate import check_faces
from app.printing.values import NameOf
from app.usecases.people import name_substitutes, print_notes
from app.usecases.printing import sessions
from tests.usecases.households import TODAY, family, person_of, run, snapshot

GAIJI = "\ue000"
VARIANT = "邉\U000e01ef"
"""A variation sequence that neither shipped face draws."""


@pytest.fixture
def home(store: Store) -> tuple[Person, Person, Person]:
    """Employee and child share a surname with a 外字; the spouse has another name."""
    members = family(store)

    def rename(tx):
        for member, name in zip(members, (f"外{GAIJI}　見本", "架空　清", f"外{GAIJI}　見太"), strict=True):
            tx.save_person(replace(member, name=name))

    run(store, rename)
    head, spouse, child = (person_of(store, member) for member in members)
    return head, spouse, child


def picture(side: int = 300, **save: object) -> bytes:
    drawn = Image.new("RGB", (side, side * 2), "white")
    ImageDraw.Draw(drawn).rectangle((40, 40, side - 40, side - 40), outline="black", width=20)
    out = io.BytesIO()
    drawn.save(out, "PNG", **save)
    return out.getvalue()


def agree(store: Store, who: Person, text: str = "吉", **over):
    facts = {"agreed_on": TODAY, "today": TODAY} | over
    character = facts.pop("character", GAIJI)
    return run(store, lambda tx: name_substitutes.agree_text(tx, who.id, character, text, **facts))


def planned(store: Store, *who: Person):
    with store.rehearsal() as tx:
        return sessions.plan_session(tx, [one.id for one in who], today=TODAY)


def test_an_agreed_character_lets_the_sheet_print_and_is_remembered(store, home):
    head, *_ = home
    (refused,) = planned(store, head).refused
    assert (refused.code_points, refused.name_of) == ("U+E000", NameOf.HOLDER)
    assert "本人の了承" in refused.remedy
    done = agree(store, head, note="健保に電話で確認")
    assert "「吉」で印刷します" in done.sentence
    for _ in range(2):
        assert planned(store, head).refused == ()
    (kept,) = store.queries.substitutes()
    assert (kept.text, kept.agreed_on, kept.note) == ("吉", TODAY, "健保に電話で確認")


def test_the_employees_agreement_is_for_the_employees_name_on_the_familys_sheets(store, home):
    head, spouse, child = home
    assert [r.name_of for r in planned(store, spouse).refused] == [NameOf.INSURED]
    agree(store, head)
    assert planned(store, spouse).refused == ()
    # The child's own name waits for the child's own agreement.
    (refused,) = planned(store, child).refused
    assert (refused.field, refused.name_of) == ("氏名", NameOf.HOLDER)
    agree(store, child, "善")
    found = name_substitutes.substitutions(store.queries)
    assert found.for_person(child.key)[GAIJI].text == "善"
    assert found.for_insured(child.key)[GAIJI].text == "吉"
    assert found.for_person(spouse.key) == {}
    assert planned(store, head, spouse, child).refused == ()


def test_one_step_for_the_whole_family_and_one_undo(store, home):
    head, _, child = home
    before = snapshot(store)
    with store.rehearsal() as tx:
        members = tx.household(head.symbol, head.number)
    (other,) = name_substitutes.family_with(members, head, GAIJI)
    assert other.id == child.id
    agree(store, head, also=[child.id])
    assert planned(store, *home).refused == ()
    store.undo()
    assert store.queries.substitutes() == []
    assert snapshot(store) == before


def test_a_new_decision_ends_the_one_before(store, home):
    head, *_ = home
    agree(store, head)
    agree(store, head, "芳")
    (live,) = store.queries.substitutes()
    assert live.text == "芳"
    store.undo()
    assert store.queries.substitutes()[0].text == "吉"


def test_a_withdrawn_one_counts_no_more_and_the_sheet_is_refused_again(store, home):
    head, *_ = home
    agree(store, head)
    (kept,) = store.queries.substitutes()
    run(store, lambda tx: name_substitutes.withdraw(tx, [kept.id], on=TODAY))
    assert len(planned(store, head).refused) == 1
    with pytest.raises(NotFound):
        run(store, lambda tx: name_substitutes.withdraw(tx, [kept.id], on=TODAY))
    store.undo()
    assert planned(store, head).refused == ()


def test_of_a_picture_only_black_and_white_is_kept_square(store, home):
    head, *_ = home
    told = PngImagePlugin.PngInfo()
    told.add_text("Author", "架空 花子")
    png = picture(pnginfo=told)
    run(
        store,
        lambda tx: name_substitutes.use_picture(tx, head.id, GAIJI, png, agreed_on=TODAY, today=TODAY),
    )
    (kept,) = store.queries.substitutes()
    assert b"Author" not in kept.png
    with Image.open(io.BytesIO(kept.png)) as seen:
        assert (seen.mode, seen.width, seen.info) == ("1", seen.height, {})
        # The ink fills the square as a printed character does, wherever it stood in the file.
        ink = Image.eval(seen.convert("L"), lambda level: 255 - level).getbbox()
    assert ink is not None
    assert (ink[2] - ink[0]) / seen.width == pytest.approx(0.9, abs=0.02)
    assert planned(store, head).refused == ()


@pytest.mark.parametrize(
    ("character", "text", "said"),
    [
        ("\ue001", "吉", "氏名に外字 U\\+E001はありません"),
        ("見", "吉", "そのまま印刷できます"),
        (GAIJI, "", "代わりの文字を入れて"),
        (GAIJI, "\ue005", "代わりの文字も印刷できません"),
        (GAIJI, VARIANT, "代わりの文字も印刷できません"),
        (GAIJI, "あいうえおか", "5字まで"),
        (GAIJI, "吉 田", "空白"),
    ],
)
def test_what_cannot_stand_for_a_character_is_refused(store, home, character, text, said):
    with pytest.raises(BadValue, match=said):
        agree(store, home[0], text, character=character)
    assert store.queries.substitutes() == []


def test_what_nobody_sees_has_no_substitute(store, home):
    # A name may stand there from before such signs were refused.
    connection = store.new_connection()
    with connection.transaction():
        connection.rows("UPDATE person SET name = ? WHERE id = ?", ("外\u200b　見本", home[0].id))
    connection.close()
    (refused,) = planned(store, home[0]).refused
    assert refused.name_of is None
    with pytest.raises(BadValue, match="取り除いて"):
        agree(store, home[0], character="\u200b")


def test_days_ahead_and_individual_numbers_are_refused(store, home):
    with pytest.raises(BadValue, match="今日より先"):
        agree(store, home[0], agreed_on=date(2026, 11, 24))
    with pytest.raises(MyNumberRefused):
        agree(store, home[0], note="448421827070")


@pytest.mark.parametrize("bad", [b"no picture", b"\x89PNG\r\n\x1a\n" + bytes(40)])
def test_a_file_that_is_no_picture_is_refused(store, home, bad):
    with pytest.raises(BadValue, match="読めません"):
        run(
            store,
            lambda tx: name_substitutes.use_picture(tx, home[0].id, GAIJI, bad, agreed_on=TODAY, today=TODAY),
        )


def test_a_character_of_the_registered_name_may_have_one_too(store, home):
    _, spouse, _ = home
    run(
        store,
        lambda tx: print_notes.set_note(
            tx, spouse.id, registry_name=f"外{GAIJI}　清", limit_category=None, on=TODAY, today=TODAY
        ),
    )
    agree(store, home[0])
    (refused,) = planned(store, spouse).refused
    assert (refused.field, refused.name_of) == ("備考", NameOf.HOLDER)
    agree(store, spouse)
    assert planned(store, spouse).refused == ()


def test_who_waits_for_a_decision_is_listed_without_a_print_run(store, home):
    head, _, child = home
    people = store.queries.people()
    assert {(p.id, c) for p, c in name_substitutes.undecided(people)} == {(head.id, GAIJI), (child.id, GAIJI)}
    agree(store, head)
    names = name_substitutes.substitutions(store.queries)
    assert [p.id for p, _ in name_substitutes.undecided(people, names)] == [child.id]


@pytest.mark.parametrize(("typed", "meant"), [("U+E000", GAIJI), ("u+9089 u+e01ef", VARIANT), (" 吉 ", "吉")])
def test_a_character_is_typed_as_itself_or_by_its_number(typed, meant):
    assert name_substitutes.character_of(typed) == meant


@pytest.mark.parametrize("typed", ["U+XYZ", "U+FFFFFFFF"])
def test_what_is_no_character_is_refused(typed):
    with pytest.raises(BadValue, match="U\\+E000 のように"):
        name_substitutes.character_of(typed)


def test_without_any_agreement_the_roster_is_not_even_read(store, home):
    class Nobody:
        def substitutes(self):
            return []

        def people(self):
            raise AssertionError

    assert not name_substitutes.substitutions(Nobody()).of


def test_a_waiting_run_prints_with_what_was_agreed(store, home):
    head, spouse, _ = home
    agree(store, head)
    made = run(store, lambda tx: sessions.plan_session(tx, [head.id, spouse.id], today=TODAY))
    with store.rehearsal() as tx:
        waiting = sessions.waiting_session(tx, made.session_id, today=TODAY)
    assert check_faces(waiting.faces, substitutions=waiting.substitutions) == []
    assert store.queries.certificate_rows([CertificateStatus.PLANNED])
    with pytest.raises(NotAllowed):
        run(store, lambda tx: tx.save_substitute(tx.substitutes()[0].withdraw(TODAY).withdraw(TODAY)))
