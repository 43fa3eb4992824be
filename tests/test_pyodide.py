"""The judge in a browser's Python says what it says here, to the byte, and what does not end is stopped there too."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from browser import NODE, in_node

from grader import ROOT
from grader.bank import cases
from helpers.given.calling.calls import Answer
from helpers.given.judge import measures

HERE = Path(__file__).parent

ENDLESS = """
import json
import sys
import time
from pathlib import Path

import numpy as np

from helpers.given import alarm
from helpers.given.calling import calls

alarm.SECONDS = 0.3


def ask(function):  # as progress does, which needs IPython
    try:
        return alarm.within_limit(lambda: calls.call(function, "plain", (np.ones(3),)))
    except TimeoutError as error:
        return calls.stopped(function, error)


def counts(x):
    while True:
        x = x + 1


def swallows(x):
    while True:
        try:
            x = x + 1
        except:
            pass


def within_another(x):
    alarm.within_limit(lambda: None)
    counts(x)


def ends(x):
    return x.sum()


told = [ask(function) for function in (counts, swallows, within_another, ends)]
rested = time.monotonic() + 2 * alarm.SECONDS
while time.monotonic() < rested:  # nothing rings any more
    pass
Path(sys.argv[1]).write_text(json.dumps([[one.error, one.message] for one in told]))
"""


@pytest.fixture(scope="module")
def there(pyodide, tmp_path_factory) -> Iterator[tuple[Path, subprocess.Popen]]:
    """A folder into which Pyodide writes what it finds, and Pyodide, at work."""
    folder = tmp_path_factory.mktemp("pyodide")
    (folder / "endless.py").write_text(ENDLESS)
    cases.build_public()
    scripts = folder / "endless.py", HERE / "verdicts.py"
    runner = [NODE, HERE / "pyodide.mjs", pyodide, ROOT, folder, *scripts]
    with subprocess.Popen(runner, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        yield folder, process
        process.kill()


def found(there: tuple[Path, subprocess.Popen], name: str) -> Any:
    """What Pyodide wrote, once it is done."""
    folder, process = there
    said, _ = process.communicate(timeout=300)
    assert process.returncode == 0, said[-2000:]
    return json.loads((folder / f"{name}.json").read_text())


@in_node
def test_verdicts_and_messages_in_pyodide_are_those_of_cpython(there, tmp_path):
    path = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, HERE / "verdicts.py", tmp_path / "here.json"], env=path, check=True, timeout=300)
    expected, verdicts = json.loads((tmp_path / "here.json").read_text()), found(there, "verdicts")
    assert sum(not name.endswith(" none") for name in expected) >= 100
    assert list(verdicts) == list(expected)
    for name, verdict in expected.items():
        assert verdicts[name] == verdict, name


@in_node
def test_a_loop_without_end_is_stopped_without_threads(there):
    stopped = ["TimeoutError", "Stopped after 0.3 seconds"]
    assert found(there, "endless") == [stopped, stopped, stopped, ["", ""]]


@pytest.mark.parametrize(
    ("clock", "waits", "slow"),
    [(time.perf_counter, 0.0, 1), (time.perf_counter, 0.2, 0), (time.thread_time, 0.2, 1)],
    ids=["a quiet machine", "a busy one", "a clock that does not count waiting"],
)
def test_the_clock_on_the_wall_calls_nothing_slow_that_had_to_wait(monkeypatch, clock, waits, slow):
    took = iter([0.2 + waits, *[0.2] * (measures.YARDSTICK_RUNS - 1)])
    monkeypatch.setattr(measures, "clock", clock)
    monkeypatch.setattr(measures, "_yardstick", lambda *_: next(took))
    given = np.ones((6, 5)), np.ones((2, 6)), np.zeros(2, int), 0.0, 3
    called = [Answer(seconds=seconds) for seconds in (1.0, 0.5, 1.8, 0.0)]  # where no loop was counted
    assert measures.without_a_loop([], called, given, index=0).value == slow
