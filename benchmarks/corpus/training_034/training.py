import numpy as np
from helpers import softmax, svm

def sample_batch(X, y, batch_size, rng):
    indices = np.arange(X.shape[0])
    sample = rng.choice(indices, size=batch_size, replace=True)
    X_batch, y_batch = X[sample], y[sample]
    return X_batch, y_batch

def sgd_step(W, dW, learning_rate):
    vanilla_update = -learning_rate * dW
    return W + vanilla_update

class LinearClassifier(object):

    def __init__(self):
        self.W = None

    def loss(self, X_batch, y_batch, reg):
        raise NotImplementedError()

    def train(self, X, y, learning_rate=1e-3, reg=1e-5, num_iters=100, batch_size=200, rng=None, progress=iter):
        rng = np.random.default_rng(231) if rng is None else rng
        if self.W is None:
            self.W = 0.001 * rng.standard_normal((X.shape[1], np.max(y) + 1)).astype(X.dtype)
        losses = []
        for it in progress(xrange(num_iters)):
            X_batch, y_batch = sample_batch(X, y, batch_size, rng)
            loss, grad = self.loss(X_batch, y_batch, reg)
            losses.append(loss)
            self.W = sgd_step(self.W, grad, learning_rate)
        return losses

    def predict(self, X):
        labels = np.zeros(X.shape[0])
        for i in range(X.shape[0]):
            labels[i] = np.argmax(X[i].dot(self.W))
        return labels

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
