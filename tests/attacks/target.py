"""What an attack is carried out against, and what it must not get."""

from dataclasses import dataclass
from pathlib import Path

from grader import ROOT
from grader.course import Course
from grader.grading import compute, store
from grader.grading.store import Result
from grader.intake import collect

CANARY = "canary-5f1d3b7c9e"
HONEST = ("scores.py", "svm.py")
"""These files hold the reference, the others are blank. Attacks stand in start.py, or in an answer of notebook 01."""


@dataclass(frozen=True)
class Target:
    """Where an attack is carried out, and what it would like to have. port: somebody listens there on this machine."""

    course: Course
    release: Path
    loot: Path
    port: int

    def filled(self, code: str) -> str:
        """Return an attack's code with the names of this machine's things in it."""
        names = {"@LOOT@": self.loot, "@COURSE@": self.course.root, "@PORT@": self.port, "@ROOT@": ROOT}
        for name, thing in names.items():
            code = code.replace(name, str(thing))
        return code

    def grade(self, path: Path, student: str = "mallory", waits: bool = False) -> Result:
        """Take a folder or zip apart and compute its result, as `grade` does: once more, if it had to wait.

        waits: it is an attack that waits, as it would once more.
        """
        submission = collect.read(path, student, collect.answer_cells(self.release))
        result = compute.compute(self.release, self.course.secret(), submission)
        again = result.waited and not waits
        return compute.compute(self.release, self.course.secret(), submission) if again else result


def points(result: Result) -> dict[str, float]:
    """Return the points of each exercise."""
    return {name: verdict.points for name, verdict in result.verdicts.items()}


def leaked(target: Target, result: Result) -> list[str]:
    """Return which secrets are anywhere in a result."""
    text = store.to_json(result)
    secrets = {"canary": CANARY, "secret": target.course.secret().hex()}
    return [name for name, secret in secrets.items() if secret in text]
