"""Folders of several people in one student's hand-in: nobody is graded with the work of another."""

import arrivals
import pytest
from arrivals import below, write, zipped

from grader.gradebook.run import check
from grader.intake import collect, desk, persons

ROSTER = (
    "id,name,canvas,moodle,team\nmia1,Mia Moon,71,81,\neva1,Eva Stone,72,82,\nfinal,Fin Al,73,83,\n"
    "estone,Ed Stone,74,84,\nnotes,Bo Ito,75,85,\nteo1,Teo One,76,86,T\ntea1,Tea Two,77,87,T\n"
)

SEVERAL = f"both.zip holds 2 {persons.SEVERAL}"


def both(work, one: str, other: str) -> bytes:
    """A zip with scores right in a folder of one, and svm right in one of another."""
    return zipped(below(one, work.files("scores")) | below(other, work.files("svm")))


def taken(fresh, work, tmp_path, data: bytes, number: int = 81):
    """What is taken of a zip of one student's from Moodle, and what is said; the same when it is read again."""
    (fresh.root / "roster.csv").write_text(ROSTER)
    name = f"X_{number}_assignsubmission_file_/both.zip"
    write(tmp_path, {"C-HW-8888.zip": zipped({name: data})})
    form, path = collect.answer_cells(fresh.release), tmp_path / "C-HW-8888.zip"
    intake = desk.take_in(fresh, [path], form)
    student, attempts = next(iter(intake.attempts.items()))
    again = desk.again(fresh, form).attempts[student]
    assert again == attempts, "what is graded again is what was graded first"
    assert [(one.notes, one.remarks) for one in again.values()] == [
        (one.notes, one.remarks) for one in attempts.values()
    ]
    return attempts[1], check(fresh, [path])["students"][student]["problems"]


@pytest.mark.parametrize(
    ("mine", "others"),
    [
        ("Mia Moon", "Eva Stone"),
        ("mia1", "eva1"),
        ("Homework mia1", "hw (Eva Stone) v2"),
        ("Mia Moon", "zz/Eva Stone"),
        ("mia1", "estone"),
        ("moon_mia", "eva1 final"),
    ],
)
def test_of_two_peoples_folders_only_the_students_own_is_taken(mine, others, fresh, work, tmp_path):
    found, problems = taken(fresh, work, tmp_path, both(work, others, mine))
    alone = arrivals.Work(fresh.release).files("svm")
    assert found.helpers["svm.py"] == alone["helpers/svm.py"]
    assert found.helpers["scores.py"] == alone["helpers/scores.py"], "the other's was filled in, and is not taken"
    folder = f"both.zip/{others}"
    told = f"{folder} was not taken: it has another student's name, and both.zip/{mine} is the student's own."
    assert told in problems
    assert not any("is it the right file" in one or "differ" in one for one in problems)


def test_archives_of_two_people_are_as_their_folders(fresh, work, tmp_path):
    inside = {"eva1.zip": zipped(work.files("scores")), "mia1.zip": zipped(work.files("svm"))}
    found, problems = taken(fresh, work, tmp_path, zipped(inside))
    assert found.helpers["scores.py"] == work.files()["helpers/scores.py"]
    assert any("both.zip/eva1.zip was not taken" in one for one in problems)


@pytest.mark.parametrize(
    ("number", "one", "other"),
    [
        (81, "mia1", "final"),  # a word that is somebody's id
        (81, "mia1", "notes"),
        (81, "Mia Moon", "Stone"),  # half a name
        (81, "v1", "eva1"),  # one other, and not the student
        (81, "Mia Moon/eva1", "Mia Moon/b"),  # the student's own is around it
        (86, "tea1", "teo1"),  # of one team
        (86, "Tea Two", "work"),
        (81, "first", "second"),
    ],
)
def test_what_may_be_the_students_is_never_left(number, one, other, fresh, work, tmp_path):
    found, problems = taken(fresh, work, tmp_path, both(work, one, other), number)
    assert found.helpers["svm.py"] == work.files("svm")["helpers/svm.py"]
    assert found.helpers["scores.py"] == work.files("scores")["helpers/scores.py"]
    assert not any("another student's name" in line for line in problems)


def test_of_two_other_peoples_folders_nothing_is_taken(fresh, work, tmp_path):
    found, problems = taken(fresh, work, tmp_path, both(work, "Eva Stone", "teo1"))
    assert found.problem == f"{SEVERAL}, so nothing of it was taken."
    assert problems[0] == found.problem


def test_folders_of_others_below_the_students_own_work_take_nothing_from_it(fresh, work, tmp_path):
    data = work.files("svm") | below("eva1", work.files("scores")) | below("teo1", work.files("scores"))
    found, _ = taken(fresh, work, tmp_path, zipped(data))
    assert found.helpers["svm.py"] == work.files("svm")["helpers/svm.py"]
    assert not found.problem
