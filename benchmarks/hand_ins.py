"""Hand-ins for benchmarks, and their points: references, right solutions written otherwise, known mistakes, attacks."""

import random
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "attacks")]

from test_attacks_in_functions import ATTACKS, plant  # noqa: E402

from grader.bank import EXERCISES, variants  # noqa: E402
from grader.bank.model import Exercise  # noqa: E402
from grader.bank.solutions import edited_helpers  # noqa: E402
from grader.course import Course  # noqa: E402
from grader.quality import with_guards  # noqa: E402

ALL = sum(exercise.points for exercise in EXERCISES.values())
HANGING = {name for name, (_, _, told) in ATTACKS.items() if "did not return" in told}


def source(exercise: Exercise) -> str:
    """Return the reference's file for an exercise."""
    return (ROOT / "helpers" / f"{exercise.target.partition('.')[0]}.py").read_text(encoding="utf-8")


MISTAKES = [
    (exercise, mistake)
    for exercise in EXERCISES.values()
    for mistake in exercise.mistakes
    if exercise.target
    and not exercise.task
    and all(source(exercise).count(old) == 1 and "\n" not in old + new for old, new in mistake.edits)
]
"""Those that are an edit of one function written in one sitting, so that they cost its parts and nothing else."""


def hand_in(folder: Path, course: Course, kind: str, chance: random.Random) -> float:
    """Write a submission of some kind; return the points it should get."""
    shutil.copytree(course.release, folder)
    for name in edited_helpers():
        shutil.copy(ROOT / "helpers" / name, folder / "helpers" / name)
    for path in course.source.glob("*.ipynb"):
        shutil.copy(path, folder / path.name)
    if kind == "written otherwise":
        path = chance.choice(sorted(variants.CORRECT.glob("*.py")))
        name = f"{path.stem.partition('_')[0]}.py"
        (folder / "helpers" / name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    if kind == "a mistake":
        exercise, mistake = chance.choice(MISTAKES)
        text = source(exercise)
        for old, new in mistake.edits:
            text = text.replace(old, new)
        module = exercise.target.partition(".")[0]
        (folder / "helpers" / f"{module}.py").write_text(text, encoding="utf-8")
        costs = with_guards(exercise, set(mistake.costs))
        return ALL - sum(part.points for part in exercise.parts if part.name in costs)
    if kind in ("an attack", "an attack that hangs"):
        name = chance.choice(sorted(HANGING if kind.endswith("hangs") else set(ATTACKS) - HANGING))
        shutil.copy(course.release / "helpers" / "start.py", folder / "helpers" / "start.py")
        top, body, _ = ATTACKS[name]
        plant(folder, top, body)
        return ALL - EXERCISES["start_add"].points
    return ALL
