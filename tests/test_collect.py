"""Submissions taken apart and put together again: the one is the inverse of the other, whatever is handed in."""

import hashlib
import json
import lzma
import re
import shutil
import tempfile
import textwrap
import zipfile
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import arrivals
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader import ROOT
from grader.bank.solutions import edited_helpers
from grader.course import ASSIGNMENT, Course
from grader.grading import rebuild, store
from grader.intake import archives, collect, desk, matching
from grader.intake.submission import Form, Submission
from grader.intake.text import harmless
from grader.intake.work import Fate
from grader.sandbox import limits
from helpers.given.judge.newer import RUNNING

NASTY = (
    "a<b",
    "<b>",
    "$x<y$",
    "\\href{javascript:1}",
    "\\\\href{x}",
    "<\\style>",
    "](  javascript:1)",
    "](# x)",
    "]: ",
)
texts = st.lists(st.one_of(st.sampled_from(NASTY), st.text(max_size=8)), max_size=6).map("".join)
surrogates = st.text(st.characters(categories=["Cs", "Ll"]), max_size=4)


@pytest.fixture(scope="module")
def form(course):
    return collect.answer_cells(course.release)


def notebook(answers: dict[str, str]) -> bytes:
    """A notebook that holds nothing but answer cells."""
    cells = [{"metadata": {"nbgrader": {"grade_id": name}}, "source": text} for name, text in answers.items()]
    return json.dumps({"cells": cells}).encode()


def handed_in(form: Form) -> st.SearchStrategy[dict[str, bytes]]:
    """Files of a hand-in, some of them missing, in any order."""
    files = {f"helpers/{name}": st.binary(max_size=20) for name in edited_helpers()}
    for stem, cells in form.items():
        answers = st.fixed_dictionaries({}, optional=dict.fromkeys(cells, st.one_of(texts, surrogates)))
        files[f"{stem}.ipynb"] = st.one_of(answers.map(notebook), st.binary(max_size=9))
    return st.fixed_dictionaries({}, optional=files).flatmap(lambda some: st.permutations(list(some.items()))).map(dict)


def noise() -> bytes:
    """Bytes that nothing makes smaller."""
    return b"".join(hashlib.sha256(bytes([k])).digest() for k in range(100))


def read(files: dict[str, bytes], form: Form) -> Submission:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ann.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in files.items():
                archive.writestr(name, content)
        return collect.read(path, "ann", form)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_what_is_rebuilt_reads_as_what_was_collected(course, form, data):
    files = data.draw(handed_in(form))
    collected = read(files, form)
    with tempfile.TemporaryDirectory() as folder:
        rebuild.folder(course.release, collected, Path(folder) / "ann")
        again = collect.read(Path(folder) / "ann", "ann", form)
    again = replace(again, problem=collected.problem)  # a hand-in with nothing in it is rebuilt as a blank one
    assert again == collected
    assert again.digest() == collected.digest()
    assert read(dict(reversed(files.items())), form).digest() == collected.digest()


@pytest.mark.parametrize("place", ["helpers/given", "helpers"])  # where the list is, and where earlier releases had it
def test_what_counts_is_read_with_the_list_of_any_release(tmp_path, place):
    for name, text in ((f"release/{place}/edited.txt", "svm.py\n"), ("ann/helpers/svm.py", "x = 1\n")):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    folders = {"release": tmp_path / "release", "submitted": tmp_path.joinpath, "holds": Path.is_file}
    assert rebuild.counts(SimpleNamespace(**folders), "ann").helpers == {"svm.py": b"x = 1\n"}


@given(texts)
def test_a_text_made_harmless_is_harmless(text):
    assert harmless(harmless(text)) == harmless(text)


def test_what_is_missing_is_filled_in_from_the_release_and_noted(course, form, student_tree, tmp_path):
    folder = Path(shutil.copytree(student_tree, tmp_path / "ann"))
    (folder / "02_svm_loss.ipynb").unlink()
    (folder / "helpers" / "svm.py").unlink()
    submission = collect.read(folder, "ann", form)
    assert submission.answers["02_svm_loss"] == {name: cell.stub for name, cell in form["02_svm_loss"].items()}
    assert "svm.py" not in submission.helpers
    assert submission.notes == ("02_svm_loss.ipynb and helpers/svm.py were not handed in.",)


@pytest.mark.parametrize("part", ["student", "helpers", "answers"])
def test_another_student_helper_or_answer_is_another_submission(course, form, student_tree, part):
    one = collect.read(student_tree, "ann", form)
    first = next(iter(one.answers["01_score_functions"]))
    changed = {
        "student": "ben",
        "helpers": one.helpers | {"svm.py": b"x = 1"},
        "answers": one.answers | {"01_score_functions": one.answers["01_score_functions"] | {first: "1"}},
    }
    other = Submission(**{**vars(one), part: changed[part]})
    assert other.digest() != one.digest()


def test_an_answer_that_is_too_long_is_noted_and_left_blank(course, form, student_tree, tmp_path):
    path = tmp_path / "ann" / "02_svm_loss.ipynb"
    path.parent.mkdir()
    path.write_bytes(notebook({"add_100": "x" * (limits.ANSWER_CHARACTERS + 1)}))
    submission = collect.read(path.parent, "ann", form)
    assert submission.answers["02_svm_loss"]["add_100"] == form["02_svm_loss"]["add_100"].stub
    assert any("add_100 is longer than" in note for note in submission.notes)


def test_of_several_versions_the_last_counts():
    places = ["old/Version 12", "Version 10", "Version 9", "other", "linear_classifiers/a"]
    assert min(places, key=matching.place_rank) == "Version 10"
    for older, newer in (("Abgabe 9", "Abgabe 10"), ("a (1).zip", "a (2).zip"), ("2026-11-30", "2026-12-01.zip")):
        assert min([newer, older], key=matching.place_rank) == newer
    assert min(["linear_classifiers (1)", "linear_classifiers"], key=matching.place_rank) == "linear_classifiers"
    for name in ("v2", "V 2.1", "v-2026-11-30", "v20261130", "new", "final (2)", "old", "Old version",
                 "Revision 2 - On time"):  # fmt: skip
        assert matching.is_version(name), name
    for name in ("v1234567", "V. Nguyen", "Vu", "New, Ann", "Old, Peter", "Part, Jo"):
        assert not matching.is_version(name), "a login or a name"


@pytest.mark.parametrize("lost", [b"", bytes(50), b"PK\3\4 and no Python"])
def test_a_copy_that_cannot_be_read_stands_in_the_way_of_no_other(lost, form):
    work = b"def svm_loss_naive(W, X, y, reg):\n    return 0.0, W\n"
    found = read({"v1/helpers/svm.py": work, "v2/helpers/svm.py": lost, "v2/helpers/start.py": b"x = 1"}, form)
    assert found.helpers == {"start.py": b"x = 1", "svm.py": work}


def test_what_is_damaged_is_told_in_plain_words(form, tmp_path):
    svm = "helpers/svm.py"
    tar, plain = arrivals.tarred({svm: noise()}), bytearray(arrivals.zipped({"a": b"x = 1\n"}))
    with zipfile.ZipFile(tmp_path / "stored.zip", "w") as archive:
        archive.writestr(svm, b"x = 1\n")
        archive.writestr("helpers/start.py", b"x = 1\n")
    stored = bytearray((tmp_path / "stored.zip").read_bytes())
    stored[stored.index(b"x = 1")] ^= 1
    plain[plain.index(b"PK\1\2")] ^= 1
    cut = "cannot be read as a tar (it is cut short: the upload broke off)"
    damaged = {
        "cut.tgz": (tar[:-99], f"cut.tgz {cut}"),
        "gz.tgz": (tar[:-8] + bytes(8), "gz.tgz cannot be read as a tar (it is damaged)"),
        "xz.txz": (lzma.compress(noise())[:-99], f"xz.txz {cut}"),
        "list.zip": (bytes(plain), "list.zip cannot be read as a zip (it is damaged)"),
        "stored.zip": (bytes(stored), "helpers/svm.py cannot be read (it is damaged)"),
    }
    for name, (data, why) in damaged.items():
        (tmp_path / name).write_bytes(data)
        found = collect.read(tmp_path / name, "ann", form)
        assert any(line.startswith(why) for line in (found.problem or "", *found.notes)), (name, found)


def test_of_each_file_that_is_missing_the_reason_is_kept(form, tmp_path):
    files = {"02_svm_loss.ipynb": b'{"cells": [', "helpers/svm.py": b"", "helpers/scores.py": b"x = 1\n"}
    arrivals.write(tmp_path / "ann", files)
    (tmp_path / "ann" / "helpers" / "softmax.py").symlink_to(tmp_path / "ann" / "helpers" / "scores.py")
    found = collect.read(tmp_path / "ann", "ann", form)
    told = {
        "02_svm_loss.ipynb": "02_svm_loss.ipynb cannot be read as a notebook "
        "(it stops in the middle: the upload broke off; ask for a whole one).",
        "03_softmax_loss.ipynb": "03_softmax_loss.ipynb was not handed in.",
        "helpers/svm.py": "helpers/svm.py cannot be read (it is empty).",
        "helpers/softmax.py": "helpers/softmax.py is a link and was not followed.",
        "helpers/training.py": "helpers/training.py was not handed in.",
    }
    assert {name: found.lost[name] for name in told} == told
    assert "helpers/scores.py" not in found.lost
    missing = [line for line in found.lost.values() if line.endswith(" was not handed in.")]
    every = len(edited_helpers()) + sum(map(bool, form.values()))
    counted = f"{len(missing)} of {every} files were not handed in."
    assert len(missing) == len(found.lost) - 3
    assert sorted(found.notes) == sorted({*found.lost.values(), counted} - {*missing}), "each is said once"
    (tmp_path / "ben").mkdir()
    arrivals.write(tmp_path / "ben", {"02_svm_loss.ipynb": notebook({"add_100": "Nothing."})})
    (tmp_path / "ben" / "helpers").symlink_to(tmp_path / "ann" / "helpers")
    found = collect.read(tmp_path / "ben", "ben", form)
    assert {found.lost[f"helpers/{name}"] for name in edited_helpers()} == {"helpers is a link and was not followed."}


@pytest.mark.parametrize(("first", "last"), [("", "work"), ("work", ""), ("work", "other")])
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_of_two_members_with_the_same_name_the_only_one_that_is_filled_counts(course, form, tmp_path, first, last):
    released = form.helpers["svm.py"].decode()
    for path, folder in ((tmp_path / "ann.zip", ""), (tmp_path / "submissions.zip", "ann/")):
        with zipfile.ZipFile(path, "w") as archive:
            for lines in (first, last):
                archive.writestr(f"{folder}helpers/svm.py", released + (f"\n{lines} = 1\n" if lines else ""))
            archive.writestr(f"{folder}helpers/start.py", "x = 1\n")
        made = Course(tmp_path / path.stem)
        intake = desk.take_in(made, [path], form)
        found = intake.attempts["ann"][1]
        if first and last:
            assert "svm.py" not in found.helpers
            assert "there are two files helpers/svm.py, and nothing says which one counts." in found.notes
        else:
            assert found.helpers["svm.py"].endswith(b"\nwork = 1\n")
            assert "Taken: the one of 2 files helpers/svm.py that is filled in." in found.remarks
        assert desk.again(made, form).attempts == intake.attempts, "what is graded again is what was graded first"


def test_functions_count_that_are_in_a_notebook_of_its_own_and_nothing_else_is(form):
    own = {"cells": [{"cell_type": "code", "source": "def svm_loss_naive(W, X, y, reg):\n    return 0.0, W\n"}]}
    found = read({"svm.ipynb": json.dumps(own).encode()}, form)
    assert set(found.helpers) == {"svm.py"}
    assert "Taken: svm_loss_naive for helpers/svm.py from cells of svm.ipynb." in found.remarks
    own["cells"][0]["source"] = "def f(x):\n    return x\n"
    assert read({"svm.ipynb": json.dumps(own).encode()}, form).problem.startswith("nothing of the assignment was found")


def test_if_two_notebooks_define_a_function_in_two_ways_the_line_names_both(form):
    def book(lines: str) -> bytes:
        return json.dumps({"cells": [{"cell_type": "code", "source": lines}]}).encode()

    one = "def svm_loss_naive(W, X, y, reg):\n    return 0.0, W\n"
    said = "Taken: svm_loss_naive for helpers/svm.py from cells of b.ipynb"
    for other, left in ((one.replace("0.0", "1.0"), ", and not from those of a.ipynb, which differ"), (one, "")):
        found = read({"a.ipynb": book(other), "b.ipynb": book(one)}, form)
        assert f"{said}{left}." in found.remarks
        assert found.helpers["svm.py"].rstrip().endswith(b"return 0.0, W")


def test_a_value_that_a_later_cell_changes_is_told_with_the_function_that_needs_it(form):
    function = "def svm_loss_naive(W, X, y, reg):\n    return MARGIN, W\n"
    for last, told in (("MARGIN = 5.0", True), ("MARGIN = 1.0", False), ("OTHER = 5.0", False)):
        cells = [{"cell_type": "code", "source": one} for one in ("MARGIN = 1.0", function, last)]
        found = read({"svm.ipynb": json.dumps({"cells": cells}).encode()}, form)
        said = "helpers/svm.py: cells give several values to MARGIN: the last one counts."
        assert (said in found.remarks) is told


def test_the_form_has_every_answer_cell_with_its_stub(form):
    assert form["02_svm_loss"]["add_100"].kind == "markdown"
    assert form["01_score_functions"]["answer_winners"].kind == "code"
    assert "winners = ..." in form["01_score_functions"]["answer_winners"].stub
    assert ASSIGNMENT not in form


def test_merged_answers_count_and_a_blank_one_without_its_mark_is_no_answer_from_elsewhere(form):
    stub, merged = form["02_svm_loss"]["answer_svm_q1"].stub, "svm_q2 = 1\nsvm_q3 = 2"
    cells = [{"cell_type": "code", "source": stub}]
    cells += [{"cell_type": "code", "source": merged, "metadata": {"nbgrader": {"grade_id": "answer_svm_q2"}}}]
    found = read({"02_svm_loss.ipynb": json.dumps({"cells": cells}).encode()}, form)
    answers = found.answers["02_svm_loss"]
    assert [answers[f"answer_svm_q{k}"] for k in (1, 2, 3)] == [stub, merged, merged]
    assert not any("answer_svm_q1" in line for line in (*found.notes, *found.remarks))


@pytest.mark.parametrize("other", ["", "svm_q1 = 1"])
def test_a_notebook_in_two_parts_is_one(other, form, work):
    def part(first: bool):
        def cut(book):
            at = next(k for k, cell in enumerate(book["cells"]) if cell["id"] == "answer_svm_q3")
            book["cells"] = book["cells"][:at] if first else book["cells"][at:]
            if other and not first:
                mark = {"nbgrader": {"grade_id": "answer_svm_q1"}}
                book["cells"].append({"cell_type": "code", "metadata": mark, "id": "a", "source": other})

        return work.notebook("02_svm_loss", True, cut)

    names = ["lc/02_svm_loss_part1.ipynb", "lc/02_svm_loss_part2.ipynb"]
    found = read({name: part(k == 0) for k, name in enumerate(names)}, form)
    whole = read({"02_svm_loss.ipynb": work.notebook("02_svm_loss", True)}, form).answers["02_svm_loss"]
    got = found.answers["02_svm_loss"]
    assert {name for name in whole if got[name] != whole[name]} == ({"answer_svm_q1"} if other else set())
    moved = "answer_svm_q2" if other else "answer_svm_q1, answer_svm_q2"
    assert f"02_svm_loss.ipynb: {moved}: taken from {names[0]}." in found.remarks
    assert [note for note in found.notes if "is not in it" in note or "cannot" in note] == []
    assert any("they differ" in note for note in found.notes) is bool(other)


BESIDE = {
    "words": "Nothing: the difference stays, as 100 drops out.",
    "a comment": "# Nothing: the difference stays,\n# as 100 drops out.",
    "a text": '"""Nothing: the difference stays, as 100 drops out."""',
    "a word": "Nothing",
}


@pytest.mark.parametrize("name", BESIDE)
def test_words_in_a_new_cell_for_code_are_the_answer_beside_it(name, form, work):
    def beside(book):
        at = next(k for k, cell in enumerate(book["cells"]) if cell["id"] == "add_100")
        scratch = {"cell_type": "code", "metadata": {}, "id": "a", "source": "shift = 100\nprint(S + shift)"}
        book["cells"][at + 1 : at + 1] = [scratch, scratch | {"id": "b", "source": BESIDE[name]}]

    found = read({"02_svm_loss.ipynb": work.notebook("02_svm_loss", False, beside)}, form)
    answer = found.answers["02_svm_loss"]["add_100"]
    assert answer.startswith(('"""Nothing', "Nothing"))
    assert "shift" not in answer and "#" not in answer
    how = "found between question and check, as the cell has no mark or is blank."
    assert f"02_svm_loss.ipynb: add_100: {how}" in found.remarks


def test_of_texts_that_are_in_no_answer_there_is_a_line_if_one_in_words_is_blank(form, work):
    def at_the_end(book):
        book["cells"] += [{"cell_type": "markdown", "metadata": {}, "id": "a", "source": "To add 100:\nnothing."}]

    for answered in (False, True):
        found = read({"02_svm_loss.ipynb": work.notebook("02_svm_loss", answered, at_the_end)}, form)
        where = "02_svm_loss.ipynb: an answer in words is blank, and a text that the student wrote is in no answer"
        said = f"{where}: To add 100: nothing."
        assert (said in found.remarks) is not answered


@pytest.mark.parametrize("words", ["Look: ![](data:image/png;base64,{}).", "Look: ![](attachment:{}.png)."])
def test_a_picture_in_an_answer_costs_none_of_its_words(words, form):
    cell = {"cell_type": "markdown", "metadata": {"nbgrader": {"grade_id": "add_100"}}}
    cell |= {"source": words.format("A" * 50_000 if "data" in words else "a"), "attachments": {"a.png": {}}}
    found = read({"02_svm_loss.ipynb": json.dumps({"cells": [cell]}).encode()}, form)
    assert found.answers["02_svm_loss"]["add_100"].startswith("Look: ")
    assert len(found.answers["02_svm_loss"]["add_100"]) < 100
    assert "02_svm_loss.ipynb: the answer add_100 holds a picture, which is kept only in arrived/." in found.notes


NEW = {
    "quotes": ('    print(f"{d["a"]:.2f}, {d}")\n', "3.12", "with other quotes"),
    "quotes of a call": ("    print(f'{N} of {', '.join(names)}')\n", "3.12", "with other quotes"),
    "a backslash": ("    print(f'{\"\\n\".join(names)}')\n", "3.12", "without a backslash"),
    "a type": ("type Matrix[T] = list[list[T]]\n", "3.12", "without the word type"),
    "a function": ("def first[T](every: list[T]) -> T:\n    return every[0]\n", "3.12", "without the [ ]"),
    "a class": ("class First[*Ts]:\n    pass\n", "3.12", "without the [ ]"),
    "exceptions": ("try:\n    N = 1\nexcept ValueError, TypeError:\n    pass\n", "3.14", "with brackets"),
}
OLD = {
    "no type": "type Matrix =\n",
    "no quotes": 'x = f"{d["a"}"\n',
    "no expression": 'x = f"{a" "b}"\n',
    "no brackets": "try:\n    N = 1\nexcept ValueError, TypeError as error:\n    pass\n",
    "no colon": "def first(x)\n    return x\n",
}


@pytest.mark.skipif(RUNNING > (3, 11), reason="a newer Python reads it")
@pytest.mark.parametrize("name", NEW)
def test_of_what_a_newer_python_can_read_it_is_said_which_one(name, form):
    line, since, older = NEW[name]
    content = b"def svm_loss_naive(W, X, y, reg):\n    return 0\n\n\n" + textwrap.dedent(line).encode()
    (note,) = (one for one in read({"helpers/svm.py": content}, form).notes if "cannot be loaded" in one)
    assert "Python 3.11 cannot read line" in note
    assert f"); Python {since} can. Older versions read it {older}" in note


@pytest.mark.parametrize("name", OLD)
def test_of_what_no_python_can_read_it_is_said_which_one_grades(name, form):
    (note,) = (one for one in read({"helpers/svm.py": OLD[name].encode()}, form).notes if "cannot be loaded" in one)
    assert ": SyntaxError, " in note
    assert note.endswith(f" Grading runs Python {RUNNING[0]}.{RUNNING[1]}.")


def test_another_python_is_another_grader(monkeypatch):
    store.grader_version.cache_clear()
    monkeypatch.setattr("sys.version_info", (3, 99))
    other = store.grader_version()
    monkeypatch.undo()
    store.grader_version.cache_clear()
    assert store.grader_version() != other


def test_where_some_notebooks_are_released_the_files_of_the_others_are_not_missed(small, work):
    wanted = {"helpers/scores.py", "helpers/svm.py", *(f"{stem}.ipynb" for stem in arrivals.NOTEBOOKS)}
    files = {name: data for name, data in work.files(*arrivals.WORTH).items() if name in wanted}
    found = read(files, collect.answer_cells(small.release))
    assert not found.notes
    assert not found.lost


def solved(course: Course) -> dict[str, bytes]:
    """All files of a hand-in, with the helper files as they are in the project."""
    files = {path.name: path.read_bytes() for path in course.release.glob("*.ipynb")}
    return files | {f"helpers/{name}": (ROOT / "helpers" / name).read_bytes() for name in edited_helpers()}


OTHER = b"""def svm_loss_naive(W, X, y, reg):
    return 0.0, W


def svm_loss_vectorized(W, X, y, reg):
    return svm_loss_naive(W, X, y, reg)
"""
"""As CS231n's own assignment names its functions."""


def test_another_courses_files_beside_the_work_are_no_copies_of_it(course, form):
    right = solved(course)
    ours = arrivals.below("linear_classifiers", right)
    theirs = {"svm.py": OTHER, "linear_svm.py": OTHER.replace(b"0.0", b"1.0")}
    for place in ("assignment1/cs231n/classifiers", "linear_classifiers/assignment1"):
        one = read(ours | arrivals.below(place, theirs), form)
        assert one.notes == ()
        said = f"{place}: 2 other files like those of the assignment, not taken, as nothing of it is in them."
        assert one.remarks == (said,)
    mine = right["helpers/svm.py"].replace(b"loss = 0.0", b"loss = 1.0", 1)
    for place, data in (("mine", mine), ("v1", OTHER), ("a/helpers", OTHER)):
        one = read(ours | {f"{place}/svm.py": data}, form)
        assert len(one.notes) == 1, (place, one)
        assert "copies of files of the assignment" in one.notes[0] or "they differ" in one.notes[0]
    own = {"linear_classifiers/helpers/svm.py": OTHER.replace(b"0.0", b"2.0"), "mine/svm.py": OTHER}
    assert "they differ" in read(ours | own, form).notes[0], "nobody knows which of them is of this course"


@pytest.mark.parametrize(
    "two", ["ann bob", "s1001 s1002", "w/ann.zip w/bob.zip", "ann/linear_classifiers bob/linear_classifiers"]
)
def test_of_the_same_work_in_two_folders_one_may_be_another_students(course, form, two):
    right = solved(course)
    ann, bob = two.split()
    part = right | {"helpers/svm.py": form.helpers["svm.py"]}  # in which nothing is other work
    for theirs in (right, part):
        found = read(arrivals.below(ann, right) | arrivals.below(bob, theirs), form)
        assert found.remarks == (f"{bob} holds no work that {ann} does not. If it is another student's, grade each by"
                                 " itself.",)  # fmt: skip
        assert found.notes == ()
    blank = right | {f"helpers/{name}": data for name, data in form.helpers.items()}
    assert read(arrivals.below(ann, right) | arrivals.below(bob, blank), form).remarks == ()


@pytest.mark.parametrize(
    "two", ["hw hw.zip", "hw.zip hw (1).zip", "hw hw/hw", "hw 2 hw 1", "ann old", "ann backup/ann", "w 2 w 3"]
)
def test_of_the_same_work_in_copies_and_versions_nothing_is_said(course, form, two):
    one, other = re.findall(r"\S+(?: \S*\d\S*)?", two)
    found = read(arrivals.below(one, solved(course)) | arrivals.below(other, solved(course)), form)
    assert (found.notes, found.remarks) == ((), ())


@pytest.mark.parametrize("name", ["08_how_fast.ipynb", "old/08_How_Fast (1).ipynb", "my 08_how_fast-Copy1.ipynb"])
def test_an_optional_notebook_is_not_asked_for_and_nothing_is_taken_of_it(name, form, student_tree, tmp_path):
    work = arrivals.Work(student_tree)
    files = work.files("scores") | {f"{stem}.ipynb": work.notebook(stem, answered=True) for stem in form}
    book = json.loads((student_tree / "08_how_fast.ipynb").read_text(encoding="utf-8"))
    own = "def svm_loss_naive(W, X, y, reg):\n    return 0.0, W"
    book["cells"].append({"cell_type": "code", "metadata": {}, "source": own})
    without = read(files, form)
    assert not without.notes
    arrivals.write(tmp_path / "ann", files | {name: json.dumps(book).encode()})
    with archives.opened(tmp_path / "ann") as there:
        taken = collect.take("ann", there, form)
    assert taken.files[name] == Fate(why="optional, so not asked for")
    (told,) = taken.submission.notes  # of what is open in svm.py a line says where it is, and nothing else is new
    assert told.startswith(f"{name}: svm_loss_naive is open in helpers/svm.py, and not taken")
    assert replace(taken.submission, notes=()) == without
    assert taken.submission.remarks == without.remarks
    assert "08_how_fast" not in {*form, *without.answers, *without.notebooks, *without.lost}


def test_what_was_taken_from_other_places_is_one_sentence_on_a_students_page():
    remarks = ["Taken: a.py from b.py.", "Canvas says that it is late.", "Taken: c.py from d.py."]
    assert collect.all_taken(remarks) == "Taken: a.py from b.py; c.py from d.py."
    assert collect.all_taken(remarks[1:2]) == ""
