"""Judges references and known mistakes on the public cases, and writes the verdicts to a file: verdicts.py FILE.

It runs as it is in CPython and in Pyodide, for test_pyodide.py to compare.
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from grader.bank import EXERCISES, cases
from grader.bank.model import Mistake
from helpers.given import judge
from helpers.given.calling.calls import Location
from helpers.given.judge import Verdict, caseset, message

MISTAKES = 4
"""Of each exercise."""


def judged() -> Iterator[tuple[str, Verdict]]:
    """Yield exercise and mistake, and the verdict with its message."""
    compiled = caseset.load().exercises
    for name, exercise in EXERCISES.items():
        right = compiled[name]
        for mistake in (Mistake((), "none", "", "", values=exercise.values), *exercise.mistakes[:MISTAKES]):
            answers = cases.mistaken_answers(exercise, right, mistake)
            # In WebAssembly NumPy never warns, so what its warnings tell is not told there.
            unwarned = {case: replace(answer, warned="") for case, answer in answers.items()}
            verdict = judge.judge(right, unwarned)
            where = Location("helpers/x.py" if right.target else "", 1)
            yield f"{name} {mistake.id}", message.explained(verdict, right, where)


Path(sys.argv[1]).write_text(json.dumps({name: verdict.to_dict() for name, verdict in judged()}), encoding="utf-8")
