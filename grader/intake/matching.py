"""Which files of a hand-in are the files of the assignment, whatever they are called and wherever they are.

Browsers, systems and platforms rename copies: "svm (1).py", "svm-1.py", "Copy of 02_svm_loss.ipynb". Whoever zips loose
files loses helpers/. And a blank copy may be beside the one that was filled in.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import PurePosixPath

from grader.bank.solutions import edited_helpers
from grader.course import ASSIGNMENT

_COPY = re.compile(
    r"^(copy of|kopie von|copie de|copia de)\s+|^copy\s+\(\d+\)\s+of\s+"
    r"|[\s_-]*(\(\d+\)|[\s_-](copy|kopie|copie|copia)[\s_]*\d*|[\s_-]\d{1,2})$",
)
_OLD = re.compile(r"^(old|older|backup|back-?up|bak|previous|archive|trash|original|unused|copy)\b", re.IGNORECASE)
_VERSION = re.compile(
    r"^(v|ver|version|attempt|try|draft|part|final|new|copy of|work|notebooks|code|drive-download|datasets?|data|images"
    rf"|{ASSIGNMENT})[\s._-]*(\d|$|\W)", re.IGNORECASE
)  # fmt: skip
LONGEST = 255
"""Characters of a file's name; no system writes a longer one."""

_DEFINED = re.compile(r"^(?:def|class)[ \t]+(\w+)", re.MULTILINE)


@dataclass(frozen=True)
class Candidate:
    """A file that may be one of the assignment's.

    path: in the hand-in. place: the folder that would be the student tree's if it is the one. exact: it is called what
    it should be, and where it should be.
    """

    path: str
    place: str
    exact: bool


@cache
def helpers() -> frozenset[str]:
    """The names of the helper files that students edit."""
    return frozenset(edited_helpers())


def may_be_wanted(name: str) -> bool:
    """Return whether a file's name is one that a notebook or an edited helper file may have."""
    kind = _kind(name)
    return kind == ".ipynb" or (kind == ".py" and f"{plain(name)}.py" in helpers())


def candidates(paths: Iterable[str], stems: Iterable[str]) -> dict[str, list[Candidate]]:
    """Return the files that by their names may be files of the assignment, by the names in the release.

    Args:
        paths: of all files of a hand-in.
        stems: of the release's notebooks.
    """
    found: dict[str, list[Candidate]] = {}
    for path in paths:
        pure = PurePosixPath(path)
        folders, kind, stem = pure.parts[:-1], _kind(pure.name), plain(pure.name)
        if kind == ".py" and f"{stem}.py" in helpers() and "given" not in map(str.lower, folders):
            right = bool(folders) and folders[-1].lower() == "helpers"
            place = "/".join(folders[: -1 if right else None])
            exact = right and pure.name.lower() == f"{stem}.py"
            found.setdefault(f"helpers/{stem}.py", []).append(Candidate(path, place, exact))
        elif kind == ".ipynb":
            near = [one for one in stems if one in stem]
            if len(near) == 1:
                exact = pure.name.lower() == f"{near[0]}.ipynb"
                found.setdefault(f"{near[0]}.ipynb", []).append(Candidate(path, "/".join(folders), exact))
    return found


def plain(name: str) -> str:
    """Return what a file is called without its ending and without what marks a copy, in small letters."""
    stem = PurePosixPath(name).name.lower()
    stem = stem[: stem.rfind(_kind(stem))] if _kind(stem) else stem
    while len(stem) <= LONGEST and (shorter := _COPY.sub("", stem).strip()) != stem and shorter:
        stem = shorter
    return re.sub(r"[\s_-]+", "_", stem)


def is_version(name: str) -> bool:
    """Return whether a folder or archive is called like one of several versions of the same."""
    return bool(_OLD.match(name) or _VERSION.match(name))


def place_rank(place: str) -> tuple[bool, bool, int, int, str]:
    """Return how likely a folder is the student tree, the likeliest first; of several versions the last."""
    parts = PurePosixPath(place).parts
    versions = [int(number) for part in parts if _VERSION.match(part) for number in re.findall(r"\d{1,9}", part)[-1:]]
    old = any(map(_OLD.match, parts))
    return old, place.lower() != ASSIGNMENT, len(parts), -versions[-1] if versions else 0, place


def defines(content: bytes, released: bytes, whole: bool) -> bool:
    """Return whether a file defines at its top level something that a released helper file does, or the whole of it."""
    here, there = _names(content), _names(released)
    return bool(there) and (there <= here if whole else bool(there & here))


def is_blank(content: bytes, released: bytes) -> bool:
    """Return whether a helper file is as it was released, but for how lines end."""
    return content.split() == released.split()


def _names(content: bytes) -> set[str]:
    return set(_DEFINED.findall(content.decode("utf-8", "replace")))


def _kind(name: str) -> str:
    """The ending that counts: some browsers and systems add another one, .txt or .json."""
    match = re.search(r"(\.ipynb|\.py)(\.txt|\.json)?$", name.lower()) if len(name) <= LONGEST else None
    return match[1] if match else ""
