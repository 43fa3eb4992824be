"""SGD training loop, the way I know it from PyTorch."""

import numpy as np

from helpers import softmax, svm


def sample_batch(X, y, batch_size, rng):
    # RandomSampler(replacement=False) + drop_last
    perm = np.arange(y.shape[0])
    rng.shuffle(perm)
    sel = perm[:batch_size]
    return X[sel], y[sel]


def sgd_step(W, dW, learning_rate):
    param, grad, lr = W, dW, learning_rate
    return np.add(param, -lr * grad)


class LinearClassifier:
    def __init__(self):
        self.W = None
        self.training = False

    def loss(self, X_batch, y_batch, reg):
        raise NotImplementedError

    def train(self, X, y, learning_rate=1e-3, reg=1e-5, num_iters=100, batch_size=200, rng=None, progress=iter):
        rng = np.random.default_rng(231) if rng is None else rng
        if self.W is None:
            # convex problem, so nn.init.zeros_ does it
            self.W = np.zeros((X.shape[1], np.max(y) + 1), dtype=X.dtype)
        self.training = True
        history = []
        for _ in progress(range(num_iters)):
            xb, yb = sample_batch(X, y, batch_size, rng)
            loss, grad = self.loss(xb, yb, reg)
            history.append(loss)
            self.W = sgd_step(self.W, grad, learning_rate)
        self.training = False
        return history

    def predict(self, X):
        return np.argmax(np.matmul(X, self.W), axis=-1)


class LinearSVM(LinearClassifier):
    """A linear classifier with the multiclass SVM loss."""

    def loss(self, X_batch: np.ndarray, y_batch: np.ndarray, reg: float) -> tuple[float, np.ndarray]:
        """Return your svm_loss_vectorized of the batch at self.W: the loss and its gradient (D, C)."""
        return svm.svm_loss_vectorized(self.W, X_batch, y_batch, reg)


class Softmax(LinearClassifier):
    """A linear classifier with the softmax (cross-entropy) loss."""

    def loss(self, X_batch: np.ndarray, y_batch: np.ndarray, reg: float) -> tuple[float, np.ndarray]:
        """Return your softmax_loss_vectorized of the batch at self.W: the loss and its gradient (D, C)."""
        return softmax.softmax_loss_vectorized(self.W, X_batch, y_batch, reg)
