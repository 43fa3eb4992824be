"""What is told of a wrong result that no mistake explains and no relation: what every right one has, and it has not."""

import numpy as np
import pytest

from grader.bank import EXERCISES, cases
from helpers import svm
from helpers.given import judge
from helpers.given.calling import calls

LOSS, GRADIENT = "svm_loss_naive-loss", "svm_loss_naive-gradient"


@pytest.fixture(scope="module")
def symptoms():
    """Judges a function without any known mistake; returns the symptoms it is told, by part."""
    compiled = {
        name: cases.compiled(EXERCISES[name], cases.public_seed(EXERCISES[name]))
        for name in (LOSS, GRADIENT, "sgd_step", "train")
    }

    def judged(name, function):
        right = compiled[name]
        answers = judge.gather(right, lambda case: calls.call(function, case.driver, case.inputs))
        verdict = judge.judge(right, answers, lambda: ())
        return {part.name: part.symptom for part in verdict.parts if part.points < part.max_points}

    return judged


LOSSES = {
    "structure.below-zero": lambda loss, W, X: np.log(loss + 0.1) - 2,
    "structure.right-for-equal-scores": lambda loss, W, X: loss + np.std(X @ W),
    "structure.never-too-small": lambda loss, W, X: loss + 1 / (1 + loss),
    "structure.never-too-large": lambda loss, W, X: loss**2 / (1 + loss),
}


@pytest.mark.parametrize("symptom", LOSSES)
def test_a_loss_is_told_what_it_lacks(symptoms, symptom):
    def wrong(W, X, y, reg):
        loss, dW = svm.svm_loss_naive(W, X, y, reg)
        return LOSSES[symptom](loss, W, X), dW

    assert symptoms(LOSS, wrong)["data loss"] == symptom


GRADIENTS = {
    "structure.right-column": lambda X, hot: -0.3 * X.T @ hot,
    "structure.other-columns": lambda X, hot: 0.3 * X.T @ (1 - hot),
    "structure.not-of-images": lambda X, hot: np.arange(X.shape[1] * hot.shape[1]).reshape(X.shape[1], -1) ** 2,
    "structure.unbalanced-rows": lambda X, hot: X.T @ np.ones_like(hot),
    "structure.amounts": lambda X, hot: X.T @ (hot - 1 / hot.shape[1]),
}


@pytest.mark.parametrize("symptom", GRADIENTS)
def test_a_gradient_is_told_what_it_lacks(symptoms, symptom):
    def wrong(W, X, y, reg):
        loss, dW = svm.svm_loss_naive(W, X, y, reg)
        return loss, dW + GRADIENTS[symptom](X, np.eye(W.shape[1])[y])

    assert symptoms(GRADIENT, wrong)["data gradient"] == symptom


def test_a_gradient_wrong_only_where_scores_are_equal_is_told_so(symptoms):
    def wrong(W, X, y, reg):
        loss, dW = svm.svm_loss_naive(W, X, y, reg)
        equal = np.any(np.diff(np.sort(X @ W, axis=1), axis=1) == 0)
        return loss, dW + 0.1 * X.T @ np.eye(W.shape[1])[y] * equal

    assert symptoms(GRADIENT, wrong)["data gradient"] == "structure.wrong-for-equal-scores"


STEPS = {
    "relation.factor": lambda W, dW, rate: W - 3 * rate * dW,
    "structure.step-sizes": lambda W, dW, rate: W - rate * np.sign(dW),
    "structure.step-direction": lambda W, dW, rate: W * (1 - rate * dW),
}


@pytest.mark.parametrize("symptom", STEPS)
def test_a_step_is_told_how_it_goes(symptoms, symptom):
    assert symptoms("sgd_step", STEPS[symptom])["step"] == symptom


TRAINING = {"training.weights-redrawn": "structure.other-start", "training.rate-changes": "structure.right-first-step"}


@pytest.mark.parametrize("mistake", TRAINING)
def test_training_is_told_where_it_leaves_the_way(symptoms, mistake):
    exercise = EXERCISES["train"]
    edits = next(one.edits for one in exercise.mistakes if one.id == mistake)
    assert symptoms("train", exercise.variant(edits))["steps"] == TRAINING[mistake]
