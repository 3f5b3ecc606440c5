"""After a working day nothing readable of anybody lies anywhere but in the encrypted file.

Not seen here: swap, the printer's queue of a real printer, what the system itself remembers of opened files.
"""

import os
import subprocess
import sys
from pathlib import Path

from app.domain.certificate import CertificateStatus
from tests.usecases.households import family
from ui.bootstrap import create_sample_folder, open_data_folder

ROOT = Path(__file__).parents[2]
HOMES = ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA")
XDG = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR")
CODES = ("utf-8", "utf-16-le", "utf-16-be", "cp932")
S = CertificateStatus
PASSING = ("TMPDIR", "TEMP", "TMP")


def run(surroundings: dict[str, str], *words: str) -> str:
    command = [sys.executable, *words]
    done = subprocess.run(
        command, cwd=ROOT, env=surroundings, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_nothing_readable_of_anybody_is_left_outside_the_encrypted_file(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    create_sample_folder(folder)
    store = open_data_folder(folder, None)
    people = family(store, papers=(S.HANDED_OUT, S.READY, None))
    store.close()
    person = people[0]
    surroundings = {**os.environ, "PYTHONUTF8": "1"}
    for number, name in enumerate((*HOMES, *XDG, *PASSING)):
        place = tmp_path / f"place-{number}"
        place.mkdir(mode=0o700)
        surroundings[name] = str(place)
    assert "end of the day" in run(
        surroundings, "-m", "tests.ui.private_day", str(folder), person.name, person.key
    )
    words = {text for one in people for text in (one.name, one.kana, one.key)} - {""}
    found = {
        (str(file.relative_to(tmp_path)), word)
        for file in tmp_path.rglob("*")
        if file.is_file()
        for content in (file.read_bytes(),)
        for word in words
        if any(word.encode(code, "ignore") in content for code in CODES)
    }
    assert found == set()
    # The day did leave something: the settings of the window.
    assert [file for file in tmp_path.glob("place-*/**/*") if file.is_file()]
