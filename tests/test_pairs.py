"""What the grading says of a function with two known mistakes in one of its parts, which neither explains alone."""

import numpy as np
import pytest

from grader.bank import EXERCISES, cases
from grader.grading.comparer import Comparer
from helpers.given import judge
from helpers.given.calling import calls


def half_squares_and_weighed_absolutes(W, reg, beta):
    return reg * np.sum(beta * W**2 + np.abs(W)), reg * (beta * W + (1 - beta) * np.sign(W))


def all_images_share_one_sum_of_raw_exps(S):
    return np.exp(S) / np.exp(S).sum()


def forward_and_never_put_back(f, x, h=1e-5):
    gradient, start = np.zeros(x.shape), f(x)
    for k in np.ndindex(x.shape):
        x[k] += h
        gradient[k] = (f(x) - start) / h
    return gradient


def wrong_ones_over_the_classes(y_pred, y):
    return np.sum(y_pred != y) / (np.max(y) + 1)


def one_mistake_that_nobody_knows(W, reg, beta):
    return reg * np.sum(beta * W**2 + np.abs(W)), reg * (2.2 * beta * W + np.sign(W) ** 2 * W**3)


TOLD = {
    half_squares_and_weighed_absolutes: (
        "elastic_net",
        "regularization.elastic-gradient-one-minus-beta",
        "regularization.elastic-gradient-half",
    ),
    all_images_share_one_sum_of_raw_exps: (
        "softmax_probabilities",
        "softmax.normalized-over-batch",
        "softmax.no-shift",
    ),
    forward_and_never_put_back: (
        "numerical_gradient",
        "gradients.forward-difference",
        "gradients.step-not-undone",
    ),
    wrong_ones_over_the_classes: ("accuracy", "scores.error-rate", "scores.accuracy-over-classes"),
    one_mistake_that_nobody_knows: ("elastic_net",),
}


@pytest.fixture(scope="module")
def comparer():
    made = Comparer()
    yield made
    made.end()


@pytest.mark.parametrize("wrong", TOLD, ids=lambda wrong: wrong.__name__)
def test_two_mistakes_at_once_are_both_told(wrong, comparer):
    name, *ids = TOLD[wrong]
    exercise = EXERCISES[name]
    right = cases.compiled(exercise, cases.public_seed(exercise))
    answers = judge.gather(right, lambda case: calls.call(wrong, case.driver, case.inputs))
    parts = [part for part in comparer.judged(right, answers).parts if part.points < part.max_points]
    assert set(ids) <= {id for part in parts for id in (part.mistake, part.symptom)}
    for id in ids:
        mistake = next(one for one in exercise.mistakes if one.id == id)
        assert any(f"{mistake.says} {mistake.asks}" in part.cause for part in parts)
    assert ids or not any(part.mistake for part in parts)


def one_bias_and_no_fractions(X, W, b):
    return (X @ W + b.sum()).astype(int)


def test_of_two_mistakes_one_that_is_told_of_another_part_is_told_once(comparer):
    exercise = EXERCISES["linear_scores"]
    right = cases.compiled(exercise, cases.public_seed(exercise))
    answers = judge.gather(right, lambda case: calls.call(one_bias_and_no_fractions, case.driver, case.inputs))
    products, bias = comparer.judged(right, answers).parts
    assert products.cause.startswith("The scores are cut to whole numbers.")
    assert bias.cause.startswith("The same number is added to every class.") and "whole numbers" not in bias.cause
