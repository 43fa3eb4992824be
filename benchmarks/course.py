"""A whole course in one go: `.venv/bin/python benchmarks/course.py --submissions 600`.

Hands in the reference, correct solutions written otherwise, known mistakes and attacks, all mixed; grades them with the
real command, and compares every grade with the one it should be. Prints time, memory and what is not as it should be.
"""

import argparse
import csv
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

from grading import measured  # noqa: E402
from hand_ins import hand_in  # noqa: E402

from grader.course import Course  # noqa: E402
from grader.releasing.build import release  # noqa: E402


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
