"""After a working day nothing readable of anybody lies anywhere but in the encrypted file.

Not seen here: swap, the memory of a real printer, what the system itself remembers of opened files.
"""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.domain.certificate import CertificateStatus
from tests.conftest import TODAY
from tests.ui.cups_queue import PRINTER_QUEUE, cups_queue
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


def test_nothing_readable_of_anybody_is_left_outside_the_encrypted_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, chosen = tmp_path / "data", tmp_path / "chosen"
    create_sample_folder(folder)
    store = open_data_folder(folder, None)
    people = family(store, papers=(S.HANDED_OUT, S.READY, None))
    store.close()
    person, child = people[0], people[2]
    surroundings = {**os.environ, "PYTHONUTF8": "1"}
    for number, name in enumerate((*HOMES, *XDG, *PASSING)):
        place = tmp_path / f"place-{number}"
        place.mkdir(mode=0o700)
        surroundings[name] = str(place)
    chosen.mkdir()
    with cups_queue(monkeypatch) as queue:
        surroundings["CUPS_SERVER"] = os.environ["CUPS_SERVER"]
        office = ("-m", "ui", "--data", str(folder), "--today", TODAY.isoformat())
        run(surroundings, *office, "print", "--member", child.key, "--printer", PRINTER_QUEUE)
        assert len(queue.fed) == 1
        said = run(
            surroundings, "-m", "tests.ui.private_day", str(folder), person.name, person.key, str(chosen)
        )
        assert said.splitlines() == ["still open:", "at the end of the day"]
        assert not list(folder.glob("*.db-*"))
        words = {text for one in people for text in (one.name, one.kana, one.key)} - {""}
        # The pages that came out of the printer are paper.
        places = [
            place for place in (tmp_path, queue.folder) for place in place.iterdir() if place != queue.out
        ]
        files = [file for place in places for file in (place, *place.rglob("*")) if file.is_file()]
        found = {
            (str(file), word)
            for file in files
            for content in (file.read_bytes(),)
            for word in words
            if any(word.encode(code, "ignore") in content for code in CODES) or b"%PDF" in content
        }
        assert found == set()
        assert (queue.folder / "access_log") in files
    # The day did leave something: the settings of the window, and where a file was chosen.
    left = [file for file in tmp_path.glob("place-*/**/*") if file.is_file()]
    assert any(str(chosen).encode() in file.read_bytes() for file in left)


CRASH = """
import os, resource, sys
hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
if sys.argv[1:]:
    from ui.cli import main
    try:
        main(sys.argv[1:])
    except SystemExit as end:
        assert not end.code
os.abort()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="where a core file goes is read from Linux' settings")
def test_a_program_that_dies_leaves_no_core_file(tmp_path: Path) -> None:
    folder, place = tmp_path / "data", tmp_path / "here"
    create_sample_folder(folder)
    place.mkdir()
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT)}
    for words in ((), ("--data", str(folder), "members")):
        died = subprocess.run(
            [sys.executable, "-c", CRASH, *words],
            cwd=place,
            env=surroundings,
            capture_output=True,
            check=False,
        )
        assert died.returncode == -signal.SIGABRT, died.stderr
        cores = list(place.iterdir())
        if not words:
            # Any other program leaves one, where this system writes them into the working folder.
            import resource

            is_plain = Path("/proc/sys/kernel/core_pattern").read_text().strip() == "core"
            is_allowed = resource.getrlimit(resource.RLIMIT_CORE)[1] != 0
            assert bool(cores) == (is_plain and is_allowed)
        else:
            assert cores == []
        for core in cores:
            core.unlink()
