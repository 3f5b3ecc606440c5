"""Which font files are taken, and what the faces can draw."""

import sys
import unicodedata
from io import BytesIO

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont

from app.errors import ProgramIncomplete
from app.printing.engine import font_places
from app.printing.engine.font_file import OutlineFont
from app.printing.engine.font_places import FontFile, Role, find_fonts
from app.printing.engine.fonts import Typeface, load_fonts
from app.usecases.settings import sample_office
from benchmarks.glyph_pictures import jis_x_0213
from tests.faces import needs_biz, needs_ipamj

SANS, SERIF, RARE = "NotoSansJP-Regular.otf", "NotoSerifJP-Regular.otf", "ipamjm.ttf"
INSTALLED = {file.path.name: file.path for files in find_fonts().values() for file in files}


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """A machine whose own fonts are those put into this folder."""
    folder = tmp_path / "share" / "fonts"
    folder.mkdir(parents=True)
    monkeypatch.setenv("WINDIR", str(folder.parent))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_DATA_DIRS", str(folder.parent))
    return folder


def names() -> dict[Role, list[str]]:
    return {role: [file.path.name for file in files] for role, files in find_fonts().items()}


def test_a_machine_without_a_japanese_face_has_those_that_come_with_the_program(machine):
    assert names() == {Role.LABEL: [SANS], Role.HEADING: [SANS], Role.VALUE: [SERIF]}


def test_the_sample_office_needs_no_font_at_all(machine, store, today, monkeypatch):
    monkeypatch.setattr(font_places, "PACKAGE", "no_such_package")
    with pytest.raises(ProgramIncomplete, match="入れ直してください"):
        find_fonts()
    with store.transaction("見本の事業所", undoable=False) as tx:
        sample_office.fill(tx, today=today)
    assert len(store.queries.print_candidates(today)) == 3


def test_a_better_face_wins_wherever_it_lies(machine):
    for name in ("ipaexg.ttf", "ipaexm.ttf", "deep/BIZ-UDGothicR.ttc", "bizudmincho-regular.TTF", RARE):
        (machine / name).parent.mkdir(exist_ok=True)
        (machine / name).touch()
    assert names() == {
        Role.LABEL: ["BIZ-UDGothicR.ttc", SANS, RARE],
        Role.HEADING: ["BIZ-UDGothicR.ttc", SANS, RARE],
        Role.VALUE: ["bizudmincho-regular.TTF", SERIF, RARE],
    }
    (machine / "BIZUDGothic-Bold.ttf").touch()
    assert names()[Role.HEADING][0] == "BIZUDGothic-Bold.ttf"


def test_the_fonts_of_the_person_are_found_and_an_empty_setting_is_none(machine, tmp_path, monkeypatch):
    own = "Microsoft/Windows/Fonts" if sys.platform == "win32" else "fonts"
    mine = tmp_path / "home" / own / "BIZUDMincho-Regular.ttf"
    mine.parent.mkdir(parents=True)
    mine.touch()
    assert find_fonts()[Role.VALUE][0] == FontFile(mine, 0)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_DATA_HOME", "")
    monkeypatch.setenv("LOCALAPPDATA", "")
    monkeypatch.setenv("HOME", str(tmp_path / "nobody"))
    assert names()[Role.VALUE] == [SERIF]


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("bare", [True, False], ids=["what comes along", "this machine"])
def test_every_kanji_of_the_character_sets_in_use_can_be_drawn(role, bare):
    kanji = [c for c in jis_x_0213() if "CJK" in _name(c)]
    assert len(kanji) > 10_000
    face = Typeface(find_fonts()[role])
    if bare:
        face = Typeface([file for file in find_fonts()[role] if file.path.name in (SANS, SERIF)])
    assert face.undrawable("".join(kanji)) == []
    assert face.undrawable("𠮷髙﨑葛\U000e0100辻\U000e0101") == []


def _name(character: str) -> str:
    return unicodedata.name(character, "") if len(character) == 1 else ""


@needs_ipamj
def test_both_collections_of_variants_are_served_each_by_the_face_that_has_it():
    value = load_fonts().value
    faces = {
        name: [run.font.name for run in value.runs(name)]
        for name in ("葛\U000e0100", "葛\U000e0101", "葛\U000e0103", "邉\U000e010f", "𠮷")
    }
    assert faces["葛\U000e0100"] == faces["葛\U000e0101"] == [value.fonts()[0].name]
    assert faces["葛\U000e0103"] == faces["邉\U000e010f"] == ["IPAmjMincho"]
    assert faces["𠮷"] == ["NotoSerifJP-Regular"]


@pytest.mark.parametrize(
    "cluster",
    ["邉\U000e01ef", "髙\ufe0f", "葛\U000e0100\U000e0101", "あ\u309a", "\ue000", "\u200b", "\n", "\ufeff"],
)
def test_what_cannot_be_exact_is_never_drawn_as_something_else(cluster):
    for value in (load_fonts().value, Typeface([FontFile(INSTALLED[SERIF], 0)])):
        assert not value.can_draw(cluster)
        with pytest.raises(ValueError, match="not checked"):
            value.runs(cluster)


def test_the_pieces_of_a_text_have_the_width_of_the_whole():
    value = load_fonts().value
    assert value.width("髙橋\u3000清", 10) == pytest.approx(40)
    assert value.width("か\u3099", 10) == pytest.approx(value.width("が", 10))
    assert value.width("葛\U000e0100", 10) == pytest.approx(10)
    assert value.width("", 10) == 0


@needs_biz
def test_a_face_inside_a_collection_is_read_as_windows_ships_it(tmp_path):
    files = [find_fonts()[role][0] for role in (Role.LABEL, Role.VALUE)]
    both = TTCollection()
    both.fonts = [TTFont(file.path, fontNumber=file.index) for file in files]
    both.save(tmp_path / "both.ttc")
    second = OutlineFont(FontFile(tmp_path / "both.ttc", 1))
    assert second.name == load_fonts().value.fonts()[0].name
    for cluster in ("髙", "葛\U000e0100", "か\u3099", "葛\U000e01ef", "\ue000"):
        assert (second.glyph(cluster) is None) == (OutlineFont(files[1]).glyph(cluster) is None)


def test_the_parts_of_a_composite_come_along(tmp_path):
    builder = FontBuilder(1000)
    builder.setupGlyphOrder([".notdef", "stroke", "two"])
    builder.setupCharacterMap({ord("一"): "stroke", ord("二"): "two"})
    stroke, two = TTGlyphPen(None), TTGlyphPen({"stroke": None})
    stroke.moveTo((100, 0))
    for corner in ((100, 90), (900, 90), (900, 0)):
        stroke.lineTo(corner)
    stroke.closePath()
    two.addComponent("stroke", (1, 0, 0, 1, 0, 100))
    two.addComponent("stroke", (0.5, 0, 0, 0.5, 200, 600))
    builder.setupGlyf({".notdef": TTGlyphPen(None).glyph(), "stroke": stroke.glyph(), "two": two.glyph()})
    builder.setupHorizontalMetrics({".notdef": (500, 0), "stroke": (1000, 100), "two": (1000, 100)})
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"psName": "Kaku"})
    builder.setupPost()
    builder.save(tmp_path / "kaku.ttf")
    font = OutlineFont(FontFile(tmp_path / "kaku.ttf", 0))
    cut = TTFont(BytesIO(font.subset([font.glyph("二")])))
    order = cut.getGlyphOrder()
    assert len(order) == 3  # nothing, 二 and the stroke it is made of
    placed, ends, _ = cut["glyf"][order[1]].getCoordinates(cut["glyf"])
    assert list(ends) == [3, 7]
    assert list(placed[:2]) == [(100, 100), (100, 190)]
    assert list(placed[4:6]) == [(250, 600), (250, 645)]
