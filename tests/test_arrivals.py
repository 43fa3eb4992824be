"""What arrives, in every form: all of it is accounted for, and nobody loses a point for how it was packed."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import arrivals
import pytest
from once import in_turn

from grader import ROOT
from grader.bank import EXERCISES
from grader.bank.solutions import edited_helpers
from grader.course import Course, CourseError, locked
from grader.gradebook import exports
from grader.gradebook.run import check, grade
from grader.grading import compute, store
from grader.grading.attempts import Choice
from grader.intake import arrived, collect, desk
from grader.intake.labels import Label, label
from grader.intake.names import Names
from grader.intake.report import lines
from grader.settings import Person


@pytest.fixture(scope="module")
def term(small, tmp_path_factory):
    """The hand-ins of a class: paths, and what is expected."""
    return arrivals.term(small.release, tmp_path_factory.mktemp("term"))


@pytest.fixture(scope="module")
def report(small, term):
    return check(small, term[0])


@pytest.fixture(scope="module")
def computed(small, warm) -> Callable[[Course, Sequence[Path]], int]:
    """Puts the results of hand-ins into the store of a course like the small one, and returns how many there are.

    What holds the same runs in the sandbox once, whoever's it is and however it was packed.
    """
    form, known = collect.answer_cells(small.release), {}

    def put(course: Course, paths: Sequence[Path]) -> int:
        intake = desk.take_in(course, paths, form, keep=False)
        every = [submission for attempts in intake.attempts.values() for submission in attempts.values()]
        for one in every:
            held = repr((one.helpers, one.answers, one.notes, one.problem))
            if held not in known:
                with pytest.MonkeyPatch.context() as patch:
                    in_turn(warm, patch)
                    known[held] = compute.compute(small.release, small.secret(), one)
            store.store(course, store.key(course, one), replace(known[held], student=one.student))
        return len({store.key(course, one) for one in every})

    return put


def digests(paths):
    return {
        name: hashlib.sha256(Path(name).read_bytes()).hexdigest()
        for name in arrivals.on_disk(paths)
        if not Path(name).is_symlink()
    }


def test_every_student_is_found_and_nobody_else(report, term):
    assert len(term[1]) >= 40
    assert set(report["students"]) == set(term[1])


def test_the_report_names_each_file_that_arrived_exactly_once(report, term):
    named = [one["path"] for one in report["files"]]
    assert len(named) == len(set(named))
    assert set(named) == arrivals.on_disk(term[0])
    for one in report["files"]:
        members = [member["path"] for member in one.get("members", [])]
        assert len(members) == len(set(members)), one["path"]
        assert all(each["taken"] or each["why"] for each in (one, *one.get("members", []))), one


def test_what_was_done_and_what_is_missing_is_said(report, term):
    for student, row in term[1].items():
        about = report["students"][student]
        told = json.dumps(about, ensure_ascii=False)
        assert row.state != "graded" or not about["problems"] or row.told in about["problems"][0], (student, about)
        if row.told and "attempt" not in row.told and row.told != "late":
            assert row.told in told, (student, told)
    assert report["students"]["hoppergrace-102"]["late"]
    members = [member for one in report["files"] for member in one.get("members", [])]
    assert [one["why"] for one in members if "assignfeedback" in one["path"]] == ["feedback, not a hand-in"]
    for student, who in (("g303", "Gina"), ("g304", "Guy")):
        assert f"The hand-in of {who} counts for 2 students." in report["students"][student]["remarks"]
    assert report["students"]["g301"]["time"] == "2025-12-01 10:00:00.123456 UTC"
    assert not report["clear"]


def test_what_is_taken_is_what_was_handed_in(small, term, tmp_path):
    form, made = collect.answer_cells(small.release), Course(tmp_path)
    intake = desk.take_in(made, term[0], form)
    lost = {
        student: number
        for student, some in desk.again(made, form).attempts.items()
        for number, one in some.items()
        if one.digest() != intake.attempts[student][number].digest()
    }
    assert lost == {}, "what is graded again is what was graded first"
    right = arrivals.Work(small.release).files(*arrivals.WORTH)
    wrong = {}
    for student, some in intake.attempts.items():
        if student in ("faye", "fina", "finn"):  # whose svm.py is put together; its points show that it is right
            continue
        number = Choice(some, "newest").counts()
        submission = some[number]
        worth = {
            name for name in ("svm", "scores") if submission.helpers.get(f"{name}.py") == right[f"helpers/{name}.py"]
        }
        for stem in arrivals.NOTEBOOKS:
            answered = sum(text != form[stem][name].stub for name, text in submission.answers[stem].items())
            worth |= {stem} if answered >= len(form[stem]) - 1 else set()
        missing = 1 if student == "pia" else 0  # a cell that was deleted
        assert "OLDER" not in submission.answers["02_svm_loss"]["add_100"]
        if arrivals.total(*worth) - missing != term[1][student].points:
            wrong[student] = number, worth, term[1][student]
    assert wrong == {}


def test_where_there_is_no_room_for_all_the_work_is_kept_and_data_is_not(small, work, tmp_path, monkeypatch):
    form, made, more = (
        collect.answer_cells(small.release),
        Course(tmp_path / "course"),
        arrivals.zipped(work.files("svm")),
    )
    monkeypatch.setattr(arrived, "TOTAL_BYTES", len(more))
    arrivals.write(tmp_path / "in" / "ada", {"data/images": bytes(len(more)), "more.zip": more})
    intake = desk.take_in(made, [tmp_path / "in"], form)
    assert not intake.attempts["ada"][1].problem
    assert desk.again(made, form).attempts == intake.attempts


def test_late_is_what_the_time_says_and_without_a_time_the_platform(fresh, work, tmp_path):
    (fresh.root / "course.toml").write_text(
        'due = "2025-12-01 10:00+00:00"\n[late]\ngrace = 5\n[extensions]\nzoe = "2025-12-04 10:00+00:00"\n'
    )
    times = {"ada": "2025-12-01 10:04:00 UTC", "ben": "2025-12-01 10:06:00 UTC", "zoe": "2025-12-03 10:00:00 UTC"}
    for student, stamp in times.items():
        files = work.files("svm") | {
            "timestamp.txt": stamp.encode(),
            "helpers/given/checking.py": b"def check(*a): pass",
        }
        arrivals.write(tmp_path / "submitted" / student / "linear_classifiers", files)
    late = arrivals.canvas("x_LATE", 101, {"a.zip": arrivals.zipped(work.files("svm"))})
    arrivals.write(tmp_path, {"submissions.zip": arrivals.zipped(late)})
    found = check(fresh, [tmp_path / "submitted"])
    assert {one: about["late"] for one, about in found["students"].items()} == {"ada": False, "ben": True, "zoe": False}
    given = {one["why"] for one in found["files"] if one["path"].endswith("given/checking.py")}
    assert given == {"given by the course, whose own file counts"}, "whatever the student made of it"
    assert check(fresh, [tmp_path / "submissions.zip"])["students"]["ada"]["late"]


def test_a_check_changes_nothing(small, report):
    assert not small.arrived.exists()


@pytest.mark.long
def test_all_forms_graded_in_one_run_have_their_points_and_states(small, term, tmp_path, computed):
    paths, rows = term
    before, made = digests(paths), Course(Path(shutil.copytree(small.root, tmp_path / "course")))
    results = computed(made, paths)
    grades, notes = grade(made, paths)
    assert len(list(made.store.glob("*.json"))) == results, "what was graded is what was taken in"
    found = {one.student: one for one in grades}
    assert set(found) == set(rows)
    wrong = {
        student: (found[student].automatic, found[student].state, row)
        for student, row in rows.items()
        if found[student].automatic != row.points or not found[student].state.startswith(row.state)
        or (row.state == "graded" and found[student].state != "graded")
    }  # fmt: skip
    assert wrong == {}
    assert digests(paths) == before
    said = "\n".join(notes)
    for student in ("vera", "walt"):
        assert rows[student].told in found[student].state.lower(), found[student].state
        assert f"{student}: " in said
    assert (made.submitted("nora") / "timestamp.txt").read_text() == "2025-12-02 08:00:00.000000 UTC"
    theirs = tmp_path / "canvas.csv"
    theirs.write_text("Student,ID,Section,Work (1)\nx,101,S,\ny,201,S,\n")
    target = exports.export(made, "canvas", grades, theirs).path
    full = f"{found['lovelaceada-101'].total:.2f}"
    assert target.read_text() == theirs.read_text().replace("101,S,", f"101,S,{full}"), "201 is of Moodle"
    again = {one.student: one for one in grade(made, [made.root / "submitted"]).grades}
    assert again == found, "what we made of an attempt is no attempt"


# --- whose it is


PLACES = ("canvas submissions", "m", "stranger", "Dan <dan.o@example.org>", "week 3 - Dan O’Hara")


def test_the_roster_says_who_is_meant_and_who_is_missing(fresh, work, tmp_path):
    files = arrivals.canvas("whoever", 101, {"a.zip": arrivals.zipped(work.files("svm"))})
    files |= arrivals.canvas("nunezben", 999, {"b.zip": arrivals.zipped(work.files("svm"))})
    files |= arrivals.canvas("núñezben", 998, {"b.zip": arrivals.zipped(work.files("svm"))})
    arrivals.write(tmp_path / "canvas submissions", files)
    arrivals.write(tmp_path / "m", arrivals.below("Group A-Cem Oz_7_assignsubmission_file", work.files("svm")))
    arrivals.write(tmp_path / "m", arrivals.below("Dan OHara_8_assignsubmission_file", work.files("svm")))
    arrivals.write(tmp_path / "stranger", work.files("svm"))
    arrivals.write(tmp_path / "Dan <dan.o@example.org>", work.files("scores"))
    arrivals.write(tmp_path / "week 3 - Dan O’Hara", work.files("scores", "svm"))
    found = check(fresh, [tmp_path / name for name in PLACES])
    assert set(found["students"]) == {"ada", "nunezben-999", "ben", "cem", "dan", "stranger"}
    assert found["students"]["dan"]["attempts"] == 3
    assert "no times to tell which is the newest" in found["students"]["dan"]["problems"][-1]
    assert found["nobody"] == ["nunezben-999", "stranger"]
    assert found["missing"] == ["zoe"]
    assert not found["clear"]
    roster = fresh.root / "roster.csv"
    roster.write_text(roster.read_text().replace("201,,", "201,,Group 7").replace("org,,,,", "org,,,,group 7"))
    roster.write_text(roster.read_text() + "lu1,Lu,,,,,\nlu2,Lu,,,,,\n")
    for who, files in (("Group 7", work.files()), ("Cem Oz_7", work.files("svm")), ("Lu_9", {"svm.url": b""})):
        arrivals.write(tmp_path / "t", arrivals.below(f"{who}_assignsubmission_file", files))
    found = check(fresh, [tmp_path / "t", tmp_path / "stranger"])
    told = {student: " ".join(about["problems"]) for student, about in found["students"].items()}
    assert set(told) == {"ada", "cem", "dan", "zoe", "stranger", "Lu-9"}
    assert "may be lu1 or lu2 of the roster: write 9 into the column moodle there." in told["Lu-9"]
    assert "svm.url is a shortcut" in told["Lu-9"]
    assert {str(one.get("group")) for one in found["files"] if one["student"] not in ("stranger", "Lu-9")} == {
        "['ada', 'cem', 'dan', 'zoe']"
    }
    assert all("several hand-ins, and no times" in told[one] for one in ("ada", "cem", "dan", "zoe"))
    assert collect.BLANK in found["students"]["ada"]["problems"]
    assert (found["missing"], found["doubtful"]) == (["ben"], ["lu1", "lu2"])


def test_a_loose_file_is_that_of_the_student_whose_name_it_begins_with(fresh, work, tmp_path):
    whole, form = arrivals.zipped(work.files("svm", "02_svm_loss")), collect.answer_cells(fresh.release)
    arrivals.write(tmp_path, {"zoe.zip": whole})
    desk.take_in(fresh, [tmp_path / "zoe.zip"], form)
    problems = {
        ".ada.zip.icloud": (b"bplist00", "ada", ".ada.zip.icloud is an unfinished download: download it again."),
        "Cem Öz - week 3.pdf": (b"%PDF", "cem", "week 3.pdf cannot be read as a hand-in (it is a PDF; ask for a zip)"),
        "Week 3 Dan OHara.eml": (b"From", "dan", "Dan OHara.eml is an e-mail, which is not opened: save what is att"),
        "zoe_2.zip.crdownload": (whole[:999], "zoe", "zoe_2.zip.crdownload is an unfinished download: download it"),
    }
    files = {name: data for name, (data, _, _) in problems.items()}
    place = tmp_path / "in"
    arrivals.write(place, files | {"ada.zip": whole, "ben.zip.txt": whole, "adam.txt": b"nobody's"})
    arrivals.write(place, {"eve.zip.txt": whole, "eric.zip.part": b"", "my work.eml": b""})
    found = check(fresh, [place])
    about = found["students"]
    assert set(about) == {"ada", "ben", "cem", "dan", "zoe", "eve"}
    for _, student, told in problems.values():
        assert told in about[student]["problems"][0]
    assert not (found["clear"] or about["ben"]["problems"])
    assert all(about[one]["taken"]["notebooks"] == len(arrivals.NOTEBOOKS) for one in ("ada", "ben", "zoe"))
    nobodys = [one["path"] for one in found["files"] if one["student"] is None]
    assert nobodys == [f"{place}/{name}" for name in ("adam.txt", "eric.zip.part", "my work.eml")]
    for told in ("eric.zip.part (an unfinished download", "my work.eml (an e-mail, which"):
        assert any(line.startswith("  ! ") and told in line for line in lines(found))
    attempts = desk.take_in(fresh, [place], form, keep=False).attempts
    assert {one for one in attempts if list(attempts[one].values())[-1].problem} == {"cem", "dan", "zoe"}
    arrivals.write(place, {"kim/notes.html": b"x"})
    named = check(fresh, sorted(place.glob("[!.]*")))["students"]
    assert named["kim"]["problems"][0].startswith("nothing of the assignment was found (it holds only notes.html: ask")
    assert {one: named[one]["problems"] for one in ("cem", "dan", "zoe")} == {
        one: about[one]["problems"] for one in ("cem", "dan", "zoe")
    }


def test_two_names_that_become_the_same_id_are_two_students(fresh, work, tmp_path):
    (fresh.root / "roster.csv").unlink()
    for name in ("Müller", "Muller", "Mül ler", "ada lovelace", "ada-lovelace"):
        arrivals.write(tmp_path / "in" / name, work.files("svm"))
    report = check(fresh, [tmp_path / "in"])
    found = report["students"]
    assert len(found) == 5
    assert any(line.endswith(" (Mül ler): 8 helper files, 2 notebooks") for line in lines(report))
    assert {"Muller", "ada-lovelace"} <= set(found)
    assert {about["name"] for about in found.values()} == {
        "Müller",
        "Muller",
        "Mül ler",
        "ada lovelace",
        "ada-lovelace",
    }


@pytest.mark.parametrize(
    ("roster", "student"), [({}, "jonesann-7"), ({"ann": Person("ann", ids={"canvas": "7"})}, "ann")]
)
def test_of_a_student_with_a_new_id_the_old_one_is_said(roster, student):
    names = Names(roster, {"smithann-7": "canvas 7", "leebo-8": "canvas 8"})
    assert names.student(Label("canvas", "leebo", "8")) == "leebo-8"
    assert names.student(Label("canvas", "jonesann", "7")) == student
    assert names.before == {student: "smithann-7"}
    pair = {"ann": Person("ann", ids={"canvas": "7"}, team="A"), "dora": Person("dora", team="A")}
    names = Names(pair, {"dora": "canvas 7"})
    assert (names.student(Label("canvas", "ann", "7")), names.before) == ("ann", {}), "dora handed in for both"
    names = Names({"lee": Person("lee", ids={"github": "Bo-Lee"}), "jo": Person("jo")}, {})
    for folder, student in (("week-3-bo-lee", "lee"), ("week-3-jo", "week-3-jo"), ("bo-lee", "lee")):
        assert names.student(Label("folder", folder)) == student
    names = Names({"lu": Person("lu", "Lu Li", team="Red Team"), "bo": Person("bo", team="Dark-Red team")}, {})
    for folder, student in (
        ("hw-red-team", "lu"),
        ("hw-dark-red-team", "bo"),
        ("Li, Lu(x7)", "lu"),
        ("hw-team", "hw-team"),
    ):
        assert names.student(Label("folder", folder)) == student
    names = Names({"123": Person("123"), "450": Person("450", ids={"gradescope": "45"})}, {})
    assert [names.student(Label("gradescope", "x", sid)) for sid in ("00123", "0045", "00")] == ["123", "450", "00"]
    names = Names({"a": Person("a", ids={"canvas": "77", "sis": "88"})}, {})
    assert [names.student(Label("gradescope", "x", sid)) for sid in ("77", "88")] == ["77", "a"]


def test_an_id_a_login_or_a_name_between_other_words_says_whose_it_is(fresh, work, tmp_path):
    people = {"s8001": "Anton Alt", "s80012": "Kim Lee", "s8003": "Kim Lee", "x-7.y": "", "4711": "", "hw1": "Li Na"}
    roster = {
        one: Person(one, name, ids={"github": "kim-codes"} if one == "s8003" else {}) for one, name in people.items()
    }
    for called, student in {
        "Alt_Anton_s8001_4711": "s8001",
        "S80012-HW1-final-FINAL": "S80012-HW1-final-FINAL",
        "s80012-final-FINAL": "s80012",
        "Homework Anton Alt final": "s8001",
        "Week 3 Kim Lee": "Week-3-Kim-Lee",
        "Kim Lee - s8003": "s8003",
        "Kim Lee, codes: kim-codes": "s8003",
        "s8001 and s80012": "s8001-and-s80012",
        "final x-7.y": "x-7.y",
        "as8001": "as8001",
    }.items():
        assert Names(roster, {}).student(Label("folder", called)) == student
    arrivals.write(tmp_path / "in" / "Homework Zoe_Zimmer v2", work.files("svm"))
    (found,) = check(fresh, [tmp_path / "in"])["students"].items()
    assert found[0] == "zoe"
    assert "Taken for the work of zoe by its name: Homework Zoe_Zimmer v2." in found[1]["remarks"]


def test_brightspaces_names_say_whose_work_it_is_and_of_which_attempt(fresh, work, tmp_path):
    files, before = {"index.html": b""}, "7-345 - Cem Oz - Nov"
    for name, right in ((f"{before} 9, 2026 911 AM", "svm"), (f"{before} 10, 2026 1011 PM", "scores")):
        files[f"{name}/work.zip"] = arrivals.zipped(work.files(right))
    files |= arrivals.below("8-345 - Who Knows - Nov 19, 2026 111 PM", work.files("svm"))
    arrivals.write(tmp_path, {"Work Download Nov 21, 2026 1000 AM.zip": arrivals.zipped(files)})
    arrivals.write(tmp_path / "in", files)
    for path in (tmp_path / "Work Download Nov 21, 2026 1000 AM.zip", tmp_path / "in"):
        found = check(fresh, [path])["students"]
        assert set(found) == {"cem", "Who-Knows-8"}
        assert (found["cem"]["attempts"], found["cem"]["problems"]) == (2, [])
        assert found["cem"]["time"].startswith("2026-11-10 22:11:00"), "the 10th is after the 9th"
        assert found["Who-Knows-8"]["time"].startswith("2026-11-19 13:11:00")


def test_a_zip_that_looks_like_a_download_is_nobody_elses_work(fresh, work, tmp_path):
    for_others = arrivals.canvas("x", 101, arrivals.flat(work.files("svm")))
    for_others |= arrivals.canvas("y", 102, arrivals.flat(work.files("svm")))
    exported = {"submission_metadata.yml": b"submission_1: {':submitters': [{':sid': s77}]}"}
    exported |= arrivals.below("submission_1", work.files("svm"))
    place = tmp_path / "in"
    arrivals.write(place, {"mallory.zip": arrivals.zipped(for_others), "max.zip": arrivals.zipped(exported)})
    arrivals.write(place / "moe", for_others)
    arrivals.write(place, {"mona/all.zip": arrivals.zipped(for_others)})
    arrivals.write(place / "mia", {f"{name}/{file}": data for name in ("ada", "ben", "cem")
                                   for file, data in work.files("svm").items()})  # fmt: skip
    arrivals.write(place / "ben", work.files("scores"))
    found = check(fresh, [place])
    assert set(found["students"]) == {"mallory", "max", "moe", "mona", "mia", "ben"}
    for student in ("mallory", "max", "moe", "mona"):
        assert "looks like a platform's download" in found["students"][student]["problems"][0]
    assert "holds 3 hand-ins" in found["students"]["mia"]["problems"][0]
    assert not [one for one in found["files"] if one["student"] == "ben" and "/ben/" not in one["path"]]


def test_a_download_is_read_under_any_name_if_it_is_the_only_path(fresh, work, tmp_path):
    files = arrivals.canvas("x", 101, arrivals.flat(work.files("svm")))
    arrivals.write(tmp_path, {"week 3.zip": arrivals.zipped(arrivals.below("week 3", files))})
    assert list(check(fresh, [tmp_path / "week 3.zip"])["students"]) == ["ada"]


ONE_EACH = {"s1": "scores", "s2": "svm"}


def packed(work, inner: str, files=lambda files: files):
    """The hand-ins of two students, each in a folder."""
    return {f"{inner}{who}/{name}": data for who, right in ONE_EACH.items()
            for name, data in files(work.files(right)).items()}  # fmt: skip


def in_a_zip(files):
    return {"Attachment(s)/mine.zip": arrivals.zipped(files)}


@pytest.mark.parametrize("roster", ["", "id\ns1\ns2\n"])
@pytest.mark.parametrize(("inner", "files"), [("", dict), ("HW1/", dict), ("a/b/", in_a_zip), ("HW1/", arrivals.flat)])
def test_a_class_is_never_one_student_however_many_folders_or_zips_are_around_it(
    fresh, work, tmp_path, roster, inner, files
):
    (fresh.root / "roster.csv").write_text(roster or "id\n")
    theirs = packed(work, inner, files) | {f"{inner}index.html": b"", f"{inner}grades.csv": b""}
    arrivals.write(tmp_path / "in", arrivals.below("out", theirs))
    arrivals.write(tmp_path, {"bulk.zip": arrivals.zipped(theirs), "more/bulk.zip": arrivals.zipped(theirs)})
    for path in ("in", "bulk.zip", "more"):
        assert set(check(fresh, [tmp_path / path])["students"]) == set(ONE_EACH), path


def test_what_may_be_several_students_work_is_told_and_what_one_has_twice_is_not(fresh, work, tmp_path):
    twice = arrivals.below("one", work.files()) | arrivals.below("two", work.files("svm"))
    zips = {"B.zip": arrivals.zipped(packed(work, "B/")), "s3.zip": arrivals.zipped(twice)}
    arrivals.write(tmp_path / "in", packed(work, "A/") | zips)
    (fresh.root / "roster.csv").write_text("id\ns1\ns2\ns3\n")
    for told in ("holds 2 hand-ins (if they are", "The work is put together from s1 and s2, which each hold"):
        found = check(fresh, [tmp_path / "in"])["students"]
        assert set(found) == {"A", "B", "s3"}
        assert all(told in found[one]["problems"][0] for one in "AB")
        assert not any("hand-ins" in line or "together" in line for line in found["s3"]["problems"])
        (fresh.root / "roster.csv").write_text("id\n")
    paths = [tmp_path / "each" / one for one in ONE_EACH]
    arrivals.write(tmp_path / "each", packed(work, "", lambda files: arrivals.below("work", files)))
    assert set(check(fresh, paths)["students"]) == set(ONE_EACH), "as a shell writes each/*"


def test_archives_within_one_have_a_line_of_their_own_and_those_with_the_same_name_their_folder(fresh, work, tmp_path):
    theirs = {"ada.zip": arrivals.zipped(work.files("svm")), "ben.zip": arrivals.zipped(work.files("svm"))}
    arrivals.write(tmp_path, {"submissions.zip": arrivals.zipped(theirs)})
    (found,) = check(fresh, [tmp_path / "submissions.zip"])["files"]
    own = {one["path"]: (one["student"], one["as"]) for one in found["members"] if one["path"].endswith(".zip")}
    assert own == {"ada.zip": ("ada", "archive"), "ben.zip": ("ben", "archive")}
    for version in ("Version 1", "Version 2"):
        arrivals.write(tmp_path / "in" / "zoe" / version, {"work.zip": theirs["ada.zip"]})
    told = [line for line in lines(check(fresh, [tmp_path / "in"])) if "other copies were taken" in line]
    assert told
    assert "in/zoe/Version 1/work.zip/" in told[0]


def test_of_two_downloads_the_newer_work_counts_in_whatever_order_they_are_named(fresh, work, tmp_path):
    paths = [tmp_path / name for name in ("submissions (1).zip", "submissions.zip")]  # as a shell sorts them
    for path, first, right in ((paths[0], 9900, "svm"), (paths[1], 9000, "scores")):
        one = {"a.zip": arrivals.zipped(work.files(right))}
        both = arrivals.canvas("x", 101, one, first) | arrivals.below("Cem Oz_7_assignsubmission_file", one)
        arrivals.write(tmp_path, {path.name: arrivals.zipped(both)})
    found = check(fresh, paths)["students"]
    assert (found["ada"]["attempts"], found["ada"]["counts"], found["ada"]["problems"]) == (2, 2, [])
    assert found["cem"]["problems"][0].startswith("several hand-ins, and no times to tell which is the newest")


def test_a_class_is_no_student_though_a_notebook_is_beside_the_hand_ins(fresh, work, tmp_path, monkeypatch):
    hand_ins = {"ada.zip": arrivals.zipped(work.files("svm"))} | arrivals.below("zoe", work.files("scores"))
    arrivals.write(tmp_path / "in", work.files() | hand_ins)
    found = check(fresh, [tmp_path / "in"])
    assert set(found["students"]) == {"ada", "zoe"}
    assert {one["why"] for one in found["files"] if not one["taken"]} == {
        "next to the hand-ins, and named after nobody"
    }
    assert not found["clear"]
    arrivals.write(tmp_path, {"all.zip": arrivals.zipped(arrivals.below("all", hand_ins))})
    assert set(check(fresh, [tmp_path / "all.zip"])["students"]) == {"ada", "zoe"}
    signed = {f"Ada_Lovelace-{name}": data for name, data in arrivals.flat(work.files("svm")).items()}
    signed |= {f"{name[:-3]}_zoe.py": data for name, data in signed.items() if name.endswith("svm.py")}
    signed["svm_zoe.py"] = signed.pop("Ada_Lovelace-svm_zoe.py")
    signed |= {"ben.ipynb": work.notebook("02_svm_loss", True), "ada scores (1).py": signed["Ada_Lovelace-scores.py"]}
    arrivals.write(tmp_path / "loose", signed | {"new-svm.py": b"", "stranger-svm.py": b""})
    found = check(fresh, [tmp_path / "loose"])
    told = {one: sum(about["taken"].values()) for one, about in found["students"].items()}
    assert told == {"ada": len(edited_helpers()) + 2, "zoe": 1, "ben": 1}
    left = [one["path"].rpartition("/")[2] for one in found["files"] if one["student"] is None]
    assert left == ["new-svm.py", "stranger-svm.py"]
    arrivals.write(tmp_path / "others", {"x-svm.py": b"", "y-svm.py": b"", "x_02_svm_loss.ipynb": b""})
    (told,) = check(fresh, [tmp_path / "others"])["students"]["others"]["problems"][:1]
    assert told.startswith("its files seem to be of several students (x, y)")
    arrivals.write(tmp_path / "others" / "eve", work.files("svm"))
    told = check(fresh, [tmp_path / "others"])
    assert set(told["students"]) == {"eve"}, "who has a folder is not stopped by loose files"
    assert len([one for one in told["files"] if one["student"] is None]) == 3
    arrivals.write(tmp_path / "in" / "ben", work.files("svm") | {"old/svm.py": b""})

    def refuse(real, path, *more, **named):
        if Path(path).name in ("zoe", "old", "ada.zip"):
            raise PermissionError(13, "Permission denied")
        return real(path, *more, **named)

    for place, name in ((os, "scandir"), (os, "open"), (Path, "open")):
        real = getattr(place, name)
        monkeypatch.setattr(place, name, lambda *given, real=real, **named: refuse(real, *given, **named))
    found = check(fresh, [tmp_path / "in"])["students"]
    assert found["zoe"]["problems"] == ["zoe/ cannot be read (Permission denied), so nothing of it was taken."]
    assert found["ben"]["problems"] == ["old/ cannot be read (Permission denied)."]
    assert found["ben"]["taken"]["helpers"] == len(edited_helpers())
    told = "ada.zip cannot be read as a zip (Permission denied), so nothing of it was taken."
    assert found["ada"]["problems"] == [told], "and the run goes on"


# --- attempts


def submission(course, student):
    """What is recorded of a student, by whether helper files are right."""
    folder = course.submitted(student) / "helpers"
    return {name for name in ("svm", "scores") if (folder / f"{name}.py").read_bytes() ==
            (ROOT / "helpers" / f"{name}.py").read_bytes()}  # fmt: skip


def test_attempts_are_kept_and_the_best_counts_if_the_course_says_so(fresh, work, tmp_path, computed):
    first, second = tmp_path / "monday" / "ada.zip", tmp_path / "friday" / "ada.zip"
    arrivals.write(first.parent, {"ada.zip": arrivals.zipped(work.files("svm", "scores"))})
    arrivals.write(second.parent, {"ada.zip": arrivals.zipped(work.files("svm"))})
    computed(fresh, [first, second])
    (one,), notes = grade(fresh, [first])
    assert (one.automatic, notes) == (arrivals.BOTH, [])
    (one,), notes = grade(fresh, [second])
    assert one.automatic == arrivals.SVM
    assert "attempt 2 counts with" in notes[0]
    assert "attempt 1 has" in notes[0]
    assert f"linear_scores {EXERCISES['linear_scores'].points:g} to 0" in notes[0]
    assert one.state.startswith("graded: attempt 2 counts")
    kept = {path.name: path.read_bytes() for path in (fresh.arrived / "ada").glob("*.zip")}
    assert kept == {"1.zip": first.read_bytes(), "2.zip": second.read_bytes()}
    settings = fresh.root / "course.toml"
    settings.write_text('attempts = "best"\n', encoding="utf-8")
    (one,), notes = grade(fresh, [second])
    assert (one.automatic, one.state) == (arrivals.BOTH, "graded")
    assert submission(fresh, "ada") == {"svm", "scores"}
    assert kept == {path.name: path.read_bytes() for path in (fresh.arrived / "ada").glob("*.zip")}


def test_of_a_newest_attempt_that_cannot_be_read_all_are_told_which_one_counts(fresh, work, tmp_path, computed):
    submitted = tmp_path / "submitted" / "ada" / "linear_classifiers"
    for day, files in ((1, work.files("svm")), (3, {"w.rar": b"Rar!"})):
        arrivals.write(submitted, files | {"timestamp.txt": f"2025-12-0{day} 08:00:00 UTC".encode()})
        computed(fresh, [tmp_path / "submitted"])
        (one,), notes = grade(fresh, [tmp_path / "submitted"])
        told = check(fresh, [tmp_path / "submitted"])["students"]["ada"]["problems"]
        shutil.rmtree(submitted)
    said = (
        "attempt 2 (handed in 2025-12-03 08:00 UTC) cannot be read: nothing of the assignment was found"
        " (linear_classifiers/w.rar is an archive that cannot be opened: {} a zip)."
        " Attempt 1 (handed in 2025-12-01 08:00 UTC) counts."
    )
    assert told == [said.format("ask for")]
    assert notes == [f"ada: {told[0]}"]
    assert (one.automatic, one.state) == (arrivals.SVM, f"graded: {told[0]}")
    page = (fresh.root / "feedback" / "ada" / "feedback.html").read_text(encoding="utf-8")
    assert f"Graded: {said.format('hand in')}" in page
    assert exports.summary(one).startswith(f"Graded: {said.format('hand in')} ")


def test_what_nbgrader_collected_is_kept_before_submitted_is_made_anew(fresh, work, computed):
    target = fresh.submitted("ada")
    arrivals.write(target, work.files("svm") | {"mine.txt": b"keep me", "timestamp.txt": b"2025-12-02 08:00:00 UTC"})
    computed(fresh, [fresh.root / "submitted"])
    grade(fresh, [fresh.root / "submitted"])
    with zipfile.ZipFile(fresh.arrived / "ada" / "1.zip") as archive:
        assert archive.read("linear_classifiers/mine.txt") == b"keep me"
        assert archive.read("linear_classifiers/helpers/svm.py") == work.files("svm")["helpers/svm.py"]
    assert not (target / "mine.txt").exists()
    assert (target / "timestamp.txt").read_text() == "2025-12-02 08:00:00 UTC"
    grade(fresh, [fresh.root / "submitted"])
    assert [path.name for path in (fresh.arrived / "ada").glob("*.zip")] == ["1.zip"]
    shutil.rmtree(target)
    arrivals.write(target, work.files("svm", "scores") | {"timestamp.txt": b"2025-12-03 08:00:00 UTC"})
    computed(fresh, [fresh.root / "submitted"])
    (one,), _ = grade(fresh, [fresh.root / "submitted"])
    assert one.automatic == arrivals.BOTH
    assert len(list((fresh.arrived / "ada").glob("*.zip"))) == 2


def test_a_time_that_is_still_to_come_hides_no_correction(fresh, work, tmp_path):
    form, told, stamps = collect.answer_cells(fresh.release), [], []
    for right in ("scores", "svm"):
        stamps.append(f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S.%f} UTC" if stamps else "2099-12-02 08:00:00 +0100")
        files = work.files(right) | {"timestamp.txt": stamps[-1].encode()}
        arrivals.write(tmp_path / "submitted" / "ada" / "linear_classifiers", files)
        intake = desk.take_in(fresh, [tmp_path / "submitted"], form)
        told.append([str(note) for note in intake.notes()])
    first, second = arrived.Shelf(fresh, writes=False).attempts("ada")
    assert (first.number, second.number) == (1, 2), "the correction is the newest"
    assert intake.times["ada"] == {1: first.came, 2: stamps[1]}
    line = f"ada: handed in on {stamps[0]}, which is in the future: it counts as of {first.came}, when it arrived."
    assert told == [[line], []]


def test_blackboards_times_are_those_of_this_machine(in_zone):
    in_zone("Europe/Paris")
    told = [label(f"HW_1_ada_attempt_2026-{month}-01-10-00-00.txt").time for month in ("07", "12", "99")]
    assert told == ["2026-07-01 10:00:00 +0200", "2026-12-01 10:00:00 +0100", "2026-99-01-10-00-00"]
    assert [arrived.moment(one) is None for one in told] == [False, False, True]


# --- the run


def test_a_second_run_in_the_same_course_says_so(fresh, work, tmp_path):
    arrivals.write(tmp_path / "ada", work.files("svm"))
    command = [sys.executable, "-m", "grader.grade", "--course", str(fresh.root), str(tmp_path / "ada")]
    with locked(fresh):
        ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
        with pytest.raises(CourseError), locked(fresh):
            pass
    assert ran.returncode == 1
    assert ran.stderr.strip().endswith("wait for its end, then run the same command again.")
    assert len(ran.stderr.strip().splitlines()) == 1
    with locked(fresh):
        pass


@pytest.mark.parametrize("arguments", [[""], ["--again", "--student", ""], ["--again", "--exercise", ""]])
def test_an_argument_that_is_empty_means_neither_everybody_nor_this_folder(fresh, arguments):
    command = [sys.executable, "-m", "grader.grade", "--course", str(fresh.root), *arguments]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert ran.returncode == 2
    assert ran.stderr.strip().endswith(": it is empty")


def test_check_prints_what_it_would_take_and_tells_by_its_exit_code(fresh, work, tmp_path):
    arrivals.write(tmp_path / "ada", arrivals.flat(work.files("svm")))
    command = [sys.executable, "-m", "grader.grade", "--course", str(fresh.root), "--check"]
    ran = subprocess.run([*command, str(tmp_path / "ada")], cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert ran.returncode == 0, ran.stderr
    assert f"ada (Ada Lovelace): {len(edited_helpers())} helper files, 2 notebooks" in ran.stdout.splitlines()
    assert re.search(r"handed in nothing: ben \(.+\), cem \(.+\), dan \(Dan O’Hara\), zoe \(.+\)", ran.stdout)
    (tmp_path / "ada" / "svm.py").unlink()
    ran = subprocess.run([*command, "--json", "ada"], cwd=tmp_path, capture_output=True, text=True, timeout=300,
                         env={**os.environ, "PYTHONPATH": str(ROOT)})  # fmt: skip
    assert ran.returncode == 3, ran.stderr
    assert json.loads(ran.stdout)["students"]["ada"]["problems"] == [
        "helpers/svm.py was not handed in.",
        collect.BLANK,
    ]
    assert not fresh.arrived.exists()


@pytest.mark.parametrize("unheard", [["--check", "--json"], ["--check"]])
def test_a_reader_who_leaves_changes_neither_the_exit_code_nor_says_anything(fresh, work, tmp_path, unheard):
    arrivals.write(tmp_path / "ada", arrivals.flat(work.files("svm")))
    command = [sys.executable, "-m", "grader.grade", "--course", str(fresh.root), *unheard, str(tmp_path / "ada")]
    reads, writes = os.pipe()
    os.close(reads)
    with os.fdopen(writes, "wb") as pipe:
        ran = subprocess.run(
            command, cwd=ROOT, stdout=pipe, stderr=subprocess.PIPE, text=True, timeout=300, check=False
        )
    assert (ran.returncode, ran.stderr) == (0, "")
