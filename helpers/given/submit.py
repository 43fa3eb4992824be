"""Writes the one zip to hand in: `python3 lab.py submit`.

Standard library only: a student hands in from any computer, with nothing installed.
"""

import argparse
import json
import os
import re
import sys
from pathlib import Path
from typing import NamedTuple

from helpers.given import unfinished
from helpers.given.files import DAMAGED_JSON, pack, write_atomically

ROOT = Path(__file__).resolve().parents[2]
COMMAND = "py lab.py submit" if os.name == "nt" else "python3 lab.py submit"
LARGEST_ZIP = 5_000_000  # bytes
DAMAGED = "{} is damaged and cannot be read: open and save it in JupyterLab, or move it away."
NOTEBOOK = re.compile(r"[^/\\]*\d\d_[a-z_]+[^/\\]*\.ipynb")
"""A notebook of the series, or a copy of one: the work may be in either, and the fuller one is graded."""
STUDENT_ID = re.compile(r"(?!\.+$)[A-Za-z0-9._-]{1,64}")


class SubmitError(Exception):
    """What keeps us from handing in, as one sentence for the student."""


def main() -> int:
    """Run the command and return its exit code."""
    parser = argparse.ArgumentParser(
        prog=COMMAND,
        description="Write the one zip file to hand in: the notebooks and the helper files you edit, as last saved. "
        "If it would be larger than 5 MB, the copies in it leave out the notebooks' outputs.",
    )
    parser.add_argument("--id", help="your student id, which becomes the zip's name: letters, digits, dot, _ and -")
    try:
        submit(student_id(parser.parse_args().id))
    except SubmitError as problem:
        print(problem, file=sys.stderr)
    except OSError as error:
        print(f"{error.filename or ROOT}: {error.strerror}: correct this, then run submit again.", file=sys.stderr)
    except KeyboardInterrupt:
        print("\nStopped: nothing was written.", file=sys.stderr)
        return 130
    else:
        return 0
    return 1


def student_id(given: str | None) -> str:
    """Return the student id that is given, or else typed in."""
    if given is None:
        if not sys.stdin.isatty():
            raise SubmitError(f"Your student id is missing: run `{COMMAND} --id YOUR_ID`.")
        given = input("Your student id: ").strip()
    if not STUDENT_ID.fullmatch(given):
        raise SubmitError(f"The student id {given!r} cannot be used: use 1 to 64 letters, digits, dots, _ and -.")
    return given


def submit(student: str) -> None:
    """Write <student>.zip and say what is in it, and what may have been forgotten."""
    files, missing = hand_in()
    content = pack(files)
    stripped = len(content) > LARGEST_ZIP
    if stripped:
        files = {name: without_outputs(name, text) if name.endswith(".ipynb") else text for name, text in files.items()}
        content = pack(files)
    if len(content) > LARGEST_ZIP:
        largest = max(files, key=lambda name: len(files[name]))
        raise SubmitError(
            f"The zip would be {len(content) / 1e6:.1f} MB, and 5 MB is the limit: make {largest} "
            f"({len(files[largest]) / 1e6:.1f} MB) smaller, for example by removing pictures pasted into it."
        )
    target = ROOT / f"{student}.zip"
    write_atomically(target, content)
    for name in sorted(files):
        print(f"  {name}")
    if stripped:
        print("Outputs of the notebooks are left out: with them the zip would be larger than 5 MB.")
    if missing:
        print(f"Not found, so not handed in: {', '.join(missing)}.")
    print(
        f"Wrote {target} ({max(1, len(content) // 1000)} kB) with these {len(files)} files, as last saved: hand it in."
    )
    if remarks := unfinished.remarks(files, student):
        print("Look again before you do:", *remarks, sep="\n  ")


class HandIn(NamedTuple):
    """What is handed in, by name in the zip; missing: the names of edited helper files that do not exist."""

    files: dict[str, bytes]
    missing: list[str]


def hand_in() -> HandIn:
    """Return what is handed in.

    Raises:
        SubmitError: if there are no notebooks, or the list of edited files is missing.
    """
    folder = notebook_folder()
    found = {path.name: path for path in folder.glob("*.ipynb") if NOTEBOOK.fullmatch(path.name)}
    if not found:
        raise SubmitError(
            f"There are no notebooks in {folder}: unpack the course's zip again, or run lab.py where they are."
        )
    helpers = {f"helpers/{name}": ROOT / "helpers" / name for name in edited_helpers()}
    missing = sorted(name for name, path in helpers.items() if not path.is_file())
    there = {name: path for name, path in {**found, **helpers}.items() if name not in missing}
    return HandIn({name: path.read_bytes() for name, path in there.items()}, missing)


def notebook_folder() -> Path:
    """Return where the notebooks are: at the top of a student's copy, which has no grader."""
    return ROOT / "notebooks" if (ROOT / "grader").is_dir() else ROOT


def edited_helpers() -> list[str]:
    """Return the names in helpers/ that students edit: the release lists them; before it, they carry solutions."""
    if notebook_folder() != ROOT:
        modules = sorted((ROOT / "helpers").glob("*.py"))
        marker = "### BEGIN " + "SOLUTION"  # in one piece it would be a marker itself, and no release be made
        return [path.name for path in modules if marker in path.read_text(encoding="utf-8")]
    try:
        return listed("edited.txt").read_text(encoding="utf-8").split()
    except FileNotFoundError as error:
        raise SubmitError(
            "helpers/given/edited.txt is missing: take it from the course's zip, then run submit again."
        ) from error


def listed(name: str) -> Path:
    """Return where a list is that the release made: in helpers/given/, or in helpers/ as earlier releases had it."""
    place = ROOT / "helpers" / "given" / name
    return place if place.is_file() else ROOT / "helpers" / name


def without_outputs(name: str, text: bytes) -> bytes:
    """Return a notebook's text with the outputs of its code cells removed."""
    try:
        notebook = json.loads(text)
        for cell in notebook["cells"]:
            if cell["cell_type"] == "code":
                cell["outputs"], cell["execution_count"] = [], None
    except DAMAGED_JSON as error:
        raise SubmitError(DAMAGED.format(name)) from error
    return json.dumps(notebook, ensure_ascii=False, indent=1).encode(errors="replace")  # it may hold half a character


if __name__ == "__main__":
    sys.exit(main())
