"""What a folder or an archive looks like by the names in it: one hand-in, or the hand-ins of several."""

import re
from collections import Counter

from grader.course import ASSIGNMENT
from grader.intake import archives, labels, matching, parts
from grader.intake.places import Place

MANY = re.compile(
    r"submissions|submitted|hand-?ins|export|canvas|moodle|gradescope|blackboard|gradebook_|inbound|collected|downloaded"
    r"|extracted|bulk_download|download \w{3} \d|student work|working files",
    re.IGNORECASE,
)
"""In the name of what holds the work of many."""

SUBMITTED, TIMESTAMP = "submitted", "timestamp.txt"
"""nbgrader's folder of what it collected, and its file that says when a submission was handed in."""

NUMBERED = re.compile(r".*-\d{3,}")
"""Moodle's name of a download: course, assignment and a number."""

SHORT_NUMBERED = re.compile(r".+-.+-\d{1,2}")
"""The same in a new Moodle; students, too, call work so."""

_UNNAMED = re.compile(r"submission_\d+")
"""Gradescope's name of a submission."""

_DIGITS, _WORDS = re.compile(r"\d+"), re.compile(r"[^\W\d_]+")

AGAIN = re.compile(r"(?: ?\(\d+\)| - Copy(?: \(\d+\))?)+$")
"""What browsers and systems write behind the name of a file that is there already."""


def is_one(place: Place) -> bool:
    """Return whether a place is one hand-in: helpers/, a notebook or a helper file is at its top."""
    marks = any(name.lower() in ("helpers", ASSIGNMENT) for name in (*place.folders, *place.links))
    return marks or any(matching.may_be_wanted(name) and not labels.label(name) for name in place.files)


def says_many(name: str) -> bool:
    """Return whether a name says that it holds the work of many."""
    return bool(MANY.search(name) or NUMBERED.fullmatch(first(name)))


def turned_in(name: str) -> bool:
    """Return whether a folder is by its name the one of Teams' with what students turned in, not with their drafts."""
    return name.lower().startswith("submitted files")


def is_draft(path: str) -> bool:
    """Return whether a path leads through Teams' folder of students' drafts."""
    return any(part.lower().startswith("working files") for part in path.split("/")[:-1])


def labelled(place: Place) -> bool:
    """Return whether a platform made the names in a place: most of them, as an instructor may have put more there."""
    if is_gradescopes(place):
        return True
    known = [one for name in place.items if (one := labels.label(name))]
    many = says_many(place.shown.rpartition("/")[2])
    return 2 * len(known) > len(place.items) or (many and any(map(_is_sure, known)))


def is_gradescopes(place: Place) -> bool:
    """Return whether a place is a Gradescope export: by its file, or as most is called like a submission there."""
    unnamed = sum(bool(_UNNAMED.fullmatch(name)) for name in place.items)
    return bool(labels.metadata(place.files)) or 2 * unnamed > len(place.items)


def _is_sure(found: labels.Label) -> bool:
    """Whether a label is of work, and no student's own name for a file, such as hw_1_2_notes.txt."""
    return found.platform != "canvas" or (len(found.number) > 2 and may_be_work(found.file))


def has_files(place: Place) -> bool:
    """Return whether files of the assignment or archives lie loose in a place."""
    return any(map(may_be_work, place.files)) or has_helpers(place)


def has_helpers(place: Place) -> bool:
    """Return whether helpers/ is in a place."""
    return "helpers" in map(str.lower, place.folders)


def of_others(place: Place) -> list[str]:
    """Return the folders for other assignments in a student's folder of nbgrader's submitted/.

    nbgrader puts a file with the time into each. Without one it is another assignment's if nothing in it may be ours,
    or ours is there too; who unpacks a zip in such a folder has other names for ours.
    """
    if has_files(place):
        return []
    others = [name for name in place.folders if not name.lower().startswith(ASSIGNMENT)]
    return [
        name
        for name in others
        if TIMESTAMP in place.sub(name).files or ASSIGNMENT in place.folders or not _may_be_ours(place.sub(name), 2)
    ]


def _may_be_ours(place: Place, depth: int) -> bool:
    """Whether a file in a place, or in folders in it, is called like one of ours, or an archive that may hold them."""
    if any(matching.is_ours(name) or is_archive(name) for name in place.files):
        return True
    return any(_may_be_ours(place.sub(name), depth - 1) for name in place.folders[:20] if depth)


def is_collected(place: Place) -> bool:
    """Return whether a place is nbgrader's submitted/: students' folders, in which each assignment has one."""
    if SUBMITTED not in (stem(place.shown.rpartition("/")[2]), place.path.name if place.path else ""):
        return False
    return any(ASSIGNMENT in place.sub(name).folders for name in place.folders)


def many(place: Place) -> bool:
    """Return whether a place holds folders or archives that may be hand-ins."""
    archived = [name for name in place.files if name.lower().endswith(archives.PACKED)]
    return not is_one(place) and bool(archived or [name for name in place.folders if held(place.sub(name), 2)])


def signed(place: Place) -> dict[str, dict[str, str]]:
    """Return the files of a place that bear students' names, and no platform's, as matching.signed does."""
    return matching.signed(name for name in place.files if labels.label(name) is None)


def signed_by_several(place: Place) -> dict[str, dict[str, str]]:
    """Return the files of a place by the students whose names they bear, if two have the same file; none if not."""
    found = {who: some for who, some in signed(place).items() if not some.keys() & set(place.files)}
    own = [name for some in found.values() for name in some]
    return found if len(own) > len(set(own)) else {}


def are_strangers(place: Place) -> bool:
    """Return whether what lies in a place seems to be of several students, though its names are nobody's.

    It is a folder or archive with work in it, and beside it a notebook that is called like none of the assignment, or a
    file with a name before or behind its own.
    """
    if has_helpers(place) or any(map(matching.is_ours, place.files)):
        return False
    return bool(whole(place)) and any(matching.ending(name) == ".ipynb" or signed(place) for name in place.files)


def whole(place: Place) -> list[str]:
    """Return the folders and archives in a place that may each be a hand-in, and not one of several versions."""
    archived = [name for name in place.files if is_archive(name)]
    by_name = {first(stem(name)): name for name in (*place.folders, *archived)}  # a copy is of the same student
    return [
        name
        for own, name in by_name.items()
        if not (own.lower() == "helpers" or matching.is_version(own) or matching.may_be_wanted(own))
        and (name in archived or (not matching.is_data(f"{name}/") and held(place.sub(name), 2)))
    ]


def held(place: Place, depth: int) -> set[str]:
    """Return what files of the assignment are in a place and in some folders in it, all archives as one."""
    here = {matching.plain(name) for name in place.files if matching.may_be_wanted(name)}
    here |= {"archive" for name in place.files if is_archive(name)}
    here |= {one.lower() for one in (*place.folders, *place.links) if one.lower() in ("helpers", ASSIGNMENT)}
    below = [name for name in place.folders if depth and not matching.is_data(f"{name}/")]
    return here.union(*(held(place.sub(name), depth - 1) for name in below[:20]))


def share_files(place: Place) -> bool:
    """Return whether two folders or archives in a place hold the same file, as the work of two people does."""
    each = [held(place.sub(name), 2) if name in place.folders else {"archive"} for name in whole(place)]
    return sum(map(len, each)) > len(set().union(*each))


def alike(place: Place, names: list[str]) -> list[str]:
    """Return which folders in a place hold a file of the assignment that another one of them holds, too."""
    files = {name: held(place.sub(name), 2) - {"helpers", "archive", ASSIGNMENT} for name in names}
    times = Counter(one for some in files.values() for one in some)
    return [name for name, some in files.items() if any(times[one] > 1 for one in some)]


def are_parts(place: Place, names: list[str]) -> bool:
    """Return whether folders in a place are parts of one hand-in: each holds notebooks, and no notebook is in two."""
    each = [_notebooks(place.sub(name)) for name in names]
    return len(each) > 1 and all(each) and sum(map(len, each)) == len(set().union(*each))


def are_chapters(place: Place) -> bool:
    """Return whether what lies in a place are such parts, and is called after them, as "nb 01" and "nb 02" are.

    "01 Anna" and "02 Bert" are two people.
    """
    names = whole(place)
    if not are_parts(place, names) or any(map(may_be_work, place.files)):
        return False
    books = {name: _notebooks(place.sub(name)) for name in names}
    called = all(
        any(one[:2] in name or one[3:] in matching.plain(name) for one in some) for name, some in books.items()
    )
    return called and len({_others(name, some) for name, some in books.items()}) == 1


def _others(name: str, books: set[str]) -> tuple[str, ...]:
    """The words in a name that are not of some notebooks' names."""
    own = {word[:4] for one in books for word in one.split("_")}
    return tuple(word for word in _WORDS.findall(matching.plain(name)) if word[:4] not in own)


def are_nameless(place: Place) -> bool:
    """Return whether in a place there are only archives that are called after the assignment, and several of these."""
    return len(place.items) > 1 and all(is_archive(one) and first(stem(one)) == ASSIGNMENT for one in place.items)


def _notebooks(place: Place) -> set[str]:
    """The notebooks of the assignment in a place, and in folders in it."""
    return {name for name in held(place, 2) if matching.is_ours(f"{name}.ipynb")}


def are_numbered(names: list[str]) -> bool:
    """Return whether some names differ in numbers alone, as those of weekly copies do: w1, w2, w3."""
    return len({_DIGITS.sub("0", name.casefold()) for name in names}) == 1


def is_archive(name: str) -> bool:
    """Return whether a file is by its name an archive that is read."""
    return name.lower().endswith(archives.READABLE) and not matching.is_data(name)


def may_be_work(name: str) -> bool:
    """Return whether a file beside hand-ins may be one."""
    return name.lower().endswith(archives.PACKED) or matching.may_be_wanted(name)


def first(name: str) -> str:
    """Return the name that a copy was made of."""
    if len(name) > labels.LONGEST:
        return name
    own = AGAIN.sub("", name)
    drives = parts.DRIVE.fullmatch(own)
    return drives["name"] if drives else own


def age(name: str) -> tuple[str, int, str]:
    """Return what sorts names so that "ada (1).zip" comes after "ada.zip"."""
    own = stem(name)
    return first(own), len(own), name


def stem(name: str) -> str:
    """Return the name of an archive without its endings, any other as it is."""
    last = ending(name)
    return stem(name[: -len(last)]) if last else name


def ending(name: str) -> str:
    """Return the ending of an archive's name, "" of another."""
    endings = sorted((*archives.READABLE, *archives.PACKED), key=len, reverse=True)
    return next((name[-len(one) :] for one in endings if name.lower().endswith(one)), "")
