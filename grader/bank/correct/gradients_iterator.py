import numpy as np

def numerical_gradient(f, x, h=1e-5):
    grad = np.zeros(x.shape)
    it = np.nditer(x, flags=["multi_index"], op_flags=["readwrite"])
    while not it.finished:
        ix = it.multi_index
        x[ix] += h
        plus = f(x)
        x[ix] -= 2 * h
        minus = f(x)
        x[ix] += h  # back, but for the last digit
        grad[ix] = (plus - minus) / (2.0 * h)
        it.iternext()
    return grad

def relative_error(a, b):
    top = np.abs(np.subtract(a, b)).ravel()
    below = (np.abs(a) + np.abs(b)).ravel()
    return max(t / max(1e-8, u) for t, u in zip(top, below))
