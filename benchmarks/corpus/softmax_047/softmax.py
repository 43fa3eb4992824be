import numpy as np

IMAGE_SIZE = 32 * 32 * 3 + 1
NUM_CLASSES = 10


def _check_shapes(W, X, y):
    assert X.ndim == 2 and W.ndim == 2 and y.ndim == 1
    assert X.shape[0] == y.shape[0], "one label per image"
    assert X.shape[1] == W.shape[0], "X and W do not fit"


def _check_cifar(W):
    assert W.shape == (IMAGE_SIZE, NUM_CLASSES), f"unexpected weights {W.shape}"


class _Accumulator:
    def __init__(self, shape):
        self.loss = 0.0
        self.grad = np.zeros(shape)
        self.count = 0

    def add(self, loss, grad):
        self.loss += loss
        self.grad += grad
        self.count += 1

    def mean(self):
        return self.loss / self.count, self.grad / self.count


def softmax_loss_naive(W, X, y, reg):
    _check_shapes(W, X, y)
    _check_cifar(W)
    acc = _Accumulator(W.shape)
    for x, label in zip(X, y):
        s = x @ W
        s = s - s.max()
        lse = np.log(np.exp(s).sum())
        grad = np.zeros(W.shape)
        for c in range(NUM_CLASSES):
            grad[:, c] = (np.exp(s[c] - lse) - (c == label)) * x
        acc.add(lse - s[label], grad)
    loss, dW = acc.mean()
    return loss + reg * np.sum(W * W), dW + 2 * reg * W


def softmax_loss_vectorized(W, X, y, reg):
    _check_shapes(W, X, y)
    n = X.shape[0]
    s = X @ W
    s = s - s.max(axis=1).reshape(n, 1)
    lse = np.log(np.exp(s).sum(axis=1))
    true_class = np.ravel_multi_index((np.arange(n), y), s.shape)
    loss = np.mean(lse - s.take(true_class))
    residual = np.exp(s - lse.reshape(n, 1))
    residual.flat[true_class] -= 1
    return loss + reg * np.sum(W * W), X.T @ residual / n + 2 * reg * W
