"""Contrast is measured, not guessed; nothing is smaller than it may be."""

import pytest
from PySide6.QtWidgets import QApplication

from ui.look.theme import (
    BASE,
    DARK,
    LIGHT,
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


def luminance(value: str) -> float:
    parts = [int(value[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize("surface", ["page", "surface", "raised", "hover", "selected"])
@pytest.mark.parametrize("text", ["text", "sub", "minor", "link", "done", "soon", "late"])
def test_text_can_be_read_on_every_surface(theme: Theme, surface: str, text: str) -> None:
    assert contrast(getattr(theme, text), getattr(theme, surface)) >= TEXT


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize("tone", Tone)
def test_a_tone_can_be_read_on_its_own_surface(theme: Theme, tone: Tone) -> None:
    assert contrast(theme.tone(tone), theme.soft(tone)) >= TEXT


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_buttons_and_borders(theme: Theme) -> None:
    assert contrast(theme.on_primary, theme.primary) >= TEXT
    assert contrast(theme.on_primary, theme.primary_hover) >= TEXT
    assert contrast(theme.border, theme.page) >= SHAPE
    assert contrast(theme.focus_line, theme.page) >= SHAPE


def test_type_sizes() -> None:
    assert SMALL >= 13
    assert BASE >= 14


def test_text_is_enlarged_with_all_that_holds_it_by_steps(qapp: QApplication) -> None:
    usual = app_font(BASE).pixelSize(), row_height()
    try:
        seen = []
        for _ in range(3):
            apply_text_size(qapp, next_size(1))
            seen.append(text_percent())
        assert seen == [125, 150, 150]
        assert (app_font(BASE).pixelSize(), row_height()) == tuple(one * 150 // 100 for one in usual)
        assert unscaled(scaled(120)) == 120
        apply_text_size(qapp, next_size(-1))
        assert text_percent() == 125
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
