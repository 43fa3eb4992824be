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
