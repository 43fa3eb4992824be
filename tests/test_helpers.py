"""The reference solutions: right by the lecture's numbers and numeric gradients, and sparing with memory and dtype."""

import doctest
import importlib
import tracemalloc

import numpy as np
import pytest

from grader.bank.solutions import edited_helpers
from helpers import scores, softmax, svm, templates, training

LOSSES = [svm.svm_loss_naive, svm.svm_loss_vectorized, softmax.softmax_loss_naive, softmax.softmax_loss_vectorized]
VECTORIZED = [svm.svm_loss_vectorized, softmax.softmax_loss_vectorized]


def draw(N=7, D=5, C=4):
    rng = np.random.default_rng(231)
    W, X = rng.normal(size=(D, C)), rng.normal(size=(N, D))
    return W, X, np.array([2, 0, 3, 1, 0, 2, 3])


@pytest.mark.parametrize("name", edited_helpers())
def test_the_examples_in_the_docstrings_hold(name):
    module = importlib.import_module(f"helpers.{name.removesuffix('.py')}")
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize("loss", LOSSES)
def test_losses_of_the_fixed_draw(loss):
    # values computed independently on this draw, to nine digits
    right = 6.991227315 if "svm" in loss.__name__ else 3.746180805
    assert loss(*draw(), 0.0)[0] == pytest.approx(right, abs=1e-8)
    assert loss(*draw(), 0.1)[0] == pytest.approx(right + 0.1 * 28.332514784, abs=1e-8)


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("reg", [0.0, 0.37])
def test_gradients_agree_with_numeric_ones(loss, reg):
    W, X, y = draw()
    _, dW = loss(W, X, y, reg)
    for index in np.ndindex(W.shape):
        step = np.zeros_like(W)
        step[index] = 1e-6
        numeric = (loss(W + step, X, y, reg)[0] - loss(W - step, X, y, reg)[0]) / 2e-6
        assert dW[index] == pytest.approx(numeric, abs=1e-7)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_vectorized_code_keeps_the_dtype(dtype):
    W, X, y = draw()
    for function in VECTORIZED:
        loss, dW = function(W.astype(dtype), X.astype(dtype), y, 0.1)
        assert loss.dtype == dW.dtype == dtype
    assert scores.linear_scores(X.astype(dtype), W.astype(dtype), np.zeros(4, dtype)).dtype == dtype
    assert scores.append_ones(X.astype(dtype)).dtype == dtype


@pytest.mark.parametrize("loss", VECTORIZED)
def test_a_vectorized_loss_holds_few_arrays_of_scores(loss):
    rng = np.random.default_rng(0)
    N, C = 50_000, 10
    W, X, y = rng.normal(size=(5, C)), rng.normal(size=(N, 5)), rng.integers(C, size=N)
    tracemalloc.start()
    loss(W, X, y, 0.1)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2.3 * N * C * 8


@pytest.mark.parametrize("kind", [training.LinearSVM, training.Softmax])
def test_training_separates_three_clouds(kind):
    rng = np.random.default_rng(1)
    y = np.arange(600) % 3
    X = np.hstack([rng.normal(size=(600, 2)) + 4 * np.eye(3)[y][:, :2], np.ones((600, 1))])
    classifier = kind()
    losses = classifier.train(X, y, learning_rate=0.1, reg=1e-3, num_iters=300, batch_size=32)
    assert len(losses) == 300
    assert losses[-1] < 0.5 * losses[0]
    assert scores.accuracy(classifier.predict(X), y) > 0.95


def test_training_twice_from_nothing_gives_the_same_weights():
    rng = np.random.default_rng(2)
    X, y = rng.normal(size=(50, 4)).astype(np.float32), rng.integers(3, size=50)
    weights = []
    for _ in range(2):
        classifier = training.LinearSVM()
        classifier.train(X, y, num_iters=5, batch_size=8)
        weights.append(classifier.W)
    np.testing.assert_array_equal(*weights)
    assert weights[0].dtype == np.float32


def test_templates_of_equal_weights_are_of_one_colour():
    images = templates.weights_to_images(np.full((3073, 2), 0.3))
    assert images.shape == (2, 32, 32, 3)
    assert images.dtype == np.uint8
    assert np.ptp(images) == 0
