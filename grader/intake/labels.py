"""What the names of files and folders say that learning platforms make: whose they are, and of which attempt.

Canvas: name, perhaps LATE, the student's number, of a quiz the question, the file's number, the file's name. Moodle:
name, the number of the participant or of the group (the default group has none), the kind of submission, and the file's
name unless it is a folder. Blackboard, as nbgrader's zip_collect reads it: assignment, login, time, the file's name.
nbgrader's exchange: login, assignment, time. Brightspace (D2L): the student's number and the assignment's, name, time,
and the file's name unless it is a folder. Gradescope has a file of it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

GRADESCOPE_FILE = "submission_metadata.yml"

LONGEST = 300
"""Characters of a name that a platform made; looking for what one says takes the longer the longer it is."""

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
_EXCHANGE = re.compile(r"(?P<name>[^+]+)\+[^+]+\+(?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)? ?[^+]*)(?:\+.*)?")
_BRIGHTSPACE = re.compile(
    r"(?P<number>\d+)-\d+ - (?P<name>.+?) - (?P<day>[A-Z][a-z]{2} \d{1,2}, \d{4}) (?P<clock>\d{3,4} [AP]M)"
    r"(?: - (?P<file>.+))?",
    re.DOTALL,
)
_FEEDBACK = re.compile(r".+_assignfeedback_.+", re.DOTALL)
_AGAIN = re.compile(r"-(?P<count>\d+)(?=(\.tar)?\.[^.]+$)")


@dataclass(frozen=True)
class Label:
    """What a platform says of a file or folder.

    platform: such as "canvas", a column of the roster. name: the student's, as the platform writes it. number: what the
    platform calls the student, "" if nothing but the name. file: the file's own name, "" for a folder or page. email:
    the student's. time: when it was handed in, as nbgrader writes times. late: the platform says so. order: of a file
    among others. login: what may end with the student's, where that may have "_" in it.
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
        return Label("nbgrader", match["name"], time=match["time"].strip())
    if match := _BRIGHTSPACE.fullmatch(name):
        time = _time(f"{match['day']} {match['clock']:0>7}", "%b %d, %Y %I%M %p")
        return Label("brightspace", match["name"], match["number"], match["file"] or "", time=time)
    if match := _QUIZ.fullmatch(name):
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


def is_feedback(name: str) -> bool:
    """Return whether a file or folder is what Moodle calls feedback, which instructors gave."""
    return len(name) <= LONGEST and bool(_FEEDBACK.fullmatch(name))


def gradescope(data: bytes) -> dict[str, list[Label]]:
    """Return whose the folders of a Gradescope export are: of a group, each of its students.

    Raises:
        ValueError: the file cannot be read.
    """
    import yaml

    class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
        """Reads what Ruby writes: classes of its own are taken for what is in them."""

    Loader.add_multi_constructor("!ruby/", _plain)
    try:
        folders = yaml.load(data.decode("utf-8-sig"), Loader)
        return {
            str(folder): [_submitter(one, about) for one in about[":submitters"]] for folder, about in folders.items()
        }
    except (yaml.YAMLError, AttributeError, KeyError, TypeError, RecursionError) as error:
        raise ValueError(" ".join(str(error).split())[:200]) from None


def login_on(page: bytes) -> str:
    """Return the login that Blackboard's page of an attempt names at the end of its first line, "" if there is none."""
    line = page.decode("utf-8-sig", "replace").partition("\n")[0]
    return line.rpartition("(")[2].strip().removesuffix(")") if line.strip().endswith(")") else ""


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


def merged(labels: Sequence[Label]) -> Label:
    """Return what several files of one attempt say together."""
    first, *others = labels
    order = max(one.order for one in (first, *others))
    return replace(first, file="", late=first.late or any(one.late for one in others), order=order)


def _submitter(one: dict[str, Any], about: dict[str, Any]) -> Label:
    plain = {key: str(value) for key, value in one.items() if isinstance(value, str | int)}
    number, name, email = (plain.get(key, "") for key in (":sid", ":name", ":email"))
    created, time = about.get(":created_at"), ""
    if isinstance(created, datetime):
        time = f"{created.astimezone(UTC) if created.tzinfo else created:%Y-%m-%d %H:%M:%S.%f} UTC"
    elif isinstance(created, str):
        time = created
    return Label("gradescope", name or email or number, number, email=email, time=time)


def _plain(loader: Any, tag: str, node: Any) -> Any:
    """Read a node of one of Ruby's classes as what it is made of."""
    kind = {"mapping": "construct_mapping", "sequence": "construct_sequence", "scalar": "construct_scalar"}[node.id]
    return getattr(loader, kind)(node, *([True] if node.id != "scalar" else []))


def _time(text: str, form: str = "%Y-%m-%d-%H-%M-%S") -> str:
    """A time in a platform's form, as nbgrader writes it; without a zone it is, like one in course.toml, that here."""
    try:
        return f"{datetime.strptime(text, form).astimezone():%Y-%m-%d %H:%M:%S %z}"
    except (ValueError, OverflowError, OSError):
        return text
