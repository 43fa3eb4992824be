import numpy as np


def softmax_loss_naive(W, X, y, reg):
    loss = 0.0
    dW = np.zeros_like(W)
    for i in range(X.shape[0]):
        scores = np.matmul(X[i], W)
        scores = scores - np.max(scores)
        exp_scores = np.exp(scores)
        prob = exp_scores / np.sum(exp_scores)
        loss = -np.log(prob[y[i]])
        for j in range(W.shape[1]):
            if j == y[i]:
                dW[:, j] = dW[:, j] + X[i] * (prob[j] - 1)
            else:
                dW[:, j] = dW[:, j] + X[i] * prob[j]
    # take the average
    loss = loss / X.shape[0]
    dW = dW / X.shape[0]
    # add the regularization
    loss = loss + reg * np.sum(W * W)
    dW = dW + 2 * reg * W
    return loss, dW


def softmax_loss_vectorized(W, X, y, reg):
    num = X.shape[0]
    S = np.matmul(X, W)
    S = S - np.max(S, axis=1).reshape(num, 1)
    log_sum = np.log(np.sum(np.exp(S), axis=1))
    right_scores = S[:, y]
    loss = np.mean(log_sum - right_scores) + reg * np.sum(W * W)
    prob = np.exp(S) / np.exp(log_sum).reshape(num, 1)
    prob[np.arange(num), y] = prob[np.arange(num), y] - 1
    dW = np.matmul(X.transpose(), prob) / num + 2 * reg * W
    return loss, dW
