import numpy as np
from helpers import softmax, svm


def sample_batch(X, y, batch_size, rng):
    [N, D] = X.shape;
    ind = rng.integers(0, N - 1, batch_size);
    X_batch = X[ind, :];
    y_batch = y[ind];
    return X_batch, y_batch


def sgd_step(W, dW, learning_rate):
    W_new = W - learning_rate * dW;
    return W_new


class LinearClassifier:

    def __init__(self):
        self.W = None

    def loss(self, X_batch, y_batch, reg):
        raise NotImplementedError('use LinearSVM or Softmax')

    def train(self, X, y, learning_rate=1e-3, reg=1e-5, num_iters=100, batch_size=200, rng=None, progress=iter):
        rng = np.random.default_rng(231) if rng is None else rng
        if self.W is None:
            self.W = 0.001 * rng.standard_normal((X.shape[1], np.max(y) + 1)).astype(X.dtype)
        losses = [];
        for it in progress(range(1, num_iters)):
            [X_batch, y_batch] = sample_batch(X, y, batch_size, rng);
            [loss, dW] = self.loss(X_batch, y_batch, reg);
            losses.append(loss);
            self.W = sgd_step(self.W, dW, learning_rate);
        return losses

    def predict(self, X):
        S = np.dot(X, self.W);
        label = np.argmax(S, 1) + 1;
        return label


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
