"""Stock nbgrader against ours, side by side: `.venv/bin/python benchmarks/grading.py --submissions 10`.

Both grade submissions of the whole series and take turns; ours grades TIMES as many, so that its start weighs no more
than in a class. Stock is `nbgrader autograde` with nothing changed but the list of files it must not overwrite; it runs
every cell, and gives no points for the puzzles, as their key is not in the notebooks. Ours is what `lab.py grade` does
up to the gradebook, with the sandbox on; it runs every cell but the checks of functions, which it calls by itself on
the hidden cases. Feedback pages are nbgrader's own in both, and left out. The figures are of the whole machine, so run
nothing else meanwhile.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from grader import sandbox  # noqa: E402
from grader.bank.solutions import edited_helpers  # noqa: E402
from grader.course import ASSIGNMENT, Course  # noqa: E402
from grader.gradebook import record, table  # noqa: E402
from grader.grading import cluster, compute, functions, notebooks, store  # noqa: E402
from grader.intake import collect, desk  # noqa: E402

STOCK = """
c = get_config()
c.CourseDirectory.course_id = {name!r}
c.Autograde.exclude_overwriting = {{{name!r}: {files!r}}}
"""


TIMES = 10
"""So many of ours to one of stock nbgrader's."""


@dataclass
class Cost:
    """What something took. seconds: wall time; cpu: processor seconds; megabytes: the most memory above the start."""

    seconds: float = 0.0
    cpu: float = 0.0
    megabytes: float = 0.0

    def add(self, other: "Cost") -> None:
        """Add the times of another, keep the larger memory."""
        self.seconds += other.seconds
        self.cpu += other.cpu
        self.megabytes = max(self.megabytes, other.megabytes)


def measured(work: Callable[[], None]) -> Cost:
    """Run something and return what it took, of the whole machine."""
    most, ended = 0.0, threading.Event()
    before = _memory()

    def watch() -> None:
        nonlocal most
        while not ended.wait(0.1):
            most = max(most, _memory() - before)

    watcher = threading.Thread(target=watch)
    watcher.start()
    cpu, start = _cpu(), time.monotonic()
    try:
        work()
        cost = Cost(time.monotonic() - start, _cpu() - cpu)
    finally:
        ended.set()
        watcher.join()
    cost.megabytes = most
    return cost


def _cpu() -> float:
    fields = Path("/proc/stat").read_text().split("\n", 1)[0].split()
    return sum(map(int, fields[1:4])) / os.sysconf("SC_CLK_TCK")


def _memory() -> float:
    lines = dict(line.split(":") for line in Path("/proc/meminfo").read_text().splitlines())
    return (int(lines["MemTotal"].split()[0]) - int(lines["MemAvailable"].split()[0])) / 1024


def in_full(course: Course) -> None:
    """Let notebooks run while they are graded as they do for students: all images, all steps, all figures."""
    for path in course.root.rglob("helpers/given/data.py"):
        text = path.read_text(encoding="utf-8")
        full = text.replace('GRADING = os.environ.get("NBGRADER_EXECUTION") == "autograde"', "GRADING = False")
        assert full != text
        path.write_text(full, encoding="utf-8")


def hand_in(folder: Path, made: Course, students: list[str]) -> None:
    """Write a submission for each student: the reference, a comment apart."""
    for student in students:
        shutil.copytree(made.release, folder / student)
        for name in edited_helpers():
            text = (ROOT / "helpers" / name).read_text(encoding="utf-8")
            (folder / student / "helpers" / name).write_text(f"{text}# by {student}\n", encoding="utf-8")
        for path in made.source.glob("*.ipynb"):
            shutil.copy(path, folder / student / path.name)


def stock(course: Course, folder: Path) -> None:
    """Grade with nbgrader as it is."""
    for student in sorted(folder.iterdir()):
        shutil.copytree(student, course.submitted(student.name))
    files = [f"helpers/{name}" for name in edited_helpers()]
    (course.root / "nbgrader_config.py").write_text(STOCK.format(name=ASSIGNMENT, files=files))
    beside = Path(sys.executable).parent
    subprocess.run(
        [beside / "nbgrader", "autograde", ASSIGNMENT],
        cwd=course.root, check=True, capture_output=True, env={**os.environ, "PATH": f"{beside}:{os.environ['PATH']}"},
    )  # fmt: skip
    shutil.rmtree(course.root / "submitted")  # the next round's are others


def ours(course: Course, folder: Path) -> None:
    """Grade as `lab.py grade` does, in a process of its own."""
    subprocess.run([sys.executable, __file__, "--ours", str(course.root), str(folder)], check=True)


def grade_and_record(course: Course, folder: Path) -> None:
    """Compute the results of a folder of submissions and record them."""
    waiting = list(desk.submissions([folder], collect.answer_cells(course.release)))
    for submission, result in cluster.compute(course, waiting):
        assert not isinstance(result, str), result
        key = store.key(course, submission)
        store.store(course, key, result)
        record.record(course, submission, key, result)


def shares(course: Course, folder: Path) -> dict[str, float]:
    """Return the seconds of one submission, by what they go into."""
    submission = next(desk.submissions([folder], collect.answer_cells(course.release)))
    spent = dict.fromkeys(("sandbox and imports", "notebooks", "functions", "answers", "recording"), 0.0)

    def timed(module: object, name: str, what: str) -> None:
        function = getattr(module, name)

        def wrapper(*args: object, **more: object) -> object:
            start, inner = time.monotonic(), spent["sandbox and imports"]
            try:
                return function(*args, **more)
            finally:
                other = 0 if what == "sandbox and imports" else spent["sandbox and imports"] - inner
                spent[what] += time.monotonic() - start - other

        setattr(module, name, wrapper)

    timed(sandbox.Sandbox, "_start", "sandbox and imports")
    timed(notebooks, "run", "notebooks")
    timed(functions, "judge_functions", "functions")
    timed(functions, "judge_answers", "answers")
    timed(record, "record", "recording")
    key = store.key(course, submission)
    result = compute.compute(course.release, course.secret(), submission)
    store.store(course, key, result)
    record.record(course, submission, key, result)
    return spent


def main() -> None:
    """Run the benchmark, or our half of it."""
    parser = argparse.ArgumentParser(description=__doc__.partition(":")[0])
    parser.add_argument(
        "--submissions", type=int, default=10, help=f"how many of stock's; ours: {TIMES} times that (%(default)s)"
    )
    parser.add_argument("--rounds", type=int, default=2, help="in how many rounds, alternating (%(default)s)")
    parser.add_argument("--in-full", action="store_true", help="with all images, steps and figures that students have")
    parser.add_argument("--ours", nargs=2, type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.ours:
        grade_and_record(Course(arguments.ours[0]), arguments.ours[1])
        return
    from grader.releasing.build import (
        release,  # it loads nbgrader, which `lab.py grade` does when the first result is there
    )

    sandbox.require()
    with tempfile.TemporaryDirectory(prefix="benchmark-") as place:
        sides = {"stock nbgrader": stock, "ours": ours}
        courses = {name: Course(Path(place) / name.split()[0]) for name in sides}
        costs = {name: Cost() for name in sides}
        for course in courses.values():
            release(course, published=course.root / "published")
            if arguments.in_full:
                in_full(course)
        few = arguments.submissions // arguments.rounds
        counts = {"stock nbgrader": few, "ours": few * TIMES}
        for turn in range(arguments.rounds):
            for name, side in sides.items():
                folder = Path(place) / f"{name.split()[0]}-in{turn}"
                hand_in(folder, courses["ours"], [f"student{turn}x{k}" for k in range(counts[name])])
                costs[name].add(measured(partial(side, courses[name], folder)))
        points = {name: {one.automatic for one in table.grades(course)} for name, course in courses.items()}
        print(f"{arguments.rounds} rounds, {os.cpu_count()} cores")
        print(f"{'':16}{'graded':>7}{'a minute':>9}{'seconds each':>14}{'CPU s each':>12}{'peak MB':>9}  points")
        for name, cost in costs.items():
            count = counts[name] * arguments.rounds
            rate, each, cpu = 60 * count / cost.seconds, cost.seconds / count, cost.cpu / count
            print(f"{name:16}{count:7}{rate:9.1f}{each:14.2f}{cpu:12.2f}{cost.megabytes:9.0f}  {sorted(points[name])}")
        ratio = costs["stock nbgrader"].seconds / costs["ours"].seconds * TIMES
        print(f"ours is {ratio:.1f} times as fast")
        extra = Path(place) / "extra"
        hand_in(extra, courses["ours"], ["one"])
        spent = shares(courses["ours"], extra)
        whole = sum(spent.values())
        print("one submission of ours:", ", ".join(f"{what} {s:.2f} s ({s / whole:.0%})" for what, s in spent.items()))


if __name__ == "__main__":
    main()
