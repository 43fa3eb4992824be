"""Attacks run beside honest work, on the same workers: the honest results are those of a quiet machine, to the byte."""

import shutil
import subprocess
import sys

from target import points
from test_attacks_in_functions import ATTACKS, plant

from grader.course import Course
from grader.grading import cluster, compute, store
from grader.intake import collect, desk

ATTACKERS = ("fork bomb", "memory of many processes", "kill everybody", "disk", "daemons left behind", "os._exit")


def test_honest_results_beside_attacks_are_unchanged(target, half, tmp_path):
    course = Course(tmp_path / "course")
    shutil.copytree(target.release, course.release)
    for name in ("ann", "zoe"):
        half(tmp_path / "in" / name)
    (tmp_path / "in" / "zoe" / "helpers" / "svm.py").write_text("import nothing_of_this_name\n")
    for number, name in enumerate(ATTACKERS):
        top, body, _ = ATTACKS[name]
        plant(half(tmp_path / "in" / f"mallory{number}"), top, body)
    waiting = list(desk.submissions([tmp_path / "in"], collect.answer_cells(course.release)))
    found = {one.student: outcome for one, outcome in cluster.compute(course, waiting)}
    assert len(found) == len(waiting)
    for one in waiting:
        if one.student in ("ann", "zoe"):
            alone = compute.compute(course.release, course.secret(), one)
            assert store.to_json(found[one.student]) == store.to_json(alone)
        else:
            assert points(found[one.student]) == points(found["ann"]), one.student


def test_on_a_busy_machine_an_honest_submission_loses_nothing(target, half, honest, tmp_path):
    burners = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(20)]
    try:
        result = target.grade(half(tmp_path / "mallory"))
    finally:
        for burner in burners:
            burner.kill()
            burner.wait()
    assert points(result) == points(honest)
