"""Contrast is measured, not guessed; nothing is smaller than it may be."""

import re

import pytest
from PySide6.QtWidgets import QApplication

import resources
from ui.look.theme import (
    BASE,
    DARK,
    DARK_STRONG,
    LIGHT,
    LIGHT_STRONG,
    SMALL,
    Theme,
    Tone,
    app_font,
    apply_text_size,
    next_size,
    row_height,
    scaled,
    text_percent,
    unscaled,
)

TEXT = 4.5
SHAPE = 3.0
STRONG = 7.0
THEMES = [LIGHT, DARK, LIGHT_STRONG, DARK_STRONG]


def luminance(value: str) -> float:
    parts = [int(value[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@pytest.mark.parametrize("surface", ["page", "surface", "raised", "hover", "selected"])
@pytest.mark.parametrize("text", ["text", "sub", "minor", "link", "done", "soon", "late"])
def test_text_can_be_read_on_every_surface(theme: Theme, surface: str, text: str) -> None:
    assert contrast(getattr(theme, text), getattr(theme, surface)) >= TEXT


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@pytest.mark.parametrize("tone", Tone)
def test_a_tone_can_be_read_on_its_own_surface(theme: Theme, tone: Tone) -> None:
    assert contrast(theme.tone(tone), theme.soft(tone)) >= TEXT


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_buttons_and_borders(theme: Theme) -> None:
    assert contrast(theme.on_primary, theme.primary) >= TEXT
    assert contrast(theme.on_primary, theme.primary_hover) >= TEXT
    assert contrast(theme.border, theme.page) >= SHAPE
    assert contrast(theme.focus_line, theme.page) >= SHAPE


def test_type_sizes() -> None:
    assert SMALL >= 13
    assert BASE >= 14


@pytest.mark.parametrize("theme", [LIGHT_STRONG, DARK_STRONG], ids=lambda theme: theme.name)
@pytest.mark.parametrize("text", ["text", "sub", "minor", "link", "done", "late", "border", "hairline"])
def test_more_contrast_is_more(theme: Theme, text: str) -> None:
    assert contrast(getattr(theme, text), theme.page) >= STRONG


CONTROLS = re.compile(r"QPushButton|QLineEdit|QComboBox|QCheckBox|QRadioButton|::item|::section")
STATES = re.compile(r":checked|:selected|:focus|\[current=")
EDGE = re.compile(r"border(?:-left|-bottom|-color)?:[^;]*\$(\w+)")


def rules() -> list[tuple[str, str]]:
    """What the stylesheet says of controls that can be used."""
    found = re.findall(r"([^{}]+)\{([^}]*)\}", resources.path("styles/app.qss").read_text("utf-8"))
    return [
        (which.strip(), said) for which, said in found if CONTROLS.search(which) and ":disabled" not in which
    ]


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_the_edge_of_a_control_and_the_mark_of_its_state_can_be_seen(theme: Theme) -> None:
    faint = [
        (which, token)
        for which, said in rules()
        for token in EDGE.findall(said)
        # The ring of a primary button lies between the button and the page.
        if max(
            contrast(getattr(theme, token), ground)
            for ground in ((theme.page, theme.primary) if token == "focus" else (theme.page,))
        )
        < SHAPE
    ]
    assert faint == []


def test_a_state_is_told_by_more_than_a_faint_ground() -> None:
    grounds = [
        which
        for which, said in rules()
        if STATES.search(which) and "background: $selected" in said and not EDGE.search(said)
    ]
    assert grounds == []


def test_text_is_enlarged_with_all_that_holds_it_by_steps(qapp: QApplication) -> None:
    usual = app_font(BASE).pixelSize(), row_height()
    try:
        seen = []
        for _ in range(4):
            apply_text_size(qapp, next_size(1))
            seen.append(text_percent())
        assert seen == [125, 150, 200, 200]
        assert (app_font(BASE).pixelSize(), row_height()) == tuple(2 * one for one in usual)
        assert unscaled(scaled(120)) == 120
        apply_text_size(qapp, next_size(-1))
        assert text_percent() == 150
    finally:
        apply_text_size(qapp, 100)
    assert (app_font(BASE).pixelSize(), row_height()) == usual


def test_nobody_who_asked_for_nothing_gets_other_text(qapp: QApplication) -> None:
    """The desktop's own size is followed in steps that can be seen, and never below ours."""
    try:
        apply_text_size(qapp, 0)
        assert text_percent() in range(100, 201, 25)
    finally:
        apply_text_size(qapp, 100)
