"""Four numbers bring the page to where it belongs, within half a millimetre."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.calibration import MARK_LEFT, MARK_TOP, RULE_LENGTH, Calibration, Measured
from app.errors import BadValue

NEAR = st.floats(-6, 6)
SCALE = st.floats(0.985, 1.015)


PLAIN = Calibration()


def measured_on(dx, dy, scale_x, scale_y, drawn_with=PLAIN):
    """What a ruler reads, to a tenth, on a printer that puts x at dx + scale_x · x."""

    def out_x(x):
        return dx + scale_x * (drawn_with.dx + drawn_with.scale_x * x)

    def out_y(y):
        return dy + scale_y * (drawn_with.dy + drawn_with.scale_y * y)

    return Measured(
        round(out_x(MARK_LEFT), 1),
        round(out_y(MARK_TOP), 1),
        round(out_x(MARK_LEFT + RULE_LENGTH) - out_x(MARK_LEFT), 1),
        round(out_y(MARK_TOP + RULE_LENGTH) - out_y(MARK_TOP), 1),
    )


@given(NEAR, NEAR, SCALE, SCALE)
def test_the_second_test_page_is_true(dx, dy, scale_x, scale_y):
    first = measured_on(dx, dy, scale_x, scale_y)
    corrected = Calibration().corrected(first)
    assert measured_on(dx, dy, scale_x, scale_y, corrected).is_true
    # And everywhere else on the sheet.
    for x in (0, 105, 210):
        assert dx + scale_x * (corrected.dx + corrected.scale_x * x) == pytest.approx(x, abs=0.5)


def test_half_a_millimetre_is_true_and_more_is_not():
    assert Measured(left=MARK_LEFT + 0.5, top=MARK_TOP - 0.5).is_true
    assert not Measured(left=MARK_LEFT + 0.6).is_true
    assert not Measured(down=RULE_LENGTH - 0.6).is_true


@given(NEAR, NEAR)
def test_a_correction_corrects_what_is_left(dx, dy):
    once = Calibration().corrected(measured_on(dx, dy, 1, 1))
    twice = once.corrected(measured_on(dx + 0.8, dy - 0.8, 1, 1, once))
    assert measured_on(dx + 0.8, dy - 0.8, 1, 1, twice).is_true


def test_a_page_that_is_true_needs_nothing():
    assert Measured().is_true
    assert Calibration().corrected(Measured()).is_none


def test_fit_to_page_is_named():
    fitted = Measured(across=97.0, down=97.0)
    assert fitted.is_scaled
    assert "用紙に合わせる" in fitted.scaling_sentence
    assert Measured(across=100.4).scaling_sentence == ""
    with pytest.raises(BadValue, match="実際のサイズ"):
        Calibration().corrected(fitted)


@pytest.mark.parametrize("wrong", [{"left": 3.0}, {"top": 300.0}, {"across": 10.0}, {"down": 0.0}])
def test_centimetres_are_refused(wrong):
    with pytest.raises(BadValue, match="ミリで測り直して"):
        Calibration().corrected(Measured(**wrong))
