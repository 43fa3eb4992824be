import numpy as np

def l2(W, reg):
    return reg * np.linalg.norm(W) ** 2, reg * (W + W)

def l1(W, reg):
    return reg * np.abs(W).sum(), reg * np.where(W > 0, 1.0, -1.0)

def elastic_net(W, reg, beta):
    R = np.sum(beta * W ** 2) + np.sum(np.abs(W))
    return np.float64(reg) * R, 2 * reg * beta * W + reg * ((W > 0).astype(float) - (W < 0))
