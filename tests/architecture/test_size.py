"""A module that can be read in one sitting; a screen may be a little longer."""

from pathlib import Path

LIMIT = 400
PAGE_LIMIT = 500


def test_no_module_is_too_long(root: Path, modules: list[Path]) -> None:
    pages = root / "ui" / "pages"
    too_long = {
        str(path.relative_to(root)): lines
        for path in modules
        if (lines := len(path.read_text("utf-8").splitlines()))
        > (PAGE_LIMIT if pages in path.parents else LIMIT)
    }
    assert not too_long


def test_modules_were_found(modules: list[Path]) -> None:
    assert len(modules) > 40
