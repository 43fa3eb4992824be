"""The benchmark of diagnosis: what it makes of labels and of code, and its intervals."""

import csv
import importlib.util
import json
import subprocess
import sys

import pytest

from grader import ROOT
from grader.bank.solutions import HELPERS

SCRIPT = ROOT / "benchmarks" / "diagnosis.py"


@pytest.fixture(scope="module")
def bench():
    spec = importlib.util.spec_from_file_location("diagnosis_benchmark", SCRIPT)
    made = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def test_intervals_are_wilson_s(bench):
    assert bench.wilson(8, 10) == "80% (49-94)"
    assert bench.wilson(0, 10) == "0% (0-28)"
    assert bench.wilson(0, 0) == "-"


def test_outcomes_of_a_corpus(tmp_path):
    right = (HELPERS / "svm.py").read_text(encoding="utf-8")
    files = {
        "a": right,
        "b": right.replace("loss += reg", "loss += 0.5 * reg").replace("2 * reg * W", "reg * W"),
        "c": right.replace("loss += margin\n", "loss += margin**2\n"),
    }
    lines = [
        ("a", "1", "", ""), ("b", "0", "half", ""), ("c", "0", "", "svm.squared-hinge relation.*"),
        ("c", "0", "", "svm.no-hinge"), ("c", "0", "", ""), ("a", "0", "", "svm.no-hinge"),
    ]  # fmt: skip
    for name, text in files.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "linear_svm.py").write_text(text, encoding="utf-8")
    with (tmp_path / "labels.csv").open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["file", "function", "right", "convention", "mistakes", "ids"])
        for name, right, convention, ids in lines:
            rows.writerow([f"{name}/linear_svm.py", "svm_loss_naive", right, convention, "as it is", ids])
    command = [sys.executable, str(SCRIPT), "--sets", "0", "--ids", "1", "--trust-submissions"]
    places = ["--corpus", str(tmp_path), "--json", str(tmp_path / "out.json")]
    ran = subprocess.run([*command, *places], capture_output=True, text=True, check=True)
    assert "the same points on all case sets" in ran.stdout
    rows = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    outcomes = [row["outcome"] for row in rows]
    assert sorted(outcomes) == sorted(["full points", "named", "named", "misnamed", "to be read", "missed"])
    assert all(row["agrees"] for row in rows)
    half = next(row for row in rows if row["convention"])
    assert half["ids"] == ["penalty.gradient-of-half", "penalty.half"]
    assert half["lost"] == ["loss: regularization"]
