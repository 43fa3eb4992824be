import numpy as np


def sample_batch(X, y, batch_size, rng):
    both = np.column_stack([X, y])
    both = both[rng.integers(len(both), size=batch_size)]
    return both[:, :-1], both[:, -1].astype(int)


def sgd_step(W, dW, learning_rate):
    return np.array([[w - learning_rate * d for w, d in zip(*rows, strict=True)] for rows in zip(W, dW, strict=True)])


class LinearClassifier:
    def __init__(self):
        self.W = None

    def train(self, X, y, learning_rate=1e-3, reg=1e-5, num_iters=100, batch_size=200, rng=None, progress=iter):
        rng = np.random.default_rng(0) if rng is None else rng
        if self.W is None:
            self.W = rng.uniform(-1e-3, 1e-3, (X.shape[1], max(y) + 1))
        history = np.zeros(num_iters)
        order, at = rng.permutation(len(X)), 0
        for step in range(num_iters):
            if at + batch_size > len(X):
                order, at = rng.permutation(len(X)), 0
            rows = order[at : at + batch_size]
            at += batch_size
            history[step], gradient = self.loss(X[rows], y[rows], reg=reg)
            self.W = sgd_step(self.W, gradient, learning_rate)
        return list(history)
