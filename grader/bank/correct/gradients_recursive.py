import numpy as np


def numerical_gradient(f, x, h=1e-5):
    def entries(prefix=()):
        if len(prefix) == x.ndim:
            yield prefix
        else:
            for k in range(x.shape[len(prefix)]):
                yield from entries((*prefix, k))

    g = np.full(x.shape, np.nan)
    for place in entries():
        up, down = np.copy(x), np.copy(x)
        up[place] += h
        down[place] -= h
        g[place] = 0.5 * (f(up) - f(down)) / h
    return g


def relative_error(a, b):
    worst = 0.0
    for p, q in zip(np.ravel(a), np.ravel(b), strict=True):
        if p != q:
            worst = max(worst, abs(p - q) / (abs(p) + abs(q)))
    return worst
