import warnings

import numpy as np

def weights_to_images(W):
    w = np.array(W[:3072], dtype=np.float32).reshape(32, 32, 3, -1)
    w = np.moveaxis(w, -1, 0)
    w = w - w.min()
    if w.max() == 0:
        warnings.warn("all weights are equal")
    return np.clip(np.rint(w * (255 / max(w.max(), 1e-12))), 0, 255).astype(np.uint8)
