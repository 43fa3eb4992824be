"""A course over the years: a student who is forgotten, and a new term."""

import io
import random
import re
import subprocess
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import arrivals
import pytest
from classroom import hand_in

from grader import forget as forgetting
from grader import settings
from grader.course import Course, CourseError
from grader.forget import forget
from grader.gradebook import exports, publish, recorded, table
from grader.grading import store
from grader.intake import collect, desk, search
from grader.intake.search import CLOSED
from grader.new_term import new_term
from helpers.given.files import write_atomically


def stopped_after_one(remove: Callable[[Path], None], place: Path) -> None:
    if place.exists():
        remove(place)
        raise KeyboardInterrupt


def test_a_student_who_is_forgotten_is_found_nowhere_and_the_others_stay(classroom, tmp_path, monkeypatch):
    for student in ("ada.l", "ada.l2"):
        hand_in(classroom, student, words={"why_log": f"{student} thinks."}, at=datetime(2026, 12, 1, tzinfo=UTC))
    grades = publish.publish(classroom).grades
    exports.export(classroom, "json", grades, tmp_path / "all.json")
    write_atomically(classroom.root / "arrived" / "ada.l" / "1.zip", b"bytes")
    (classroom.root / "roster.csv").write_text("id,name\nada.l,Ada\n")
    write_atomically(classroom.root / "report.html.7.part", b"of ada.l")
    with monkeypatch.context() as patched:
        patched.setattr(forgetting, "_remove", partial(stopped_after_one, forgetting._remove))
        for _ in range(8):  # now one result is left
            with pytest.raises(KeyboardInterrupt):
                forget(classroom, "ada.l")
    write_atomically(classroom.computing / "grading-1" / "work" / "helpers" / "svm.py", b"# ada.l")  # it was killed
    assert forget(classroom, "ada.l") == (["roster.csv"], [])
    with pytest.raises(CourseError, match=r"There is no ada\.l in .*, but these files hold the id: roster\.csv\."):
        forget(classroom, "ada.l")
    (classroom.root / "roster.csv").unlink()
    found = subprocess.run(
        ["grep", "-rlwaF", "--", "ada.l", classroom.root], check=False, capture_output=True, text=True
    )
    assert found.stdout == ""
    publish.publish(classroom)
    assert [grade.student for grade in table.grades(classroom)] == ["ada.l2"]
    assert (classroom.root / "feedback" / "ada.l2" / "feedback.html").is_file()
    with pytest.raises(CourseError, match=r"There is no ada\.l in"):
        forget(classroom, "ada.l")


@pytest.mark.parametrize("name", ["", ".", "..", "../elsewhere", "/", "ada/"])
def test_what_is_no_id_removes_nothing(classroom, name):
    hand_in(classroom, "ada")
    write_atomically(classroom.root / "elsewhere" / "1.zip", b"bytes")
    before = sorted(classroom.root.rglob("*"))
    with pytest.raises(CourseError, match=r"is no student's id, so nothing was removed"):
        forget(classroom, name)
    assert sorted(classroom.root.rglob("*")) == before


def test_what_everybody_gets_is_not_named_for_an_id_that_it_holds_by_chance(classroom):
    for student in ("r1", "ada"):
        hand_in(classroom, student)
    for folder in (classroom.release, classroom.autograded("ada")):
        write_atomically(folder / "helpers" / "given" / "public.cases", b"\x07 r1 \x08")
    write_atomically(classroom.autograded("ada") / "helpers" / "svm.py", b"# with r1")
    assert forget(classroom, "r1") == (["autograded/ada/linear_classifiers/helpers/svm.py"], [])


def zipped(files: Mapping[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return made.getvalue()


def test_archives_are_searched_by_what_is_in_them_and_not_by_their_packed_bytes(tmp_path, monkeypatch):
    numbers = random.Random(231)
    chance = b""
    while not re.search(rb"(?<![\w.-])m0(?![\w.-])", chance):  # by chance, in what is packed
        chance = zipped({"n": numbers.randbytes(9999).hex().encode()})
    told = zipped({"partners.txt": b"m0 and me, we like to work together and together we like to work"})
    tar = io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w:gz") as made:
        info = tarfile.TarInfo("work.zip")
        info.size = len(told)
        made.addfile(info, io.BytesIO(told))
    files = {"1.zip": told, "2.zip": zipped({"b.zip": told}), "3.tgz": tar.getvalue(), "4.zip": zipped({"m0/a": b""})}
    others = {"5.zip": chance, "6.zip": zipped({"a": b"m01 x-m0 m0.py"}), "7.json": b"{}"}
    for name, data in (files | others).items():
        (tmp_path / name).write_bytes(data)
    assert [path.name for path in sorted(tmp_path.iterdir()) if search.holds(path, "m0")] == list(files)
    monkeypatch.setattr(search, "TOTAL_BYTES", 99_999)
    closed = {"a.rar": CLOSED[0] + b" m0 ", "cut.zip": told[:50], "b.zip": zipped({"a.7z": CLOSED[1]})}
    closed["bomb.zip"] = zipped({f"{k}.zip": zipped({"a": bytes(33_334)}) for k in range(6)})
    for name, data in closed.items():
        (tmp_path / name).write_bytes(data)
        with pytest.raises(search.ClosedError):
            search.holds(tmp_path / name, "m0")


def test_what_a_platform_calls_a_student_is_not_left_with_the_team_mates(fresh, work, tmp_path):
    roster = "id,name,canvas,team\nada,Ada Lovelace,101,x\nben,Ben,102,x\ncem,Cem,103,x\n"
    (fresh.root / "roster.csv").write_text(roster)
    files = arrivals.canvas("lovelaceada", 101, {"work.zip": arrivals.zipped(work.files("svm"))})
    files |= arrivals.canvas("lovelaceada", 101, {"more.zip": b"no zip"}, first=9100)
    files |= arrivals.canvas("ben", 102, {"work.zip": arrivals.zipped(work.files("scores"))}, first=9200)
    arrivals.write(tmp_path / "submissions", files)
    form = collect.answer_cells(fresh.release)
    desk.take_in(fresh, [tmp_path / "submissions"], form)
    before = desk.again(fresh, form)
    forget(fresh, "ada")
    for student in ("ben", "cem"):
        folder = fresh.arrived / student
        kept = "".join(path.read_text() for path in folder.glob("*.json"))
        assert not re.search(r"lovelace|(?<![0-9a-f])101(?![0-9a-f])", kept, re.IGNORECASE)  # a digest may hold 101
        after = desk.again(fresh, form)
        assert after.attempts[student] == before.attempts[student]
        assert after.shared[student] == before.shared[student]
        told = [" ".join(one.remarks) for one in after.attempts[student].values()]
        assert "The hand-in of a team-mate counts for 3 students." in told[0]
        assert "The hand-in of ben counts for 3 students." in told[-1]


def test_what_cannot_be_searched_is_named_apart(classroom):
    hand_in(classroom, "ada.l")
    write_atomically(classroom.root / "arrived" / "bob" / "1.rar", CLOSED[0] + b" ada.l ")
    assert forget(classroom, "ada.l") == ([], ["arrived/bob/1.rar"])


def test_a_name_that_is_in_the_work_of_others_takes_nothing_of_theirs(classroom):
    for student in ("max", "zoe"):
        hand_in(classroom, student, helpers={"svm.py": b"loss = max(0, 1)\n"}, words={"why_log": "As max said."})
    keys = {student: recorded.key(classroom, student) for student in ("max", "zoe")}
    forget(classroom, "max")
    assert store.stored(classroom, keys["max"]) is None
    assert store.stored(classroom, keys["zoe"]) is not None
    assert recorded.key(classroom, "zoe") == keys["zoe"]


OLD = """\
title = "Vision"
term = "Autumn 2026"   # now
due = 2026-12-01
attempts = "best"

[late]
per_day = 10

[extensions]
# who may be late
ada = "2026-12-03"
"""


def test_a_new_term_keeps_the_rules_and_nobody(tmp_path):
    old = Course(tmp_path / "old")
    write_atomically(old.settings, OLD)
    made = new_term(old, tmp_path / "new")
    assert settings.load(made) == settings.Settings(title="Vision", attempts="best", late=settings.Late(per_day=10))
    assert "# now" in made.settings.read_text()
    assert [path.name for path in made.root.iterdir()] == ["course.toml"]
    with pytest.raises(CourseError, match="is not empty"):
        new_term(old, tmp_path / "new")
    write_atomically(tmp_path / "stopped" / "course.toml.7.part", "ti")
    write_atomically(old.settings, OLD.replace('"Autumn 2026"', '"""\nAutumn 2026"""'))
    with pytest.raises(CourseError, match="should be on one line"):
        new_term(old, tmp_path / "stopped")
    write_atomically(old.settings, OLD)
    assert settings.load(new_term(old, tmp_path / "stopped")) == settings.load(made)
    assert settings.load(new_term(Course(tmp_path / "none"), tmp_path / "newer")) == settings.Settings()


def test_an_unknown_id_that_is_a_word_names_some_files_and_counts_the_others(tmp_path):
    for k in range(14):
        write_atomically(tmp_path / f"{k:02}.txt", "as is")
    with pytest.raises(CourseError, match=r"these files hold the id: 00\.txt, .*09\.txt, 4 more\.$"):
        forget(Course(tmp_path), "is")
