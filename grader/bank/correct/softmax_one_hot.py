import numpy as np

def softmax_probabilities(S):
    top = np.amax(S, axis=1, keepdims=True)
    log_sum = top + np.log(np.exp(S - top).sum(axis=1, keepdims=True))
    return np.exp(S - log_sum)

def softmax_loss_naive(W, X, y, reg):
    losses, dW = [], 0 * W
    for x, label in zip(X, y):
        s = [float(np.dot(x, W[:, j])) for j in range(W.shape[1])]
        e = [np.exp(v - max(s)) for v in s]
        losses.append(-s[label] + max(s) + np.log(sum(e)))
        for j in range(len(s)):
            dW[:, j] = dW[:, j] + x * (e[j] / sum(e) - float(j == label)) / len(X)
    return sum(losses) / len(losses) + reg * (W ** 2).sum(), dW + reg * 2 * W

def softmax_loss_vectorized(W, X, y, reg):
    P = softmax_probabilities(X @ W)
    S = X @ W
    hot = (np.arange(W.shape[1])[None, :] == y[:, None]).astype(float)
    top = S.max(1)
    loss = np.mean(top + np.log(np.exp(S - top[:, None]).sum(1)) - (S * hot).sum(1))
    return float(loss + reg * np.einsum("dc,dc", W, W)), X.T @ ((P - hot) / len(y)) + 2 * reg * W
