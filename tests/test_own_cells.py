"""Cells that students add: what an answer needs of them is taken with it, and what it does not need is not."""

import json
import shutil

import pytest

from grader.intake import collect
from grader.intake.own_cells import Code, check, joined, typed

STEM = "02_svm_loss"
ANSWER = "answer_svm_q1"
STUB = "svm_q1 = ...  # the mean loss"

# cells above the answer, the answer, cells below it, and what is taken
CASES = {
    "nothing needed": (["x = 1"], "svm_q1 = 5.27", ["print(svm_q1)"], "svm_q1 = 5.27"),
    "a number": (["mine = 3.9", "1 / 0"], "svm_q1 = mine", [], "mine = 3.9\n\nsvm_q1 = mine"),
    "the nearest one": (["a = 1", "a = 2"], "svm_q1 = a", [], "a = 2\n\nsvm_q1 = a"),
    "what that needs": (["import math", "def f(x):\n    return math.exp(x)"], "svm_q1 = f(1)", [], None),
    "what goes on from its own value": (["t = 1", "t += 2"], "svm_q1 = t", [], None),
    "a list that is filled": (["l = []", "for k in range(3):\n    l.append(k)"], "svm_q1 = sum(l) / 3", [], None),
    "goes on below": ([], "svm_q1 = 3.9", ["svm_q1 = (svm_q1 + 14.9) / 3"], None),
    "below needs what is above": (["n = 3"], "svm_q1 = 18.8", ["svm_q1 /= n"], None),
    "with a magic": (["%matplotlib inline\nn = 3"], "svm_q1 = n", [], "n = 3\n\nsvm_q1 = n"),
    "in a comprehension alone": (["k = 7"], "svm_q1 = sum(k for k in [1, 2])", [], "svm_q1 = sum(k for k in [1, 2])"),
    "given by the release": (["np = 3"], "svm_q1 = np.mean([1, 2])", [], "svm_q1 = np.mean([1, 2])"),
    "no Python": (["mine = = 3"], "svm_q1 = mine", [], "svm_q1 = mine"),
    "an argument": (["x = 1"], "f = lambda x: x\nsvm_q1 = f(2)", [], "f = lambda x: x\nsvm_q1 = f(2)"),
}


@pytest.mark.parametrize("name", CASES)
def test_an_answer_is_taken_with_the_cells_that_it_needs(name):
    above, answer, below, taken = CASES[name]
    found = joined(answer, STUB, list(map(Code, above)), list(map(Code, below)), {"np"})
    assert found == ("\n\n".join([*above, answer, *below]) if taken is None else taken)
    assert joined(found, STUB, [], [], {"np"}) == found


@pytest.mark.parametrize(
    ("name", "kind", "words"), [(ANSWER, "code", "svm_q1 = 7"), ("add_100", "markdown", "Nothing.")]
)
def test_an_answer_below_its_blank_cell_is_taken_once(name, kind, words, course, tmp_path):
    folder = shutil.copytree(course.release, tmp_path / "ann")
    path = folder / f"{STEM}.ipynb"
    notebook = json.loads(path.read_text())
    names = [cell["metadata"].get("nbgrader", {}).get("grade_id") for cell in notebook["cells"]]
    notebook["cells"].insert(names.index(name) + 1, {"cell_type": kind, "metadata": {}, "source": words})
    path.write_text(json.dumps(notebook))
    assert collect.read(folder, "ann", collect.answer_cells(course.release)).answers[STEM][name] == words


# the answer's cell, the student's own below it, what is in its check, and what is taken
TYPED = {
    "a value": (STUB, [], "# mine\ncheck( 'svm_q1', (1.45 + 0 + 6.45) / 3 )", "svm_q1 = (1.45 + 0 + 6.45) / 3"),
    "a name of the student's own": ("q = 4", [], 'check("svm_q1", q)', "q = 4\nsvm_q1 = q"),
    "a name from another cell": (STUB, ["n = 3"], 'check("svm_q1", 12 / n)', "n = 3\nsvm_q1 = 12 / n"),
    "beside an answer": ("svm_q1 = 4", [], 'check("svm_q1", 5)', "svm_q1 = 4"),
    "into another check": (STUB, [], 'check("svm_q2", 5)', STUB),
    "more than there is": (STUB, [], 'check("svm_q1", 5, 6)', STUB),
    "and more": (STUB, [], 'check("svm_q1", 5)\nprint(5)', 'check("svm_q1", 5)\nprint(5)'),
    "all of a list": (STUB, [], 'check("svm_q1", *[5])', STUB),
    "by name": (STUB, [], 'check("svm_q1", value=5)', STUB),
    "a number that Python cannot write": (STUB, [], f'check("svm_q1", 0x{"f" * 4500})', None),
}


@pytest.mark.parametrize("name", TYPED)
def test_a_value_that_is_typed_into_the_check_is_the_answer(name, course, tmp_path):
    answer, below, check, taken = TYPED[name]
    folder = shutil.copytree(course.release, tmp_path / "ann")
    path = folder / f"{STEM}.ipynb"
    notebook = json.loads(path.read_text())
    names = [cell["metadata"].get("nbgrader", {}).get("grade_id") for cell in notebook["cells"]]
    place = names.index(ANSWER)
    stub = "".join(notebook["cells"][place]["source"])
    notebook["cells"][place]["source"] = stub if answer == STUB else answer
    notebook["cells"][place + 1]["source"] = check
    added = [{"cell_type": "code", "metadata": {}, "source": source} for source in below]
    notebook["cells"][place + 1 : place + 1] = added
    path.write_text(json.dumps(notebook))
    found = collect.read(folder, "ann", collect.answer_cells(course.release))
    assert found.answers[STEM][ANSWER] == (stub if taken in (STUB, None) else taken)
    said = f"{STEM}.ipynb: {ANSWER}: taken from the check, where the value is typed; it belongs in the cell above."
    assert (said in found.remarks) == (name in list(TYPED)[:3])


def test_of_a_check_with_several_names_each_takes_what_is_typed_in_its_place():
    released = 'check("svm_q4", smallest, largest)'
    assert typed(released, check('check("svm_q4", 0, largest)')) == {"smallest": "0"}
    assert typed(released, check('check("svm_q4", 0, (x := 9))')) == {"smallest": "0", "largest": "(x := 9)"}


def test_of_an_answer_that_is_half_there_the_other_half_is_taken_from_the_check(course, tmp_path):
    folder = shutil.copytree(course.release, tmp_path / "ann")
    path = folder / f"{STEM}.ipynb"
    notebook = json.loads(path.read_text())
    cells = {cell["metadata"].get("nbgrader", {}).get("grade_id"): cell for cell in notebook["cells"]}
    stub = "".join(cells["answer_svm_q4"]["source"])
    half = stub.replace("svm_q4_largest = ...", "svm_q4_largest = 9.5")
    cells["answer_svm_q4"]["source"] = half
    cells["svm_q4"]["source"] = 'check("svm_q4", 0, svm_q4_largest)'
    path.write_text(json.dumps(notebook))
    found = collect.read(folder, "ann", collect.answer_cells(course.release))
    assert half != stub
    assert found.answers[STEM]["answer_svm_q4"].split() == f"{half} svm_q4_smallest = 0".split()


@pytest.mark.parametrize("kind", ["markdown", "raw"])
def test_an_answer_whose_cell_is_a_text_now_counts_and_is_told(kind, course, tmp_path):
    folder = shutil.copytree(course.release, tmp_path / "ann")
    path = folder / f"{STEM}.ipynb"
    notebook = json.loads(path.read_text())
    (cell,) = [one for one in notebook["cells"] if one["metadata"].get("nbgrader", {}).get("grade_id") == ANSWER]
    cell |= {"cell_type": kind, "source": "svm_q1 = 4"}
    path.write_text(json.dumps(notebook))
    found = collect.read(folder, "ann", collect.answer_cells(course.release))
    assert found.answers[STEM][ANSWER] == "svm_q1 = 4"
    assert f"{STEM}.ipynb: {ANSWER}: taken as code, though the cell is a text now." in found.remarks


def test_code_that_nests_deeply_is_no_trouble():
    deep = Code(f"x = {'-' * 4000}1")
    assert deep.names <= {"x"}
    assert deep.needs == set()


@pytest.mark.slow
def test_a_hand_in_with_cells_of_its_own(course, tmp_path):
    form = collect.answer_cells(course.release)
    folder = shutil.copytree(course.release, tmp_path / "ann")
    path = folder / f"{STEM}.ipynb"
    notebook = json.loads(path.read_text())
    names = [cell["metadata"].get("nbgrader", {}).get("grade_id") for cell in notebook["cells"]]
    words = names.index("add_100")
    notebook["cells"][words]["source"] = "Nothing changes."
    notebook["cells"].insert(words + 1, {"cell_type": "markdown", "metadata": {}, "source": "The 100 drops out."})
    place = names.index(ANSWER)
    notebook["cells"][place]["source"] = "svm_q1 = total / 3"
    notebook["cells"].insert(1, {"cell_type": "code", "metadata": {}, "source": "total = 3.9 + 1.0 + 13.9"})
    path.write_text(json.dumps(notebook))
    found = collect.read(folder, "ann", form)
    assert found.answers[STEM][ANSWER] == "total = 3.9 + 1.0 + 13.9\n\nsvm_q1 = total / 3"
    assert found.answers[STEM]["add_100"] == "Nothing changes.\n\nThe 100 drops out."
    assert found.remarks == (f"{STEM}.ipynb: {ANSWER}, add_100: taken with cells that the student added.",)
    assert found.notes == ()
