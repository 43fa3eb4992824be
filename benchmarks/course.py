"""A whole course in one go: `.venv/bin/python benchmarks/course.py --submissions 600`.

Hands in the reference, correct solutions written otherwise, known mistakes and attacks, all mixed; grades them with the
real command, and compares every grade with the one it should be. Prints time, memory and what is not as it should be.
"""

import argparse
import csv
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks"), str(ROOT / "tests" / "attacks")]

from grading import measured  # noqa: E402
from test_attacks_in_functions import ATTACKS, plant  # noqa: E402

from grader.bank import EXERCISES, variants  # noqa: E402
from grader.bank.model import Exercise  # noqa: E402
from grader.bank.solutions import edited_helpers  # noqa: E402
from grader.course import Course  # noqa: E402
from grader.quality import with_guards  # noqa: E402
from grader.releasing.build import release  # noqa: E402

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


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__.partition(":")[0])
    parser.add_argument("--submissions", type=int, default=600, help="how many (%(default)s)")
    parser.add_argument("--seed", type=int, default=time.time_ns() % 10**6, help="which ones")
    arguments = parser.parse_args()
    print(f"seed {arguments.seed}", flush=True)
    chance = random.Random(arguments.seed)
    kinds = {"the reference": 20, "written otherwise": 35, "a mistake": 35, "an attack": 9, "an attack that hangs": 1}
    with tempfile.TemporaryDirectory(prefix="course-") as place:
        course, folder = Course(Path(place) / "course"), Path(place) / "in"
        release(course, published=Path(place) / "published")
        expected = {}
        counted: Counter[str] = Counter()
        for number in range(arguments.submissions):
            (kind,) = chance.choices(list(kinds), list(kinds.values()))
            student = f"student{number}"
            expected[student] = hand_in(folder / student, course, kind, chance)
            counted[kind] += 1
        print(dict(counted), flush=True)
        command = [sys.executable, "-m", "grader.grade", "--course", str(course.root), str(folder)]
        # 3 says that some hand-ins were graded in part, as attacks are
        cost = measured(lambda: subprocess.run(command, cwd=ROOT, check=False, stdout=subprocess.DEVNULL))
        with course.grades.open(encoding="utf-8") as file:
            grades = {row["student"]: float(row["automatic"]) for row in csv.DictReader(file)}
    wrong = {name: (grades.get(name), points) for name, points in expected.items() if grades.get(name) != points}
    print(f"{arguments.submissions} submissions in {cost.seconds / 60:.1f} min, {cost.cpu:.0f} CPU s, ", end="")
    print(f"{cost.megabytes:.0f} MB at most; {len(wrong)} grades are not as they should be: {wrong}")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
