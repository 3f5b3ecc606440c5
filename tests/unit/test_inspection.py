"""Planted faults are all found; a right stack passes without a sound."""

import random

import pytest

from app.domain.inspection import SILENT, Enclosure, Finding, Inspection

CODES = tuple(f"AAAA-{n:04d}" for n in range(120))
SLIPS = tuple(f"P1-{n:03d}" for n in range(1, 121))


def read_all(inspection, codes):
    findings = []
    for code in codes:
        inspection, reading = inspection.read(code)
        findings.append(reading)
    return inspection, findings


@pytest.mark.parametrize("stack", [CODES, CODES[::-1]], ids=["first sheet on top", "last sheet on top"])
def test_a_right_stack_passes_in_silence(stack):
    inspection, findings = read_all(Inspection(CODES), stack)
    assert {reading.finding for reading in findings} == {Finding.IN_ORDER}
    assert inspection.unseen == ()


@pytest.mark.parametrize("is_reversed", [False, True])
def test_every_planted_fault_is_found(is_reversed):
    chance = random.Random(7)
    for _ in range(300):
        stack, at = list(CODES), chance.randrange(2, 118)
        fault = chance.choice(["skip", "double", "swap", "foreign"])
        if fault == "skip":
            del stack[at]
        elif fault == "double":
            stack.insert(at, stack[at])
        elif fault == "swap":
            stack[at], stack[at + 1] = stack[at + 1], stack[at]
        else:
            stack.insert(at, "ZZZZ-9999")
        if is_reversed:
            stack.reverse()
        inspection, findings = read_all(Inspection(CODES), stack)
        loud = [reading.finding for reading in findings if reading.finding not in SILENT]
        expected = {
            "skip": [Finding.SKIPPED],
            "double": [Finding.TWICE],
            "swap": [Finding.SKIPPED, Finding.OUT_OF_ORDER],
            "foreign": [Finding.FOREIGN],
        }[fault]
        assert loud == expected, fault
        assert inspection.unseen == ((at,) if fault == "skip" else ())


def test_a_stack_that_begins_or_ends_short_is_told():
    _, findings = read_all(Inspection(CODES), CODES[2:])
    assert (findings[0].finding, findings[0].passed_over) == (Finding.SKIPPED, (0, 1))
    inspection, findings = read_all(Inspection(CODES), CODES[:-1])
    assert {reading.finding for reading in findings} == {Finding.IN_ORDER}
    assert inspection.unseen == (119,)


def test_a_single_sheet():
    inspection, (reading,) = read_all(Inspection(CODES[:1]), CODES[:1])
    assert (reading.finding, inspection.unseen) == (Finding.IN_ORDER, ())


def envelopes(*homes):
    return Enclosure(CODES[: len(homes)], SLIPS[: len(homes)], tuple(homes))


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_slip_and_certificate_make_an_envelope_in_either_order(order):
    pair = (SLIPS[0], CODES[0])
    enclosure, findings = read_all(envelopes(0, 1), [pair[at] for at in order])
    assert [reading.finding for reading in findings] == [Finding.OPENED, Finding.PAIRED]
    assert enclosure.left == (1,)


def test_a_household_goes_into_one_envelope():
    enclosure, findings = read_all(envelopes(0, 0, 2), [SLIPS[0], CODES[1], CODES[0], SLIPS[2], CODES[2]])
    assert [reading.finding for reading in findings] == [
        Finding.OPENED,
        Finding.OPENED,
        Finding.PAIRED,
        Finding.OPENED,
        Finding.PAIRED,
    ]
    assert enclosure.left == ()


def test_the_wrong_paper_for_an_envelope_is_told_and_the_right_one_still_fits():
    enclosure, findings = read_all(envelopes(0, 1), [SLIPS[0], CODES[1], CODES[0]])
    assert [reading.finding for reading in findings] == [Finding.OPENED, Finding.MISMATCH, Finding.PAIRED]
    assert findings[1].passed_over == (0,)
    assert enclosure.left == (1,)


def test_other_mistakes_at_the_envelope():
    _, findings = read_all(
        envelopes(0, 1), [SLIPS[0], SLIPS[0], SLIPS[1], "ZZZZ-9999", CODES[0], CODES[0], SLIPS[0]]
    )
    assert [reading.finding for reading in findings] == [
        Finding.OPENED,
        Finding.TWICE,
        Finding.MISMATCH,
        Finding.FOREIGN,
        Finding.PAIRED,
        Finding.TWICE,
        Finding.TWICE,
    ]
