"""Brings this copy up to date with the course's new zip: `python3 lab.py update ZIP`.

What is given is replaced. Helper files that you edited stay, and your answers go into the new notebooks, by the
grade_id of their cells or, where an editor took that away, by the cells around them, with the cells that you added.
Standard library only, as for handing in.
"""

import argparse
import hashlib
import itertools
import json
import os
import re
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any, NamedTuple

from helpers.given import submit
from helpers.given.files import DAMAGED_JSON, FileError, put, read_zip

COMMAND = "py lab.py update" if os.name == "nt" else "python3 lab.py update"

EDITED, RELEASED = "helpers/given/edited.txt", "helpers/given/released.txt"
"""Which helper files students edit; and what these and the notebooks were when released, as sha256sum writes it."""

EARLIER = {EDITED: "helpers/edited.txt", RELEASED: "helpers/released.txt"}
"""Where they were in earlier releases."""

NAME = re.compile(r"(?!.*\.part$|before(-\d+)?\.zip$)([A-Za-z0-9_][A-Za-z0-9_.-]*(/(?!$)|$))+")
"""What files of a release are called: so no name leads out of the folder, to hidden files, or onto a backup."""

DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?|.*\.", re.IGNORECASE)
"""What Windows takes for a device, or writes under another name."""


_VALUE = re.compile(r"^(\w+)[ \t]*=(?!=)", re.MULTILINE)
"""A line that gives a name a value."""


def main() -> int:
    """Run the command and return its exit code."""
    parser = argparse.ArgumentParser(prog=COMMAND, description=__doc__.partition(":")[0] + ".")
    parser.add_argument("zip", type=Path, help="the course's new zip, as your instructor gave it to you")
    try:
        print("\n".join(update(parser.parse_args().zip.absolute())))
    except (FileError, submit.SubmitError) as problem:
        print(problem, file=sys.stderr)
    except OSError as error:
        print(
            f"{error.filename2 or error.filename or submit.ROOT}: {error.strerror}: nothing was changed.",
            file=sys.stderr,
        )
    except KeyboardInterrupt:
        print("\nStopped: nothing was changed.", file=sys.stderr)
        return 130
    else:
        return 0
    return 1


def update(path: Path) -> list[str]:
    """Bring this copy of the course up to date with a release of it, and return lines on what was done.

    A notebook that the release did not change stays as it is, with its outputs and what was added to it.

    Args:
        path: the zip of the release.

    Raises:
        FileError, SubmitError: it is no such zip, or a file here is in the way; nothing was changed.
        OSError: something cannot be written; nothing was changed.
    """
    if submit.notebook_folder() != submit.ROOT:
        raise FileError("This is the instructors' copy: update is for the copies that students have.")
    new = released(path)
    edited = {f"helpers/{name}" for name in (*submit.edited_helpers(), *new[EDITED].decode("utf-8", "replace").split())}
    here = submit.listed(Path(RELEASED).name)
    was, now = _hashes(here.read_bytes() if here.is_file() else b""), _hashes(new[RELEASED])
    if was and 2 * len(was.keys() & now.keys()) < len(was):
        raise FileError(f"{path.name} is from another course: it has few or none of the files that you edit here.")
    theirs = edited | was.keys() | now.keys() | {name for name in new if name.endswith(".ipynb")}
    known = {name.casefold(): name for name in theirs}
    files: dict[str, bytes] = {}
    lines: list[str] = []
    for name, content in sorted(new.items()):
        if known.get(name.casefold(), name) != name:  # on some disks the same file
            raise FileError(f"{path.name} holds {name}, which is {known[name.casefold()]} here: nothing was changed.")
        place = submit.ROOT / name
        old = place.read_bytes() if place.is_file() else None
        if old == content:
            continue
        if old is None or name not in theirs or _hash(old) == was.get(name):
            files[name] = content
            lines.append(f"  {name}")
        elif was.get(name) != now.get(name):
            if name in edited:
                lines.append(f"  {name}: yours stays; the new one is in {path.name}")
            else:
                files[name], said = with_answers(name, old, content)
                lines.append(f"  {name}: {said}")
    if not files:
        return [*lines, f"All given files are already as in {path.name}: nothing was changed."]
    # What was released is placed last: if we are killed on the way, the next call still knows what was not edited.
    kept = put(submit.ROOT, dict(sorted(files.items(), key=lambda file: file[0] == RELEASED)))
    some = "1 file" if len(files) == 1 else f"{len(files)} files"
    return [*lines, f"Updated {some}. {kept}", "Close the notebooks that are open, open them again and run all cells."]


def released(path: Path) -> dict[str, bytes]:
    """Return the files of a release from its zip, by their places in a student's copy.

    Raises:
        FileError: it is no zip of a release, or not as it was released.
    """
    inside = read_zip(path, lambda name: not name.startswith("__MACOSX/"))
    places = RELEASED, EARLIER[RELEASED]
    tops = [name.removesuffix(one) for name in inside for one in places if f"/{name}".endswith(f"/{one}")]
    files = {name.removeprefix(tops[0]): inside[name] for name in inside if name.startswith(tops[0])} if tops else {}
    files |= {now: files.pop(was) for now, was in EARLIER.items() if was in files}
    if len(tops) != 1 or EDITED not in files:
        raise FileError(f"{path.name} holds no release of this course: take the zip that your instructor gave you.")
    for name in files:
        if not NAME.fullmatch(name) or any(map(DEVICE.fullmatch, name.split("/"))):
            raise FileError(
                f"{path.name} holds a file with a name that no release has, {name[:60]!r}: nothing was changed."
            )
    for name, digest in _hashes(files[RELEASED]).items():
        if name not in files or _hash(files[name]) != digest:
            raise FileError(
                f"{name} in {path.name} is not as it was released: take the zip that your instructor gave you."
            )
    return files


class Answered(NamedTuple):
    """A notebook of the release with a student's answers in it; said: what was done."""

    content: bytes
    said: str


def with_answers(name: str, old: bytes, new: bytes) -> Answered:
    """Return a notebook of the release with the answers of a student's copy of it.

    Raises:
        FileError: the release's is no notebook.
        SubmitError: the student's copy is damaged.
    """
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    try:
        notebook = json.loads(new)
        for cell in notebook["cells"]:
            _ = cell["metadata"].get("nbgrader", {}).get("solution"), "".join(cell["source"])
    except DAMAGED_JSON as error:
        raise FileError(f"The new {name} is damaged and cannot be read: nothing was changed.") from error
    try:
        cells = _marked(json.loads(old)["cells"], notebook["cells"])
        for cell in cells:
            pictures = {"attachments": cell["attachments"]} if "attachments" in cell else {}
            found[_mark(cell)].append({"source": "".join(cell["source"])} | pictures)
        own = _own(cells, notebook["cells"])
    except DAMAGED_JSON as error:
        raise submit.SubmitError(submit.DAMAGED.format(name)) from error
    answered, still_open = 0, []
    for cell in notebook["cells"]:
        if _is_answer(cell):
            stub = "".join(cell["source"]).split()
            answers = [answer for answer in found[_mark(cell)] if answer["source"].split() not in ([], stub)]
            if answers:
                cell |= answers[0]
                cell["source"] = "\n\n".join(dict.fromkeys(answer["source"] for answer in answers))  # a cell was split
                answered += 1
            else:
                still_open.append(_mark(cell))
    added = sum(map(len, own.values()))
    said = f"new, with {answered} of your answers"
    said += f" and {added} {'cell' if added == 1 else 'cells'} that you added" if added else ""
    said += f"; open: {', '.join(still_open)}" if still_open else ""
    parts = [own[-1], *([cell, *own[at]] for at, cell in enumerate(notebook["cells"]))]
    notebook["cells"] = list(itertools.chain.from_iterable(parts))
    return Answered(f"{json.dumps(notebook, ensure_ascii=False, indent=1)}\n".encode(errors="replace"), said)


def _places(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> list[int | None]:
    """Where each cell of a student's copy is in the release, None if nowhere.

    It is known by its mark or, where an editor took that away, by its text; of several with this text, such as blank
    answers, it is the next one.
    """
    marks = {_mark(cell): at for at, cell in enumerate(new)}
    texts: dict[str, list[int]] = defaultdict(list)
    for at, cell in enumerate(new):
        texts[_words(cell)].append(at)
    places: list[int | None] = []
    here = -1
    for cell in old:
        every = [marks[_mark(cell)]] if _mark(cell) in marks else texts.get(_words(cell), [])
        known = next((at for at in every if at > here), every[0] if every else None)
        here = here if known is None else known
        places.append(known)
    return places


def _marked(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The cells of a student's copy, those of answers with their marks if an editor took all of these away.

    Between two cells that are known, code that gives values to the names of an answer is that answer, and texts are
    the one in words. A text in the place of one that the release changed is none of the student's.
    """
    if {_mark(cell) for cell in new if _is_answer(cell)} & {_mark(cell) for cell in old}:
        return old  # what has no mark is the student's own, also where the release has a new question
    places, marked = _places(old, new), [*old]
    start, here = 0, -1
    for end, place in enumerate([*places, len(new)]):
        if place is None:
            continue
        gap = range(here + 1, place)
        texts = [k for k in range(start, end) if old[k]["cell_type"] == "markdown" and _words(old[k])]
        asked = [at for at in gap if _is_answer(new[at]) and at not in places]
        in_words = [at for at in asked if new[at]["cell_type"] == "markdown"]
        for at in asked:
            names = set(_VALUE.findall("".join(new[at]["source"])))
            given = [k for k in range(start, end) if names & {*_VALUE.findall("".join(old[k]["source"]))}]
            if at in in_words:
                changed = [k for k in gap if k < at and new[k]["cell_type"] == "markdown" and not _is_answer(new[k])]
                given = texts[len(changed) :] if len(in_words) == 1 else []
            for k in given:
                marked[k] = old[k] | {"metadata": {"nbgrader": {"grade_id": _mark(new[at]), "solution": True}}}
        start, here = end + 1, place
    return marked


def _own(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> dict[int, list[dict[str, Any]]]:
    """The cells of a student's copy that the release does not have, by the place of the cell there that they follow.

    A check that the release no longer has is none of the student's.
    """
    own: dict[int, list[dict[str, Any]]] = defaultdict(list)
    here, ids = -1, {cell.get("id") for cell in new}
    for cell, known in zip(old, _places(old, new), strict=True):
        source = "".join(cell["source"])
        marked = cell.get("metadata", {}).get("nbgrader", {})
        if known is not None:
            here = known
        elif source.strip() and (marked.get("solution") or not marked.get("grade_id")):
            made = {
                "cell_type": cell["cell_type"],
                "id": _unused(cell.get("id"), ids),
                "metadata": {},
                "source": source,
            }
            made |= {"attachments": cell["attachments"]} if "attachments" in cell else {}
            own[here].append(made | ({"execution_count": None, "outputs": []} if made["cell_type"] == "code" else {}))
    return own


def _is_answer(cell: dict[str, Any]) -> bool:
    return bool(cell["metadata"].get("nbgrader", {}).get("solution"))


def _words(cell: dict[str, Any]) -> str:
    """A cell's text as it is compared: blanks and line ends do not count."""
    return " ".join("".join(cell["source"]).split())


def _unused(name: Any, ids: set[Any]) -> str:
    """An id for a cell that no other one has, its own if it can be."""
    names = itertools.chain([str(name or "added")[:50]], (f"added-{number}" for number in itertools.count(2)))
    unused = next(one for one in names if one not in ids)
    ids.add(unused)
    return unused


def _mark(cell: dict[str, Any]) -> str:
    """What a cell is known by: its grade_id, or the id that is the same, where an editor took that away."""
    return str(cell.get("metadata", {}).get("nbgrader", {}).get("grade_id") or cell.get("id"))


def _hashes(text: bytes) -> dict[str, str]:
    """The hashes in a file as sha256sum writes it, by name."""
    return {
        name: digest
        for digest, _, name in (line.partition("  ") for line in text.decode("utf-8", "replace").splitlines())
    }


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
