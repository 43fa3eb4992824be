"""Downloads in the forms that platforms and people make: whose each hand-in is, and what is said of the rest."""

import gzip
import zipfile
from datetime import UTC

import arrivals
import pytest
from arrivals import below, flat, write, zipped

from grader.course import CourseError
from grader.gradebook.run import check
from grader.intake import arrived, collect, dates, desk, labels
from grader.intake.hand_ins import SubmissionError
from grader.intake.report import lines, summary
from helpers.given.update import EDITED


def names(found) -> list[str]:
    """The paths of files that are nobody's, with what is in archives."""
    leaves = [leaf for one in found["files"] for leaf in one.get("members") or [one]]
    return sorted(leaf["path"].rpartition("/")[2] for leaf in leaves if leaf["student"] is None)


@pytest.mark.parametrize(
    ("people", "hand_ins", "whose"),
    [
        (  # half a name is nobody's
            "p,Peter Müller\n",
            ["Hans-Peter Müller_5501_assignsubmission_file", "Hans-Peter Müller", "Peter Müller-Kranz - hw"],
            {"p": 0, "others": 3},
        ),
        (  # whatever comes first
            "p,Peter Müller\n",
            ["Hans-Peter Müller_5501_assignsubmission_file", "Peter Müller_5502_assignsubmission_file"],
            {"p": 1, "others": 1},
        ),
        (  # groups of Moodle's
            "p,Peter Müller\na,Anna Li\nb,Bo Ito\n",
            [f"Rot-{who}_{k}_assignsubmission_file" for k, who in enumerate(("Peter Müller", "Anna Li", "Bo Ito"))],
            {"p": 1, "a": 1, "b": 1},
        ),
        (  # two with the same first half are no group
            "p,Peter Müller\na,Anna Li\n",
            ["Hans-Peter Müller_1_assignsubmission_file", "Anna Li_2_assignsubmission_file"],
            {"p": 0, "a": 1, "others": 1},
        ),
        ("p,Peter Müller\nh,Hans-Peter Müller\n", ["Gruppe B-Hans-Peter Müller_1_assignsubmission_file"], {"h": 1}),
        (
            "p,Peter Müller\n",
            ["Karl Peter Müller", "Peter Müller Schulz.zip", "Week 3 Peter Müller"],
            {"p": 1, "others": 2},
        ),
        ("peter,Peter Müller\n", ["Peter Müller Schulz", "Maier Peter", "work of peter"], {"peter": 1, "others": 2}),
        ("p,Peter Müller\n", ["Gruppe 3-Peter Müller_1_assignsubmission_file"], {"p": 1}),
        ("p,Peter Müller\nh,Hans-Peter Müller\n", ["Hans-Peter Müller", "Peter Müller"], {"p": 1, "h": 1}),
        ("p,Peter Müller\n", ["hw2-Peter Müller", "homework-peter müller final", "peter-müller-svm"], {"p": 3}),
        (  # accents tell two apart
            "a,José García\nb,Jose Garcia\n",
            ["José García_1_assignsubmission_file", "Jose Garcia_2_assignsubmission_file", "José García"],
            {"a": 2, "b": 1},
        ),
        ("ann,Ann Lee\nannl,Ann Leeson\n", ["Copy of Ann Leeson - hw", "week 2 Ann Lee"], {"ann": 1, "annl": 1}),
        ("a,Ann Lee\nb,Ann Lee Smith\n", ["hw of Ann Lee Smith", "hw of Ann Lee"], {"a": 1, "b": 1}),
    ],
)
def test_whose_name_is_nearly_that_of_another_is_not_the_other(people, hand_ins, whose, fresh, work, tmp_path):
    (fresh.root / "roster.csv").write_text(f"id,name\n{people}", encoding="utf-8")
    for name in hand_ins:
        files = work.files("svm") | {"helpers/start.py": name.encode()}
        write(tmp_path / "in", {name: zipped(files)} if name.endswith(".zip") else below(name, files))
    found = check(fresh, [tmp_path / "in"])
    attempts = {student: about["attempts"] for student, about in found["students"].items()}
    listed = {one.partition(",")[0] for one in people.splitlines()}
    others = [student for student in attempts if student not in listed]
    assert {one: attempts.get(one, 0) for one in whose if one != "others"} | {"others": len(others)} == {
        "others": 0,
        **whose,
    }
    for student in others:
        assert "is not in the roster." in found["students"][student]["problems"][-1]
    assert set(found["missing"]) <= listed - set(whose)
    told = list(lines(found))
    assert ("handed in nothing, unless a hand-in above is theirs: p (Peter Müller)" in told) == (whose.get("p") == 0)


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("Oct 2, 2026 1259 AM", "2026-10-02 00:59"),
        ("2 October, 2026 1259 PM", "2026-10-02 12:59"),
        ("2. Oktober 2026 0059", "2026-10-02 00:59"),
        ("2 de octubre de 2026 14.05", "2026-10-02 14:05"),
        ("vendredi 2 juillet 2026 14h05", "2026-07-02 14:05"),
        ("2026-10-02 12.59 p.m.", "2026-10-02 12:59"),
        ("2026年10月2日 0059", "2026-10-02 00:59"),
        ("13-10-2026 0059", "2026-10-13 00:59"),
        ("10-13-2026 0059", "2026-10-13 00:59"),
        ("10-10-2026 0059", "2026-10-10 00:59"),
        ("02-10-2026 0059", ""),  # of February or of October
        ("martes 6 de octubre de 2026 0059", ""),  # mar is March, too
        ("2 lokakuuta 2026 0059", ""),
        ("31 Feb 2026 0059", ""),
        ("svm.py", None),
        ("final 2026", None),
        ("Homework 2 2026", None),
        ("9" * 5000, None),
    ],
)
def test_a_time_is_read_in_many_languages_and_never_guessed(written, moment):
    found = dates.read(written)
    assert (found and (f"{found.moment:%Y-%m-%d %H:%M}" if found.moment else "")) == moment


def test_a_time_of_brightspace_that_nobody_can_read_gets_a_line(fresh, work, tmp_path):
    for number, time in enumerate(("2 October, 2026 1259 AM", "02-10-2026 0059", "2 lokakuuta 2026 0059")):
        write(tmp_path / "in", below(f"{number}-345 - Student {number} - {time}", work.files("svm")))
    write(
        tmp_path / "in", {"3-345 - Student 3 - 3 October, 2026 1259 AM - svm.py": work.files("svm")["helpers/svm.py"]}
    )
    told = {about["name"]: about for about in check(fresh, [tmp_path / "in"])["students"].values()}
    assert [told[f"Student {k}"]["time"] is None for k in range(4)] == [False, True, True, False]
    for number, time in ((1, "02-10-2026 0059"), (2, "2 lokakuuta 2026 0059")):
        line = f"the time of the hand-in cannot be read ({time}), so it never counts as late."
        assert line in told[f"Student {number}"]["problems"]


def test_hand_ins_for_other_assignments_do_not_count(fresh, work, tmp_path):
    ours, other = work.files("svm"), {"regularization.py": b"", "helpers/svm.py": b"x = 1", "hw.ipynb": b"{}"}
    other["timestamp.txt"] = b"2026-10-03 12:00:00 UTC"
    time = "2026-10-0{} 12:00:00 UTC+x"
    write(tmp_path / "inbound", below(f"ada+linear_classifiers+{time.format(1)}", ours))
    for who in ("ada", "ben"):
        write(tmp_path / "inbound", below(f"{who}+other_lab+{time.format(3)}", other))
    write(tmp_path / "submitted", below("ada/linear_classifiers", ours) | below("ada/other_lab", other))
    write(tmp_path / "submitted", below("ben/other_lab", other))
    each = [[tmp_path / name] for name in ("inbound", "submitted")]
    for paths in [*each, sorted((tmp_path / "submitted").iterdir()), [tmp_path / "submitted/ada/linear_classifiers"]]:
        found = check(fresh, paths)
        assert list(found["students"]) == ["ada"], paths
        assert found["students"]["ada"]["attempts"] == 1
        assert "ben" in found["missing"]
        if len(paths) == 1 and paths[0].name == "linear_classifiers":
            continue
        assert names(found).count("hw.ipynb") == 2
        told = [line for line in lines(found) if "for another assignment, other_lab" in line]
        assert len(told) == 1
        assert told[0].startswith("belongs to nobody: ")
    with pytest.raises(SubmissionError, match="for other assignments only"):
        check(fresh, [tmp_path / "submitted/ben"])
    write(tmp_path / "only" / "inbound", below(f"ada+week3+{time.format(1)}", ours))
    assert check(fresh, [tmp_path / "only" / "inbound"])["students"]["ada"]["taken"]["helpers"] > 1, "ours by its name"


@pytest.mark.parametrize(
    "loose",
    [
        {"ann.zip": "whole", "bob.ipynb": b"{}", "cyd_svm.py": b""},
        {"ann/": "whole", "bob.ipynb": b"{}"},
        {"leeann_1003_9001_ann.zip": "whole", "svm.py": b""},
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_one_hand_in_beside_others_loose_files_is_not_a_student_called_like_the_folder(
    loose, packed, fresh, work, tmp_path
):
    files = {}
    for name, data in loose.items():
        whole = work.files("svm")
        files |= below(name.strip("/"), whole) if name.endswith("/") else {}
        files |= {} if name.endswith("/") else {name: zipped(whole) if data == "whole" else data}
    place = tmp_path / "some submissions"
    write(tmp_path, {"some submissions.zip": zipped(files)}) if packed else write(place, files)
    found = check(fresh, [tmp_path / "some submissions.zip" if packed else place])
    (student,) = found["students"]
    assert student in ("ann", "leeann-1003")
    assert found["students"][student]["taken"]["notebooks"] == len(arrivals.NOTEBOOKS)
    told = [line for line in lines(found) if line.startswith("  ! belongs to nobody: ")]
    assert all(name in told[0] for name in loose if name.endswith((".py", ".ipynb")))
    assert not found["clear"]


def test_of_what_lies_loose_in_a_platforms_zip_there_is_a_line(fresh, work, tmp_path):
    files = arrivals.canvas("x", 101, {"a.zip": zipped(work.files("svm"))})
    files |= {"late work.eml": b"From", "2026_Grades.csv": b"", "svm.py": b"", "linear_classifiers.zip": zipped({})}
    write(tmp_path, {"submissions.zip": zipped(files)})
    told = "\n".join(lines(check(fresh, [tmp_path / "submissions.zip"])))
    assert "  ! belongs to nobody: " in told
    for name in ("late work.eml (an e-mail", "svm.py (next to", "linear_classifiers.zip (named after the assignment"):
        assert f"submissions.zip/{name}" in told
    assert "\nbelongs to nobody: " in told
    assert "submissions.zip/2026_Grades.csv (next to" in told


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "cannot be read (it is empty)"),
        (b"\0" * 99, "cannot be read (it is empty)"),
        (b"<!DOCTYPE html><p>Sign in", "cannot be read (it is a web page)"),
        (b'{\n "cells": [], "metadata": null}', "cannot be read (it is a notebook)"),
        (b"#" * 300_000, "is larger than 200 kB and was not taken"),
        (b"notes = 1\n", "only svm.py (it defines nothing that is asked for)"),
    ],
)
@pytest.mark.parametrize("place", ["", "helpers/", "linear/"])
def test_a_file_that_came_is_never_said_not_to_have_come(content, told, place, fresh, work, tmp_path):
    files = {name: data for name, data in work.files("scores").items() if name != "helpers/svm.py"}
    write(tmp_path / "ada", files | {f"{place}svm.py": content})
    found = check(fresh, [tmp_path / "ada"])
    about = " ".join(found["students"]["ada"]["problems"])
    if content.startswith(b"notes"):
        told = told.replace("svm.py", f"{place}svm.py")
    else:
        assert "svm.py was not handed in" not in about
    (fate,) = (one for one in found["files"] if one["path"].endswith("svm.py"))
    if content.startswith(b"notes") and place == "helpers/":
        assert fate["taken"] and told not in about  # there it counts
    else:
        assert told in about
    assert fate["taken"] or fate["why"] != "no file that is graded" or content.startswith(b"notes")


def test_a_helper_file_among_the_courses_own_is_taken_and_theirs_never_is(fresh, work, tmp_path):
    own, blank = work.files("svm", "scores"), work.files()["helpers/svm.py"]
    drawings = (fresh.release / "helpers/given/plots/svm.py").read_bytes()
    files = {"given/svm.py": own["helpers/svm.py"], "given/plots/svm.py": drawings, "given/notes.py": b"x = 1\n"}
    for folder, more in (("ada", {}), ("ben", {"svm.py": blank}), ("cem", {"svm.py": own["helpers/svm.py"] + b"#\n"})):
        write(tmp_path / folder, below("helpers", {"scores.py": own["helpers/scores.py"], **files, **more}))
    write(tmp_path / "dan", below("helpers", {"scores.py": b"", "given/plots/svm.py": own["helpers/svm.py"]}))
    found = check(fresh, [tmp_path / name for name in ("ada", "ben", "cem", "dan")])
    students = found["students"]
    taken = "Taken: helpers/svm.py from helpers/given/svm.py."
    assert [taken in students[name]["remarks"] for name in ("ada", "ben", "cem")] == [True, True, False]
    assert "helpers/svm.py was taken, helpers/given/svm.py was not: they differ." in students["cem"]["problems"]
    why = {one["path"].removeprefix(f"{tmp_path}/"): one["why"] for one in found["files"]}
    given = "given by the course, whose own file counts"
    assert {name for name in why if why[name] == given} == {f"{one}/helpers/given/plots/svm.py" for one in students}
    assert why["ada/helpers/given/notes.py"] == "no file that is graded"


def test_lines_may_end_as_on_an_old_mac(fresh, work, tmp_path):
    own = work.files("svm")["helpers/svm.py"]
    for folder, data in (("ada", own), ("ben", own.replace(b"\n", b"\r"))):
        write(tmp_path / folder, {"svm.py": data})
    found = check(fresh, [tmp_path / "ada", tmp_path / "ben"])
    assert [about["taken"]["helpers"] for about in found["students"].values()] == [1, 1]


def test_one_odd_entry_of_gradescopes_file_stops_no_other(fresh, work, tmp_path):
    entry = "submission_{0}:\n  :submitters:\n  - :name: {1}\n    :sid: {2}\n  :created_at: {3}\n"
    time = "2026-10-01 10:00:00.000000000 Z"
    rows = [
        (1, "!binary |-\n      Sm9zw6k=", "'007'", time),
        (2, "Ann", "2", "2026-02-30 10:00:00 Z"),
        (3, "Bo", "3", time),
    ]
    whole = "---\n" + "".join(entry.format(*row) for row in rows) + "submission_4: 7\n"
    for name, text in (("odd", whole), ("cut", whole + "submission_5:\n  :submitters:\n  - :name: 'Cy")):
        for k in range(1, 6 if name == "cut" else 5):
            write(tmp_path / name, below(f"submission_{k}", work.files("svm")))
        write(tmp_path / name, {"submission_metadata.yml": text.encode()})
    found = check(fresh, [tmp_path / "odd"])
    assert [about["name"] for about in found["students"].values()] == ["José", "Ann", "Bo", "submission_4"]
    assert "007" in found["students"]
    assert "cannot be read (2026-02-30 10:00:00 Z)" in " ".join(found["students"]["2"]["problems"])
    assert "does not say whose it is" in found["students"]["submission_4"]["problems"][0]
    found = check(fresh, [tmp_path / "cut"])
    assert {"007", "2", "3"} < set(found["students"])
    assert any("! belongs to nobody" in line and "is damaged in line 2" in line for line in lines(found))
    assert "is damaged in line 2" in found["students"]["submission_5"]["problems"][0]


def test_gradescopes_time_may_be_written_as_an_object_of_rails(fresh, work, tmp_path):
    said, again = (
        "  :created_at: !ruby/object:ActiveSupport::TimeWithZone\n"
        f"    utc: {utc} 2026-10-0{day} 10:00:00.123456789 Z\n    zone: {zone}\n    time: {time}\n"
        for day, utc, zone, time in (
            (1, "&1", "&2 !ruby/object:ActiveSupport::TimeZone\n      name: Etc/UTC", "*1"),
            (2, "&3", "*2", "2026-10-02 06:00:00.123456789 -04:00"),
        )
    )
    text = f"submission_1:\n  :submitters:\n  - :name: Ada\n    :sid: ada\n{said}"
    text += f"submission_2:\n  :submitters:\n  - :name: Ben\n    :sid: ben\n{again}"
    write(tmp_path / "in", below("submission_1", work.files("svm")) | below("submission_2", work.files("scores")))
    write(tmp_path / "in", {"submission_metadata.yml": text.encode()})
    found = check(fresh, [tmp_path / "in"])
    assert not any(about["problems"] for about in found["students"].values())
    times = [about["time"] for about in found["students"].values()]
    assert times == ["2026-10-01 10:00:00.123456 UTC", "2026-10-02 10:00:00.123456 UTC"]


@pytest.mark.parametrize("loose", [True, False])
def test_a_login_is_known_where_the_assignments_name_has_underscores(loose, fresh, work, tmp_path):
    """As nbgrader's zip_collect leaves it, and Blackboard calls it, with a roster and no page of the attempt."""
    names = {who: f"linear_classifiers_{who}_attempt_2026-10-0{day}-10-00-00" for day, who in ((1, "ada"), (2, "ben"))}
    for name in names.values():
        right = flat(work.files("svm"))
        write(
            tmp_path / "in",
            {f"{name}_{one}": data for one, data in right.items()} if loose else below(f"{name}_hw", right),
        )
    found = check(fresh, [tmp_path / "in"])["students"]
    assert {who: about["taken"]["helpers"] for who, about in found.items()} == dict.fromkeys(names, 8)
    assert not any(about["problems"] for about in found.values())


def test_what_the_teacher_gave_back_is_not_the_students(fresh, work, tmp_path):
    mine, theirs = work.files("scores")["helpers/scores.py"], work.files("svm")["helpers/svm.py"]
    write(tmp_path / "olat", {"Lovelace_Ada_ada/2_submissions/scores.py": mine})
    write(
        tmp_path / "olat", {"Lovelace_Ada_ada/3_corrections/svm.py": theirs, "Lovelace_Ada_ada/1_task/svm.py": theirs}
    )
    write(tmp_path / "sakai", {"Lovelace, Ada(ada)/Submission attachment(s)/scores.py": mine})
    write(tmp_path / "sakai", {"Lovelace, Ada(ada)/Feedback Attachment(s)/svm.py": theirs})
    write(tmp_path / "sakai", {"Lovelace, Ada(ada)/timestamp.txt": b"20261002145900000"})
    for name in ("olat", "sakai"):
        found = check(fresh, [tmp_path / name])
        about = found["students"]["ada"]
        assert about["taken"]["helpers"] == 1
        assert "the teacher's, not handed in" in " ".join(about["problems"])
        assert (about["time"] is None) == (name == "olat")
    write(tmp_path / "own", {"ada/3_corrections/svm.py": theirs})
    assert check(fresh, [tmp_path / "own"])["students"]["ada"]["taken"]["helpers"] == 1, "a student's own folder"


def test_the_name_of_another_in_a_hand_in_is_told(fresh, work, tmp_path):
    svm = work.files("svm")["helpers/svm.py"]
    write(tmp_path / "in", {"ada.zip": zipped(below("Zoe Zimmer", {"helpers/svm.py": svm}))})
    write(tmp_path / "in", {"zoe.zip": zipped({"Zoe Zimmer - svm.py": svm}), "dan/x_101_9001_svm.py": svm})
    found = check(fresh, [tmp_path / "in"])["students"]
    assert "has the name of zoe in it: is it the right file?" in found["ada"]["problems"][-1]
    assert "has the name of ada in it: is it the right file?" in found["dan"]["problems"][-1]
    assert not [one for one in found["zoe"]["problems"] if "name of" in one]


def test_whose_work_of_a_team_counts_is_said(fresh, work, tmp_path):
    (fresh.root / "roster.csv").write_text("id,name,canvas,team\nada,Ada,101,x\nben,Ben,102,x\n")
    files = arrivals.canvas("ada", 101, {"a.zip": zipped(work.files("svm"))}, first=9000)
    files |= arrivals.canvas("ben", 102, {"b.zip": zipped(work.files("scores"))}, first=9100)
    write(tmp_path / "submissions", files)
    for about in check(fresh, [tmp_path / "submissions"])["students"].values():
        assert about["counts"] == 2
        line = "ada and ben of the team handed in different work. That of ben counts, as it was uploaded last."
        assert line in about["problems"]
        assert about["remarks"] == [line := "The hand-in of ben counts for 2 students."]
    form = collect.answer_cells(fresh.release)
    desk.take_in(fresh, [tmp_path / "submissions"], form)
    assert [some[2].remarks for some in desk.again(fresh, form).attempts.values()] == [(line,)] * 2
    assert "2 attempts, the newest (number 2) counts" in "\n".join(lines(check(fresh, [tmp_path / "submissions"])))


def test_of_a_team_whose_last_upload_is_no_work_the_one_before_counts_and_is_called_that(fresh, work, tmp_path):
    (fresh.root / "roster.csv").write_text("id,name,canvas,team\nada,Ada,101,x\nben,Ben,102,x\n")
    files = arrivals.canvas("zadeada", 101, {"a.zip": zipped(work.files("svm"))}, first=9000)
    files |= arrivals.canvas("ben", 102, {"note.txt": b"Ada hands in for us."}, first=9100)
    write(tmp_path / "submissions", files)
    for about in check(fresh, [tmp_path / "submissions"])["students"].values():
        assert about["counts"] == 1, "numbers follow the uploads, not the names"
        first, second = about["problems"]
        assert first.startswith("attempt 2 cannot be read: ")
        assert first.endswith(" Attempt 1 counts.")
        assert second == (
            "zadeada and ben of the team handed in different work."
            " That of zadeada counts, as what was uploaded later cannot be read."
        )
        assert about["remarks"] == ["The hand-in of zadeada counts for 2 students."]
    fresh.settings.write_text('attempts = "best"\n')
    files |= arrivals.canvas("ben", 102, {"b.zip": zipped(work.files("scores"))}, first=9200)
    write(tmp_path / "submissions", files)
    about = check(fresh, [tmp_path / "submissions"])["students"]["ada"]
    assert about["problems"][-1] == "zadeada and ben of the team handed in different work.", "only grading tells more"


def test_a_roster_as_excel_saves_it_is_read_or_told(fresh, work, tmp_path):
    write(tmp_path, below("José García", work.files("svm")))
    (fresh.root / "roster.csv").write_bytes("id;name\nj;José García\n".encode("cp1252"))
    assert list(check(fresh, [tmp_path / "José García"])["students"]) == ["j"]
    (fresh.root / "roster.csv").write_bytes(zipped({"xl/workbook.xml": b""}))
    with pytest.raises(CourseError, match="is an Excel workbook: save it as CSV UTF-8"):
        check(fresh, [tmp_path / "José García"])


def test_what_is_no_work_but_may_lead_to_it_is_told_as_that(fresh, work, tmp_path):
    link = b'<html><meta http-equiv="refresh" content="0; url=https://example.org/1?a=1&amp;b=2"></html>'
    told = {
        "x_101_text.html": (b"<p>here", "x_101_text.html is a text that was typed on the platform)"),
        "y_102_9000_text.html": (b"<p>It is on https://example.org/2</p>", "on the platform: https://example.org/2)"),
        "z_103_link.html": (link, "the work may be where it leads: https://example.org/1?a=1&b=2)"),
        "u_104_9000_link.html": (link, "link.html is a link that was handed in on the platform"),
        "v_105_9000_svm.py.crdownload": (b"", "an unfinished download"),
        "w_106_9000_hw.rar": (b"Rar!", "hw.rar is an archive that cannot be opened: ask for a zip)"),
        "a_107_9000_hw.zip": (zipped({}), "nothing of the assignment was found (hw.zip is empty)"),
    }
    write(tmp_path / "submissions", {name: data for name, (data, _) in told.items()})
    write(tmp_path / "submissions", below("zoe", {"empty/.DS_Store": b""}))
    for name, data in (("ben.zip", zipped({})), ("cem.rar", b"Rar!")):
        write(tmp_path / "submissions", {name: data})
    found = check(fresh, [tmp_path / "submissions"])
    problems = {about["name"]: " ".join(about["problems"]) for about in found["students"].values()}
    for name, (_, what) in told.items():
        who = "Ada Lovelace" if "_101_" in name else name[0]
        assert what in problems[who], problems
    assert "nothing of the assignment was found (it is empty)" in problems["Ben Núñez"]
    assert "is empty" in [one["why"] for one in found["files"] if one["path"].endswith("a_107_9000_hw.zip")]
    assert "cem.rar cannot be read as a zip (it is a RAR archive; ask for a zip)" in problems["Cem Öz"]


def test_a_notebook_that_was_renamed_to_a_script_is_read_and_a_script_is_none(fresh, work, tmp_path):
    files, book = work.files("svm"), work.notebook("02_svm_loss", True)
    del files["02_svm_loss.ipynb"]
    write(tmp_path / "ada", files | {"02_svm_loss.py": book})
    write(tmp_path / "ben", files | {"02_svm_loss.py": b"svm_q1 = 1\n"})
    form = collect.answer_cells(fresh.release)
    ada, ben = (desk.take_in(fresh, [tmp_path / one], form).attempts[one][1] for one in ("ada", "ben"))
    assert "Taken: 02_svm_loss.ipynb from 02_svm_loss.py." in ada.remarks
    assert "answer_svm_q1" in ada.answers["02_svm_loss"] and "02_svm_loss" in ada.notebooks
    assert ben.notebooks == ("01_score_functions",)
    assert any("02_svm_loss.ipynb was not handed in, only 02_svm_loss.py" in one for one in ben.notes)


def test_a_tar_that_is_called_a_zip_is_read(fresh, work, tmp_path):
    write(tmp_path / "in", {"ada.zip": gzip.decompress(arrivals.tarred(work.files("svm")))})
    assert check(fresh, [tmp_path / "in"])["students"]["ada"]["taken"] == {"helpers": 8, "notebooks": 2}


def test_an_archive_is_read_as_what_it_is_whatever_its_ending(fresh, work, tmp_path):
    files = work.files("svm")
    packed = {"Ada Lovelace.rar": zipped(files), "ben.gz": arrivals.tarred(files), "cem.7z": zipped(files)}
    write(tmp_path / "in", packed)
    write(tmp_path, {"submissions.zip": zipped(packed)})
    form = collect.answer_cells(fresh.release)
    for path in (tmp_path / "in", tmp_path / "submissions.zip"):
        taken = desk.take_in(fresh, [path], form).attempts
        assert [(who, len(some[1].helpers)) for who, some in taken.items()] == [("ada", 8), ("ben", 8), ("cem", 8)]
        assert desk.again(fresh, form).attempts == taken


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_of_two_members_of_a_downloads_zip_with_one_name_neither_is_lost_without_a_word(fresh, work, tmp_path):
    first, second = (work.files(name)["helpers/svm.py"] for name in ("svm", "scores"))
    members = [
        ("x_101_9000_svm.py", [first, first + b"#\n"]),
        ("y_102_9001_svm.py", [first, second]),  # the second one is blank
        ("z_103_9002_hw.zip", [zipped({"svm.py": first}), zipped({"svm.py": second})]),
        ("w_104_9003_svm.py", [first]),
        ("w_104_9004_notes.txt", [b"a", b"b"]),
        ("ben.zip", [zipped({"svm.py": first}), zipped({"svm.py": second})]),
    ]
    with zipfile.ZipFile(tmp_path / "submissions.zip", "w") as archive:
        for name, each in members:
            for data in each:
                archive.writestr(name, data)
    found = check(fresh, [tmp_path / "submissions.zip"])
    told = {about["name"]: " ".join(about["problems"] + about["remarks"]) for about in found["students"].values()}
    assert "there are two files helpers/svm.py, and nothing says which one counts" in told["Ada Lovelace"]
    assert "Taken: the one of 2 files svm.py that is filled in." in told["y"]
    assert "there are two files hw.zip, and nothing says which one counts" in told["z"]
    assert "there are two files ben.zip, and nothing says which one counts" in told["Ben Núñez"]
    members = found["files"][0]["members"]
    notes = [one["why"] for one in members if one["path"].endswith("notes.txt")]
    assert notes == ["no file that is graded, and there are two of this name"] * 2
    own = [one for one in members if one["path"] == "y_102_9001_svm.py"]
    assert [(one["as"], one["why"]) for one in own] == [
        ("helpers/svm.py", ""),
        (None, "the one of this name that is filled in was taken"),
    ]


@pytest.mark.parametrize(
    ("stamp", "told"),
    [
        (b" \n", "the time of the hand-in cannot be read (timestamp.txt is empty), so it never counts as late."),
        ("2025-12-02 08:00:00 UTC".encode("utf-16"), ""),
        (b"\x81 2025", "the time of the hand-in cannot be read (\ufffd 2025), so it never counts as late."),
    ],
)
def test_a_time_that_is_no_text_gets_a_line(stamp, told, fresh, work, tmp_path):
    write(tmp_path / "submitted/ada/linear_classifiers", work.files("svm") | {"timestamp.txt": stamp})
    about = check(fresh, [tmp_path / "submitted"])["students"]["ada"]
    assert about["problems"] == [told] * bool(told)
    assert (about["time"] is None) == bool(told)


def test_a_long_path_is_cut_in_its_middle(fresh, work, tmp_path):
    place = "a" * 100 + "/" + "b" * 100
    write(tmp_path / "ada", work.files("svm") | {f"{place}/{name}.txt": b"" for name in ("one", "two", "three")})
    told = "\n".join(lines(check(fresh, [tmp_path / "ada"])))
    assert all(f"b/{name}.txt" in told for name in ("one", "two", "three"))


@pytest.mark.parametrize("platform", ["canvas", "moodle", "brightspace", "gradescope"])
def test_the_number_in_the_roster_goes_before_any_name(platform, fresh, work, tmp_path):
    (fresh.root / "roster.csv").write_text(f"id,name,{platform}\nann,Ann Lee,1002\nbo,Bo Ito,\n")
    hand_in, place = work.files("svm"), tmp_path / "x_submissions"
    people = [(1001, "Ann Lee", "leeann"), (1002, "Ann Lee-Smith", "leesmithann"), (1003, "Bo Ito", "itobo")]
    for number, name, joined in people:
        called = {
            "canvas": f"{joined}_{number}_9{number}_work.zip",
            "moodle": f"{name}_{number}_assignsubmission_file",
            "brightspace": f"{number}-55 - {name} - Oct 2, 2026 1259 AM",
            "gradescope": f"submission_{number}",
        }[platform]
        write(place, {called: zipped(hand_in)} if platform == "canvas" else below(called, hand_in))
    if platform == "gradescope":
        entry = "submission_{0}:\n  :submitters:\n  - :name: {1}\n    :sid: '{0}'\n"
        write(place, {"submission_metadata (1).yml": "".join(entry.format(*one) for one in people).encode()})
    found = check(fresh, [place])
    assert {"ann", "bo"} < set(found["students"])
    (other,) = set(found["students"]) - {"ann", "bo"}
    said = f"is not in the roster, where ann (Ann Lee) has the {platform} number 1002, and not 1001."
    assert said in found["students"][other]["problems"]


@pytest.mark.parametrize(
    "second",
    [{"mail/Ada Lovelace.zip": "svm"}, {"moodle/Ada Lovelace_201_assignsubmission_file/helpers/svm.py": "svm"}],
)
def test_of_work_with_and_without_a_time_nobody_says_which_is_newest(second, fresh, work, tmp_path):
    write(tmp_path / "submissions", arrivals.canvas("x", 101, {"a.zip": zipped(work.files("scores"))}))
    for name in second:
        data = zipped(work.files("svm")) if name.endswith(".zip") else work.files("svm")["helpers/svm.py"]
        write(tmp_path, {name: data})
    paths = [tmp_path / "submissions", tmp_path / next(iter(second)).partition("/")[0]]
    for order in (paths, paths[::-1]):
        problems = check(fresh, order)["students"]["ada"]["problems"]
        assert any("no times to tell which is the newest" in one for one in problems)


def test_a_folder_called_submitted_need_not_be_nbgraders(fresh, work, tmp_path):
    place = tmp_path / "submitted"
    for name in ("ada/linear_classifiers", "ben/linear_classifiers (1)", "cem/my lab", "dan/linear_classifiers-main"):
        write(place / name, work.files("svm"))
    write(place / "zoe", {"work.zip": zipped(work.files("svm"))})
    for paths in ([place], sorted(place.iterdir())):
        found = check(fresh, paths)["students"]
        assert {student: about["taken"]["notebooks"] for student, about in found.items()} == dict.fromkeys(
            ("ada", "ben", "cem", "dan", "zoe"), len(arrivals.NOTEBOOKS)
        )
        asked = "there is no linear_classifiers, so my lab was taken: is it for this assignment?"
        assert [student for student, about in found.items() if asked in about["problems"]] == ["cem"]


def test_the_zone_of_nbgraders_time_may_be_a_number_and_a_login_may_have_a_plus(fresh, work, tmp_path):
    for name in ("ada", "x+y"):
        write(tmp_path / "inbound", below(f"{name}+linear_classifiers+2026-10-01 14:00:00.5 +03+r1", work.files("svm")))
    found = check(fresh, [tmp_path / "inbound"])["students"]
    assert len(found) == 2
    assert all(about["time"] == "2026-10-01 11:00:00.500000 UTC" for about in found.values())


@pytest.mark.parametrize("written", ["20261009 2359", "Oct 9, 26 1259 AM", "Oct 9, 2026", "2026年10月1日 下午 1159"])
def test_what_is_in_the_place_of_brightspaces_time_is_never_dropped(written, fresh, work, tmp_path):
    write(tmp_path / "in" / f"7-345 - Cem Oz - {written}", work.files("svm"))
    about = check(fresh, [tmp_path / "in"])["students"]["cem"]
    assert f"the time of the hand-in cannot be read ({written}), so it never counts as late." in about["problems"]


@pytest.mark.parametrize(
    ("zone", "written", "moment"),
    [
        ("America/Chicago", "2026-12-01 19:00:00 CST", "02 01:00"),
        ("America/Chicago", "2026-07-01 19:00:00 CST", "02 01:00"),
        ("America/Chicago", "2026-11-01 01:30:00 CST", "01 07:30"),  # the hour is there twice
        ("Asia/Shanghai", "2026-12-01 19:00:00 CST", "01 11:00"),
        ("UTC", "2026-12-01 19:00:00 CST", None),
        ("Europe/London", "2026-07-01 19:00:00 GMT", "01 19:00"),
        ("Europe/Berlin", "2026-10-25 02:30:00 CET", "25 01:30"),
        ("Europe/Berlin", "2026-10-25 02:30:00 CEST", "25 00:30"),
        ("UTC", "2026-10-24 18:10 CET", "24 17:10"),
        ("UTC", "2026-10-24 18:10 EET", "24 16:10"),
        ("UTC", "2026-10-24 18:10", "24 18:10"),
        ("UTC", "2026-10-24 18:1055", None),
        ("Europe/Berlin", "2026-10-24T18:10+02:00", "24 16:10"),
        ("Europe/Berlin", "2026-07-24 18:10 EST", "24 23:10"),
        ("UTC", "2026-07-24 18:10:00.123456789 Europe/Paris", "24 16:10"),
    ],
)
def test_the_name_of_a_zone_is_one_offset_and_of_several_that_of_this_machine(zone, written, moment, in_zone):
    in_zone(zone)
    found = arrived.moment(written)
    assert (found and f"{found.astimezone(UTC):%d %H:%M}") == moment


def test_folders_within_folders_are_not_all_looked_at():
    paths = [f"{'a/' * 10_000}{k}" for k in range(2_000)]
    assert labels.given_back(paths) == set()
    assert labels.given_back(["x/2_submissions/a", "x/3_corrections/b"]) == {"x/3_corrections/b"}


def test_a_team_that_is_called_like_the_login_of_another_student_is_told(fresh, work, tmp_path):
    roster = "id,name,canvas,team\nada,Ada,101,zoe\nben,Ben,102,Zoe\nzoe,Zoe,103,\ncem,Cem,104,cem\ndan,Dan,105,cem\n"
    (fresh.root / "roster.csv").write_text(roster)
    write(tmp_path / "in", below("zoe", work.files("svm")) | below("cem", work.files("scores")))
    found = check(fresh, [tmp_path / "in"])["students"]
    told = "zoe is the name of the team of ada and ben, too: is it the right file?"
    assert {student: about["problems"] for student, about in found.items()} == {"zoe": [told], "cem": [], "dan": []}
    write(tmp_path / "submissions", arrivals.canvas("zoe", 103, {"w.zip": zipped(work.files("svm"))}))
    assert check(fresh, [tmp_path / "submissions"])["students"]["zoe"]["problems"] == [], "the number says whose it is"


SWAPPED = {
    "canvas": {"onemoo_72_91_work.zip": "", "twomoo_71_92_work.zip": ""},
    "moodle": {f"{name}_{number}_assignsubmission_file": "" for name, number in (("Moo One", 72), ("Moo Two", 71))},
    "brightspace": {"72-5 - Moo One - Oct 2, 2026 1259 AM": "", "71-5 - Moo Two - Oct 2, 2026 1259 AM": ""},
    "gradescope": {"submission_1": "72: Moo One", "submission_2": "71: Moo Two"},
    "blackboard": {"hw_72_attempt_2026-10-02-00-59-00": "Moo One", "hw_71_attempt_2026-10-02-00-59-00": "Moo Two"},
}
"""What the work of two students is called whose numbers are swapped in the roster."""


@pytest.mark.parametrize("platform", SWAPPED)
def test_the_number_of_one_student_beside_the_name_of_another_is_told(platform, fresh, work, tmp_path):
    column = "login" if platform == "blackboard" else platform
    (fresh.root / "roster.csv").write_text(f"id,name,{column}\nm1,Moo One,71\nm2,Moo Two,72\n")
    place, entries = tmp_path / "x_submissions", []
    for called, said in SWAPPED[platform].items():
        if platform == "blackboard":
            page = f"Name: {said} ({called.split('_')[1]})\nAssignment: hw\n"
            write(place, {f"{called}.txt": page.encode(), f"{called}_w.zip": zipped(work.files("svm"))})
            continue
        write(place, {called: zipped(work.files("svm"))} if platform == "canvas" else below(called, work.files("svm")))
        number, _, name = said.partition(": ")
        entries.append(f"{called}:\n  :submitters:\n  - :name: {name}\n    :sid: '{number}'\n")
    if platform == "gradescope":
        write(place, {"submission_metadata.yml": "".join(entries).encode()})
    found = check(fresh, [place])
    assert {*found["students"]} == {"m1", "m2"}
    assert not found["clear"]
    for student, name, other in (("m1", "Moo One", "m2"), ("m2", "Moo Two", "m1")):
        (said,) = found["students"][student]["problems"]
        assert f"of {platform} to {student} ({name})" in said
        assert f"who is {other} there" in said
    (said,) = found["course"]
    assert "2 students have the numbers of others" in said


def test_the_number_of_one_student_beside_a_name_that_may_be_theirs_needs_no_line(fresh, work, tmp_path):
    people = "m1,Moo One,71,\nm2,Moo One,72,\nm3,Moo Three,73,x\nm4,Moo Four,74,x\nm5,Nobody,75,\n"
    (fresh.root / "roster.csv").write_text(f"id,name,moodle,team\n{people}")
    called = ["Moo One_72", "Moo Four_74", "Somebody_75"]
    for one in called:
        write(tmp_path / "x_submissions", below(f"{one}_assignsubmission_file", work.files("svm")))
    found = check(fresh, [tmp_path / "x_submissions"])
    assert {*found["students"]} == {"m2", "m3", "m4", "m5"}
    assert not any("the roster gives" in said for one in found["students"].values() for said in one["problems"])


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("Friday, October 2, 2026 12:59:00 AM JST", "2026-10-01 15:59"),
        ("Friday, October 2, 2026 12:59:00 AM EST", "2026-10-02 05:59"),
        ("Freitag, 2. Oktober 2026 00:59 Uhr MEZ", "2026-10-01 23:59"),
        ("Friday, October 2, 2026 12:59:00 AM", "2026-10-01 22:59"),
        ("Friday, October 2, 2026 4:58:00 AM JST", "2026-10-01 22:59"),  # no clock of this time
        ("Friday, October 2, 2026 12:59:00 AM CST", None),
        ("2026年10月2日 星期五 上午12时59分00秒 CST", None),
        ("Friday, October 2, 2026 12:59:00 AM QQQ", None),
    ],
)
def test_the_zone_on_blackboards_page_counts_or_gets_a_line(written, moment, fresh, work, tmp_path, in_zone):
    in_zone("Europe/Berlin")
    name = "hw_ada_attempt_2026-10-02-00-59-00"
    page = f"Name: Ada Lovelace (ada)\nAssignment: hw\nDate Submitted: {written}\nCurrent Grade: \n".encode()
    write(tmp_path / "in", {f"{name}.txt": page, f"{name}_work.zip": zipped(work.files("svm"))})
    about = check(fresh, [tmp_path / "in"])["students"]["ada"]
    assert (about["time"] or "")[:16] == (moment or "")
    told = f"the time of the hand-in cannot be read (2026-10-02 00:59:00 {written[-3:]}), so it never counts as late."
    assert about["problems"] == ([] if moment else [told])


def test_an_empty_time_of_gradescopes_gets_a_line(fresh, work, tmp_path):
    write(tmp_path / "in", below("submission_1", work.files("svm")))
    entry = b"submission_1:\n  :submitters:\n  - :name: Ada Lovelace\n    :sid: ada\n  :created_at:\n"
    write(tmp_path / "in", {"submission_metadata.yml": entry})
    (said,) = check(fresh, [tmp_path / "in"])["students"]["ada"]["problems"]
    assert said == "the time of the hand-in cannot be read (:created_at is empty), so it never counts as late."


@pytest.mark.parametrize(("zip_number", "loose_number"), [(9000, 9001), (9001, 9000)])
def test_on_canvas_a_loose_file_that_was_uploaded_after_a_zip_corrects_it(
    zip_number, loose_number, fresh, work, tmp_path
):
    files = work.files("svm")
    right = files["helpers/svm.py"]
    wrong = right.replace(b"+ 1", b"+ 2")
    blank = work.files()["helpers/svm.py"]
    form = collect.answer_cells(fresh.release)
    for loose, counts in ((wrong, wrong if loose_number > zip_number else right), (blank, right)):
        data = zipped(below("lc", files))
        name = "hw_final.zip" if loose_number > zip_number else "hw.zip"
        named = {f"lovelaceada_101_{zip_number}_{name}": data, f"lovelaceada_101_{loose_number}_svm.py": loose}
        write(tmp_path / "submissions", named)
        taken = desk.take_in(fresh, [tmp_path / "submissions"], form).attempts["ada"]
        assert list(taken.values())[-1].helpers["svm.py"] == counts
        assert desk.again(fresh, form).attempts["ada"] == taken


@pytest.mark.parametrize("who", ["ada", "new"])
def test_nbgraders_folder_of_one_student_is_known_beside_other_paths(who, fresh, work, tmp_path):
    """As a shell writes `downloads/*`; a roster may know the student or not."""
    (fresh.root / "roster.csv").write_text("id,name\nada,Ada Lovelace\nben,Ben Lee\n")
    time = {"timestamp.txt": b"2026-10-01 10:00:00 UTC"}
    write(tmp_path / "exchange/submitted" / who, below("linear_classifiers", work.files("svm") | time))
    write(tmp_path / "mail/ben", work.files("svm"))
    found = check(fresh, [tmp_path / "exchange", tmp_path / "mail"])["students"]
    assert {*found} == {who, "ben"}
    assert found[who]["time"].startswith("2026-10-01 10:00:00")


def test_the_summary_says_of_the_courses_own_files_that_they_are(fresh, work, tmp_path):
    given = {f"helpers/given/{name}.py": b"changed" for name in ("data", "checking")}
    write(tmp_path / "in/ada", work.files("svm") | given | {"notes.docx": b"x"})
    write(tmp_path / "in/ben", work.files("svm"))
    found = check(fresh, [tmp_path / "in"])
    ends = "20 of 23 files taken, 2 are the course's own, 1 was left out; all is clear."
    assert summary(found) == f"Hand-ins of 2 students: {ends}"
    found["students"]["ada"]["problems"] = ["x"]
    assert summary(found | {"clear": False}).endswith("; 1 hand-in needs a look.")


def test_what_the_release_has_beside_the_work_is_the_courses_own_unless_it_was_written_into(fresh, work, tmp_path):
    beside = {name: (fresh.release / name).read_bytes() for name in ("README.md", "lab.py")}
    beside["helpers/edited.txt"] = (fresh.release / EDITED).read_bytes()  # where earlier releases had it
    write(tmp_path / "in/ada/my folder", work.files("svm") | beside)
    write(tmp_path / "in/ben", work.files("svm") | beside | {"README.md": beside["README.md"] + b"My answers: 3, 5"})
    found = check(fresh, [tmp_path / "in"])
    assert summary(found) == (
        "Hand-ins of 2 students: 20 of 26 files taken, 5 are the course's own, 1 was left out; all is clear."
    )
    left = [
        one["path"].removeprefix(f"{tmp_path}/in/") for one in found["files"] if one["why"] == "no file that is graded"
    ]
    assert left == ["ben/README.md"]
