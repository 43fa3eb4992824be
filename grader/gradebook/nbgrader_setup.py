"""How nbgrader is configured for a course: by our own commands, and by the nbgrader_config.py that release writes."""

from typing import TYPE_CHECKING

from grader import ROOT
from grader.bank.solutions import edited_helpers
from grader.course import ASSIGNMENT, Course
from grader.gradebook import database

if TYPE_CHECKING:  # nbgrader takes longer to load than all else, and only what records needs it
    from traitlets.config import Config

IGNORED = [
    "*.cases~",
    ".venv",
    "__pycache__",
    "*.pyc",
    ".ipynb_checkpoints",
    ".workspaces",
    ".pytest_cache",
    "cifar-10-*",
    "*.part",
    "templates.png",
    "playground.html",
]

NBGRADERS_GRADES = "nbgrader-grades.csv"
"""What `nbgrader export` writes in a course; it would write its own table over our grades.csv."""

CONFIGURATION = '''"""Makes nbgrader's own commands here use the grader of this course. Written by `lab.py release`."""

import sys
from pathlib import Path

sys.path.insert(0, {root!r})

from grader.course import Course
from grader.gradebook.nbgrader_setup import configure

configure(get_config(), Course(Path(__file__).resolve().parent))
'''


def write_configuration(course: Course) -> None:
    """Write the nbgrader_config.py of a course."""
    path = course.root / "nbgrader_config.py"
    path.write_text(CONFIGURATION.format(root=str(ROOT)), encoding="utf-8")


def configure(config: "Config", course: Course) -> None:
    """Set what nbgrader needs to know; used by a course's nbgrader_config.py and by our own commands."""
    from nbconvert.preprocessors import CSSHTMLHeaderPreprocessor
    from nbgrader import preprocessors

    from grader.gradebook import preprocessors as ours
    from grader.gradebook import rubrics

    config.CourseDirectory.root = str(course.root)
    config.CourseDirectory.course_id = ASSIGNMENT
    config.CourseDirectory.db_url = course.database
    config.CourseDirectory.ignore = IGNORED
    # What is above an answer's region stays, and says where to write: dots, or a comment. Nothing is raised, so that a
    # blank notebook runs to its end.
    config.ClearSolutions.code_stub = {"python": ""}
    # Levels are above answer cells, in cells that are locked and not nbgrader's "tasks"; they are cut just the same.
    config.ClearMarkScheme.enforce_metadata = False
    # nbgrader would put the instructor's helper files over the student's (its issues 940 and 1237).
    config.Autograde.exclude_overwriting = {ASSIGNMENT: [f"helpers/{name}" for name in edited_helpers()]}
    # The notebook that is graded is rebuilt from the release, so its cells need no restoring and no checking.
    config.Autograde.sanitize_preprocessors = [preprocessors.ClearOutput]
    # Without AssignLatePenalties: it runs before anybody has read the answers in words, see penalties.py.
    config.Autograde.autograde_preprocessors = [
        ours.Graded,
        preprocessors.LimitOutput,
        ours.WriteVerdicts,
        ours.SaveGrades,
        rubrics.ShowRubrics,
    ]
    config.ExchangeFactory.release_feedback = "grader.gradebook.exchange.ReleaseFeedback"
    config.ExportPlugin.to = NBGRADERS_GRADES
    config.Exporter.optimistic_validation = True  # a notebook is validated once, not after each preprocessor
    config.GenerateFeedback.preprocessors = [
        preprocessors.GetGrades,
        rubrics.HideRubrics,
        CSSHTMLHeaderPreprocessor,
    ]


def configuration(course: Course, key: str = "") -> "Config":
    """Return a fresh configuration for a course, and for recording the result of this name if there is one."""
    from traitlets.config import Config

    database.api()  # before nbgrader makes a gradebook
    config = Config()
    configure(config, course)
    config.Graded.key = key
    return config
