"""Makes the pictures of the README from the sample office: `python -m installer.readme_pictures`."""

import io
import tempfile
from datetime import date
from pathlib import Path

from PIL import Image

from app.usecases.settings import sample_office
from ui.bootstrap import create_sample_folder, open_data_folder
from ui.cli.screens import THEMES, Wanted, save_screens

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "pictures"
DAY = date(2026, 11, 30)
SIZE = (1366, 768)
SHOWN = ("today", "roster")
# So few are enough for letters on plain ground, and a third of the size.
COLOURS = 48


def main() -> None:
    """Write them all."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        data = Path(place) / "data"
        create_sample_folder(data)
        store = open_data_folder(data, None)
        try:
            store.record(lambda tx: sample_office.fill(tx, today=DAY), undoable=False)
            files = save_screens(
                store, DAY, Path(place) / "screens", data=data, wanted=Wanted((SIZE,), THEMES[:1])
            )
        finally:
            store.close()
        for file in files:
            _, *name, _, _ = file.stem.split("-")
            if len(name) == 1 and name[0] in SHOWN:
                small = Image.open(io.BytesIO(file.read_bytes())).convert("RGB").quantize(COLOURS)
                small.save(FOLDER / f"{name[0]}.png", optimize=True)


if __name__ == "__main__":
    main()
