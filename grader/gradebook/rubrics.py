"""What the reader of an answer in words needs beside it: the levels and a model answer, which release cuts."""

import json
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.preprocessors import NbGraderPreprocessor

from grader.bank import solutions
from grader.course import Course

TAG = "for-the-reader"
"""Of the cells that only Formgrader shows."""


class ShowRubrics(NbGraderPreprocessor):
    """Puts a cell with levels and model answer above each answer that a person grades."""

    def preprocess(self, nb: nbformat.NotebookNode, resources: dict) -> tuple[nbformat.NotebookNode, dict]:
        """Return the notebook with these cells; without the course's source there are none."""
        source = Course(Path(self.parent.parent.coursedir.root)).source / f"{resources['nbgrader']['notebook']}.ipynb"
        texts = rubrics(json.loads(source.read_text(encoding="utf-8"))) if source.exists() else {}
        cells = []
        for cell in nb.cells:
            name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
            if text := texts.get(name):
                # nbformat.v4.new_markdown_cell would validate it, as does whoever writes the notebook.
                about = {"id": f"reader-{name}"[:64], "metadata": {"tags": [TAG]}}
                cells.append(nbformat.from_dict({"cell_type": "markdown", **about, "source": text}))
            cells.append(cell)
        nb.cells = cells
        return nb, resources


class HideRubrics(NbGraderPreprocessor):
    """Takes these cells out of feedback, since students may hand in again.

    nbconvert's TagRemovePreprocessor would do it, but its settings reach every exporter, Formgrader's too.
    """

    def preprocess(self, nb: nbformat.NotebookNode, resources: dict) -> tuple[nbformat.NotebookNode, dict]:
        """Return the notebook without them."""
        nb.cells = [cell for cell in nb.cells if TAG not in cell.metadata.get("tags", ())]
        return nb, resources


def rubrics(notebook: dict[str, Any]) -> dict[str, str]:
    """Return levels and model answer of each answer that a person grades, by its grade_id.

    Args:
        notebook: an instructors' notebook; the levels are in the last cell above the answer that holds any.
    """
    found, levels = {}, ""
    for cell in notebook["cells"]:
        text, mark = "".join(cell["source"]), cell["metadata"].get("nbgrader", {})
        if scheme := solutions.LEVELS.search(text):
            levels = scheme[1]
        answer = solutions.IN_NOTEBOOK.search(text)
        if answer and mark.get("grade") and mark.get("solution"):
            found[mark["grade_id"]] = f"**For the reader**\n\n{levels}\n\nA model answer: {answer[1]}"
    return found
