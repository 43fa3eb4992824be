"""What the names of files and folders say that learning platforms make: whose they are, and of which attempt.

Canvas: name, perhaps LATE, the student's number, of a quiz the question, the file's number, the file's name. Moodle:
name, the number of the participant or of the group (the default group has none), the kind of submission, and the file's
name unless it is a folder. Blackboard, as nbgrader's zip_collect reads it: assignment, login, time, the file's name.
nbgrader's exchange: login, assignment, time. Brightspace (D2L): the student's number and the assignment's, name, time,
and the file's name unless it is a folder. Gradescope has a file of it.
"""

import base64
import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from grader.intake import dates

GRADESCOPE_FILE = "submission_metadata.yml"
_METADATA = re.compile(r"submission_metadata(?: ?\(\d+\))?\.yml")

LONGEST = 300
"""Characters of a name that a platform made; looking for what one says takes the longer the longer it is."""

LEVELS = 6
"""Folders within folders in which a platform's names are looked for; a student may make any number of them."""

METADATA_BYTES = 100 * 2**20
"""Of Gradescope's file: it holds the output of their autograder, too."""

_CANVAS = re.compile(
    r"(?:(?P<name>.+?)_)??(?P<late>LATE_)?(?P<number>\d+|anon_[^\W_]+)_(?:(?P<order>\d+)_(?P<file>.+)|(?P<page>(?:text|link)\.html))",
    re.DOTALL,
)
_QUIZ = re.compile(r"(?P<name>.+?)_?(?P<number>\d+)_question_\d+_(?P<order>\d+)_(?P<file>.+)", re.DOTALL)
_DATE = re.compile(r"(19|20)\d\d_(0?[1-9]|1[0-2])_(0?[1-9]|[12]\d|3[01])(?!\d)")
_MOODLE = re.compile(r"(?P<name>.+?)(?:_(?P<number>\d+))?_assignsubmission_(?P<kind>[^\W_]+)_?(?P<file>.*)", re.DOTALL)
_BLACKBOARD = re.compile(
    r"(?P<whole>.+?_(?P<name>[^_]+))_attempt_(?P<time>\d{4}(?:-\d\d){5})(?:_(?P<file>.+)|(?P<page>\.txt))", re.DOTALL
)
_EXCHANGE = re.compile(
    r"(?P<name>.+)\+(?P<assignment>[^+]+)\+(?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?"
    r"(?: [+-]\d\d(?::?\d\d)?| ?[^+]*))(?:\+.*)?"
)
_BRIGHTSPACE = re.compile(r"(\d+)-\d+")
"""The numbers of the student and of the assignment; name, time and file follow, with \" - \" between them."""

_FEEDBACK = re.compile(r".+_assignfeedback_.+", re.DOTALL)
_SUBMITTED = re.compile(r"2_(submissions|abgaben)|submission attachment\(s\)", re.IGNORECASE)
_BACK = re.compile(
    r"(1_(task|aufgabe)|3_(corrections|korrekturen)|5_(sample_)?solutions|5_musterl.sungen)(_\d+)?"
    r"|feedback attachment\(s\)",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"(?<!\d)(\d{1,2})[:时](\d\d)(?:[:分]\d\d秒?)?(?: ?[AP]M| Uhr)? ((?!AM\b|PM\b)[A-Z]{2,5})\s*$", re.MULTILINE
)
"""On Blackboard's page of an attempt: hour, minute, and the zone at the end of the line."""

_NUMBERS, _ENDING = re.compile(r"\d\d"), re.compile(r"\.[A-Za-z]\w{0,5}$")
_SAKAI = re.compile(r"\d{14,17}")
_AGAIN = re.compile(r"-(?P<count>\d+)(?=(\.tar)?\.[^.]+$)")


@dataclass(frozen=True)
class Label:
    """What a platform says of a file or folder.

    platform: such as "canvas", a column of the roster. name: the student's, as the platform writes it. number: what the
    platform calls the student, "" if nothing but the name. file: the file's own name, "" for a folder or page. email:
    the student's. time: when it was handed in, as nbgrader writes times. late: the platform says so. order: of a file
    among others. login: what may end with the student's, where that may have "_" in it. assignment: for which one it
    was handed in, as nbgrader calls it.
    """

    platform: str
    name: str
    number: str = ""
    file: str = ""
    email: str = ""
    time: str = ""
    late: bool = False
    order: int = 0
    login: str = ""
    assignment: str = ""


def label(name: str) -> Label | None:
    """Return what the name of a file or folder says, None if no platform made it."""
    if len(name) > LONGEST:
        return None
    if match := _MOODLE.fullmatch(name):
        return Label("moodle", match["name"], match["number"] or "", match["file"])
    if match := _BLACKBOARD.fullmatch(name):
        login = match["whole"].partition("_")[2]
        return Label("blackboard", match["name"], file=match["file"] or "", time=_time(match["time"]), login=login)
    if match := _EXCHANGE.fullmatch(name):
        return Label("nbgrader", match["name"], time=match["time"].strip(), assignment=match["assignment"])
    if found := _brightspace(name.split(" - ")):
        return found
    if "_question_" in name and (match := _QUIZ.fullmatch(name)):  # of many digits each may begin the number
        return Label("canvas", match["name"], match["number"], match["file"], order=int(match["order"][:18]))
    match = _CANVAS.fullmatch(name)
    if (
        match
        and not _DATE.match(name, match.start("number"))
        and (match["name"] or match["number"].startswith("anon_"))
    ):
        order, late = int((match["order"] or "0")[:18]), bool(match["late"])
        who = (match["name"], match["number"]) if match["name"] else (match["number"], "")
        return Label("canvas", *who, match["file"] or "", late=late, order=order)
    return None


def _brightspace(parts: list[str]) -> Label | None:
    """What Brightspace says; parts: of a name, which has the time of the hand-in behind the student's name."""
    match = _BRIGHTSPACE.fullmatch(parts[0])
    for k in range(2, len(parts) if match else 0):
        if written := dates.read(parts[k]):
            time = _written(written.moment) if written.moment else parts[k]
            who, file = " - ".join(parts[1:k]), " - ".join(parts[k + 1 :])
            return Label("brightspace", who, match[1], file, time=time) if who and match else None
    if match and len(parts) > 2 and _NUMBERS.search(parts[2]) and not _ENDING.search(parts[2]):
        return Label("brightspace", parts[1], match[1], " - ".join(parts[3:]), time=parts[2])  # which cannot be read
    return None


def is_feedback(name: str) -> bool:
    """Return whether a file or folder is what Moodle calls feedback, which instructors gave."""
    return len(name) <= LONGEST and bool(_FEEDBACK.fullmatch(name))


def metadata(names: Iterable[str]) -> str:
    """Return which of some files is Gradescope's, "" if none is; browsers number a second download."""
    return next(filter(_METADATA.fullmatch, names), "")


def given_back(paths: Iterable[str]) -> set[str]:
    """Return which files of a hand-in are the teacher's, as in OpenOlat's 3_corrections, beside 2_submissions."""
    every = {path: path.split("/", LEVELS)[:-1] for path in paths}
    folders = {"/".join(parts[: k + 1]) for parts in every.values() for k in range(len(parts))}
    submitted = {place for one in folders for place, last in [_last(one)] if _SUBMITTED.fullmatch(last)}
    back = {one for one in folders for place, last in [_last(one)] if place in submitted and _BACK.fullmatch(last)}
    return {path for path, parts in every.items() if any("/".join(parts[: k + 1]) in back for k in range(len(parts)))}


def _last(folder: str) -> tuple[str, str]:
    """Where a folder is, and its name."""
    place, _, last = folder.rpartition("/")
    return place, last


class Export(NamedTuple):
    """Whose the folders of a Gradescope export are, of a group each of its students; damage: what cannot be read."""

    folders: dict[str, list[Label]]
    damage: str = ""


def gradescope(data: bytes) -> Export:
    """Return what Gradescope's file says; what one odd entry says stops no other."""
    import yaml

    class Loader(getattr(yaml, "CBaseLoader", yaml.BaseLoader)):  # type: ignore[misc]
        """Reads all as texts, also what Ruby writes: its own classes, and bytes for names with an odd character."""

    def decoded(loader: Any, node: Any) -> str:
        try:
            return base64.b64decode(node.value).decode("utf-8", "replace")
        except ValueError:
            return str(node.value)

    for tag in ("!binary", "tag:yaml.org,2002:binary"):
        Loader.add_constructor(tag, decoded)
    text, damage = data.decode("utf-8-sig", "replace"), ""
    try:
        parts = [yaml.load(text, Loader)]
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        damage, parts = f" in line {mark.line + 1}" if mark else " (its entries are too deep)", []
        for entry in re.split(r"^(?=[^\s#-])", text, flags=re.MULTILINE):
            with suppress(yaml.YAMLError, RecursionError):
                parts.append(yaml.load(entry, Loader))
    folders = {name: about for part in parts if isinstance(part, dict) for name, about in part.items()}
    found = {str(name): some for name, about in folders.items() if (some := _submitters(about))}
    return Export(found, f"is damaged{damage}" if damage else "" if found else "says nothing of any folder")


def login_on(page: bytes) -> str:
    """Return the login that Blackboard's page of an attempt names at the end of its first line, "" if there is none."""
    line = page.decode("utf-8-sig", "replace").partition("\n")[0]
    return line.rpartition("(")[2].strip().removesuffix(")") if line.strip().endswith(")") else ""


def name_on(page: bytes) -> str:
    """Return the name that Blackboard's page of an attempt has before the login in its first line, "" if none."""
    line = page.decode("utf-8-sig", "replace").partition("\n")[0]
    return line.rpartition("(")[0].partition(":")[2].strip() if login_on(page) else ""


def zoned(time: str, page: bytes) -> str:
    """Return the time that Blackboard wrote into names with the zone that its page of the attempt has behind a clock.

    Args:
        time: as the name of the page has it, read as local time here.
        page: the page.

    Returns:
        the time as it is if the page names no zone, or has another clock.
    """
    for match in _CLOCK.finditer(page.decode("utf-8-sig", "replace")):
        if int(match[1]) % 12 == int(time[11:13] or 0) % 12 and match[2] == time[14:16]:
            return f"{time[:19]} {match[3]}"
    return time


def attempts(files: dict[str, Label]) -> list[dict[str, str]]:
    """Sort one student's loose files by attempts, the oldest first: what they are called, by their own names.

    Canvas writes `svm-1.py` when somebody hands in a svm.py again. Beside the svm.py itself, as when two downloads were
    unpacked into one folder, it is the newer one.
    """
    versions: dict[str, list[str]] = {}
    for name, found in sorted(files.items(), key=lambda item: item[1].order):
        versions.setdefault(_AGAIN.sub("", found.file or name), []).append(name)
    for first, names in list(versions.items()):
        if not any((files[name].file or name) == first for name in names):
            del versions[first]
            versions |= {files[name].file or name: [name] for name in names}
    count = max(map(len, versions.values()), default=0)
    return [
        {files[name].file or name: name for name in (names[min(k, len(names) - 1)] for names in versions.values())}
        for k in range(count)
    ]


def uploaded_later(files: dict[str, Label], archives: Iterable[str]) -> set[str]:
    """Return which of one student's loose files came after all of some archives, by Canvas' numbers of files."""
    packed = [files[name].order for name in archives]
    return {name for name, one in files.items() if packed and min(packed) > 0 and one.order > max(packed)}


def merged(labels: Sequence[Label]) -> Label:
    """Return what several files of one attempt say together."""
    first, *others = labels
    order = max(one.order for one in (first, *others))
    return replace(first, file="", late=first.late or any(one.late for one in others), order=order)


def _submitters(about: Any) -> list[Label]:
    """The students whom an entry of Gradescope's file names."""
    every = about.get(":submitters") if isinstance(about, dict) else None
    return [_submitter(one, about) for one in every if isinstance(one, dict)] if isinstance(every, list) else []


def _submitter(one: dict[Any, Any], about: dict[Any, Any]) -> Label:
    time = about.get(":created_at", "")
    time = time.get("utc") if isinstance(time, dict) else time  # as Rails writes its own kind of time
    number, name, email = (
        "" if value in ("~", "null") or not isinstance(value, str) else value
        for value in (one.get(":sid"), one.get(":name"), one.get(":email"))
    )
    if ":created_at" in about and (not isinstance(time, str) or time in ("", "~", "null")):
        time = ":created_at is empty"  # no time, so that a line says it
    return Label("gradescope", name or email or number, number, email=email, time=time)


def _time(text: str) -> str:
    """A time in Blackboard's form, as nbgrader writes it."""
    try:
        return _written(datetime.strptime(text, "%Y-%m-%d-%H-%M-%S"))
    except ValueError:
        return text


def sakai_time(text: str) -> str:
    """Return what Sakai writes of a time, such as 20261002005900000, as nbgrader writes it; any other text as it is."""
    try:
        return _written(datetime.strptime(text[:14], "%Y%m%d%H%M%S")) if _SAKAI.fullmatch(text) else text
    except ValueError:
        return text


def _written(moment: datetime) -> str:
    """A time as nbgrader writes it; without a zone it is, like one in course.toml, that here."""
    try:
        return f"{moment.astimezone():%Y-%m-%d %H:%M:%S %z}"
    except (OverflowError, OSError):
        return str(moment)
