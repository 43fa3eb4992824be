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
