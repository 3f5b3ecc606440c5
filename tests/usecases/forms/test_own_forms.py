"""A society's own 届: filled by the same names as ours, or refused with line and reason."""

import pytest

from app.domain.certificate import CertificateStatus
from app.domain.wareki import wareki
from app.errors import BadValue
from app.usecases.counter import certificates
from app.usecases.forms import every_form, own_forms
from app.usecases.forms.every_form import FormKind
from tests.conftest import TODAY
from tests.golden.papers import texts
from tests.tagged import heard
from tests.usecases.households import family, run, sheets_of

OWN = """# 見本健保の滅失届
[loss]
title = "資格確認書 滅失届(見本健保 様式3)"

[[loss.block]]
fields = [
    [{ label = "記号番号", value = "{symbol}-{number}" }],
    [{ label = "氏名", value = "{name}", reading = "{kana}" }],
    [{ label = "届出日", value = "{reported_on}", is_date = true }],
    [{ label = "警察", choices = [{ word = "届けた", is_ticked = "{was_told_to_police}" }, "届けていない"] }],
]

[[loss.block]]
include = "papers"
"""


@pytest.fixture
def lost(store):
    head, *_ = family(store, papers=(CertificateStatus.HANDED_OUT,))
    (sheet,) = sheets_of(store, head)
    run(store, lambda tx: certificates.lose(tx, sheet.id, on=TODAY, reason="財布ごと", today=TODAY))
    return head


def made(store):
    found = every_form.subjects(store.queries, FormKind.LOSS, on=TODAY)
    return every_form.make(store.queries, FormKind.LOSS, found, on=TODAY)


def test_the_society_s_form_takes_the_place_of_ours_until_it_is_given_up(store, lost):
    done = run(store, lambda tx: own_forms.choose_forms(tx, OWN))
    assert "滅失届を、健保の様式にしました" in done.sentence
    assert own_forms.kinds_of(store.queries.society().forms_toml) == [FormKind.LOSS]
    pdf = every_form.pages(made(store))
    assert ("H1", "資格確認書 滅失届(見本健保 様式3)") in heard(pdf).flat()
    page = "".join(texts(pdf)).replace("\r\n", "")
    (sheet,) = sheets_of(store, lost)
    for told in (f"{lost.symbol}-{lost.number}", lost.name, wareki(TODAY), sheet.issue_number):
        assert told in page
    assert "書き写してください" not in page
    run(store, lambda tx: own_forms.choose_forms(tx, ""))
    assert made(store).title == "滅失届"


@pytest.mark.parametrize(
    ("wrong", "line", "said"),
    [
        (OWN.replace("[loss]", "[lost]").replace("[[loss.", "[[lost."), 2, "lost」という届はありません"),
        (OWN.replace("{kana}", "{furigana}"), 8, "使える名前"),
        (OWN.replace('include = "papers"', 'include = "secrets"'), 13, "部品がありません"),
        (OWN.replace('include = "papers"', 'include = "../loss"'), 13, "部品がありません"),
        (OWN.replace('include = "papers"', 'include = "loss"'), 13, "部品がありません"),
        (OWN.replace('include = "papers"', "include = [1]"), 13, "部品がありません"),
        (OWN.replace("[[loss.block]]", "[loss.block]", 1).split("[[")[0], 2, "がありません"),
        ("loss = 5", 1, "がありません"),
        ("[loss]\nblock = [1]", 2, "知らないブロック"),
        (OWN.replace("fields = [", "boxes = ["), 5, "知らないブロック"),
        (OWN.replace('title = "', 'title = '), 3, "値"),
        ("# nothing", 1, "ひとつもありません"),
    ],
)  # fmt: skip
def test_what_cannot_be_filled_or_drawn_is_refused_and_ours_stay(store, tmp_path, wrong, line, said):
    file = tmp_path / "forms.toml"
    file.write_text(wrong, "utf-8")
    with pytest.raises(BadValue, match=said) as refusal:
        own_forms.read_file(file)
    assert not line or f"{line}行目" in str(refusal.value)
    assert store.queries.society().forms_toml == ""


@pytest.mark.parametrize("kind", FormKind)
def test_every_form_of_ours_could_be_the_society_s(kind):
    """Its names are known, and a copy of it is taken."""
    assert own_forms.names_of(kind)
