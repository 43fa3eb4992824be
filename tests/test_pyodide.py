"""The judge in a browser's Python says what it says here, to the byte."""

import json
import os
import subprocess
import sys
from pathlib import Path

from browser import NODE, in_node

from grader import ROOT
from grader.bank import cases

HERE = Path(__file__).parent


@in_node
def test_verdicts_and_messages_in_pyodide_are_those_of_cpython(pyodide, tmp_path):
    cases.build_public()
    here, there = tmp_path / "here.json", tmp_path / "verdicts.json"
    script = HERE / "verdicts.py"
    path = {**os.environ, "PYTHONPATH": str(ROOT)}
    runner = [NODE, HERE / "pyodide.mjs", pyodide, ROOT, script, tmp_path]
    with subprocess.Popen(runner, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        subprocess.run([sys.executable, script, here], env=path, check=True, timeout=300)
        said, _ = process.communicate(timeout=300)
    assert process.returncode == 0, said[-2000:]
    expected, found = json.loads(here.read_text()), json.loads(there.read_text())
    assert sum(not name.endswith(" none") for name in expected) >= 100
    assert list(found) == list(expected)
    for name, verdict in expected.items():
        assert found[name] == verdict, name
