"""The back belongs to its front: every slip of a sheet between the two passes is found."""

import random

import pytest

from app.domain.inspection import SILENT, Finding
from app.domain.issue_number import new_issue_number
from app.domain.sheet_faces import BothFaces, back_code, face_of

CHANCE = random.Random(7)
CODES = tuple(dict.fromkeys(new_issue_number(CHANCE.randrange) for _ in range(60)))


def read_all(papers):
    """Read papers, each given as the sheets its front and back are of (None: blank), front first."""
    faces, findings = BothFaces(CODES), []
    for front, back in papers:
        for at, is_back in ((front, False), (back, True)):
            if at is None:
                continue
            number, found_back = face_of(back_code(CODES[at]) if is_back else CODES[at])
            assert (number, found_back) == (CODES[at], is_back)
            faces, reading = faces.read(number, is_back=found_back)
            findings.append(reading.finding)
    return faces, findings


def test_a_right_stack_passes_in_silence():
    faces, findings = read_all((at, at) for at in range(len(CODES)))
    assert set(findings) == {Finding.OPENED, Finding.PAIRED} <= SILENT
    assert (faces.unseen, faces.wrong) == ((), frozenset())


@pytest.mark.parametrize("slip", [-2, -1, 1, 2])
def test_every_slip_of_the_second_pass_is_found(slip):
    """One sheet too many or too few is taken in while the backs are printed: all behind it are wrong."""
    count = len(CODES)
    for begins in CHANCE.sample(range(2, count - 2), 20):
        papers = [
            (at, at if at < begins else at + slip if 0 <= at + slip < count else None) for at in range(count)
        ]
        faces, findings = read_all(papers)
        behind = {at for at in range(begins, count) if 0 <= at + slip < count}
        assert findings.count(Finding.MISMATCH) == len(behind)
        assert behind <= faces.wrong
        assert faces.done <= set(range(begins))


def test_two_backs_exchanged_are_found_and_put_right():
    faces, findings = read_all([(0, 1), (1, 0)])
    assert findings == [Finding.OPENED, Finding.MISMATCH] * 2
    assert faces.wrong == {0, 1}
    faces, reading = faces.read(CODES[0], is_back=False)
    faces, reading = faces.read(CODES[0], is_back=True)
    assert reading.finding is Finding.PAIRED
    assert faces.wrong == {1}


def test_a_face_left_out_or_read_twice_is_told():
    faces, _ = BothFaces(CODES).read(CODES[0], is_back=False)
    assert faces.read(CODES[0], is_back=False)[1].finding is Finding.TWICE
    faces, reading = faces.read(CODES[1], is_back=False)
    assert (reading.finding, reading.passed_over) == (Finding.SKIPPED, (0,))
    assert faces.read("ZZZZ-0000", is_back=True)[1].finding is Finding.FOREIGN


def test_a_back_is_known_whatever_its_number_and_whatever_types_it():
    assert face_of("1234-5671B") == ("1234-5671B", False) or face_of("1234-5671B")[1]
    for code in CODES:
        assert face_of(back_code(code).lower()) == (code, True)
        assert face_of(f"]Q1{back_code(code)}") == (code, True)
    # Only whoever awaits a back reads the letter behind a number that is all digits.
    drawn = [new_issue_number(lambda _, n=n: n) for n in range(10)]
    (only_digits, *_) = [number for number in drawn if number.replace("-", "").isdecimal()]
    assert face_of(back_code(only_digits)) == (only_digits, True)
    assert face_of("架空") == ("架空", False)
