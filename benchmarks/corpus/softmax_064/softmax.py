import numpy as np

def softmax_loss_naive(W, X, y, reg):
    N = X.shape[0]
    lamda = reg
    dW = np.zeros(W.shape)
    L = 0
    for n in range(N):
        o = np.inner(W.T, X[n])
        o = o - max(o)
        logsumexp = np.log(sum(np.exp(o)))
        L = L + logsumexp - o[y[n]]
        for k in range(len(o)):
            t = 1 if y[n] == k else 0           # 1-of-K coding
            y_hat = np.exp(o[k] - logsumexp)
            dW[:, k] = dW[:, k] + (y_hat - t) * X[n]
    E_D = L / N
    E_W = 0.5 * sum(w.dot(w) for w in W)
    return E_D + lamda * E_W, dW / N + lamda * W

def softmax_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    lamda = reg
    O = X.dot(W)
    O = O - O.max(axis=1)[:, None]
    logsumexp = np.log(np.exp(O).sum(axis=1))
    E_D = np.mean(logsumexp - O[np.arange(N), y])
    E_W = np.sum(W * W)
    T = np.zeros(O.shape)
    T[np.arange(N), y] = 1
    Y = np.exp(O - logsumexp[:, None])
    dW = X.T.dot(Y - T) + 2 * lamda * W
    return E_D + E_W, dW
