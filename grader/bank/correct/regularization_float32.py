import numpy as np


def l2(W, reg):
    w = W.astype(np.float32)
    return np.float32(reg) * (w * w).sum(), np.float32(2) * np.float32(reg) * w


def l1(W, reg):
    sign = np.zeros(W.shape)
    sign[W > 0] = 1
    sign[W < 0] = -1
    return float(np.sum(reg * sign * W)), reg * sign


def elastic_net(W, reg, beta):
    penalties = np.multiply(beta, np.square(W)) + np.sqrt(np.square(W))
    return (penalties * reg).sum(), reg * (2 * beta * W + np.sign(W))
