"""What is read: names of one weight, and codes that a plain scanner reads from a poor copy."""

import shutil
import subprocess

import pytest
from PIL import Image

from app.printing.certificate.layout_file import layout_names, named_layout
from tests.faces import needs_biz
from tests.golden.papers import INSURED, face, rendered
from tests.golden.test_five_forms import fitting, on


def darkness(name: str) -> float:
    """How much ink a name takes on the form."""
    layout = named_layout("jsr-a4")
    cell = next(cell for cell in layout.cells[INSURED.kind] if cell.field == "name")
    box = (cell.x + cell.label_width + 1, cell.y + 1, cell.x + cell.width - 1, cell.y + cell.height - 1)
    page = rendered(on(layout, face(name=name)), dpi=300).convert("L")
    seen: Image.Image = page.crop(tuple(round(mm * 300 / 25.4) for mm in box))  # type: ignore[arg-type]
    return sum(255 - level for level in seen.tobytes())


@needs_biz
def test_a_character_that_another_face_draws_is_as_dark_as_its_neighbours():
    """𠮷 stands in no BIZ UD face."""
    assert darkness("𠮷" * 8) == pytest.approx(darkness("吉" * 8), rel=0.12)


@pytest.mark.skipif(shutil.which("zbarimg") is None, reason="zbar is not installed")
@pytest.mark.parametrize("name", layout_names())
def test_the_code_is_read_by_zbar_from_a_grey_copy_of_100_dots(name, tmp_path):
    layout = named_layout(name)
    copy = tmp_path / "copy.png"
    rendered(on(name, fitting(layout)), dpi=100).convert("L").save(copy)
    told = subprocess.run(["zbarimg", "-q", "--raw", copy], capture_output=True, check=True, text=True).stdout
    assert INSURED.issue_number in told.split()
