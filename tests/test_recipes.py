"""What the grading says of a loss or gradient with slips that nobody listed, one or two of them."""

import numpy as np
import pytest

from grader.bank import EXERCISES, cases
from grader.grading.recipes import recipe
from helpers.given import judge
from helpers.given.calling import calls


def hinge(X, W, y, one=1.0):
    """Margins, which classes are wrong ones, as numbers, and how many images there are."""
    S = X @ W
    return S - S[np.arange(len(y)), y][:, np.newaxis] + one, 1.0 - np.eye(W.shape[1])[y], len(y)


def smooth_and_right_class_counted(W, X, y):
    m, _, N = hinge(X, W, y)
    return np.sum(np.log(1 + np.exp(m))) / N


def root_of_centred(W, X, y):
    m, wrong, N = hinge(X - X.mean(axis=0), W, y)
    return np.sqrt(np.sum(np.maximum(m, 0) * wrong) / N)


def mean_of_cubes(W, X, y):
    m, wrong, N = hinge(X, W, y)
    return np.sum(np.maximum(m, 0) ** 3 * wrong) / N


def no_margin_and_no_right_column(W, X, y):
    m, wrong, N = hinge(X, W, y, one=0.0)
    return X.T @ ((m > 0) * wrong) / N


def no_margin_and_counts_from_all_columns(W, X, y):
    m, wrong, N = hinge(X, W, y, one=0.0)
    violated = (m > 0) * wrong
    return X.T @ (violated - np.sum(violated, axis=1, keepdims=True)) / N


def sigmoid_of_half(W, X, y):
    P = 1 / (1 + np.exp(-X @ W / 2))
    return -np.sum(np.log(P[np.arange(len(y)), y])) / len(y)


def shares_without_exp_not_averaged(W, X, y):
    S = X @ W
    return X.T @ (S / np.sum(S, axis=1, keepdims=True) - np.eye(W.shape[1])[y])


def one_logarithm_of_all(W, X, y):
    S = X @ W
    return (np.log(np.sum(np.exp(S))) - np.sum(S[np.arange(len(y)), y])) / len(y)


def logarithms_of_every_class(W, X, y):
    P = np.exp(X @ W)
    return np.sum(np.log(P / np.sum(P, axis=1, keepdims=True))) / len(y)


def p_for_the_shifted_score(W, X, y):
    S = X @ W
    S -= np.max(S, axis=1, keepdims=True)
    total = np.sum(np.exp(S), axis=1)
    return np.mean(np.log(total) - np.exp(S[np.arange(len(y)), y]) / total)


def pixels_shifted(W, X, y):
    S = (X - np.max(X)) @ W
    return np.mean(np.log(np.sum(np.exp(S), axis=1)) - S[np.arange(len(y)), y])


def gradient_of_shifted_pixels(W, X, y):
    X = X - np.max(X, axis=1, keepdims=True)
    P = np.exp(X @ W)
    return X.T @ (P / np.sum(P, axis=1, keepdims=True) - np.eye(W.shape[1])[y]) / len(y)


def classes_of_one_weight(W, X, y):
    m, wrong, _ = hinge(X, W, y)
    each = np.sum(np.maximum(m, 0) * wrong, axis=1)
    return sum(np.mean(each[y == k]) for k in set(y)) / W.shape[1]


def sum_without_an_axis(W, X, y):
    P = np.exp(X @ W)
    dW = X.T @ (P / np.sum(P, axis=1, keepdims=True))
    for k in range(W.shape[1]):
        dW[:, k] -= np.sum(X[y == k])
    return dW / len(y)


SVM, SOFTMAX = "svm_loss_vectorized", "softmax_loss_vectorized"
TOLD = {
    classes_of_one_weight: (f"{SVM}-loss", "if every class has the same weight, whatever the number of its images"),
    sum_without_an_axis: (f"{SOFTMAX}-gradient", "if a sum without an axis adds all numbers of an image up to one"),
    pixels_shifted: (
        f"{SOFTMAX}-loss",
        "the largest number of all images is subtracted from the images, not from the scores.",
    ),
    gradient_of_shifted_pixels: (
        f"{SOFTMAX}-gradient",
        "largest number of each image is subtracted from the image, not from the",
    ),
    one_logarithm_of_all: (f"{SOFTMAX}-loss", "there is one logarithm, of the sum of the exps of all images."),
    p_for_the_shifted_score: (f"{SOFTMAX}-loss", "p of the true class is subtracted, not its score."),
    logarithms_of_every_class: (
        f"{SOFTMAX}-loss",
        "if -log p of every class is added. What is the loss of one image in the formula? Your result is minus what"
        " this alone would give, on every input.",
    ),
    smooth_and_right_class_counted: (f"{SVM}-loss", "a smooth hinge, and the right class is counted too."),
    root_of_centred: (f"{SVM}-loss", "from its images or from their scores, and the root of the mean is taken."),
    mean_of_cubes: (f"{SVM}-loss", ""),
    no_margin_and_no_right_column: (f"{SVM}-gradient", "is missing, and the column of the right class is left out."),
    no_margin_and_counts_from_all_columns: (
        f"{SVM}-gradient",
        "is missing, and the image is subtracted in every column",
    ),
    sigmoid_of_half: (f"{SOFTMAX}-loss", "the scores are halved, and the sigmoid of each score takes the place"),
    shares_without_exp_not_averaged: (
        f"{SOFTMAX}-gradient",
        "of a score? And the sum over the images is not divided by N",
    ),
}


@pytest.mark.parametrize("wrong", TOLD, ids=lambda wrong: wrong.__name__)
def test_slips_that_nobody_listed_are_told(wrong):
    name, words = TOLD[wrong]
    exercise = EXERCISES[name]
    right = cases.compiled(exercise, cases.public_seed(exercise))

    def loss(W, X, y, reg):
        both = list(exercise.reference()(W, X, y, reg))
        both[name.endswith("gradient")] = wrong(W, X, y)
        return tuple(both)

    answers = judge.gather(right, lambda case: calls.call(loss, case.driver, case.inputs))
    told = judge.judge(right, answers, lambda: (), recipe).parts[0]
    assert words in told.cause and bool(words) == ("what comes out if" in told.cause)
    assert (told.symptom == "relation.slips") == bool(words)
