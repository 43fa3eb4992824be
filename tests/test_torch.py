"""Losses and gradients against PyTorch, an implementation that shares nothing with ours."""

import numpy as np
import pytest

from helpers import softmax, svm

torch = pytest.importorskip("torch", reason="PyTorch is not here: pip install torch==2.13.0 (its CPU build)")


def by_torch(name, W, X, y, reg):
    """Return loss and gradient of the field's own functions, in float64."""
    weights = torch.tensor(W, requires_grad=True)
    scores, labels = torch.tensor(X) @ weights, torch.tensor(y)
    if name.startswith("svm"):
        # multi_margin_loss averages over the classes as well
        loss = torch.nn.functional.multi_margin_loss(scores, labels) * scores.shape[1]
    else:
        loss = torch.nn.functional.cross_entropy(scores, labels)
    loss = loss + reg * (weights * weights).sum()
    loss.backward()
    return loss.item(), weights.grad.numpy()


@pytest.mark.parametrize(
    "loss", [svm.svm_loss_naive, svm.svm_loss_vectorized, softmax.softmax_loss_naive, softmax.softmax_loss_vectorized]
)
def test_a_hundred_random_draws_agree_to_ten_digits(loss, seed):
    rng = np.random.default_rng(list(seed.encode()))
    for _ in range(100):
        N, D, C = rng.integers(1, 12, size=3) + np.array([0, 0, 1])
        W, X = rng.normal(size=(D, C)) * rng.choice([0.01, 1, 5]), rng.normal(size=(N, D))
        y, reg = rng.integers(C, size=N), float(rng.uniform(0, 2))
        right, slope = by_torch(loss.__name__, W, X, y, reg)
        ours, dW = loss(W, X, y, reg)
        assert ours == pytest.approx(right, rel=1e-10, abs=1e-10)
        np.testing.assert_allclose(dW, slope, rtol=1e-10, atol=1e-10)
