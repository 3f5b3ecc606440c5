"""Writes CREDITS.md, whose work the program rests on: `python -m installer.credits_page`.

To be run after the lock changed. Names, versions and licences of the libraries are those of the lock and
of the installed packages; fonts and what is inside the libraries stand here.
"""

from collections.abc import Iterable
from pathlib import Path

from installer.parts_list import LOCK, PINNED, licence_of

FILE = Path(__file__).resolve().parents[1] / "CREDITS.md"
# Only on one system, or for Python 3.11; not every machine can ask the package.
ELSEWHERE = {
    "colorama": "BSD-3-Clause",
    "pywin32-ctypes": "BSD-3-Clause",
    "jeepney": "MIT",
    "secretstorage": "BSD-3-Clause",
    "backports-tarfile": "MIT",
    "importlib-metadata": "Apache-2.0",
    "lazy-importer": "Apache-2.0",
    "zipp": "MIT",
    "tzdata": "Apache-2.0",
}
# Packages that say it in none of their facts but only in a file.
BY_THEIR_FILES = {"peewee": "MIT", "qrcode": "BSD-3-Clause", "sqlcipher3": "Zlib"}
FONTS = (
    (
        "BIZ UD Mincho, BIZ UD Gothic",
        "Morisawa",
        "SIL Open Font License 1.1",
        "installers; else from the system",
    ),
    ("Noto Sans JP, Noto Serif JP", "Adobe, Google", "SIL Open Font License 1.1", "package pylopdf-fonts-jp"),
    ("Noto Sans CJK", "Adobe, Google", "SIL Open Font License 1.1", "package manimgx-fonts-cjk"),
    ("IPAmj Mincho", "IPA / 文字情報技術促進協議会", "IPA Font License 1.0", "installers built on Debian"),
    ("Phosphor icons", "Phosphor Icons", "MIT", "package qtawesome"),
)
INSIDE = (
    ("Python", "PSF-2.0", "installers"),
    ("Qt 6", "LGPL-3.0, as separate libraries that may be replaced", "PySide6"),
    ("libpq", "PostgreSQL License", "psycopg-binary"),
    ("SQLCipher, SQLite", "BSD-3-Clause, public domain", "sqlcipher3"),
    ("OpenSSL", "Apache-2.0", "cryptography, sqlcipher3"),
    ("PDFium", "BSD-3-Clause, Apache-2.0", "pypdfium2"),
    ("FreeType and image libraries", "FTL, BSD-like", "pillow"),
)
HEAD = """\
# Credits / 使わせていただいているもの

Made from `requirements.lock` by `python -m installer.credits_page`; a test sees to it that it is not stale.
The licences lie in full beside the installed packages (`*.dist-info`) and fonts.
書体と部品の許諾条件の全文は、それぞれの隣に入っています。

"""


def text() -> str:
    """Return the whole file."""
    fonts = _table("Fonts / 書体", ("font", "by", "licence", "comes with"), FONTS)
    inside = _table("Inside the libraries / 部品の中にあるもの", ("", "licence", "comes with"), INSIDE)
    rows = [(name, version, licence(name)) for name, version in PINNED.findall(LOCK.read_text("utf-8"))]
    packages = _table("Python packages / Python の部品", ("package", "version", "licence"), rows)
    return "\n".join((HEAD + fonts, inside, packages))


def licence(name: str) -> str:
    """Return the licence of a package, as it or its makers say."""
    return ELSEWHERE.get(name) or BY_THEIR_FILES.get(name) or licence_of(name)


def _table(title: str, heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [f"| {' | '.join(row)} |" for row in (heads, ("---",) * len(heads), *rows)]
    return "\n".join((f"## {title}", "", *lines, ""))


if __name__ == "__main__":
    FILE.write_text(text(), "utf-8")
