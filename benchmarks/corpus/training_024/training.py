import numpy as np
from helpers import softmax, svm

def sample_batch(X, y, batch_size, rng):
    num_train = X.shape[0]
    batch_idx = rng.choice(num_train, batch_size)
    return X[batch_idx, :], y[batch_idx]

def sgd_step(W, dW, learning_rate):
    W_next = W.copy()
    W_next += -learning_rate * dW
    return W_next

class LinearClassifier(object):

    def __init__(self):
        self.W = None

    def loss(self, X_batch, y_batch, reg):
        raise NotImplementedError('subclasses do that')

    def train(self, X, y, learning_rate=1e-3, reg=1e-5, num_iters=100,
              batch_size=200, rng=None, progress=iter):
        rng = np.random.default_rng(231) if rng is None else rng
        if self.W is None:
            self.W = 0.001 * rng.standard_normal((X.shape[1], np.max(y) + 1)).astype(X.dtype)
        J = []
        for it in range(num_iters):
            Xb, yb = sample_batch(X, y, batch_size, rng)
            cost, grad = self.loss(Xb, yb, reg)
            J.append(cost)
            self.W = sgd_step(self.W, grad, learning_rate)
            if it % 100 == 0:
                print('iteration %d / %d: cost %f' % (it, num_iters, cost))
        return J

    def predict(self, X):
        y_pred = np.zeros(X.shape[0], dtype=np.int64)
        scores = X.dot(self.W)
        y_pred[:] = scores.argmax(1)
        return y_pred

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
