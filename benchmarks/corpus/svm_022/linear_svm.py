import numpy as np
try:
    xrange
except NameError:
    xrange = range


def svm_loss_naive(W, X, y, reg):
    """
    Structured hinge loss, Weston-Watkins formulation
    J = 1/m * sum_i sum_{k != y} [w_k.x - w_y.x + 1]_+  +  lambda/2 * |W|^2
    """
    m = X.shape[0]
    K = W.shape[1]
    J = 0.0
    gradJ = np.zeros_like(W)
    for i in xrange(m):
        wy_x = np.dot(W[:, y[i]], X[i])
        for k in xrange(K):
            if k == y[i]:
                continue
            wk_x = np.dot(W[:, k], X[i])
            xi = wk_x - wy_x + 1
            if xi > 0:
                J += xi
                gradJ[:, k] += X[i]
                gradJ[:, y[i]] -= X[i]
    J /= m
    gradJ /= m
    J += reg / 2.0 * np.sum(W * W)
    gradJ += reg * W
    return J, gradJ


def svm_loss_vectorized(W, X, y, reg):
    m = X.shape[0]
    H = X.dot(W)
    H = H - np.array([H[np.arange(m), y]]).T + 1
    H[np.arange(m), y] = 0
    viol = (H > 0).astype('float64')
    J = np.sum(H * viol) / m
    viol[np.arange(m), y] -= np.sum(viol, axis=1)
    gradJ = np.dot(X.T, viol) / m
    J += reg / 2.0 * np.linalg.norm(W) ** 2
    gradJ += reg * W
    return J, gradJ
