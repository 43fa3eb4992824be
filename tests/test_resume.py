"""A grading that is killed goes on where it was; one that cannot write says so. The real command, with kill -9."""

import csv
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from once import copied, take_results

from grader import ROOT
from grader.course import Course
from grader.releasing.build import release
from grader.sandbox.backends import bubblewrap

KILLS = int(os.environ.get("LAB_KILLS", "2"))


def command(course, hand_ins):
    return [sys.executable, "-m", "grader.grade", "--course", str(course.root), str(hand_ins)]


def run(course, hand_ins, prefix=()):
    return subprocess.run(
        [*prefix, *command(course, hand_ins)], cwd=ROOT, capture_output=True, text=True, timeout=600, check=False
    )


def table(course):
    with course.grades.open() as file:
        return list(csv.reader(file))


@pytest.mark.long
def test_killed_again_and_again_the_grades_are_those_of_a_quiet_run(
    quiet, short, hand_ins, tmp_path, seed, monkeypatch
):
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    killed, lasted = copied(short, tmp_path), float((quiet.root.parent / "seconds.txt").read_text())
    moments, written = random.Random(seed), {}
    for count in range(KILLS):
        process = subprocess.Popen(
            command(killed, hand_ins), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            process.wait(moments.uniform(0, lasted))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL if count else signal.SIGTERM)
            process.wait()
        assert count or not list(temporary.rglob("scores.py")), "who is asked to end takes everything along"
        stored = {path.name: path.stat().st_mtime_ns for path in killed.store.glob("*.json")}
        assert written.items() <= stored.items(), "no result is computed twice"
        written = stored
    ended = run(killed, hand_ins)
    assert ended.returncode == 0, ended.stderr
    assert table(killed) == table(quiet)
    stored = {path.name: path.stat().st_mtime_ns for path in killed.store.glob("*.json")}
    assert written.items() <= stored.items()
    assert len(stored) == len(list(hand_ins.iterdir()))
    assert not list(killed.store.rglob("*.part"))
    assert not list(temporary.rglob("scores.py")), "no student's work is left behind"


def one_sentence(result):
    lines = [line for line in result.stderr.strip().splitlines() if not re.match(r"\d\d:\d\d:\d\d ", line)]
    assert result.returncode == 1, result.stderr
    assert len(lines) == 1, result.stderr
    return lines[0]


def in_bubblewrap(*options):
    return [bubblewrap.program(), "--dev-bind", "/", "/", *options, "--"]


def test_a_read_only_folder_is_told_in_a_sentence(sandboxed, short, hand_ins, tmp_path):
    made = copied(short, tmp_path)
    prefix = in_bubblewrap("--ro-bind", str(made.root), str(made.root))
    assert "Read-only file system" in one_sentence(run(made, hand_ins, prefix))


def test_a_full_disk_is_told_in_a_sentence_and_nothing_is_half_written(quiet, short, hand_ins, tmp_path):
    made = copied(short, tmp_path)
    store = made.root / "store"
    store.mkdir()
    prefix = in_bubblewrap("--size", "4096", "--tmpfs", str(store))
    assert "No space left on device" in one_sentence(run(made, hand_ins / "student0", prefix))
    take_results(made, quiet)
    assert run(made, hand_ins).returncode == 0


def test_a_locked_gradebook_is_told_in_a_sentence(quiet, short, hand_ins, tmp_path):
    made = copied(short, tmp_path)
    take_results(made, quiet)
    with sqlite3.connect(made.root / "gradebook.db") as connection:
        connection.execute("BEGIN EXCLUSIVE")
        said = one_sentence(run(made, hand_ins))
    assert "database is locked" in said
    assert run(made, hand_ins).returncode == 0


def test_a_lost_gradebook_is_told_in_a_sentence_and_filled_again(quiet, hand_ins, tmp_path):
    made = Course(Path(shutil.copytree(quiet.root, tmp_path / "course")))
    graded, pages = table(made), sorted((made.root / "feedback").rglob("*.html"))
    assert len(graded) == len(list(hand_ins.iterdir())) + 1
    (made.root / "gradebook.db").unlink()
    assert "The gradebook does not know the assignment" in one_sentence(run(made, hand_ins))
    assert table(made) == graded
    release(made, published=tmp_path / "published")
    shutil.rmtree(made.root / "feedback")
    shutil.copy(made.root / "gradebook.db", tmp_path / "older.db")
    computed = {path: path.stat().st_mtime_ns for path in (made.root / "store").glob("*.json")}
    assert run(made, hand_ins).returncode == 0
    assert table(made) == graded
    assert sorted((made.root / "feedback").rglob("*.html")) == pages
    shutil.copy(tmp_path / "older.db", made.root / "gradebook.db")
    assert run(made, hand_ins).returncode == 0
    assert table(made) == graded
    assert computed == {path: path.stat().st_mtime_ns for path in (made.root / "store").glob("*.json")}
