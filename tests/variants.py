"""Correct solutions written in other ways than the reference: none of them may lose a point."""

SCORES_EINSUM = """
import numpy as np

def linear_scores(X, W, b):
    return np.einsum("nd,dc->nc", X, W) + b[None, :]

def append_ones(X):
    return np.concatenate((X, np.ones(len(X))[:, None]), axis=1)

def predict(S):
    return S.argsort(axis=1)[:, -1]

def accuracy(y_pred, y):
    return float((np.asarray(y_pred) == np.asarray(y)).sum()) / len(y)
"""

SCORES_LISTS = """
import numpy as np

def linear_scores(X, W, b):
    print("scores of", len(X), "images")
    return [[float(sum(x[d] * W[d, c] for d in range(len(x))) + b[c]) for c in range(W.shape[1])] for x in X]

def append_ones(X):
    out = np.ones((X.shape[0], X.shape[1] + 1), dtype=np.float32)
    out[:, :-1] = X
    return out

def predict(S):
    return [int(np.where(s == max(s))[0][0]) for s in S]

def accuracy(y_pred, y):
    return sum(1 for a, b in zip(y_pred, y) if a == b) / len(y)
"""

SCORES_MATRIX = """
import numpy as np

def linear_scores(X, W, b):
    return np.matrix(X) * np.matrix(W) + np.matrix(b)

def append_ones(X):
    return np.c_[X, np.ones(X.shape[0])]

def predict(S):
    return np.argmax(np.asarray(S, dtype=np.float32), 1).astype(np.int8)

def accuracy(y_pred, y):
    return np.float32(1) - np.count_nonzero(y_pred != y) / np.float32(y.size)
"""

SVM_CLASSIC = """
import numpy as np

def svm_loss_naive(W, X, y, reg):
    dW = np.zeros(W.shape)
    num_classes, num_train = W.shape[1], X.shape[0]
    loss = 0.0
    for i in range(num_train):
        scores = X[i].dot(W)
        correct = scores[y[i]]
        for j in range(num_classes):
            if j != y[i]:
                margin = scores[j] - correct + 1.0
                if margin >= 0:
                    loss += margin
                    dW[:, j] += X[i].T
                    dW[:, y[i]] += -X[i].T
    loss = loss / num_train + reg * np.sum(W ** 2)
    dW = dW / num_train + reg * 2 * W
    return loss, dW

def svm_loss_vectorized(W, X, y, reg):
    scores = X.dot(W)
    correct = scores[range(len(y)), list(y)].reshape(-1, 1)
    margin = np.where(scores - correct + 1 > 0, scores - correct + 1, 0)
    margin[np.arange(len(y)), y] = 0
    loss = margin.sum(1).mean() + reg * np.linalg.norm(W) ** 2
    mask = (margin > 0) * 1.0
    mask[np.arange(len(y)), y] -= mask.sum(1)
    return loss, np.dot(X.T, mask) / len(y) + 2 * reg * W
"""

SVM_ONE_HOT = """
import numpy as np

def _one_hot(y, C):
    return np.eye(C)[y]

def svm_loss_naive(W, X, y, reg):
    total, dW = 0, W * 0
    for x, label in zip(X, y):
        s = W.T @ x
        terms = [max(0, s[j] - s[label] + 1) for j in range(len(s)) if j != label]
        total += sum(terms)
        for j in range(len(s)):
            if j != label and s[j] - s[label] + 1 > 0:
                dW[:, j] += x / len(X)
                dW[:, label] -= x / len(X)
    return float(total / len(X) + reg * (W.flatten() @ W.flatten())), dW + 2.0 * reg * W

def svm_loss_vectorized(W, X, y, reg):
    hot = _one_hot(y, W.shape[1])
    S = X @ W
    margins = np.maximum(0, S - (S * hot).sum(axis=1, keepdims=True) + 1) * (1 - hot)
    violated = np.float64(margins > 0)
    dS = violated - hot * violated.sum(axis=1, keepdims=True)
    loss = np.sum(margins) / X.shape[0] + reg * np.sum(np.square(W))
    return np.float64(loss), X.T.dot(dS) / X.shape[0] + 2 * reg * W
"""

SVM_FLOAT32 = """
import numpy as np

def svm_loss_naive(W, X, y, reg):
    N = len(y)
    loss, dW = np.float32(0), np.zeros_like(W, dtype=np.float32)
    for i in range(N):
        s = np.float32(X[i] @ W)
        m = np.maximum(0, s - s[y[i]] + 1)
        m[y[i]] = 0
        loss += m.sum()
        c = (m > 0).astype(np.float32)
        c[y[i]] = -c.sum()
        dW += np.outer(X[i], c)
    return loss / N + np.float32(reg) * np.sum(np.float32(W) ** 2), dW / N + np.float32(2 * reg) * np.float32(W)

def svm_loss_vectorized(W, X, y, reg):
    X, W = X.astype(np.float32), W.astype(np.float32)
    N, C = X.shape[0], W.shape[1]
    S = X @ W
    truth = S[np.arange(N), y]
    loss, dW, count = 0, np.zeros_like(W), np.zeros(N, dtype=np.float32)
    for c in range(C):
        m = np.where(y == c, 0, np.maximum(0, S[:, c] - truth + 1))
        loss = loss + m.sum()
        on = (m > 0).astype(np.float32)
        count += on
        dW[:, c] += on @ X
    for c in range(C):
        dW[:, c] -= (count * (y == c)) @ X
    return loss / N + reg * np.sum(W * W), dW / N + 2 * reg * W
"""

TRAINING_INLINE = """
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
        history = []
        for it in progress(range(num_iters)):
            index = rng.integers(0, X.shape[0], batch_size)
            loss, grad = self.loss(X[index], y[index], reg)
            history += [loss]
            self.W -= learning_rate * grad
            if it % 10 == 0:
                print("iteration", it, "loss", loss)
        return np.array(history)

    def predict(self, X):
        scores = X.dot(self.W)
        y_pred = np.zeros(X.shape[0], dtype=int)
        for i in range(X.shape[0]):
            y_pred[i] = np.argmax(scores[i])
        return y_pred
"""

TRAINING_CHOICE = """
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
        losses = [0] * num_iters
        for k in range(num_iters):
            batch = sample_batch(X, y, batch_size, rng)
            losses[k], step = self.loss(*batch, reg)
            self.W = sgd_step(self.W, step, learning_rate)
        return losses

    def predict(self, X):
        return np.argsort(-(X @ self.W), axis=1)[:, 0]
"""

TEMPLATES_LOOP = """
import numpy as np

def weights_to_images(W):
    D, C = W.shape
    w = W[: D - 1, :]
    out = np.zeros((C, 32, 32, 3), dtype="uint8")
    lo, hi = np.min(w), np.max(w)
    for c in range(C):
        picture = w[:, c].reshape(32, 32, 3)
        if hi != lo:
            out[c] = (255.0 * (picture - lo) / (hi - lo)).astype("uint8")
    return out
"""

TEMPLATES_CLIP = """
import numpy as np

def weights_to_images(W):
    w = np.array(W[:3072], dtype=np.float32).reshape(32, 32, 3, -1)
    w = np.moveaxis(w, -1, 0)
    w = w - w.min()
    return np.clip(np.rint(w * (255 / max(w.max(), 1e-12))), 0, 255).astype(np.uint8)
"""

SOFTMAX_CLASSIC = """
import numpy as np

def softmax_probabilities(S):
    e = np.exp(S - S.max(axis=1)[:, None])
    return e / e.sum(axis=1).reshape(-1, 1)

def softmax_loss_naive(W, X, y, reg):
    loss, dW = 0.0, np.zeros_like(W)
    for i in range(X.shape[0]):
        f = X[i].dot(W)
        p = np.exp(f - np.max(f)) / np.sum(np.exp(f - np.max(f)))
        loss += -np.log(p[y[i]])
        for j in range(W.shape[1]):
            dW[:, j] += (p[j] - (j == y[i])) * X[i]
    return loss / X.shape[0] + reg * np.sum(W * W), dW / X.shape[0] + 2 * reg * W

def softmax_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    f = X.dot(W)
    f -= np.max(f, axis=1, keepdims=True)
    log_p = f - np.log(np.sum(np.exp(f), axis=1, keepdims=True))
    loss = -np.sum(log_p[range(N), y]) / N + reg * np.sum(np.square(W))
    d = np.exp(log_p)
    d[range(N), y] -= 1
    return loss, X.T.dot(d) / N + 2 * reg * W
"""

SOFTMAX_ONE_HOT = """
import numpy as np

def softmax_probabilities(S):
    top = np.amax(S, axis=1, keepdims=True)
    log_sum = top + np.log(np.exp(S - top).sum(axis=1, keepdims=True))
    return np.exp(S - log_sum)

def softmax_loss_naive(W, X, y, reg):
    losses, dW = [], 0 * W
    for x, label in zip(X, y):
        s = [float(np.dot(x, W[:, j])) for j in range(W.shape[1])]
        e = [np.exp(v - max(s)) for v in s]
        losses.append(-s[label] + max(s) + np.log(sum(e)))
        for j in range(len(s)):
            dW[:, j] = dW[:, j] + x * (e[j] / sum(e) - float(j == label)) / len(X)
    return sum(losses) / len(losses) + reg * (W ** 2).sum(), dW + reg * 2 * W

def softmax_loss_vectorized(W, X, y, reg):
    P = softmax_probabilities(X @ W)
    S = X @ W
    hot = (np.arange(W.shape[1])[None, :] == y[:, None]).astype(float)
    top = S.max(1)
    loss = np.mean(top + np.log(np.exp(S - top[:, None]).sum(1)) - (S * hot).sum(1))
    return float(loss + reg * np.einsum("dc,dc", W, W)), X.T @ ((P - hot) / len(y)) + 2 * reg * W
"""

GRADIENTS_ITERATOR = """
import numpy as np

def numerical_gradient(f, x, h=1e-5):
    grad = np.zeros(x.shape)
    it = np.nditer(x, flags=["multi_index"], op_flags=["readwrite"])
    while not it.finished:
        ix = it.multi_index
        old = x[ix]
        x[ix] = old + h
        plus = f(x)
        x[ix] = old - h
        minus = f(x)
        x[ix] = old
        grad[ix] = (plus - minus) / (2.0 * h)
        it.iternext()
    return grad

def relative_error(a, b):
    top = np.abs(np.subtract(a, b)).ravel()
    below = (np.abs(a) + np.abs(b)).ravel()
    return max(t / max(1e-8, u) for t, u in zip(top, below))
"""

GRADIENTS_UNIT_VECTORS = """
import numpy as np

def numerical_gradient(f, x, h=1e-5):
    slopes = []
    for k in range(x.size):
        e = np.zeros(x.size)
        e[k] = h
        e = e.reshape(x.shape)
        slopes.append((f(x + e) - f(x - e)) / 2 / h)
    return np.array(slopes).reshape(x.shape)

def relative_error(a, b):
    both_zero = (a == 0) & (b == 0)
    scale = np.where(both_zero, 1.0, np.abs(a) + np.abs(b))
    return float((np.abs(a - b) / scale).max())
"""

REGULARIZATION_LOOPS = """
import numpy as np

def l2(W, reg):
    return reg * float((np.asarray(W) ** 2).sum()), np.multiply(2 * reg, W)

def l1(W, reg):
    total, gradient = 0.0, np.zeros(W.shape)
    for k in np.ndindex(*W.shape):
        total += abs(W[k])
        gradient[k] = reg if W[k] >= 0 else -reg
    return reg * total, gradient

def elastic_net(W, reg, beta):
    return beta * l2(W, reg)[0] + l1(W, reg)[0], beta * l2(W, reg)[1] + l1(W, reg)[1]
"""

REGULARIZATION_WHERE = """
import numpy as np

def l2(W, reg):
    return reg * np.linalg.norm(W) ** 2, reg * (W + W)

def l1(W, reg):
    return reg * np.abs(W).sum(), reg * np.where(W > 0, 1.0, -1.0)

def elastic_net(W, reg, beta):
    R = np.sum(beta * W ** 2) + np.sum(np.abs(W))
    return np.float64(reg) * R, 2 * reg * beta * W + reg * ((W > 0).astype(float) - (W < 0))
"""

CORRECT = {
    "regularization": [REGULARIZATION_LOOPS, REGULARIZATION_WHERE],
    "softmax": [SOFTMAX_CLASSIC, SOFTMAX_ONE_HOT],
    "gradients": [GRADIENTS_ITERATOR, GRADIENTS_UNIT_VECTORS],
    "scores": [SCORES_EINSUM, SCORES_LISTS, SCORES_MATRIX],
    "svm": [SVM_CLASSIC, SVM_ONE_HOT, SVM_FLOAT32],
    "training": [TRAINING_INLINE, TRAINING_CHOICE],
    "templates": [TEMPLATES_LOOP, TEMPLATES_CLIP],
}
