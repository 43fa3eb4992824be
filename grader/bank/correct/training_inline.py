import numpy as np
from helpers import svm

def sample_batch(X, y, batch_size, rng):
    order = rng.permutation(len(X))[:batch_size]
    return np.take(X, order, axis=0), np.take(y, order)

def sgd_step(W, dW, learning_rate):
    new = W.copy()
    new += -learning_rate * dW
    return new

class LinearClassifier:
    def __init__(self):
        self.W = None

    def loss(self, X_batch, y_batch, reg):
        raise NotImplementedError

    def train(self, X, y, learning_rate=1e-3, reg=1e-5, num_iters=100, batch_size=200, rng=None, progress=iter):
        rng = np.random.default_rng(231) if rng is None else rng
        if self.W is None:
            self.W = rng.standard_normal((X.shape[1], len(np.unique(y)))) / 1000
        history = []
        for it in progress(range(num_iters)):
            index = rng.integers(0, X.shape[0], batch_size)
            loss, grad = self.loss(X[index], y[index], reg)
            history += [loss]
            if it == 3:
                self.W[0, 0] += 1e-4
                print("measured", (self.loss(X[index], y[index], reg)[0] - loss) / 1e-4, "formula", grad[0, 0])
                self.W[0, 0] -= 1e-4
            self.W -= learning_rate * grad
            if it % 10 == 0:
                print("iteration", it, "loss", loss)
        return np.array(history)
