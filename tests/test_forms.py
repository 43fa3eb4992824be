"""Forms in which work arrives that no platform makes: each is taken, or a line says what it is and what to do."""

import bz2
import gzip
import json
import lzma
import unicodedata
import zipfile

import arrivals
import pytest
from arrivals import below, write, zipped

from grader.gradebook.run import check
from grader.intake import collect, desk, hand_ins, pasted, persons
from grader.intake.report import lines
from grader.releasing import colab


def taken(course, path):
    """What is taken of the newest attempt of each student."""
    intake = desk.take_in(course, [path], collect.answer_cells(course.release), keep=False)
    return {student: list(some.values())[-1] for student, some in intake.attempts.items()}


def problems(found):
    """What is said of each student with a "!"."""
    return {student: " ".join(about["problems"]) for student, about in found["students"].items()}


def test_a_first_name_alone_is_nobodys_and_a_line_asks_whose(fresh, work, tmp_path):
    people = "ada,Ada Lovelace\nben1,Ben Lee\nben2,Ben Itō\ncem,Cem Öz\n"
    people += "".join(f"k{k},Kim {k}x\n" for k in range(9))
    (fresh.root / "roster.csv").write_text(f"id,name\n{people}", encoding="utf-8")
    for name in ("Adä hw 2", "Ben", "B. Ito", "Kim"):
        write(tmp_path / "in", below(name, work.files()))
    write(tmp_path / "in", {"Oz.zip": zipped(work.files())})
    write(tmp_path / "in", {"Lovelace.pdf": b"%PDF"})
    found = check(fresh, [tmp_path / "in"])
    said = {about["name"]: about["problems"][-1] for about in found["students"].values()}
    assert said == {
        "Adä hw 2": "is not in the roster. If it is ada (Ada Lovelace), use the id as its name.",
        "Ben": "may be ben1 or ben2 of the roster: use the id as its name.",
        "B. Ito": "is not in the roster. If it is ben2 (Ben Itō), use the id as its name.",
        "Kim": "is not in the roster.",
        "Oz": "is not in the roster. If it is cem (Cem Öz), use the id as its name.",
    }
    assert set(found["doubtful"]) == {"ada", "ben1", "ben2", "cem"}
    assert any("Lovelace.pdf (it may be of ada of the roster: use the id as its name)" in one for one in lines(found))


def test_a_hand_in_called_after_several_is_their_teams_or_a_line_says_what_to_do(fresh, work, tmp_path):
    for name in ("ada & ben.zip", "oa & ob.zip", "zoe & mia.zip"):
        write(tmp_path / "in", {name: zipped(work.files("svm") | {"a.txt": name.encode()})})
    (fresh.root / "roster.csv").write_text("id,name,team\nada,A A,\nben,B B,\noa,O A,\nzoe,Z Z,t\nmia,M M,t\n")
    found = check(fresh, [tmp_path / "in"])
    do = "f it is a team's, use one id as its name, and give the members one entry in the column team."
    assert problems(found) == {
        "ada-ben": f"may be ada or ben of the roster: i{do}",
        "oa-ob": f"is not in the roster. I{do}",
        "mia": "",
        "zoe": "",
    }
    assert "The hand-in of zoe & mia counts for 2 students." in found["students"]["mia"]["remarks"]


def test_what_holds_nothing_of_the_assignment_says_what_it_holds(fresh, tmp_path):
    write(tmp_path / "in/ada", {"report.pdf": b"%PDF", "a.docx": b"x", "b.png": b"x", "c.png": b"x"})
    typed = b"<p>import&nbsp;numpy as np</p><p><b>def</b>&nbsp;svm_loss(W, X):</p>"
    at = "assignsubmission_onlinetext/onlinetext.html"
    write(tmp_path / "in", {f"Ben Lee_1_{at}": typed, f"Cem Ay_2_{at}": b"<p>I was ill, and will import it later.</p>"})
    said = problems(check(fresh, [tmp_path / "in"]))
    assert "(it holds only a.docx, b.png, c.png and 1 more: ask for a zip of the work)" in said["ada"]
    assert "typed on the platform, with code in it: ask for the files)" in said["Ben-Lee-1"]
    assert "(onlinetext.html is a text that was typed on the platform)" in said["Cem-Ay-2"]


def chapters(work, *helpers: str):
    """The work in a folder for each notebook, with its helper file in it."""
    files = work.files(*arrivals.WORTH)
    books = {f"nb {stem[:2]}/{stem}.ipynb": files[f"{stem}.ipynb"] for stem in arrivals.NOTEBOOKS}
    own = {"nb 01": ("scores", *helpers), "nb 02": ("svm", *helpers)}
    return books | {f"{at}/helpers/{one}.py": files[f"helpers/{one}.py"] for at, some in own.items() for one in some}


@pytest.mark.parametrize("place", ["in/ada", "hw", "hw.zip", "in/ada.zip"])
@pytest.mark.parametrize("helpers", [(), ("scores", "svm", "softmax")])
def test_a_folder_for_each_notebook_is_one_hand_in(place, helpers, fresh, work, tmp_path):
    files = chapters(work, *helpers)
    write(tmp_path, {place: zipped(files)} if ".zip" in place else below(place, files))
    ((_, one),) = taken(fresh, tmp_path / place.partition("/")[0]).items()
    assert {"svm.py", "scores.py"} <= set(one.helpers) and one.notebooks == arrivals.NOTEBOOKS
    assert one.helpers["svm.py"] == work.files("svm")["helpers/svm.py"]
    assert "The work is put together from nb 01 and nb 02, which each hold notebooks and helper files." in one.notes


@pytest.mark.parametrize("names", [("01 anna", "02 bert"), ("anna", "bert"), ("A01", "B02")])
def test_two_people_who_did_a_notebook_each_are_two(names, fresh, work, tmp_path):
    (fresh.root / "roster.csv").unlink()
    files = chapters(work)
    for name, folder in zip(names, ("nb 01", "nb 02"), strict=True):
        write(tmp_path / "in" / name, {one.removeprefix(f"{folder}/"): files[one] for one in files if folder in one})
    write(tmp_path, {"in.zip": zipped({one.relative_to(tmp_path).as_posix(): one.read_bytes()
                                       for one in (tmp_path / "in").rglob("*.*")})})  # fmt: skip
    for path in ("in", "in.zip"):
        assert {about["name"] for about in check(fresh, [tmp_path / path])["students"].values()} == {*names}


def test_several_zips_called_after_the_assignment_are_nobodys(fresh, work, tmp_path):
    zips = {f"HW/linear_classifiers{again}.zip": zipped(work.files("svm")) for again in ("", " (1)", " (2)")}
    write(tmp_path, zips | {f"HW-{DOWNLOADED}-001.zip": zipped(zips)})
    for name in ("HW", f"HW-{DOWNLOADED}-001.zip"):
        with pytest.raises(hand_ins.SubmissionError, match=r"with a student's name: .*linear_classifiers.* and 2 more"):
            check(fresh, [tmp_path / name])


def test_of_a_students_weekly_copies_the_last_counts_and_a_strangers_are_nobodys(fresh, work, tmp_path):
    weeks = below("w1", work.files()) | below("w2", work.files("svm")) | below("w3", work.files("svm", "scores"))
    (fresh.root / "roster.csv").write_text("id,name,team\nada,,\nben,,\ncem,,Team 7\n")
    write(tmp_path / "in", below("ada", weeks) | below("who", weeks) | below("ben", weeks | below("x", work.files())))
    write(tmp_path / "in", below("team 7", weeks))
    found = taken(fresh, tmp_path / "in")
    for name in ("scores", "svm"):
        assert found["ada"].helpers[f"{name}.py"] == work.files(name)[f"helpers/{name}.py"]
        assert found["cem"].helpers == found["ada"].helpers
    for student, number in (("who", 3), ("ben", 4)):
        assert found[student].problem == f"{student} holds {number} {persons.SEVERAL}, so nothing of it was taken."


def test_a_program_that_unpacks_itself_and_a_tar_under_another_name_are_read(fresh, work, tmp_path):
    program = b"MZ" + bytes(999) + zipped(work.files("svm"))
    write(tmp_path / "in", {"ada.exe": program, "ben.tgz.txt": arrivals.tarred(work.files("svm"))})
    write(tmp_path / "in", {"cem.exe": b"MZ" + bytes(999), "dan/hw": arrivals.tarred(work.files("svm"))})
    write(tmp_path / "in", {"zoe/hw.tar.gz": gzip.compress(b"x = 1\n" * 99)})
    found = check(fresh, [tmp_path / "in"])
    said = problems(found)
    assert {one for one, about in found["students"].items() if about["taken"]["helpers"] == 8} == {"ada", "ben", "dan"}
    assert not (found["students"]["ada"]["remarks"] or said["ada"] or said["ben"])
    assert said["cem"].startswith("cem.exe cannot be read as a zip (it is not one; ask for a zip)")
    assert "hw.tar.gz cannot be read as a tar (it is one file, and no folder; ask for a zip)" in said["zoe"]


COMPRESSORS = {".gz": gzip.compress, ".bz2": bz2.compress, ".xz": lzma.compress}


@pytest.mark.parametrize("ending", COMPRESSORS)
def test_files_that_are_compressed_one_by_one_are_read(ending, fresh, work, tmp_path):
    files = work.files(*arrivals.WORTH)
    packed = {f"{name}{ending}": COMPRESSORS[ending](data) for name, data in files.items()}
    write(tmp_path / "in" / "ada", packed)
    write(tmp_path / "in", {"ben.zip": zipped(packed | {f"notes.txt{ending}": COMPRESSORS[ending](b"a\n" * 400)})})
    write(
        tmp_path / "in" / "cem",
        packed | {f"helpers/svm.py{ending}": COMPRESSORS[ending](files["helpers/svm.py"])[:-40]},
    )
    found = taken(fresh, tmp_path / "in")
    for student in ("ada", "ben"):
        assert found[student].helpers["svm.py"] == files["helpers/svm.py"] and not found[student].notes, student
        assert found[student].notebooks == arrivals.NOTEBOOKS
    assert f"helpers/svm.py{ending} cannot be read" in " ".join(found["cem"].notes)


def test_work_in_many_folders_within_folders_is_found(fresh, work, tmp_path):
    files = below("/".join(f"again {k}" for k in range(20)), work.files("svm"))
    write(tmp_path / "in" / "ada", files)
    write(tmp_path / "in", {"ben.zip": zipped(files)})
    assert {student: one.problem for student, one in taken(fresh, tmp_path / "in").items()} == {
        "ada": None,
        "ben": None,
    }


@pytest.mark.parametrize("name", ["helpers.py", "Helpers (1).py", "helpers/__init__.py"])
def test_functions_in_one_file_called_like_the_folder_are_taken(name, fresh, work, tmp_path):
    right, blank = work.files("scores", "svm"), work.files()
    whole = right["helpers/scores.py"] + b"\n\n" + right["helpers/svm.py"]
    blank["helpers/training.py"] = b"from helpers import scores\n" + blank["helpers/training.py"]
    write(tmp_path / "in" / "ada", blank | {name: whole})
    ((_, one),) = taken(fresh, tmp_path / "in").items()
    assert not any("were not taken" in said for said in one.notes)
    for file, last in (("scores.py", b"def accuracy("), ("svm.py", b"def svm_loss_vectorized(")):
        there = right[f"helpers/{file}"]
        assert there[there.index(last) :].split(b"\n\n\n")[0].strip() in one.helpers[file], file


@pytest.mark.parametrize("around", ["", "Student Work/"])
def test_of_teams_two_folders_what_was_turned_in_counts(around, fresh, work, tmp_path):
    drafts, done = work.files("scores"), work.files("scores", "svm")
    files = below("Working files/Ada Lovelace/HW 2", drafts) | below("Working files/Ben Núñez/HW 2", done)
    files |= below("Submitted files/Ada Lovelace/HW 2/Version 1", done)
    write(tmp_path / "in", {f"{around}{name}": data for name, data in files.items()})
    write(tmp_path / "other", below("cem", done))
    intake = desk.take_in(fresh, [tmp_path / "in", tmp_path / "other"], collect.answer_cells(fresh.release), keep=False)
    assert {*intake.attempts} == {"ada", "ben", "cem"}
    for student, some in intake.attempts.items():
        assert list(some.values())[-1].helpers["svm.py"] == done["helpers/svm.py"], student


LINK = "https://drive.google.com/drive/folders/a?b=1&c=2"

LEADS = {
    "link.txt": LINK.encode(),
    "my work.md": f"Hello,\nhere is my work: {LINK}\nThanks, Ada\n".encode("utf-16"),
    "hw.url": f"[InternetShortcut]\r\nURL={LINK}\r\n".encode(),
    "hw.webloc": b"bplist00\xd1\x01\x02SURL_\x10\x30" + LINK.encode() + b"\x08\x0b\x0f",
    "hw2.webloc": f'<!DOCTYPE plist PUBLIC "-" "http://www.apple.com/DTDs/a.dtd"><string>{LINK}</string>'.encode(),
    "hw.gdoc": f'{{"url": "{LINK}", "doc_id": "x"}}'.encode(),
}


@pytest.mark.parametrize("name", LEADS)
def test_of_a_file_with_only_a_link_the_link_is_shown(name, fresh, tmp_path):
    ending = name[name.rindex(".") :]
    write(tmp_path, {f"in/ada/{name}": LEADS[name], f"in/ben{ending}": LEADS[name], "in/cem/x.txt": b"words " * 20})
    write(tmp_path, {"in/cem/y.txt": (f"words {LINK} " * 20).encode()})
    said = problems(check(fresh, [tmp_path / "in"]))
    for student in ("ada", "ben"):
        assert f": {LINK}" in said[student]
    assert LINK not in said["cem"]


def halves_of_a_file(work):
    """svm.py with its last function open, and one with all but that open."""
    right, blank = (arrivals.split_file(one["helpers/svm.py"]) for one in (work.files("svm"), work.files()))
    return right[0] + blank[1], blank[0] + right[1]


@pytest.mark.parametrize("place", ["src/svm.py", "helpers/svm (1).py", "svm.py"])
def test_of_two_half_filled_copies_one_gives_what_the_other_leaves_open(place, fresh, work, tmp_path):
    first, second = halves_of_a_file(work)
    write(tmp_path / "ada", work.files() | {"helpers/svm.py": first, place: second})
    write(tmp_path / "ben", work.files() | {"helpers/svm.py": first, place: work.files("svm")["helpers/svm.py"]})
    write(tmp_path / "cem", work.files() | {"helpers/svm.py": first, f"old/{place}": second})
    ada, ben, cem = (taken(fresh, tmp_path / one)[one] for one in ("ada", "ben", "cem"))
    right = work.files("svm")["helpers/svm.py"].decode()
    blocks = pasted.blocks(right)
    for one in (ada, ben):
        made = pasted.blocks(one.helpers["svm.py"].decode())
        assert {name: made[name] for name in blocks} == blocks
    assert f"Taken: svm_loss_vectorized for helpers/svm.py from {place}." in ada.remarks
    assert not ada.notes
    assert cem.helpers["svm.py"] == first
    assert f"helpers/svm.py was taken, old/{place} was not: they differ." in cem.notes


def test_of_a_copy_that_gives_one_function_another_that_differs_is_named(fresh, work, tmp_path):
    first, _ = halves_of_a_file(work)
    other = work.files("svm")["helpers/svm.py"].replace(b"+ 1", b"+ 2")
    write(tmp_path / "ada", work.files() | {"helpers/svm.py": first, "src/svm.py": other})
    one = taken(fresh, tmp_path / "ada")["ada"]
    assert "Taken: svm_loss_vectorized for helpers/svm.py from src/svm.py." in one.remarks
    assert one.notes == ("src/svm.py: svm_loss_naive there differs from helpers/svm.py, whose own counts.",)


def test_a_correction_with_one_function_alone_gets_a_line(fresh, work, tmp_path):
    right = work.files("svm")["helpers/svm.py"]
    _, function = arrivals.split_file(right.replace(b"return loss", b"return 2 * loss"))
    other = b"import numpy as np\n\n\n" + function
    write(tmp_path / "ada", work.files("svm") | {"helpers/svm_corrected.py": other})
    write(tmp_path / "ben", work.files("svm") | {"helpers/svm_corrected.py": arrivals.split_file(right)[1]})
    told = "helpers/svm_corrected.py: svm_loss_vectorized there differs from helpers/svm.py, whose own counts."
    assert taken(fresh, tmp_path / "ada")["ada"].notes == (told,)
    assert not taken(fresh, tmp_path / "ben")["ben"].notes


@pytest.mark.parametrize(
    "files",
    [
        {"hw.zip": "", "02_svm_loss.ipynb": "more"},
        {"02_svm_loss.ipynb": "", "02_svm_loss corrected.ipynb": "same"},
        {"helpers/svm.py": "", "helpers/svm_final.py": "same"},
        {"helpers/svm.py": "", "svm korrigiert.py": "same"},
        {"draft/helpers/svm.py": "", "draft/02_svm_loss.ipynb": "", "fixed/svm.py": "same"},
        {"hw.zip": "", "corrected/svm.py": "same"},
    ],
)
def test_a_file_that_is_called_a_correction_or_lies_beside_the_zip_with_more_in_it_counts(files, fresh, work, tmp_path):
    def cut(book):
        kept = [one for one in book["cells"] if one["id"] != "answer_svm_q1"]
        book["cells"] = kept

    right, book = work.files("svm")["helpers/svm.py"], work.notebook("02_svm_loss", True)
    wrong = {"svm.py": right.replace(b"+ 1", b"+ 2"), "book": work.notebook("02_svm_loss", True, cut)}
    first = {"helpers/svm.py": wrong["svm.py"], "02_svm_loss.ipynb": wrong["book"]}
    (corrected,) = [name for name, how in files.items() if how]
    for name, how in files.items():
        content = (right if how else wrong["svm.py"]) if ".py" in name else (book if how else wrong["book"])
        write(tmp_path / "ada", {name: zipped(below("lc", first)) if name == "hw.zip" else content})
    one = taken(fresh, tmp_path / "ada")["ada"]
    assert (
        one.helpers["svm.py"] == right if corrected.endswith(".py") else "answer_svm_q1" in one.answers["02_svm_loss"]
    )
    assert any(note.startswith(f"{corrected} was taken, ") and note.endswith("they differ.") for note in one.notes)


def as_deepnote_saves_it(book):
    """Without ids and marks, and each paragraph a cell."""
    cells = []
    for cell in book["cells"]:
        parts = "".join(cell["source"]).split("\n\n") if cell["cell_type"] == "markdown" else ["".join(cell["source"])]
        cells += [{"cell_type": cell["cell_type"], "metadata": {}, "source": part} for part in parts]
    last = {"cell_type": "markdown", "metadata": {"created_in_deepnote_cell": True}, "source": "<a>Created in</a>"}
    book["cells"], book["nbformat_minor"] = [*cells, last], 0


@pytest.mark.parametrize("answer", ["", "It draws lines.\n\nAnd each class has a template."])
def test_texts_that_an_editor_split_are_no_answers_and_answers_are_found_between_them(answer, fresh, work, tmp_path):
    stem, name = "01_score_functions", "what_does_it_do"

    def answered(book):
        (cell,) = [one for one in book["cells"] if one["id"] == name]
        cell["source"] = answer or cell["source"]
        as_deepnote_saves_it(book)

    write(tmp_path / "ada", work.files("scores") | {f"{stem}.ipynb": work.notebook(stem, False, answered)})
    one, form = taken(fresh, tmp_path / "ada")["ada"], collect.answer_cells(fresh.release)
    assert one.answers[stem] == {own: cell.stub for own, cell in form[stem].items()} | (
        {name: answer} if answer else {}
    )
    assert not any("in no answer" in remark for remark in one.remarks)


def test_a_text_of_another_notebook_or_of_colabs_is_not_the_students(fresh, work, tmp_path):
    books = [json.loads(work.files()[f"{stem}.ipynb"]) for stem in arrivals.NOTEBOOKS]
    text = {"cell_type": "markdown", "metadata": {}, "source": colab.LAST_TEXT}
    cells = [cell for book in books for cell in book["cells"]]
    write(
        tmp_path / "ada",
        work.files("svm") | {"01_score_functions.ipynb": json.dumps({"cells": [*cells, text]}).encode()},
    )
    assert not any("in no answer" in remark for remark in taken(fresh, tmp_path / "ada")["ada"].remarks)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_each_of_a_zips_members_is_named_also_those_with_one_name(fresh, work, tmp_path):
    files = work.files("svm")
    names = ["lc/helpers/svm.py", "lc/helpers/svm.py", "lc/notes.txt", "lc/notes.txt", "lc/notes.txt"]
    contents = [files["helpers/svm.py"], work.files()["helpers/svm.py"], b"a", b"a", b"b"]
    with zipfile.ZipFile(tmp_path / "ada.zip", "w") as archive:
        for name, data in zip(names, contents, strict=True):
            archive.writestr(name, data)
    write(tmp_path / "ben", {"hw.zip": (tmp_path / "ada.zip").read_bytes()})
    for path in ("ada.zip", "ben"):
        (one,) = check(fresh, [tmp_path / path])["files"]
        inside = [member for member in one["members"] if member["path"] != "lc"]
        assert sorted(member["path"] for member in inside) == names
        assert [member["as"] for member in inside if member["as"]] == ["helpers/svm.py"]
        assert "the same file once more" in [member["why"] for member in inside]


def scratch(*sources: str) -> bytes:
    """A notebook of the student's own."""
    cells = [{"cell_type": "code", "metadata": {}, "outputs": [], "source": source} for source in sources]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}).encode()


def test_answers_in_a_notebook_of_the_students_own_are_taken_where_theirs_are_blank(fresh, work, tmp_path):
    stem, form = "02_svm_loss", collect.answer_cells(fresh.release)
    own = scratch("n = 3", "svm_q1 = 18.8 / n\nsvm_q2 = 15.8 / 6")
    write(tmp_path / "ada", work.files("svm") | {"scratch.ipynb": own})
    write(tmp_path / "ben", work.files("svm", stem) | {"scratch.ipynb": own})
    write(tmp_path / "cem", work.files("svm") | {"scratch.ipynb": own, "b.ipynb": scratch("svm_q1 = 4")})
    write(tmp_path / "dan", {"my answers.ipynb": own})
    ada, ben, cem, dan = (taken(fresh, tmp_path / one)[one] for one in ("ada", "ben", "cem", "dan"))
    assert "Taken: answer_svm_q1, answer_svm_q2 of 02_svm_loss.ipynb from scratch.ipynb." in ada.remarks
    assert "n = 3" in ada.answers[stem]["answer_svm_q1"]
    assert dan.answers[stem]["answer_svm_q2"] == ada.answers[stem]["answer_svm_q2"]
    assert "n = 3" not in ben.answers[stem]["answer_svm_q1"]
    assert not any("scratch" in remark for remark in ben.remarks)
    (said,) = [note for note in cem.notes if "answer_svm_q1" in note]
    assert "not taken from" in said and said.endswith("as they differ.")
    assert cem.answers[stem]["answer_svm_q1"] == form[stem]["answer_svm_q1"].stub


def test_a_new_moodles_downloads_named_together_are_no_students(fresh, work, tmp_path):
    for number, who in ((31, "Ada Lovelace_201"), (2, "Cem Öz_7")):
        files = below(f"{who}_assignsubmission_file", work.files("svm"))
        write(tmp_path, {f"V-HW-{number}.zip": zipped(files | below(f"X_{number}_assignsubmission_file", files))})
    write(tmp_path, {"dan-hw-2.zip": zipped(work.files("svm"))})
    found = check(fresh, sorted(tmp_path.glob("*.zip")))
    assert {"ada", "cem", "dan", "X-31", "X-2"} == set(found["students"])


DOWNLOADED = "20261120T100000Z"


@pytest.mark.parametrize("numbers", [("-001", "-002"), ("-1-001", "-1-002"), ("-3-001 (1)", "-3-002 (1)")])
def test_the_parts_of_a_download_of_googles_drive_are_one(numbers, fresh, work, tmp_path):
    files = work.files("svm", "scores")
    names = sorted(files)
    for k, part in enumerate(numbers):  # files of both kinds in each
        mine = {name: files[name] for name in names[k::2]}
        write(tmp_path, {f"in/ada-{DOWNLOADED}{part}.zip": zipped(below("lc", mine))})
        theirs = below("x", mine) | below("y", mine)
        write(tmp_path, {f"all/HW-{DOWNLOADED}{part}.zip": zipped(below("HW", theirs))})
    write(tmp_path, below("in/ben", work.files("svm")))
    for paths, students in (
        ([tmp_path / "in"], {"ada", "ben"}),
        (sorted((tmp_path / "in").iterdir()), {"ada", "ben"}),
        ([tmp_path / "all"], {"x", "y"}),
        (sorted((tmp_path / "all").iterdir()), {"x", "y"}),
    ):
        found = check(fresh, paths)
        assert set(found["students"]) == students
        assert {one["attempts"] for one in found["students"].values()} == {1}
        whole = {"helpers": 8, "notebooks": len(arrivals.NOTEBOOKS)}
        assert [one["taken"] for one in found["students"].values()] == [whole] * 2
        leaves = [leaf for one in found["files"] for leaf in one.get("members", ())]
        assert len(leaves) == len(names) * (1 if "ada" in students else 2)
        assert all(leaf["taken"] for leaf in leaves)


def test_a_part_of_a_download_with_one_students_folder_alone_is_theirs(fresh, work, tmp_path):
    files = work.files("svm")
    books = {name: data for name, data in files.items() if name.endswith(".ipynb")}
    code = {name: data for name, data in files.items() if name not in books}
    for part, inside in (
        ("-001", below("HW/Ada Lovelace", code) | below("HW/ben", files)),
        ("-002", below("HW/Ada Lovelace", books)),
    ):
        write(tmp_path, {f"HW-{DOWNLOADED}{part}.zip": zipped(inside)})
    found = check(fresh, sorted(tmp_path.glob("*.zip")))["students"]
    whole = {"helpers": 8, "notebooks": len(arrivals.NOTEBOOKS)}
    assert {student: about["taken"] for student, about in found.items()} == {"ada": whole, "ben": whole}


def test_a_class_of_folders_with_notebooks_alone_in_a_zip_is_not_one_student(fresh, work, tmp_path):
    books = {name: data for name, data in work.files().items() if name.endswith(".ipynb")}
    data = zipped(below("x", books) | below("y", books) | below("z", books))
    write(tmp_path, {"in/hw.zip": data, "in/ben/a.txt": b""})
    told = problems(check(fresh, [tmp_path / "in"]))
    assert told["hw"].startswith(f"hw.zip holds 3 {persons.SEVERAL}")


def test_what_an_older_version_kept_is_no_further_attempt_when_it_comes_again(fresh, work, tmp_path):
    form, right = collect.answer_cells(fresh.release), work.files("svm")["helpers/svm.py"]
    wrong = work.files("svm") | {"helpers/svm.py": right.replace(b"+ 1", b"+ 2")}
    files = {"lovelaceada_101_9000_hw.zip": zipped(wrong), "lovelaceada_101_9001_svm.py": right}
    write(tmp_path / "submissions", files | {"who_109_9002_hw.zip": zipped(wrong)})
    desk.take_in(fresh, [tmp_path / "submissions"], form)
    for path in fresh.arrived.rglob("*.json"):
        note = json.loads(path.read_text())
        del note["later"]
        path.write_text(json.dumps(note))
    assert desk.again(fresh, form).attempts["ada"][1].helpers["svm.py"] == wrong["helpers/svm.py"]
    again = desk.take_in(fresh, [tmp_path / "submissions"], form)
    assert {student: list(some) for student, some in again.attempts.items()} == {"ada": [1], "who-109": [1]}
    assert desk.again(fresh, form).attempts["ada"][1].helpers["svm.py"] == right


def test_a_name_is_the_same_however_a_system_writes_its_accents(fresh, work, tmp_path):
    (fresh.root / "roster.csv").unlink()
    for name in ("Zoë", "Ольгаё"):
        write(tmp_path / "in", below(name, work.files("svm")))
        write(tmp_path / "in", {f"{unicodedata.normalize('NFD', name)}.zip": zipped(work.files("svm"))})
    assert len(check(fresh, [tmp_path / "in"])["students"]) == 2


def test_names_as_systems_and_people_write_them_are_found(fresh, work, tmp_path):
    people = "a49,Ada Lovelace\nb12,Bo Ito\nyam,山田 太郎\nkim,김 철수\n"
    (fresh.root / "roster.csv").write_text(f"id,name\n{people}", encoding="utf-8")
    write(tmp_path / "in", {"a49-main.zip": zipped(work.files("svm"))})
    for name in ("b12 OneDrive_2026-11-20", "山田太郎", unicodedata.normalize("NFD", "김철수")):
        write(tmp_path / "in", below(name, work.files("svm")))
    assert set(check(fresh, [tmp_path / "in"])["students"]) == {"a49", "b12", "yam", "kim"}


def test_of_a_zip_and_a_folder_of_one_name_the_one_with_a_number_is_newer(fresh, work, tmp_path):
    write(tmp_path / "in", below("ada (1)", work.files("svm")) | {"ada.zip": zipped(work.files())})
    write(tmp_path / "in", below("ben", work.files()) | {"ben (2).zip": zipped(work.files("svm"))})
    found = taken(fresh, tmp_path / "in")
    for student in ("ada", "ben"):
        assert found[student].helpers["svm.py"] == work.files("svm")["helpers/svm.py"]
    assert all(
        "no times to tell which is the newest" in said for said in problems(check(fresh, [tmp_path / "in"])).values()
    )


@pytest.mark.parametrize("ends", [("_py", "_ipynb"), (",py", ",ipynb"), (".py_", ".ipynb_"), (" py", "-ipynb")])
def test_an_ending_without_its_dot_is_read(ends, fresh, work, tmp_path):
    files = work.files("svm", "02_svm_loss")
    names = {name: name.replace(".py", ends[0]).replace(".ipynb", ends[1]) for name in files if "svm" in name}
    write(tmp_path / "ada", {names.get(name, name): data for name, data in files.items()})
    one = taken(fresh, tmp_path / "ada")["ada"]
    assert one.helpers["svm.py"] == files["helpers/svm.py"]
    assert one.notebooks == arrivals.NOTEBOOKS
    assert not one.notes


@pytest.mark.parametrize(
    ("name", "other"),
    [("02_svm_loss.ipynb", "02_svm_loss.md"), ("02_svm_loss.ipynb", "Prints/02_svm_loss.pdf"), ("svm.py", "svm.docx")],
)
def test_a_blank_file_beside_one_of_another_form_asks_whether_the_work_is_there(name, other, fresh, work, tmp_path):
    """As jupytext pairs notebooks with texts, and as people print what they answered and hand in both."""
    full = work.files(*arrivals.WORTH)
    blank = {path: data for path, data in work.files().items() if path.endswith(name)}
    write(tmp_path / "in" / "ada", full | blank | {other: b"---\njupytext: {}\n---\n"})
    write(tmp_path / "in" / "ben", full | {other: b"%PDF"})
    said = problems(check(fresh, [tmp_path / "in"]))
    assert said == {
        "ada": f"{next(iter(blank))} is as it was handed out, and {other} was not taken: is the work there?",
        "ben": "",
    }


def test_a_draft_beside_what_was_turned_in_on_teams_is_told_as_such(fresh, work, tmp_path):
    write(tmp_path / "in", below("Working files/Ada Lovelace/HW 2", work.files("scores")))
    write(tmp_path / "in", below("Submitted files/Ada Lovelace/HW 2/Version 1", work.files("svm")))
    (said,) = problems(check(fresh, [tmp_path / "in"])).values()
    assert said.startswith("what was turned in counts, and the draft in ")
    assert said.endswith("/in/Working files/Ada Lovelace differs.")
