"""No number of a text is only typed: a cell prints it or is given it, or its formula is here."""

import math
import re

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient

from grader import ROOT
from grader.bank.losses import LECTURE
from helpers.given.alarm import ENVIRONMENT

NUMBER = r"\d+(?:\.\d+)?(?:e[+-]?\d+)?"
DECIMAL = r"(?<![\d.])\d+\.\d+(?![\d.])"

S_TEN = np.array(
    [
        [-3.45, -8.87, 0.09, 2.9, 4.48, 8.02, 3.78, 1.06, -0.36, -0.72],
        [-0.51, 6.04, 5.31, -4.22, -4.19, 3.58, 4.49, -4.37, -2.09, -2.93],
        [3.42, 4.64, 2.65, 5.1, 2.64, 5.55, -4.34, -1.5, -4.79, 6.14],
    ]
)
WEIGHTED = np.array([-2.85, 0.86, 0.28])  # the lecture's scores of hinge against cross-entropy


def hinge(scores: np.ndarray, right: int) -> float:
    return sum(max(0.0, score - scores[right] + 1) for j, score in enumerate(scores) if j != right)


ELSEWHERE = {
    "01_score_functions": {61.95: 0.25 * 231 + 0.2 * 24 - 0.3 * 2},  # the misprint: without the bias of -1.2
    "03_softmax_loss": {
        0.89: -math.log10(0.13),  # the slide's logarithm
        164.0: math.exp(5.1),
        12.9: hinge([2.2, 2.5, -3.1], 2),
        **{typed: hinge(S_TEN[i], k) for i, (k, typed) in enumerate([(3, 10.58), (1, 0.27), (6, 71.91)])},
        4.6: math.log(0.01 / 0.0001),
    },
    "04_gradient_checking": dict(zip((2.2, 2.5, 3.1), np.abs(LECTURE[2]), strict=True)),  # the frog's scores
    "07_svm_vs_softmax": {
        0.058: np.exp(WEIGHTED[0]),
        0.016: 0.058 / (0.058 + 2.36 + 1.32),  # the slide divides numbers it has rounded
        0.452: -math.log10(0.353),  # and takes the logarithm of such a one
    },
}


def rounds_to(typed: str, value: float) -> bool:
    return abs(float(typed) - value) <= 0.5000001 * 10.0 ** -len(typed.partition(".")[2])


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem)
def test_every_number_of_a_text_is_computed(path, monkeypatch):
    monkeypatch.setenv(ENVIRONMENT, "autograde")  # few steps, no figures
    notebook = nbformat.read(path, 4)
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(path.parent)}}).execute()
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    outputs = [output for cell in code for output in cell.outputs]
    shown = [output.get("text", "") + output.get("data", {}).get("text/plain", "") for output in outputs]
    known = {float(number) for text in shown + [cell.source for cell in code] for number in re.findall(NUMBER, text)}
    known.update(ELSEWHERE.get(path.stem, {}).values())
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    assert [typed for typed in re.findall(DECIMAL, text) if not any(rounds_to(typed, one) for one in known)] == []
    for typed, value in ELSEWHERE.get(path.stem, {}).items():
        assert rounds_to(str(typed), value)
        assert re.search(rf"(?<![\d.]){typed}", text), f"{typed} is no longer in the text"
