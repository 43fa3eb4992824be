"""Which files of a hand-in are the files of the assignment, whatever they are called and wherever they are.

Browsers, systems and platforms rename copies: "svm (1).py", "svm-1.py", "Copy of 02_svm_loss.ipynb". Whoever zips loose
files loses helpers/. And a blank copy may be beside the one that was filled in.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import PurePosixPath
from typing import NamedTuple

from grader import ROOT
from grader.bank.solutions import edited_helpers
from grader.course import ASSIGNMENT
from grader.intake import archives
from grader.intake.submission import Form
from helpers.given.calling import seen

_COPY = re.compile(
    r"^(copy of|kopie von|copie de|copia de)\s+|^copy\s+\(\d+\)\s+of\s+"
    r"|(?<![\s_-])[\s_-]*(\(\d+\)|[\s_-](copy|kopie|copie|copia)[\s_]*\d*|[\s_-]\d{1,2})$",
)
"""One mark of a copy. What separates it is looked at from its beginning alone: a name may be blanks to its end."""
_COPY_OF = re.compile(r"^((copy of|kopie von|copie de|copia de)\s+)+", re.IGNORECASE)
_OLD = re.compile(r"^(old|older|backup|back-?up|bak|previous|archive|trash|original|unused|copy)\b(?!,)", re.IGNORECASE)
_VERSION = re.compile(
    r"^(v[\s._-]*(\d{1,4}(?!\d)|20\d{6}(?!\d)|$)"
    r"|(ver|version|rev|revision|attempt|try|draft|part|final|new|copy of|work|notebooks|code|drive-download|datasets?"
    rf"|data|images|{ASSIGNMENT})[\s._-]*(\d|$|[^\w,]))", re.IGNORECASE
)  # fmt: skip
"""Not a login such as v1234567, nor a name such as "V. Nguyen" or "New, Ann"."""
_CORRECTED = re.compile(
    r"(?<![^\W_])(corrected|correction|fixed|fix|final|revised|resubmission|updated|korrigiert|korrektur|verbessert"
    r"|korr|corrig[eé]e?|corregido|corretto|correto|gecorrigeerd|corregid[oa]|修正|更正|最终)(?![^\W_\d])",
    re.IGNORECASE,
)
"""What says in a name that what is called so comes after the same without it."""
_NUMBERED = re.compile(r"\D+\d{1,2}\)?(\.\w+){0,2}")
"""A folder's or archive's name with one number, in whatever language: "Abgabe 2", "homework (1).zip"."""

_DATED = re.compile(r"(20\d\d)[-_. ]?([01]\d)[-_. ]?([0-3]\d)(?!\d)")

LONGEST = 255
"""Characters of a file's name; no system writes a longer one."""

MARKS = 10
"""Marks of copies in a name that are taken away, such as "Copy of svm (1) - Copy.py" has three of."""

TELLING = 40
"""Characters of a line by which a file is known; two courses have shorter ones in common."""

_DEFINED = re.compile(r"^(?:def|class)[ \t]+(\w+)", re.MULTILINE)


@dataclass(frozen=True)
class Candidate:
    """A file that may be one of the assignment's.

    path: in the hand-in. place: the folder that would be the student tree's if it is the one. exact: it is called what
    it should be, and where it should be. named: it is called what it should be, or like a copy of that.
    """

    path: str
    place: str
    exact: bool
    named: bool = True


@cache
def helpers() -> frozenset[str]:
    """The names of the helper files that students edit."""
    return frozenset(edited_helpers())


def may_be_wanted(name: str) -> bool:
    """Return whether a file's name is one that a notebook or an edited helper file may have."""
    kind = ending(name)
    return kind == ".ipynb" or (kind == ".py" and f"{plain(name)}.py" in helpers())


def is_ours(name: str) -> bool:
    """Return whether a file is called like one of the assignment's, or like a copy of one."""
    return may_be_wanted(name) and (ending(name) == ".py" or plain(name) in _notebooks())


def is_given(path: str, form: Form) -> bool:
    """Return whether a file is by its place one of the course's own, as the release has one there."""
    _, given, name = f"/{path}".rpartition("/given/")
    return bool(given) and name in form.course


def is_optional(path: str, form: Form) -> bool:
    """Return whether a file is by its name a notebook of the release that asks for nothing, or a copy of one."""
    return ending(path) == ".ipynb" and any(stem in plain(path) for stem in form.optional)


def candidates(paths: Iterable[str], form: Form) -> dict[str, list[Candidate]]:
    """Return the files that by their names may be files of the assignment, by the names in the release.

    Args:
        paths: of all files of a hand-in.
        form: of the release.
    """
    found: dict[str, list[Candidate]] = {}
    for path in paths:
        pure = PurePosixPath(path)
        folders, kind, stem = pure.parts[:-1], ending(pure.name), plain(pure.name)
        if kind == ".py" and f"{stem}.py" in helpers() and not is_given(path, form):
            right = bool(folders) and folders[-1].lower() == "helpers"
            place = "/".join(folders[: -1 if right else None])
            exact = right and pure.name.lower() == f"{stem}.py"
            found.setdefault(f"helpers/{stem}.py", []).append(Candidate(path, place, exact))
        elif kind == ".ipynb":
            near = [one for one in form if one in stem]
            if len(near) == 1:
                exact = pure.name.lower() == f"{near[0]}.ipynb"
                found.setdefault(f"{near[0]}.ipynb", []).append(Candidate(path, "/".join(folders), exact))
    return found


def plain(name: str) -> str:
    """Return what a file is called without its ending and without what marks a copy, in small letters."""
    stem = PurePosixPath(name).name.lower()
    stem = stem[: stem.rfind(ending(stem))] if ending(stem) else stem
    for _ in range(MARKS if len(stem) <= LONGEST else 0):
        if (shorter := _COPY.sub("", stem).strip()) in (stem, ""):
            break
        stem = shorter
    return re.sub(r"[\s_-]+", "_", stem)


def signed(names: Iterable[str]) -> dict[str, dict[str, str]]:
    """Return the files that have a student's name before or behind that of a file of the assignment.

    Args:
        names: of the files in one folder.

    Returns:
        for each student's name the files' own names, such as svm.py, with the names that they have.
    """
    found: dict[str, dict[str, str]] = {}
    for name in names:
        kind = ending(name)
        known = sorted({PurePosixPath(one).stem for one in helpers()} if kind == ".py" else _notebooks())
        stem, copy = parted(name)
        stem = _COPY_OF.sub("", stem)
        for own in known:
            lower, size = stem.lower(), len(own)
            before, behind = stem[:-size].rstrip(" _-"), stem[size:].lstrip(" _-")
            who = before if lower.endswith(own) and before != stem[:-size] else ""
            who = who or (behind if lower.startswith(own) and behind != stem[size:] else "")
            if who and not is_version(who):
                found.setdefault(who, {})[f"{own}{copy}{kind}"] = name
    return found


class Parted(NamedTuple):
    """What a file is called without its ending, and what marks it as a copy, such as " (1)"."""

    stem: str
    copy: str


def parted(name: str) -> Parted:
    """Return the parts of a file's name."""
    stem = name[: name.lower().rfind(ending(name))] if ending(name) else name
    copy = _COPY.search(stem) if len(stem) <= LONGEST else None
    at = copy.start() if copy and copy.start() else len(stem)
    return Parted(stem[:at], stem[at:])


@cache
def _notebooks() -> frozenset[str]:
    """The names of all notebooks of the series, also of those that ask for nothing."""
    return frozenset(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))


def ending(path: str) -> str:
    """Return the ending of a notebook's or helper file's name, "" of another.

    What browsers and editors write behind it does not count, nor blanks of any alphabet, marks that nobody sees, dots.
    """
    name = path.rpartition("/")[2].lower()
    match = _ENDING.search(name) if len(name) <= LONGEST else None
    return match[1] if match else ""


def meant(path: str) -> str:
    """Return the ending of a file's name that lost its dot, as where a platform writes "svm_py", "" of another."""
    match = _NO_DOT.search(path.lower()) if len(path) <= LONGEST else None
    return f".{match[1] or match[2]}" if match else ""


def backup(path: str) -> str:
    """Return what the file is called of which an editor kept a copy at a path, "" if the path is none of these."""
    original = _BACKUP.sub(r"\1\2", path)
    return original if original != path and ending(original) else ""


_ENDING = re.compile(r"(\.ipynb|\.py)(\.txt|\.json|\.download)?[\s.\u200b-\u200f\u2060\ufeff]*$")

_NO_DOT = re.compile(r"[,_ -](ipynb|py)$|\.(ipynb|py)[_x]$")

_BACKUP = re.compile(r"(?:~|\.(?:bak|backup|old|orig|save))$|(^|/)#([^/]+)#$", re.IGNORECASE)


def stands_for(name: str) -> str:
    """Return what a file is, by its name, that may stand for work or hold it where nobody looks, "" of another."""
    last = f"_{name.rpartition('/')[2].lower()}"  # Canvas calls a text text.html, or _text.html behind a name
    return next((what for endings, what in _STAND_FOR.items() if last.endswith(endings)), "")


UNFINISHED = (".crdownload", ".opdownload", ".part", ".partial", archives.PLACEHOLDER)
"""What browsers and clouds write behind the name of a file that is not all there."""

_STAND_FOR = {
    UNFINISHED: "an unfinished download: download it again",
    ("_text.html", "onlinetext.html"): "a text that was typed on the platform",
    ("_link.html",): "a link that was handed in on the platform, and the work may be where it leads",
    (".lnk", ".url", ".webloc", ".desktop", ".gdoc"): "a shortcut, without what it leads to",
    (".eml", ".msg"): "an e-mail, which is not opened: save what is attached to it",
    ("winmail.dat",): "what Outlook packs attachments into, which is not opened: ask for a zip",
    (".001", ".002", ".z01", ".z02"): "one part of an archive, which is not opened: ask for a zip in one piece",
    (".bundle",): "a bundle of git's, which is not opened: ask for a zip of the files",
}


def is_version(name: str) -> bool:
    """Return whether a folder or archive is called like one of several versions of the same."""
    return bool(_OLD.match(name) or _VERSION.match(name))


def is_correction(path: str) -> bool:
    """Return whether a file, or a folder or archive in which it is, is called a correction, and is in no older one."""
    return bool(_CORRECTED.search(path)) and not place_rank(path.rpartition("/")[0])[0]


def is_data(path: str) -> bool:
    """Return whether a file is by its place or name the images to learn from, or other data."""
    *folders, name = path.lower().split("/")
    return not {"data", "dataset", "datasets"}.isdisjoint(folders) or name.startswith("cifar")


def place(path: str) -> str:
    """Return the folder that would be the student tree's if a file in it is one of its."""
    folder = path.rpartition("/")[0]
    return folder.removesuffix("helpers").rstrip("/") if folder.split("/")[-1].lower() == "helpers" else folder


def place_rank(place: str) -> tuple[bool, bool, int, int, str]:
    """Return how likely a folder is the student tree, the likeliest first; of several versions the last."""
    parts = PurePosixPath(place).parts
    versions = [version for part in parts if (version := _version(part))]
    old = any(map(_OLD.match, parts))
    return old, place.lower() != ASSIGNMENT, len(parts), -versions[-1] if versions else 0, place


def _version(name: str) -> int:
    """The number of a version, or its date as a number, 0 of a name that has none."""
    if dated := _DATED.search(name):
        return int("".join(dated.groups()))
    numbers = re.findall(r"\d{1,9}", name) if _VERSION.match(name) or _NUMBERED.fullmatch(name) else []
    return int(numbers[-1]) if numbers else 0


def defines(content: bytes, released: bytes, whole: bool) -> bool:
    """Return whether a file defines at its top level something that a released helper file does, or all that is asked.

    What is asked has a mark where the student's lines go; the rest of a released file is given.
    """
    here, there = _names(content), _names(released)
    blocks = re.split(r"^(?=def |class )", released.decode("utf-8", "replace"), flags=re.MULTILINE)
    asked = {name for block in blocks if seen.MARK in block for name in _DEFINED.findall(block)}
    return bool(asked) and asked <= here if whole else bool(there & here)


def is_of(content: bytes, released: bytes) -> bool:
    """Return whether a file has a line of a released one that nobody else writes, such as a def with its types."""
    return not _telling(released).isdisjoint(_telling(content))


def is_blank(content: bytes, released: bytes) -> bool:
    """Return whether a helper file is as it was released, but for how lines end."""
    return content.split() == released.split()


def _telling(content: bytes) -> set[bytes]:
    return {line for line in map(bytes.strip, content.splitlines()) if len(line) >= TELLING}


def _names(content: bytes) -> set[str]:
    return set(_DEFINED.findall(content.decode("utf-8", "replace")))
