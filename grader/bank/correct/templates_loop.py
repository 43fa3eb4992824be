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
