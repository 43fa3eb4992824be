"""Answers in words: students see what is asked for; levels and model answer are for the reader, beside the answer."""

import json
import re

import nbformat
import pytest
from classroom import hand_in
from nbconvert import HTMLExporter
from once import copied

from grader import ROOT
from grader.bank import solutions
from grader.gradebook import nbgrader_setup, publish
from grader.gradebook.rubrics import rubrics
from grader.releasing import leaks

SOURCES = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in (ROOT / "notebooks").glob("*.ipynb")}
IN_WORDS = {
    cell["metadata"]["nbgrader"]["grade_id"]: (stem, cell)
    for stem, notebook in SOURCES.items()
    for cell in notebook["cells"]
    if cell["metadata"].get("nbgrader", {}).get("grade") and cell["metadata"]["nbgrader"]["solution"]
}


@pytest.mark.parametrize("name", IN_WORDS)
def test_each_answer_in_words_has_levels_up_to_its_points_and_a_model_answer(name):
    stem, cell = IN_WORDS[name]
    text = rubrics(SOURCES[stem])[name]
    levels = [int(level) for level in re.findall(r"^\| (\d) \|", text, re.M)]
    assert levels[0] == max(levels) == cell["metadata"]["nbgrader"]["points"]
    assert len(text.partition("A model answer: ")[2]) > 100


def test_no_level_and_no_model_answer_is_in_the_release(student_tree):
    files = [path for path in student_tree.rglob("*") if path.suffix in leaks.TEXT and path.is_file()]
    assert {".ipynb", ".py", ".md", ".js"} <= {path.suffix for path in files}
    texts = {path: path.read_bytes().decode("utf-8", errors="replace") for path in files}
    notebooks = "\n".join(text for path, text in texts.items() if path.suffix == ".ipynb")
    everything = "\n".join(texts.values())
    for notebook in SOURCES.values():
        for cell in notebook["cells"]:
            source = "".join(cell["source"])
            told = [row[1] for row in re.finditer(r"^\| \d \| (.+) \|$", source, re.M) if "MARK SCHEME" in source]
            if cell["cell_type"] == "markdown":
                told += re.split(r"(?<=[.;:]) ", "".join(solutions.IN_NOTEBOOK.findall(source)))
            assert [one for one in told if one and one in notebooks] == []
            assert [one for one in told if len(one.split()) > 2 and one in everything] == []
    assert "MARK SCHEME" not in everything


def test_the_reader_sees_them_above_the_answer_and_the_student_does_not(short, tmp_path):
    made = copied(short, tmp_path)
    hand_in(made, "ada", words={"add_100": "Nothing changes."})
    publish.publish(made)
    path = made.root / "autograded" / "ada" / "linear_classifiers" / "02_svm_loss.ipynb"
    graded = nbformat.read(path, 4)
    names = [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in graded.cells]
    above = graded.cells[names.index("add_100") - 1].source
    assert "**For the reader**" in above and "only differences of scores enter" in above
    formgraders = HTMLExporter(config=nbgrader_setup.configuration(made)).from_filename(str(path))[0]
    assert "For the reader" in formgraders
    (page,) = (made.root / "feedback" / "ada").rglob("02_svm_loss.html")
    assert "For the reader" not in page.read_text(encoding="utf-8")
