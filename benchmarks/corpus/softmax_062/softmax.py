import numpy as np

def softmax_loss_naive(W, X, y, reg):
    N = X.shape[0]; K = W.shape[1]
    loss = 0.; dW = np.zeros(W.shape)
    i = 0
    while i < N:
        s = np.dot(X[i, :], W)
        s = s - s.max()
        tot = 0.
        k = 0
        while k < K:
            tot = tot + np.exp(s[k])
            k = k + 1
        loss = loss + np.log(tot) - s[y[i]]
        k = 0
        while k < K:
            dW[:, k] = dW[:, k] + np.exp(s[k]) / tot * X[i, :]
            if k == y[i]:
                dW[:, k] = dW[:, k] - X[i, :]
            k = k + 1
    # end
    loss = loss / N + reg * np.sum(W * W)
    dW = dW / N + 2 * reg * W
    return loss, dW

def softmax_loss_vectorized(W, X, y, reg):
    N = X.shape[0]; K = W.shape[1]
    S = np.dot(W.T, X.T)                          # K x N, one image per column as in the lecture
    S = S - np.dot(np.ones((K, 1)), S.max(0).reshape(1, N))
    logSum = np.log(np.sum(np.exp(S), 0))         # 1 x N
    G = np.zeros((K, N))
    G[y, np.arange(N)] = 1                        # like sparse(y, 1:N, 1)
    loss = (np.sum(logSum) - np.sum(G * S)) / N + reg * np.sum(W.flatten() ** 2)
    P = np.exp(S - np.dot(np.ones((K, 1)), logSum.reshape(1, N)))
    dW = np.dot(P - G, X).T / N + 2 * reg * W
    return loss, dW
