import numpy as np

# from the tutorial on softmax regression, translated from python2

def softmax_loss_naive(W, X, y, reg):
    data_cost = 0.0
    gradW = np.zeros(W.shape)
    for idx in range(X.shape[0]):
        theta = W.T.dot(X[idx])
        theta = theta - np.max(theta)
        hyp = np.exp(theta) / np.sum(np.exp(theta))
        data_cost += -np.log(hyp[y[idx]])
        for k in range(W.shape[1]):
            gradW[:, k] += X[idx] * (hyp[k] - int(y[idx] == k))
    cost = data_cost / X.shape[0] + 0.5 * reg * np.sum(W ** 2)
    gradW = gradW / X.shape[0] + 2 * reg * W
    return cost, gradW


def softmax_loss_vectorized(W, X, y, reg):
    theta = W.T.dot(X.T)                                   # one example per column, (C, N)
    theta = theta - np.max(theta, axis=0)
    log_norm = np.log(np.sum(np.exp(theta), axis=0))
    N = X.shape[0]
    cost = np.sum(log_norm - theta[y, np.arange(N)]) / N
    hyp = np.exp(theta - log_norm)
    hyp[y, np.arange(N)] -= 1
    grad = hyp.dot(X).T / N
    # weight decay
    cost = cost + reg / 2.0 * np.linalg.norm(W) ** 2
    grad = grad + reg * W
    return cost, grad
