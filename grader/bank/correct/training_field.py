import numpy as np


def sample_batch(X, y, batch_size, rng):
    mask = rng.choice(X.shape[0], batch_size, replace=False)
    X_batch = X[mask]
    y_batch = y[mask]
    return X_batch, y_batch


def sgd_step(W, dW, learning_rate):
    velocity = -learning_rate * np.asarray(dW)
    return W + velocity


class LinearClassifier:
    def __init__(self):
        self.W = None

    def train(self, X, y, learning_rate=1e-3, reg=1e-5, num_iters=100, batch_size=200, verbose=False):
        num_train, dim = X.shape
        num_classes = np.max(y) + 1
        if self.W is None:
            self.W = 0.001 * np.random.randn(dim, num_classes)
        loss_history = []
        for it in range(num_iters):
            indices = np.random.choice(num_train, batch_size, replace=True)
            X_batch = X[indices]
            y_batch = y[indices]
            loss, grad = self.loss(X_batch, y_batch, reg)
            loss_history.append(loss)
            self.W += -learning_rate * grad
            if verbose and it % 100 == 0:
                print("iteration %d / %d: loss %f" % (it, num_iters, loss))
        return loss_history

    def loss(self, X_batch, y_batch, reg):
        pass
