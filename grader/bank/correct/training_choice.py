import numpy as np

def sample_batch(X, y, batch_size, rng):
    keep = rng.choice(np.arange(len(y)), batch_size, replace=True)
    return X[keep, :], y[keep]

def sgd_step(W, dW, learning_rate):
    return np.subtract(W, np.multiply(learning_rate, dW))

class LinearClassifier:
    def __init__(self):
        self.W = None

    def train(self, X, y, learning_rate=1e-3, reg=1e-5, num_iters=100, batch_size=200, rng=None, progress=iter):
        rng = rng or np.random.default_rng()
        if self.W is None:
            self.W = 0.001 * rng.normal(size=(X.shape[1], y.max() + 1))
        losses = [0] * num_iters
        for k in range(num_iters):
            if k % 2 == 0:
                print(k, self.loss(X, y, reg)[0])
            batch = sample_batch(X, y, batch_size, rng)
            losses[k], step = self.loss(*batch, reg)
            self.W = sgd_step(self.W, step, learning_rate)
            if k % 3 == 0:
                print("after this step", self.loss(*batch, reg)[0])
        return losses
