"""The judge: every known mistake costs its parts, is named, and no correct solution loses anything."""

import secrets
import sys
from types import ModuleType

import numpy as np
import pytest
from variants import CORRECT

from grader import cases
from grader.exercises import EXERCISES
from helpers.checks import calls, caseset, judge, message

SEEDS = ["public", *(secrets.token_hex(4) for _ in range(2))]
MISTAKES = [(name, number) for name, exercise in EXERCISES.items() for number in range(len(exercise.mistakes))]


def generator(name: str, seed: str) -> np.random.Generator:
    exercise = EXERCISES[name]
    return cases.public_rng(exercise) if seed == "public" else cases.secret_rng(exercise, seed.encode(), "ann")


@pytest.fixture(scope="module")
def right():
    """Compiled exercises by name and seed; new seeds at each run, printed when a test fails."""
    return {
        (name, seed): cases.with_mistakes(EXERCISES[name], generator(name, seed))
        for name in EXERCISES
        for seed in SEEDS
    }


def test_there_are_enough_mistakes():
    assert len(MISTAKES) >= 40


@pytest.mark.parametrize(("name", "number"), MISTAKES)
def test_each_mistake_costs_its_parts_and_is_named(right, name, number):
    exercise, mistake = EXERCISES[name], EXERCISES[name].mistakes[number]
    guards = {part.name for part in exercise.parts if part.guard}
    for seed in SEEDS:
        compiled = right[name, seed]
        verdict = judge.judge(compiled, cases.mistaken_answers(exercise, compiled, mistake))
        lost = {part.name for part in verdict.parts if part.points == 0}
        assert lost == set(mistake.costs), (seed, mistake.says)
        causes = {part.name: part.cause for part in verdict.parts if part.name in lost - guards}
        assert set(causes.values()) <= {f"{mistake.says} {mistake.asks}"}, (seed, mistake.says)
        lines = message.explained(verdict, compiled, "helpers/x.py", 1).lines
        assert len(lines) <= message.MOST_LINES
        assert "Traceback" not in "".join(lines)


@pytest.mark.parametrize(("name", "number"), MISTAKES)
def test_a_mistake_taken_out_of_the_bank_is_never_called_another(right, name, number):
    exercise, mistake = EXERCISES[name], EXERCISES[name].mistakes[number]
    compiled = right[name, "public"]
    others = [one for one in compiled.known if one.says != mistake.says or one.asks != mistake.asks]
    told = {f"{one.says} {one.asks}" for one in others}
    verdict = judge.judge(compiled, cases.mistaken_answers(exercise, compiled, mistake), lambda: others)
    assert not told & {part.cause for part in verdict.parts}


def test_mistakes_of_different_parts_are_both_named(right):
    exercise = EXERCISES["svm_loss_naive-loss"]
    counted, halved = exercise.mistakes[0], next(one for one in exercise.mistakes if "half" in one.says)
    function = exercise.variant(counted.edits + halved.edits)
    compiled = right[exercise.id, "public"]
    answers = judge.gather(compiled, lambda case: calls.call(function, case.driver, case.inputs))
    verdict = judge.judge(compiled, answers)
    text = "\n".join(message.explained(verdict, compiled, "helpers/svm.py", 1).lines)
    assert counted.says in text
    assert halved.says in text


@pytest.mark.parametrize(("module", "number"), [(name, k) for name in CORRECT for k in range(len(CORRECT[name]))])
def test_correct_solutions_written_otherwise_lose_nothing(right, module, number, monkeypatch):
    made = ModuleType("written_otherwise")
    monkeypatch.setitem(sys.modules, made.__name__, made)
    exec(CORRECT[module][number], made.__dict__)
    for name, exercise in EXERCISES.items():
        if exercise.target.startswith(f"{module}."):
            function = getattr(made, exercise.target.partition(".")[2])
            for seed in SEEDS:
                compiled = right[name, seed]
                answers = judge.gather(compiled, lambda case, f=function: calls.call(f, case.driver, case.inputs))
                verdict = judge.judge(compiled, answers)
                assert verdict.points == verdict.max_points, (name, seed, verdict.parts)


def test_every_reference_gets_all_points_and_every_blank_none(right):
    for (name, _), compiled in right.items():
        exercise = EXERCISES[name]
        stub = calls.Answer(error="NotImplementedError") if exercise.target else calls.Answer((None,))
        blank = dict.fromkeys(compiled.cases, stub)
        verdict = judge.judge(compiled, blank)
        assert verdict.is_open
        assert verdict.points == 0
        assert verdict.max_points == exercise.points


@pytest.mark.parametrize(
    "value", [0.0, np.nan, None, "text", (1, 2, 3), np.zeros((5, 5)), (np.nan, None), (0.0, np.zeros((3, 3)))]
)
def test_doing_nothing_earns_nothing(right, value):
    for (name, seed), compiled in right.items():
        if seed == "public" and compiled.target:
            answer = calls.Answer(calls.to_plain(value))
            answers = {name: calls.Answer(answer.value, case.inputs) for name, case in compiled.cases.items()}
            assert judge.judge(compiled, answers).points == 0, (name, value)


SHAPES = [(), (0,), (3,), (2, 2), (0, 5), (1, 1, 1)]
HOSTILE = [
    *(np.full(shape, fill) for shape in SHAPES for fill in (0.0, np.nan, np.inf, 7, True, 1e30, -1e300)),
    *(np.full((3, 2), np.iinfo(dtype).max, dtype) for dtype in (np.uint64, np.int8)),
    *(None, "text", (), (None,) * 5, ("a", "b"), np.float16(1)),
]


def test_no_answer_however_odd_breaks_the_judge(right):
    rng = np.random.default_rng()
    for name, exercise in EXERCISES.items():
        compiled = right[name, "public"]
        for value in HOSTILE:
            size = len(exercise.returns)
            mixed = tuple(calls.to_plain(HOSTILE[k]) for k in rng.integers(len(HOSTILE), size=size))
            for given in (calls.to_plain(value), (calls.to_plain(value),) * size, mixed):
                answers = dict.fromkeys(compiled.cases, calls.Answer(given, (given,)))
                points = judge.judge(compiled, answers).points
                assert points == 0 or not exercise.target, (name, given)  # inf is the answer to one question


def test_an_unknown_mistake_gets_numbers_and_no_cause(right):
    compiled = right["svm_loss_naive-loss", "public"]
    function = EXERCISES["svm_loss_naive-loss"].variant((("s[y[i]] + 1", "s[y[i]] + 1.3"),))
    answers = judge.gather(compiled, lambda case: calls.call(function, case.driver, case.inputs))
    part = judge.judge(compiled, answers).parts[0]
    assert part.cause == ""
    assert part.numbers == "your mean loss 5.5667, expected 5.2667"


def test_a_changed_input_costs_its_own_part(right):
    exercise = EXERCISES["svm_loss_vectorized-loss"]
    compiled = right[exercise.id, "public"]
    function = exercise.variant((("margins = X @ W\n", "margins = X @ W\nX *= 2\n"),))
    answers = judge.gather(compiled, lambda case: calls.call(function, case.driver, case.inputs))
    lost = {part.name for part in judge.judge(compiled, answers).parts if part.points == 0}
    assert lost == {"inputs unchanged"}


def test_a_loop_over_images_costs_only_the_part_vectorized(right):
    compiled = right["svm_loss_vectorized-loss", "public"]
    naive = EXERCISES["svm_loss_naive-loss"].reference()
    answers = judge.gather(compiled, lambda case: calls.call(naive, case.driver, case.inputs))
    lost = {part.name for part in judge.judge(compiled, answers).parts if part.points == 0}
    assert lost == {"vectorized"}


def test_the_public_set_says_the_same_after_a_trip_to_disk(right, tmp_path):
    exercises = {name: right[name, "public"] for name in EXERCISES}
    path = tmp_path / "public.cases"
    path.write_bytes(caseset.dump(exercises, "here"))
    loaded, made_from = caseset.load(path)
    assert made_from == "here"
    exercise = EXERCISES["svm_loss_naive-loss"]
    answers = cases.mistaken_answers(exercise, right[exercise.id, "public"], exercise.mistakes[0])
    assert judge.judge(loaded[exercise.id], answers) == judge.judge(right[exercise.id, "public"], answers)


def test_a_stale_public_set_is_built_again(tmp_path):
    path = tmp_path / "public.cases"
    assert cases.build_public(path)
    assert not cases.build_public(path)
    path.write_bytes(path.read_bytes()[:1000])
    assert cases.build_public(path)
