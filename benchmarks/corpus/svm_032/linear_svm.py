import numpy as np

f32 = np.float32


def svm_loss_naive(W, X, y, reg):
    """everything in single precision, as on the gpu"""
    Wf, Xf = W.astype(f32), X.astype(f32)
    acc = f32(0)
    g = np.zeros(Wf.shape, f32)
    for k in range(Xf.shape[0]):
        out = Xf[k] @ Wf
        out -= out[y[k]] - f32(1)
        out[y[k]] = 0
        for c in np.flatnonzero(out > 0):
            acc += out[c]
            g[:, c] += Xf[k]
            g[:, y[k]] -= Xf[k]
    n = f32(Xf.shape[0])
    loss = acc / n + f32(reg) * np.sum(Wf * Wf)
    return float(loss), g / n + f32(2 * reg) * Wf


def svm_loss_vectorized(W, X, y, reg):
    Wf, Xf = W.astype(f32), X.astype(f32)
    n = Xf.shape[0]
    out = Xf @ Wf
    out -= out[np.arange(n), y][:, None].copy()
    out += 1
    out[np.arange(n), y] = 0
    np.maximum(out, 0, out=out)
    loss = out.sum() / f32(n) + f32(reg) * np.sum(np.square(Wf))
    out[out > 0] = 1
    out[np.arange(n), y] = -out.sum(axis=1)
    return float(loss), Xf.T @ out / f32(n) + f32(2 * reg) * Wf
