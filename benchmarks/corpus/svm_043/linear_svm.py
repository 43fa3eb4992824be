import numpy as np


def svm_loss_naive(W, X, y, reg):
    nTrain = X.shape[0];
    nClass = W.shape[1];
    cost = 0;
    grad = np.zeros((X.shape[1], nClass));
    for ii in range(nTrain):
        s = np.dot(X[ii, :], W);
        for jj in range(1, nClass + 1):
            if jj != y[ii]:
                m = s[jj - 1] - s[y[ii] - 1] + 1;
                if m > 0:
                    cost = cost + m;
                    grad[:, jj - 1] = grad[:, jj - 1] + X[ii, :];
                    grad[:, y[ii] - 1] = grad[:, y[ii] - 1] - X[ii, :];
    cost = cost / nTrain + reg * np.sum(W ** 2);
    grad = grad / nTrain + reg * W;
    return cost, grad


def svm_loss_vectorized(W, X, y, reg):
    nTrain = X.shape[0];
    y -= 1;                       # python counts from 0
    ind = (np.arange(nTrain), y);
    s = np.dot(X, W);
    m = s - np.reshape(s[ind], (nTrain, 1)) + 1;
    m[ind] = 0;
    m = m * (m > 0);
    cost = np.sum(m) / nTrain + reg * np.sum(W ** 2);
    a = np.double(m > 0);
    a[ind] = -np.sum(a, 1);
    grad = np.dot(X.T, a) / nTrain + 2 * reg * W;
    return cost, grad
