import numpy as np
from numpy import zeros, ones, size, dot


def svm_loss_naive(W, X, y, reg):
    [nImg, nDim] = X.shape
    nCls = size(W, 1)
    L = 0;
    G = zeros((nDim, nCls));
    for i in range(0, nImg):
        xi = X[i, :];
        scores = dot(xi, W);
        for c in range(0, nCls):
            if c != y[i]:
                h = scores[c] - scores[y[i]] + 1;
                if h > 0:
                    L = L + h;
                    G[:, c] = G[:, c] + xi;
                    G[:, y[i]] = G[:, y[i]] - xi;
                # end if
            # end if
        # end for
    # end for
    L = L / nImg + reg * sum(sum(W * W));
    G = G / nImg + 2 * reg * W;
    return L, G


def svm_loss_vectorized(W, X, y, reg):
    # as in my matlab code: index matrix T, repmat instead of broadcasting
    nImg = size(X, 0);
    nCls = size(W, 1);
    T = zeros((nImg, nCls));
    T.flat[np.arange(0, nImg) * nCls + y] = 1;     # sub2ind
    S = dot(X, W);
    Sy = np.tile(np.sum(S * T, 1).reshape(nImg, 1), (1, nCls));
    H = (S - Sy + 1) * (1 - T);
    A = (H > 0) * 1.0;
    L = np.sum(np.sum(A * H)) / nImg + reg * np.sum(np.sum(W * W));
    cnt = dot(A, ones((nCls, 1)));
    G = dot(X.transpose(), A - T * np.tile(cnt, (1, nCls))) / nImg + 2 * reg * W;
    return L, G
