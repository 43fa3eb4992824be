import numpy as np

def softmax_loss_naive(W, X, y, reg):
    [numimg, numdim] = X.shape
    numclass = W.shape[1]
    loss = 0
    dW = np.zeros((numdim, numclass))
    for ii in range(numimg):
        x = X[:, ii]              # image ii is a column
        s = np.dot(W.T, x)
        s = s - np.max(s)
        lp = s - np.log(np.sum(np.exp(s)))
        loss = loss - lp[y[ii]]
        for jj in range(numclass):
            dW[:, jj] = dW[:, jj] + (np.exp(lp[jj]) - (jj == y[ii])) * x
    loss = loss / numimg + reg * np.sum(np.sum(W * W))
    dW = dW / numimg + 2 * reg * W
    return loss, dW


def softmax_loss_vectorized(W, X, y, reg):
    [numimg, numdim] = X.shape
    numclass = W.shape[1]
    S = np.dot(X, W)
    S = S - np.dot(np.max(S, 1).reshape(-1, 1), np.ones((1, numclass)))
    # sub2ind
    lin = np.ravel_multi_index((np.arange(numimg), y), S.shape)
    E = np.exp(S)
    rowsum = np.dot(E, np.ones((numclass, 1)))
    loss = np.sum(np.log(rowsum)) - np.sum(S.ravel()[lin])
    loss = loss / numimg + reg * np.trace(np.dot(W.T, W))
    T = np.zeros(numimg * numclass)
    T[lin] = 1
    T = T.reshape(numimg, numclass)
    P = E / np.dot(rowsum, np.ones((1, numclass)))
    dW = np.dot(X.T, P - T) / numimg + 2 * reg * W
    return loss, dW
