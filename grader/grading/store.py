"""Results of submissions, kept by content: a result's name is a hash of all that it depends on.

These are what was taken of the submission, the release it was made for, the course's secret and the grader itself. Each
file begins with a seal, made with the secret from its name and all that follows: one that was edited, cut short, or put
under another name counts as not there, and is computed again.
"""

import hashlib
import hmac
import json
import re
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from grader import ROOT
from grader.bank import cases
from grader.course import Course
from grader.intake.submission import Submission
from helpers.given.files import write_atomically
from helpers.given.judge import Verdict

GRADED = "graded"
"""The state of a submission of which nothing was left out."""

NOT_GRADABLE = "not gradable"
"""The state, without the reason, of one of which nothing could be graded."""


@dataclass(frozen=True)
class Result:
    """What grading one submission gave.

    notebooks: executed, by stem. verdicts: by exercise; none at all if nothing could be graded. notes: sentences for
    the instructor on what could not be taken or graded, and why. waited: something ran out of wall time with processor
    time left; on a quiet machine it may give more. remarks: sentences on what changes nothing, and should be looked at.
    """

    student: str
    notebooks: dict[str, dict[str, Any]]
    verdicts: dict[str, Verdict]
    notes: tuple[str, ...]
    waited: bool = False
    remarks: tuple[str, ...] = ()

    @property
    def state(self) -> str:
        """What the table says of it: graded, graded in part and why, or not gradable and why."""
        if not self.notes:
            return GRADED
        return f"{'graded in part' if self.verdicts else NOT_GRADABLE}: {' '.join(self.notes)}"


def key(course: Course, submission: Submission) -> str:
    """Return the name of a submission's result: a hash of all it depends on."""
    digest = hashlib.sha256(grader_version().encode() + _tree(course.release).encode())
    digest.update(hashlib.sha256(course.secret()).digest())
    digest.update(submission.digest().encode())
    told = [submission.notes, submission.lost]  # they are part of the result
    digest.update(json.dumps(told, sort_keys=True).encode())
    return digest.hexdigest()


def stored(course: Course, key: str) -> Result | None:
    """Return a result from the store, None if it is not there as it was put there."""
    path = _path(course, key)
    if not path.is_file() or path.is_symlink():
        return None
    with path.open("rb") as file:
        seal, made = _SEAL.fullmatch(file.read(_SEAL_BYTES)), _seal(course, key)
        while piece := file.read(2**20):  # it may be of any size
            made.update(piece)
        if not seal or not hmac.compare_digest(seal[1].decode(), made.hexdigest()):
            return None
        file.seek(_SEAL_BYTES)
        try:
            return from_json("{" + file.read().decode())
        except (ValueError, KeyError, TypeError):  # of an older version
            return None


def store(course: Course, key: str, result: Result) -> None:
    """Put a result into the store, whole or not at all."""
    content = to_json(result).removeprefix("{").encode()
    seal = _seal(course, key)
    seal.update(content)
    write_atomically(_path(course, key), b'{"seal": "%s", %s' % (seal.hexdigest().encode(), content))


def _seal(course: Course, key: str) -> hmac.HMAC:
    """What makes the seal of a result, before what follows it in the file."""
    return hmac.new(course.secret(), f"{key}\n".encode(), hashlib.sha256)


_SEAL = re.compile(rb'\{"seal": "([0-9a-f]{64})", ')
_SEAL_BYTES = len('{"seal": "", ') + 64


def _path(course: Course, key: str) -> Path:
    return course.store / f"{key}.json"


@cache
def grader_version() -> str:
    """Return a hash of what the grader is made of, and of which Python it runs in: a newer one reads more."""
    digest = hashlib.sha256(f"{sys.version_info[:2]} {cases.sources()}".encode())
    for path in sorted((ROOT / "grader").rglob("*.py")):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


@cache
def _tree(folder: Path) -> str:
    """A hash of a folder's files."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def to_json(result: Result) -> str:
    """Return a result as JSON."""
    verdicts = {name: verdict.to_dict() for name, verdict in result.verdicts.items()}
    return json.dumps({**vars(result), "verdicts": verdicts})


def from_json(text: str) -> Result:
    """Return the result that to_json made text from.

    Raises:
        ValueError, KeyError, TypeError: text is something else.
    """
    plain = json.loads(text)
    verdicts = {name: Verdict.from_dict(verdict) for name, verdict in plain["verdicts"].items()}
    notes, remarks = tuple(plain["notes"]), tuple(plain.get("remarks", ()))
    return Result(plain["student"], plain["notebooks"], verdicts, notes, plain["waited"], remarks)
