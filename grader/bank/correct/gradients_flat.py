import numpy as np


def numerical_gradient(f, x, h=1e-5):
    flat = x.reshape(-1)
    out = []
    for k in range(flat.size):
        keep = float(flat[k])
        try:
            flat[k] = keep + h
            high = f(x)
            flat[k] = keep - h
            low = f(x)
        finally:
            flat[k] = keep
        out.append((high - low) / (2 * h))
    return np.reshape(out, np.shape(x))


def relative_error(a, b):
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    with np.errstate(invalid="ignore"):
        errors = np.abs(a - b) / (np.abs(a) + np.abs(b))
    return np.nanmax(np.nan_to_num(errors))
