"""Builds the student version, as a folder and as a zip: `python3 lab.py release`."""

import argparse
from pathlib import Path

from grader import ROOT
from grader.bank import EXERCISES
from grader.bank.solutions import CutError
from grader.course import ASSIGNMENT, CourseError, locked, started, told
from grader.releasing.build import ReleaseError, release


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="lab.py release", description=__doc__.partition(":")[0] + ".")
    parser.add_argument(
        "--out", type=Path, default=ROOT / "release", help="where the folder and the zip go (%(default)s)"
    )
    arguments, course = started(parser)
    with told(course, CourseError, ReleaseError, CutError), locked(course):
        folder = release(course, published=arguments.out)
    size = (folder.parent / f"{ASSIGNMENT}.zip").stat().st_size / 1e6
    released = {path.stem for path in folder.glob("*.ipynb")}
    exercises = sum(exercise.points for exercise in EXERCISES.values() if exercise.notebook in released)
    print(f"Released to {folder} and {folder}.zip ({size:.1f} MB): {exercises:g} automatic points, no leak found.")
    print(f"Its notebooks for Google Colab are in {folder}_colab.")


if __name__ == "__main__":
    main()
