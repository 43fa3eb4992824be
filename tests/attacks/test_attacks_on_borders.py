"""Attacks by what crosses a border: texts, sizes, values and programs, each beside one that is honest."""

import base64
import json
import os
import resource
import shutil
import subprocess
import sys
import time
import tracemalloc
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from nbconvert.filters import ansi2html
from nbconvert.filters.markdown_mistune import markdown2html_mistune

from grader import ROOT
from grader.bank import EXERCISES, cases
from grader.grading import cluster, comparer, notebooks
from grader.intake import collect, text
from helpers.given import judge
from helpers.given.calling import calls, texts, wire
from helpers.given.calling.calls import Answer
from helpers.given.checking import ANSWER_MIME

# --- texts

PIECES = (
    *("\x1b[38m", "\x1b[38;5m", "\x1b[038;2;1m", "\x1b[48;2;1;2m", "\x1b[٣٨m", "\x1b[31m", "\x1b[0m", "\x1b[1;48;5;7m"),
    *("\x1b[", "\x1b]0;t\x07", "\x1b[2K", "\r", "\r\n", "\x00", "\x85", "\ud800", "\udc00", "m", ";"),
)
mixed = st.lists(st.one_of(st.sampled_from(PIECES), st.text(st.characters(), max_size=3)), max_size=8).map("".join)


@given(mixed)
@example("\x1b[38mhello")
def test_whatever_a_cell_prints_can_be_shown_and_stored(said):
    shown = texts.shown(said, 100, 3)
    ansi2html(shown)
    shown.encode()
    assert len(shown) <= 100
    assert shown.count("\x1b") <= 3
    assert texts.shown(shown, 100, 3) == shown
    plain = texts.clean(said, 100)
    assert plain.isprintable() or not set(plain) & set("\x00\x1b\r\x7f\x85")
    assert texts.clean(plain, 100) == plain


def test_what_is_honest_is_shown_as_it_is():
    text = "a\tb\n\x1b[1;31mred\x1b[0m \x1b[38;5;200mpink\x1b[39m \x1b[38;2;1;2;3mown\x1b[m, ü, 😀, עברית\n"
    assert texts.shown(text, 1000, 10) == text
    assert texts.shown(" 10 %\r 50 %\r100 %\n", 100, 0) == "100 %\n"


def outputs(*made):
    return notebooks._outputs(json.dumps(made), 1, notebooks.Allowance())


def test_a_notebook_holds_no_more_than_a_page_can_show():
    allowance = notebooks.Allowance()
    stream = {"output_type": "stream", "name": "stdout", "text": "\x1b[31mx" * 3000}
    picture = {"output_type": "display_data", "data": {"image/png": "A" * 10**5}}
    for _ in range(12):
        kept = notebooks._outputs(json.dumps([stream, picture, *[{**stream, "text": "x" * 3000}] * 300]), 1, allowance)
        assert len(kept) <= notebooks.OUTPUTS + 1
    assert allowance.characters >= 0
    assert allowance.colours >= 0


@pytest.mark.parametrize(
    "sent", ["[" * 10**5, "[" + "[]," * 300_000 + "[]]", "{}", "7", "null", "[{}]", '[{"output_type": []}]',
             '[{"output_type": "error", "traceback": 7}]', '[{"output_type": "display_data", "data": [1]}]']
)  # fmt: skip
def test_outputs_that_are_none_are_left_out(sent):
    assert notebooks._outputs(sent, 1, notebooks.Allowance()) == []


def test_outputs_that_are_honest_are_kept():
    png = base64.b64encode(b"a picture").decode()
    honest = {"output_type": "display_data", "data": {"image/png": png, "text/plain": "<Figure>"}, "metadata": {}}
    assert outputs(honest) == [honest]
    assert outputs({**honest, "data": {"image/png": '"><script>'}})[0]["data"] == {}


def published(values):
    data = {ANSWER_MIME: {"exercise": "winners", "values": base64.b64encode(values).decode()}}
    return {"cells": [{"metadata": {"nbgrader": {"grade_id": "winners"}}, "outputs": [{"data": data}]}]}


def test_an_answer_is_cleaned_and_bounded_when_it_is_read():
    honest = wire.pack((np.arange(3), "cat"))
    assert notebooks.answers(published(honest)) == {"winners": honest}
    (nasty,) = notebooks.answers(published(wire.pack(("\ud800\x1b[38m" + "x" * 10**6,)))).values()
    assert wire.unpack(nasty) == ("\ufffd[38m" + "x" * (calls.LONGEST_TEXT - 6),)
    assert notebooks.answers(published(b"junk")) == {}


def test_hidden_inputs_reach_nobody_at_length():
    plain = Answer().to_plain() | {"message": "1.5 " * 10**5, "error": "ValueError", "value": "2.5 " * 10**5}
    answer = Answer.from_plain(plain)
    assert len(answer.message) <= calls.LONGEST_TEXT
    assert len(answer.value) <= calls.LONGEST_TEXT
    with pytest.raises(ValueError, match="no plain value"):
        Answer.from_plain(Answer().to_plain() | {"value": {"a": 1}})
    for line in (-1, 10**4000, True, 1.0):
        with pytest.raises(ValueError, match="no line of a file"):
            Answer.from_plain(Answer().to_plain() | {"line": line})
    with pytest.raises(ValueError, match="by nothing"):
        Answer.from_plain(Answer(text="x").to_plain())


NASTY = (
    "a" + " " * 19_990 + "b",
    "a" + "\u2003\t" * 9_990 + "b",
    "![x](https://evil.example/x.png)",
    "![x][r]\n\n[r]: https://evil.example",
    "$\\bbox[background:url(https://evil.example)]{x}$",
)


@pytest.mark.parametrize("nasty", NASTY)
def test_an_answer_in_words_is_quick_to_render_and_loads_nothing(nasty):
    start = time.thread_time()
    page = markdown2html_mistune(text.source(nasty, "markdown"))
    assert time.thread_time() - start < 1
    assert "<img" not in page
    assert "\\bbox" not in page


# --- sizes


def header(description, data=b""):
    return len(description).to_bytes(4, "little") + description + data


@pytest.mark.parametrize(
    "message",
    [
        header(b'{"array": ["<f8", [134217728, 0]]}'),
        header(b"[" + b"[]," * 10**6 + b"[]]"),
        header(b'{"tuple": [' + b"0," * 10**6 + b"0]}"),
        header(b'"' + b"x" * 64 * 10**6 + b'"'),
    ],
    ids=["nothing times very much", "lists", "numbers", "a text of 64 MB"],
)
def test_a_message_takes_no_more_memory_than_it_may(message):
    tracemalloc.start()
    with pytest.raises(wire.WireError):
        wire.unpack(message)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20 * 10**6


@pytest.mark.parametrize("value", [np.ones(10**6), tuple(np.ones(5000) for _ in range(100)), ((np.ones((600, 600)),),)])
def test_an_answer_with_far_too_many_numbers_is_a_text(value):
    answer = Answer.from_plain(Answer(value, (np.ones(10**6),)).to_plain())
    assert answer.value.endswith("numbers")
    assert answer.inputs == ()


def test_the_name_of_a_type_is_one_line():
    odd = type("number\n```\n<img src=x>", (), {})()
    answer = Answer.from_plain(Answer((calls.to_plain(odd), "a\nb" * 1000)).to_plain())
    assert answer.value[0] == "a number ``` <img src=x>"
    assert "\n" not in answer.value[1]


def test_a_notebook_of_six_million_lists_is_noted_and_takes_little_memory(student_tree, target, tmp_path):
    path = Path(shutil.copytree(student_tree, tmp_path / "mallory")) / "01_score_functions.ipynb"
    lists = b"[" + b"[]," * 6_600_000 + b"[]]"
    right = (ROOT / "notebooks" / path.name).read_bytes()
    form = collect.answer_cells(target.release)
    tracemalloc.start()
    path.write_bytes(b'{"cells": ' + lists + b"}")
    submission = collect.read(path.parent, "mallory", form)
    printed = b'"outputs": [{"text": ["\\"]", %s]}]' % lists[-1_800_003:].replace(b"[", b"[[", 1)
    path.write_bytes(right.replace(b'"outputs": []', printed, 1))
    honest = collect.read(path.parent, "ada", form)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4 * len(lists)
    assert "01_score_functions.ipynb cannot be read as a notebook." in submission.notes
    assert honest.remarks == ("01_score_functions.ipynb is large and was read without its outputs and pictures.",)
    path.write_bytes(right)
    assert honest == replace(collect.read(path.parent, "ada", form), remarks=honest.remarks)
    unending = b'{"' + b'\\"' * 100_000
    assert len(list(wire.TEXT.finditer(unending))) == 1, "else it is looked at again from each of its marks"


# --- the process that compares


@pytest.fixture
def compared():
    made = comparer.Comparer()
    yield made
    made.end()


def right_and_answers(name):
    exercise = EXERCISES[name]
    right = cases.compiled(exercise, cases.secret_seed(exercise, b"secret", "ann"))
    return right, cases.mistaken_answers(exercise, right, exercise.mistakes[0]), exercise


@pytest.mark.parametrize("name", ["svm_loss_naive-loss", "sample_batch", "winners"])
def test_verdicts_are_those_of_this_process(compared, name):
    right, answers, exercise = right_and_answers(name)
    here = judge.judge(right, answers, cases.lazily_known(exercise, right))
    assert compared.judged(right, answers) == here
    assert here.points < here.max_points


def test_what_cannot_be_compared_costs_its_exercise_alone(compared, monkeypatch):
    right, answers, _ = right_and_answers("sample_batch")
    honest = compared.judged(right, answers)
    huge = np.ones((4 * 10**6, 2), int)  # as if nothing before had looked
    first = next(iter(answers.values()))
    hostile = dict.fromkeys(answers, Answer((*first.value[:2], huge), first.inputs))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    monkeypatch.setattr(comparer, "SECONDS", 2.0)
    verdict = compared.judged(right, hostile)
    assert verdict.points == 0
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 3 * 10**6  # kB; what is packed and no more
    monkeypatch.setattr(comparer, "SECONDS", 0.0)
    verdict = compared.judged(right, answers)
    assert (verdict.points, verdict.parts[0].cause) == (0, comparer.FAILED)
    monkeypatch.undo()
    assert compared.judged(right, answers) == honest


# --- the network


@pytest.mark.parametrize(
    ("scheduler", "safe"),
    [
        ("tcp://127.0.0.1:8786", True),
        ("tcp://[::1]:8786", True),
        ("localhost:8786", True),
        ("tls://cluster.example:8786", True),
        ("tcp://cluster.example:8786", False),
        ("cluster.example:8786", False),
        ("ws://10.0.0.1:80", False),
        ("tcp://127.0.0.1.example:8786", False),
        ("tcp://localhost.example:8786", False),
    ],
)
def test_the_secret_crosses_no_network_in_plain(scheduler, safe):
    if safe:
        cluster._require_secrecy(scheduler)
    else:
        with pytest.raises(cluster.ClusterError, match="--insecure"):
            cluster._require_secrecy(scheduler)


# --- what is started

TRAPS = ("contextlib.py", "warnings.py", "types.py", "numpy.py", "random.py", "sitecustomize.py", "nbgrader_config.py",
         "jupyter_config.py", "ipython_config.py", "grader.py", "helpers.py", "dask.py")  # fmt: skip


def trapped(folder):
    """Fill a folder with files that write a proof if they are run."""
    folder.mkdir(exist_ok=True)
    for name in TRAPS:
        (folder / name).write_text(f"open({str(folder / 'proof')!r}, 'a').write({name!r})\n")
    return folder / "proof"


def started(module, *arguments, cwd):
    """Run a command as lab.py does, with its working folder somewhere, and for a terminal that shows ASCII alone."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONSAFEPATH": "1", "PYTHONIOENCODING": "ascii"}
    command = [sys.executable, "-m", module, *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=900, check=False)


def test_quality_imports_nothing_of_the_working_folder(tmp_path):
    proof = trapped(tmp_path / "mallory")
    ran = started("grader.quality", "--help", cwd=proof.parent)
    assert "--sets" in ran.stdout, ran.stderr
    assert not proof.exists(), proof.read_text()


STARTS = """
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from grader.isolated import isolate
isolate()
with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
    print(sorted(pool.map(abs, [-1, -2])))
"""


def test_a_process_that_a_command_starts_imports_nothing_of_the_working_folder(tmp_path):
    proof = trapped(tmp_path / "mallory")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-P", "-c", STARTS]
    ran = subprocess.run(
        command, cwd=proof.parent, env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert ran.stdout == "[1, 2]\n", ran.stderr
    assert not proof.exists(), proof.read_text()


def test_the_traps_work(tmp_path):
    proof = trapped(tmp_path / "mallory")
    subprocess.run(
        [sys.executable, "-c", "import contextlib, dask"], cwd=proof.parent, capture_output=True, check=False
    )
    assert proof.exists()
