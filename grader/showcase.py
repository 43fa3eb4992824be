"""Shows the whole course at work: `python3 lab.py demo`.

Releases the student version, hands in three submissions (the reference, one with typical mistakes, one left blank),
grades them, trains on the images at hand, and writes all of it to demo/.
"""

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

from grader import ROOT, sandbox
from grader.bank.solutions import edited_helpers
from grader.course import Course
from grader.gradebook.run import grade
from grader.gradebook.table import table as as_table
from grader.grading.cluster import Where
from grader.isolated import isolate
from grader.releasing.build import release
from helpers.given import gallery

# What a student with some typical mistakes would have written instead.
TYPICAL = {
    "scores.py": [("    S += b\n", "")],
    "svm.py": [
        ("            if j == y[i]:\n                continue\n            margin =", "            margin ="),
        ("    loss = np.sum(margins) / N\n    loss += reg", "    loss = np.sum(margins) / N\n    loss += 0.5 * reg"),
        ("                dW[:, y[i]] -= X[i]\n", ""),
    ],
    "training.py": [("return W - learning_rate * dW", "return W + learning_rate * dW")],
    "templates.py": [("W[:-1].T.reshape(-1, 32, 32, 3)", "W[:-1].reshape(-1, 32, 32, 3)")],
}


def demo(out: Path) -> None:
    """Write demo/: student/, feedback/, grades.csv and templates.png, in the place of what was there before."""
    out.mkdir(parents=True, exist_ok=True)
    course = Course(out / "course")
    print("1 of 4  building the student version", flush=True)
    student = release(course, published=out / "release")
    _replace(student, out / "student")
    table = _graded(course, student, out)
    print("4 of 4  training a linear classifier on the images at hand", flush=True)
    gallery.train_templates(out / "templates.png")
    print(f"\n{table}\n")
    print(f"What a student gets      {out / 'student'}")
    print(f"What students read       {out / 'feedback' / 'mistakes' / 'feedback.html'}")
    print(f"The table of grades      {out / 'grades.csv'}")
    print(f"What was learned         {out / 'templates.png'}")


def _graded(course: Course, student: Path, out: Path) -> str:
    """Hand in and grade the three submissions; return the table of grades."""
    if not hasattr(os, "fork"):
        print("2, 3 of 4  left out: grading needs Linux, or macOS for the demo; on Windows use WSL 2", flush=True)
        return "No grades."
    print("2 of 4  handing in three submissions: reference, mistakes, blank", flush=True)
    with tempfile.TemporaryDirectory(prefix="demo-") as folder:
        _hand_in(Path(folder), student, course.source)
        trusted = bool(sandbox.problem())
        why = " (without a sandbox, which this machine lacks; these come with the course and are trusted)"
        print(f"3 of 4  grading them{why if trusted else ', each in a sandbox'}", flush=True)
        grades = grade(course, [Path(folder)], Where(trusted=trusted)).grades
    _replace(course.root / "feedback", out / "feedback")
    shutil.copy(course.grades, out / "grades.csv")
    return as_table(grades)


def _hand_in(folder: Path, student: Path, source: Path) -> None:
    """Write the three submissions, each a folder named after its student; source: the course's own notebooks."""
    shutil.copytree(student, folder / "blank")
    for name in ("reference", "mistakes"):
        shutil.copytree(student, folder / name)
        for helper in edited_helpers():
            text = (ROOT / "helpers" / helper).read_text(encoding="utf-8")
            for old, new in TYPICAL.get(helper, []) if name == "mistakes" else []:
                if old not in text:
                    raise ValueError(f"helpers/{helper} has no {old!r} to get wrong")
                text = text.replace(old, new, 1)
            (folder / name / "helpers" / helper).write_text(text, encoding="utf-8")
    # The instructors' notebooks hold the answers; who made the mistakes answered the first ones only.
    for path in sorted(source.glob("*.ipynb")):
        shutil.copy(path, folder / "reference" / path.name)
        if path.name < "02":
            shutil.copy(path, folder / "mistakes" / path.name)


def _replace(source: Path, target: Path) -> None:
    if target.exists():
        shutil.rmtree(target)
    shutil.copytree(source, target)


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="lab.py demo", description=__doc__.partition(":")[0] + ".")
    parser.add_argument("--out", type=Path, default=ROOT / "demo", help="where to write (%(default)s)")
    arguments = parser.parse_args()
    out = arguments.out.resolve()
    isolate()
    try:
        demo(out)
    except OSError as error:
        sys.exit(f"The demo could not be written: {error}.")


if __name__ == "__main__":
    main()
