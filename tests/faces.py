"""Which faces this machine has; a test that is about one of them is skipped where it is missing."""

import pytest

from app.printing.engine.font_places import Role, find_fonts

_NAMES = {file.path.name.lower() for files in find_fonts().values() for file in files}

needs_biz = pytest.mark.skipif(
    any(not find_fonts()[role][0].path.name.lower().startswith("biz") for role in Role),
    reason="BIZ UD (fonts-morisawa-bizud-gothic, -mincho) is not installed",
)
needs_ipamj = pytest.mark.skipif(
    "ipamjm.ttf" not in _NAMES, reason="IPAmj Mincho (fonts-ipamj-mincho) is not installed"
)
