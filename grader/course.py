"""Where a course keeps its things, and how nbgrader is configured for it."""

import os
import secrets
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from grader.cut import edited_helpers

if TYPE_CHECKING:  # nbgrader takes longer to load than all else, and only what records needs it
    from traitlets.config import Config

ROOT = Path(__file__).resolve().parent.parent
ASSIGNMENT = "linear_classifiers"
IGNORED = ["*.cases~", ".venv", "__pycache__", "*.pyc", ".ipynb_checkpoints", "cifar-10-*", "*.part", "templates.png"]


@dataclass(frozen=True)
class Course:
    """An nbgrader course folder: source, release, submitted, autograded, feedback and gradebook are nbgrader's.

    secret: drawn once, decides the secret cases. store: results by content. grades: the table of grades.
    """

    root: Path

    @property
    def source(self) -> Path:
        """What nbgrader makes the release from; its helpers are cut already."""
        return self.root / "source" / ASSIGNMENT

    @property
    def release(self) -> Path:
        """The student tree."""
        return self.root / "release" / ASSIGNMENT

    def submitted(self, student: str) -> Path:
        """What one student handed in, rebuilt."""
        return self.root / "submitted" / student / ASSIGNMENT

    def feedback(self, student: str) -> Path:
        """One student's feedback pages."""
        return self.root / "feedback" / student / ASSIGNMENT

    @property
    def store(self) -> Path:
        """Results by content."""
        return self.root / "store"

    @property
    def grades(self) -> Path:
        """The table of grades."""
        return self.root / "grades.csv"

    @property
    def database(self) -> str:
        """The gradebook's address, as SQLAlchemy writes it: a file here, unless GRADEBOOK_URL names another."""
        return os.environ.get("GRADEBOOK_URL") or f"sqlite:///{self.root / 'gradebook.db'}"

    def secret(self) -> bytes:
        """Return the course's secret; it is drawn at the first call, and only its owner can read the file."""
        path = self.root / "secret"
        try:
            return bytes.fromhex(path.read_text(encoding="ascii"))
        except FileNotFoundError:
            self.root.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            path.write_text(secrets.token_hex(32), encoding="ascii")
            return self.secret()


DEFAULT = Course(ROOT / "grader" / "course")


def configure(config: "Config", course: Course) -> None:
    """Set what nbgrader needs to know; used by grader/course/nbgrader_config.py and by our own commands."""
    from nbgrader import preprocessors

    from grader import plugins

    config.CourseDirectory.root = str(course.root)
    config.CourseDirectory.course_id = ASSIGNMENT
    config.CourseDirectory.db_url = course.database
    config.CourseDirectory.ignore = [".ipynb_checkpoints", "*.pyc", "__pycache__", ".pytest_cache", *IGNORED]
    # A blank notebook runs to its end: the stub above an answer's region stays, and nothing is raised.
    config.ClearSolutions.code_stub = {"python": "# YOUR CODE HERE"}
    # nbgrader would put the instructor's helper files over the student's (its issues 940 and 1237).
    config.Autograde.exclude_overwriting = {ASSIGNMENT: [f"helpers/{name}" for name in edited_helpers()]}
    # The notebook that is graded is made anew from the release, so its cells need no restoring and no checking.
    config.Autograde.sanitize_preprocessors = [preprocessors.ClearOutput]
    config.Autograde.autograde_preprocessors = [
        plugins.Graded,
        preprocessors.LimitOutput,
        plugins.WriteVerdicts,
        preprocessors.SaveAutoGrades,
        preprocessors.AssignLatePenalties,
    ]


def configuration(course: Course, key: str = "") -> "Config":
    """Return a fresh configuration for a course, and for recording the result of this name if there is one."""
    # nbgrader starts `alembic` by its name when it makes a gradebook.
    beside = str(Path(sys.executable).parent)
    if beside not in os.environ.get("PATH", "").split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join([beside, os.environ.get("PATH", "")])
    from traitlets.config import Config

    config = Config()
    configure(config, course)
    config.Graded.key = key
    return config
