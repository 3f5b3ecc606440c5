"""Which font files are taken, and what the faces can draw."""

import pytest

from app.printing.fonts import FontFile, Role, find_fonts, load_fonts

needs_ipamj = pytest.mark.skipif(
    Role.FALLBACK not in find_fonts(), reason="IPAmj Mincho (fonts-ipamj-mincho) is not installed"
)


def test_the_folder_given_comes_first_and_the_system_fills_the_gaps(tmp_path):
    mine = tmp_path / "deep" / "bizudmincho-regular.TTF"
    mine.parent.mkdir()
    mine.touch()
    found = find_fonts(tmp_path)
    assert found[Role.VALUE] == FontFile(mine, 0)
    assert found[Role.LABEL] == find_fonts()[Role.LABEL]


def test_a_better_face_in_the_same_place_wins(tmp_path):
    for name in ("ipaexg.ttf", "BIZ-UDGothicR.ttc", "BIZUDGothic-Bold.ttf"):
        (tmp_path / name).touch()
    found = find_fonts(tmp_path)
    assert found[Role.LABEL].path.name == "BIZ-UDGothicR.ttc"
    assert found[Role.HEADING].path.name == "BIZUDGothic-Bold.ttf"
    # No Mincho here: the place given still beats the system.
    assert found[Role.VALUE].path.name == "BIZ-UDGothicR.ttc"


def _kanji(codec: str) -> set[str]:
    found = set()
    for first in range(0x81, 0xFF):
        for second in range(0x40, 0xFF):
            try:
                character = bytes((first, second)).decode(codec)
            except UnicodeDecodeError:
                continue
            if len(character) == 1 and (
                "\u4e00" <= character <= "\u9fff" or "\uf900" <= character <= "\ufaff"
            ):
                found.add(character)
    return found


@needs_ipamj
@pytest.mark.parametrize(("codec", "at_least"), [("cp932", 6700), ("shift_jis_2004", 9500)])
def test_every_kanji_of_the_character_sets_in_use_can_be_drawn(codec, at_least):
    kanji = _kanji(codec)
    assert len(kanji) > at_least
    assert load_fonts().value.undrawable("".join(sorted(kanji))) == []


@needs_ipamj
def test_both_collections_of_variants_are_served_each_by_the_face_that_has_it():
    value = load_fonts().value
    faces = {
        name: [run.font.name for run in value.runs(name)]
        for name in ("葛\U000e0100", "葛\U000e0101", "葛\U000e0103", "邉\U000e010f", "𠮷")
    }
    assert faces["葛\U000e0100"] == faces["葛\U000e0101"] == [value.fonts()[0].name]
    assert faces["葛\U000e0103"] == faces["邉\U000e010f"] == faces["𠮷"] == ["IPAmjMincho"]


@pytest.mark.parametrize(
    "cluster",
    ["邉\U000e01ef", "髙\ufe0f", "葛\U000e0100\U000e0101", "あ\u3099", "\ue000", "\u200b", "\n", "\ufeff"],
)
def test_what_cannot_be_exact_is_never_drawn_as_something_else(cluster):
    value = load_fonts().value
    assert not value.can_draw(cluster)
    with pytest.raises(ValueError, match="not checked"):
        value.runs(cluster)


def test_the_pieces_of_a_text_have_the_width_of_the_whole():
    value = load_fonts().value
    assert value.width("髙橋\u3000清", 10) == pytest.approx(40)
    assert value.width("か\u3099", 10) == pytest.approx(value.width("が", 10))
    assert value.width("葛\U000e0100", 10) == pytest.approx(10)
    assert value.width("", 10) == 0


def test_a_face_inside_a_collection_is_read_as_windows_ships_it(tmp_path):
    from fontTools.ttLib import TTCollection, TTFont

    from app.printing.font_file import OutlineFont

    files = find_fonts()
    both = TTCollection()
    both.fonts = [TTFont(files[role].path, fontNumber=files[role].index) for role in (Role.LABEL, Role.VALUE)]
    both.save(tmp_path / "both.ttc")
    second = OutlineFont(FontFile(tmp_path / "both.ttc", 1))
    assert second.name == load_fonts().value.fonts()[0].name
    for cluster in ("髙", "葛\U000e0100", "か\u3099", "葛\U000e01ef", "\ue000"):
        assert (second.glyph(cluster) is None) == (OutlineFont(files[Role.VALUE]).glyph(cluster) is None)
