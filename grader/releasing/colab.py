"""The notebooks for Google Colab: a first cell that unpacks the course there, and a last one that writes the hand-in.

Only these notebooks have the two cells; nobody who works elsewhere sees them.
"""

import json
from pathlib import Path
from typing import Any

from grader.course import ASSIGNMENT

FIRST = f"""# Google Colab: this cell unpacks the course into your Drive. It never overwrites a file that you edit.
import os, shutil, sys, zipfile
from pathlib import Path
from google.colab import drive, files

drive.mount("/content/drive")
os.chdir("/content/drive/MyDrive")
if not zipfile.is_zipfile("{ASSIGNMENT}.zip"):
    Path("{ASSIGNMENT}.zip").unlink(missing_ok=True)
    print("Choose {ASSIGNMENT}.zip, which your instructor gave you:")
    files.upload()
with zipfile.ZipFile("{ASSIGNMENT}.zip") as archive:
    for name in archive.namelist():
        made = Path(archive.extract(name, "unpacked"))
        place = made.relative_to("unpacked")
        if made.is_file() and ("given" in place.parts or not place.exists()):
            place.parent.mkdir(parents=True, exist_ok=True)
            made.replace(place)
shutil.rmtree("unpacked")
sys.path.insert(0, str(Path("{ASSIGNMENT}").resolve()))
from helpers.given import colab

colab.start()"""

LAST_TEXT = """## Hand in from Colab

Write your student id between the quotes and run the cell, in each notebook that you worked in. It saves the notebook
next to the others and downloads one zip with all of them; the newest zip is the one to hand in."""


def notebooks(tree: Path, folder: Path) -> None:
    """Write the notebooks of a student tree into a folder, with the two cells added."""
    folder.mkdir(parents=True)
    for path in sorted(tree.glob("*.ipynb")):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        last = f'from helpers.given import colab\n\ncolab.hand_in("{path.name}", "your-id")'
        text: dict[str, Any] = {"id": "colab_text", "cell_type": "markdown", "metadata": {}, "source": LAST_TEXT}
        notebook["cells"] = [_code("colab_first", FIRST), *notebook["cells"], text, _code("colab_last", last)]
        content = json.dumps(notebook, ensure_ascii=False, indent=1)
        (folder / path.name).write_text(content + "\n", encoding="utf-8", newline="\n")


def _code(name: str, source: str) -> dict[str, Any]:
    return {
        "id": name,
        "cell_type": "code",
        "metadata": {},
        "execution_count": None,
        "outputs": [],
        "source": source,
    }
