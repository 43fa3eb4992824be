"""The judge: every known mistake costs its parts, is named, and no correct solution loses anything."""

import importlib.util
import json
import pickle
import sys
from dataclasses import replace

import numpy as np
import pytest
from once import alone, told

from grader import quality
from grader.bank import EXERCISES, cases, faults, solutions, variants
from grader.bank.model import Mistake, part
from helpers.given import judge
from helpers.given.calling import calls
from helpers.given.judge import caseset, message, relations, screen


@pytest.fixture(scope="module")
def right():
    """Exercises with their public cases, by name."""
    return {name: cases.with_mistakes(one, cases.public_seed(one)) for name, one in EXERCISES.items()}


@pytest.fixture(scope="module")
def seeds(seed):
    """Of the public cases and a secret set."""
    return "", f"{seed} 0"


@pytest.fixture(scope="module")
def findings(shared, seeds):
    """All findings on an exercise, by its name; one process finds them for all."""

    def found(name: str) -> list[quality.Finding]:
        path = shared / f"findings-{name}.pickle"
        with alone(path) as to_be_made:
            if to_be_made:
                path.write_bytes(pickle.dumps(quality.findings(name, seeds)))
        return pickle.loads(path.read_bytes())

    return found


@pytest.mark.parametrize("name", EXERCISES)
def test_mistakes_cost_their_parts_and_are_named_and_what_is_right_loses_nothing(name, findings):
    told([one.fault for one in findings(name) if one.fault])


@pytest.mark.parametrize("name", [one.id for one in EXERCISES.values() if one.target])
def test_what_is_right_is_right_whatever_is_drawn(name, seed):
    """A chance of 1 in 100 is six marked down in a class of 600."""
    exercise = EXERCISES[name]
    sets = (cases.compiled(exercise, cases.secret_seed(exercise, f"{seed} {k}".encode(), "ann")) for k in range(10))
    told([one.fault for right in sets for one in quality.correct(exercise, right) if one.fault])


def test_each_loss_of_a_training_tells_its_step():
    for k in range(200):
        for case in EXERCISES["train"].cases(np.random.default_rng(k)).values():
            losses = np.sort(case.inputs[6])
            assert np.min(np.diff(losses)) > 0.01


def test_there_are_enough_mistakes_and_correct_solutions(findings, seeds):
    found = [one for name in EXERCISES for one in findings(name)]
    assert len({one.what for one in found if one.kind == "mistake"}) >= 150
    assert sum(one.kind == "correct" for one in found) / len(seeds) >= 80
    named = sum(one.named for one in found if one.kind == "pair")
    # A penalty in the divisor, say, changes what a mistake in the data term looks like: both are charged, one is named.
    assert named >= 0.85 * sum(one.kind == "pair" for one in found) >= 0.85 * 80
    assert "known mistakes" in quality.table(found)


@pytest.mark.parametrize("name", ["softmax_loss_vectorized-loss", "svm_loss_vectorized-gradient", "sample_batch"])
def test_public_and_secret_cases_cost_the_same_parts(name, seed):
    judged, differ = quality.disagreements(name, seed, ids=3)
    assert judged >= 10
    assert differ == []


def test_nothing_in_the_bank_is_half_done():
    told(faults.faults())


WHOLE = EXERCISES["linear_scores"]
TWICE = Mistake(("bias",), "scores.bias-twice", "The bias is added twice.", "How often?", (("S += b", "S += 2 * b"),))
SMALL = replace(WHOLE, parts=(*WHOLE.parts, part("more", 1, "output", "small")))
HALF_DONE = {
    "scores in helpers/scores.py is missing": replace(WHOLE, target="scores.scores"),
    "helpers/score.py is missing": replace(WHOLE, target="score.linear_scores"),
    "has 1 solution regions, not 2": replace(WHOLE, region=1),
    "two exercises have the id predict; give": replace(WHOLE, id="predict"),
    'its part "more" looks at the case small; add it': SMALL,
    "it needs points; what": replace(WHOLE, parts=tuple(replace(one, points=0) for one in WHOLE.parts)),
    "it costs ('biases',), which should be a tuple of some of": replace(TWICE, costs=("biases",)),
    "it costs 'bias', which": replace(TWICE, costs="bias"),
    "its id should be a topic and a slug": replace(TWICE, id="bias twice"),
    "linear_scores says something else under this id": replace(TWICE, id="scores.bias-missing"),
    "'S' is 3 times in the solution, not once": replace(TWICE, edits=(("S", "T"),)),
    "its edits should be a tuple of pairs": replace(TWICE, edits=("S += b", "S += 2 * b")),
    "its edits leave code that is no Python: S += (b.": replace(TWICE, edits=(("S += b", "S += (b"),)),
}


@pytest.mark.parametrize("sentence", HALF_DONE)
def test_what_is_half_done_is_told_in_a_sentence(sentence, monkeypatch):
    half = HALF_DONE[sentence]
    exercise = replace(WHOLE, mistakes=(*WHOLE.mistakes, half)) if isinstance(half, Mistake) else half
    monkeypatch.setattr(faults.bank, "found", lambda: [exercise, EXERCISES["predict"]])
    (fault,) = [one for one in faults.faults() if sentence in one]
    assert fault.endswith(".")
    assert "\n" not in fault


def test_a_mistake_that_costs_nothing_or_too_much_is_told_in_a_sentence():
    harmless = replace(TWICE, edits=(("S += b", "S = S + b"),))
    exercise = replace(WHOLE, mistakes=(harmless,))
    right = cases.with_mistakes(exercise, cases.public_seed(exercise))
    first, _ = quality.mistakes(exercise, right)
    assert first.fault.endswith("scores.bias-twice (mistake): it keeps a part that it should cost.")
    exercise = replace(WHOLE, mistakes=(replace(TWICE, costs=("products",)),))
    right = cases.with_mistakes(exercise, cases.public_seed(exercise))
    assert "keeps a part that it should cost" in next(quality.mistakes(exercise, right)).fault
    exercise = replace(WHOLE, mistakes=(replace(TWICE, costs=("bias",), edits=(("S += b", "S *= 2"),)),))
    right = cases.with_mistakes(exercise, cases.public_seed(exercise))
    assert "costs a part that it should not cost" in next(quality.mistakes(exercise, right)).fault


def test_a_verdict_carries_the_ids_of_mistakes(right):
    exercise, compiled = EXERCISES["svm_loss_naive-loss"], right["svm_loss_naive-loss"]
    counted = next(one for one in exercise.mistakes if one.id == "svm.right-class-counted")
    verdict = judge.judge(compiled, cases.mistaken_answers(exercise, compiled, counted))
    assert verdict.mistakes == ("svm.right-class-counted",)
    plain = json.loads(json.dumps(verdict.to_dict()))
    assert judge.Verdict.from_dict(plain) == verdict
    with pytest.raises(ValueError, match="version 99"):
        judge.Verdict.from_dict(plain | {"version": 99})
    page = message.to_html(message.explained(verdict, compiled, calls.Location("helpers/svm.py", 1)))
    assert 'data-mistakes="svm.right-class-counted"' in page
    assert 'class="tex2jax_ignore mathjax_ignore"' in page
    halved = exercise.variant((("loss += margin", "loss += margin**2 / 2"),))
    answers = judge.gather(compiled, lambda case: calls.call(halved, case.driver, case.inputs))
    part = judge.judge(compiled, answers).parts[0]
    assert (part.mistake, part.symptom) == ("svm.squared-hinge", "relation.factor")


def test_a_notebook_says_the_state_once(right):
    exercise, compiled = EXERCISES["svm_loss_naive-loss"], right["svm_loss_naive-loss"]
    where = calls.Location("helpers/svm.py", 1)
    passed = judge.judge(
        compiled, judge.gather(compiled, lambda case: calls.call(exercise.reference(), case.driver, case.inputs))
    )
    for graded, which in ((False, "visible"), (True, "all")):
        page = message.to_html(message.explained(passed, compiled, where, graded))
        assert f"✓ passed</span> svm_loss_naive: 6 of 6 points ({which} checks).<" in page
        assert page.count("passed") == 1
    missing = calls.Answer(error="NotImplementedError")
    left = judge.judge(compiled, dict.fromkeys(compiled.cases, missing))
    page = message.to_html(message.explained(left, compiled, where))
    assert f"○ still open</span> svm_loss_naive: {compiled.place}.<" in page
    assert 'nowrap">check(svm.svm_loss_naive, &quot;loss&quot;, hint=1)</span>.</div>' in page  # to be copied
    assert page.count("open") == 1


def test_of_a_file_that_cannot_be_loaded_only_the_name_is_bold(right):
    told = message.not_loaded(right["svm_loss_naive-loss"], "helpers/svm.py cannot be loaded. Line 3 is not Python.")
    page = message.to_html(told)
    assert "✗ not right yet</span> svm_loss_naive: not checked</div>" in page
    assert '<div style="padding-left:1.2em; text-indent:-1.2em">helpers/svm.py cannot be loaded. Line 3' in page


DRAWN = ("tall", "shuffled", "wide", "single", "alone", "tiny")
COUNTED = ["svm_loss_naive-loss", "softmax_loss_naive-loss"]


@pytest.mark.parametrize("name", COUNTED)
def test_nothing_that_is_counted_comes_out_as_another_count(name, seed):
    """Or a mistake that multiplies with the one instead of the other would be right by chance."""
    for k in range(100):
        for case_name, case in EXERCISES[name].cases(np.random.default_rng([*seed.encode(), k])).items():
            if case_name not in DRAWN:
                continue
            W, X, y, _ = case.inputs
            (N, D), C = X.shape, W.shape[1]
            sizes = {N, D, C, C - 1}
            assert len(sizes) == 4
            margins = X @ W - (X @ W)[np.arange(N), y][:, np.newaxis] + 1
            violated = np.sum(margins > 0) - N
            assert name.startswith("softmax") or violated not in {0, *sizes}, case_name


def test_two_mistakes_in_the_same_line_are_no_pair():
    exercise = EXERCISES["svm_loss_naive-loss"]
    by_id = {mistake.id: mistake for mistake in exercise.mistakes}
    penalty = by_id["svm.penalty-per-margin"]  # each of these, made after it or before, undoes it or is undone
    for other in ("svm.worst-class-only", "svm.squared-hinge"):
        with pytest.raises(ValueError, match=r"the same place|the inside of a line"):
            exercise.with_both(penalty, by_id[other])


def test_failed_exercises_leave_nothing_more_behind_each_time(seed):
    """The bank is finite, so a worker that lives for days holds each variant once."""

    def judge_failed(student):
        for name in ("svm_loss_naive-loss", "predict", "train"):
            exercise = EXERCISES[name]
            compiled = cases.compiled(exercise, cases.secret_seed(exercise, seed.encode(), student))
            answers = dict.fromkeys(compiled.cases, calls.Answer(calls.to_plain(7.0)))
            assert judge.judge(compiled, answers, cases.lazily_known(exercise, compiled)).points == 0
        return len(sys.modules), variants.variant.cache_info().currsize

    assert judge_failed("ann") == judge_failed("ben") == judge_failed("ann")


def test_a_stop_with_a_value_is_a_stop_where_there_is_one_result(right):
    compiled = right["start_add"]
    answers = judge.gather(compiled, lambda case: calls.Answer(calls.to_plain(5.0), error="ValueError", text="x"))
    assert all(part.error for part in judge.judge(compiled, answers).parts if part.max_points)


def test_a_loss_that_has_no_value_yet_where_its_function_stops_is_no_result():
    def function(W, X, y, reg):
        if reg < 0:
            loss = 1.0
        dW = X @ X
        return loss, dW

    inputs = np.zeros((2, 3)), np.zeros((4, 2)), np.zeros(4, int)
    assert calls.call(function, "plain", (*inputs, 0.1)).value is None
    assert calls.call(function, "plain", (*inputs, -0.1)).value == (1.0, None)


def test_a_message_names_both_of_two_mistakes(right):
    exercise = EXERCISES["svm_loss_naive-loss"]
    counted = next(one for one in exercise.mistakes if one.id == "svm.right-class-counted")
    halved = next(one for one in exercise.mistakes if "half" in one.says)
    function = exercise.variant(counted.edits + halved.edits)
    compiled = right[exercise.id]
    answers = judge.gather(compiled, lambda case: calls.call(function, case.driver, case.inputs))
    text = "\n".join(
        message.explained(judge.judge(compiled, answers), compiled, calls.Location("helpers/svm.py", 1)).lines
    )
    assert counted.says in text
    assert halved.says in text


def test_every_reference_gets_all_points_and_every_blank_none(right):
    for name, compiled in right.items():
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
    for name, compiled in right.items():
        if compiled.target:
            answer = calls.Answer(calls.to_plain(value))
            answers = {name: calls.Answer(answer.value, case.inputs) for name, case in compiled.cases.items()}
            assert judge.judge(compiled, answers).points == 0, (name, value)


SHAPES = [(), (0,), (3,), (2, 2), (0, 5), (1, 1, 1)]
HOSTILE = [
    *(np.full(shape, fill) for shape in SHAPES for fill in (0.0, np.nan, np.inf, 7, True, 1e30, -1e300)),
    *(np.full((3, 2), np.iinfo(dtype).max, dtype) for dtype in (np.uint64, np.int8)),
    *(None, "text", (), (None,) * 5, ("a", "b"), np.float16(1)),
]


def test_no_answer_however_odd_breaks_the_judge(right, seed):
    rng = np.random.default_rng(list(seed.encode()))
    for name, exercise in EXERCISES.items():
        compiled = right[name]
        for value in HOSTILE:
            size = len(exercise.returns)
            mixed = tuple(calls.to_plain(HOSTILE[k]) for k in rng.integers(len(HOSTILE), size=size))
            for given in (calls.to_plain(value), (calls.to_plain(value),) * size, mixed):
                answers = dict.fromkeys(compiled.cases, calls.Answer(given, (given,)))
                points = judge.judge(compiled, answers).points
                assert points == 0 or not exercise.target, (name, given)  # inf is the answer to one question


def test_an_unknown_mistake_gets_numbers_what_is_true_of_them_and_no_name(right):
    compiled = right["svm_loss_naive-loss"]
    function = EXERCISES["svm_loss_naive-loss"].variant((("s[y[i]] + 1", "s[y[i]] + 1.3"),))
    answers = judge.gather(compiled, lambda case: calls.call(function, case.driver, case.inputs))
    part = judge.judge(compiled, answers).parts[0]
    assert (part.mistake, part.symptom) == ("", "structure.never-too-small")
    assert part.numbers == "your mean loss 5.5667, expected 5.2667"


def test_a_changed_input_costs_its_own_part(right):
    exercise = EXERCISES["svm_loss_vectorized-loss"]
    compiled = right[exercise.id]
    function = exercise.variant((("margins = X @ W\n", "margins = X @ W\nX *= 2\n"),))
    answers = judge.gather(compiled, lambda case: calls.call(function, case.driver, case.inputs))
    lost = {part.name for part in judge.judge(compiled, answers).parts if part.points == 0}
    assert lost == {"inputs unchanged"}


def test_a_loop_over_images_costs_only_the_part_vectorized(right):
    compiled = right["svm_loss_vectorized-loss"]
    spec = importlib.util.spec_from_file_location("with_loops", solutions.HELPERS / "svm.py")
    spec.loader.exec_module(made := importlib.util.module_from_spec(spec))
    naive = made.svm_loss_naive
    answers = judge.gather(compiled, lambda case: calls.call(naive, case.driver, case.inputs))
    lost = {part.name for part in judge.judge(compiled, answers).parts if part.points == 0}
    assert lost == {"vectorized"}


def test_the_public_set_says_the_same_after_a_trip_to_disk(right, tmp_path):
    exercises = {name: right[name] for name in EXERCISES}
    path = tmp_path / "public.cases"
    path.write_bytes(caseset.dump(exercises, "here"))
    loaded, made_from = caseset.load(path)
    assert made_from == "here"
    exercise = EXERCISES["svm_loss_naive-loss"]
    answers = cases.mistaken_answers(exercise, right[exercise.id], exercise.mistakes[0])
    assert judge.judge(loaded[exercise.id], answers) == judge.judge(right[exercise.id], answers)


def test_a_stale_public_set_is_built_again(tmp_path):
    path = tmp_path / "public.cases"
    assert cases.build_public(path)
    assert not cases.build_public(path)
    path.write_bytes(path.read_bytes()[:1000])
    assert cases.build_public(path)


def _seen(value, expected, sizes, **inputs):
    return relations.Seen(np.asarray(value), np.asarray(expected), 1.0, sizes, inputs)


@pytest.mark.parametrize("shape", [(), (5, 4)])
def test_nothing_that_comes_with_a_known_mistake_is_screened_out(shape, seed):
    """The screen is there to save time: a factor or a penalty that is found closely has to pass it, others need not."""
    rng = np.random.default_rng(int(seed))
    found = 0
    for _ in range(300):
        above, below = relations.RATIOS[rng.integers(len(relations.RATIOS))]
        times, penalty = rng.choice([1, 2, 0.5, -1, 0.37, 0]), rng.choice([0, 0, 1, 0.5])
        dtype, noise = (np.float32, 1e-6) if rng.random() < 0.5 else (np.float64, 1e-12)
        probes, others = [], []
        for N in (2, 11, 7):
            W, other = rng.standard_normal((5, 4)), rng.standard_normal(shape)
            sizes = {"N": N, "C": 4, "D": 5, "reg": 0.0}
            probe = _seen(other, other, sizes, W=W, reg=0)
            factor = times * relations.multiples([probe])[0][relations.RATIOS.index((above, below))]
            own = np.nan_to_num(factor) * other + penalty * (W if shape else np.sum(W * W))
            own = (own * (1 + noise * rng.standard_normal(shape))).astype(dtype)
            probes.append(_seen(own, other, sizes, W=W, reg=0))
            others.append(other)
        if relations.factor(probes, "It is", "that") or relations.penalty(probes, "It is"):
            found += 1
            assert screen.Screen(probes).passes(others)
    assert found > 50
    strangers = [_seen(rng.standard_normal(shape), 0, {"N": 2, "C": 4, "D": 5, "reg": 1.0}) for _ in range(9)]
    assert not screen.Screen(strangers).passes([rng.standard_normal(shape) for _ in strangers])
    assert not screen.Screen(strangers).passes([rng.standard_normal((3, 2)) for _ in strangers])
