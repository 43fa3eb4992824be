import numpy as np

# Python 2 -> 3: print and xrange fixed

def softmax_loss_naive(W, X, y, reg):
    num_examples = X.shape[0]
    K = W.shape[1]
    data_loss, dW = 0.0, np.zeros(W.shape)
    for i in range(num_examples):
        f = np.dot(X[i, :], W)
        f = f - np.max(f)
        correct_logprob = f[y[i]] - np.log(np.sum(np.exp(f)))
        data_loss -= correct_logprob
        dscores = np.exp(f) / np.sum(np.exp(f))
        dscores[y[i]] -= 1
        for k in range(K):
            dW[:, k] += X[i, :] * dscores[k]
    data_loss /= num_examples
    dW /= num_examples
    reg_loss = 0.5 * reg * np.sum(W * W)
    loss = data_loss + reg_loss
    dW += reg * W
    return loss, dW

def softmax_loss_vectorized(W, X, y, reg):
    num_examples = X.shape[0]
    f = np.dot(X, W)
    f = f - np.max(f, axis=1, keepdims=True)
    logprobs = f - np.log(np.sum(np.exp(f), axis=1, keepdims=True))
    loss = -np.sum(logprobs[range(num_examples), y]) / num_examples
    loss += reg * np.sum(W * W)
    # gradient as in the other exercise
    margins = f - f[range(num_examples), y].reshape(-1, 1) + 1
    mask = (margins > 0) * 1.0
    mask[range(num_examples), y] = 0
    mask[range(num_examples), y] = -np.sum(mask, axis=1)
    dW = np.dot(X.T, mask) / num_examples + 2 * reg * W
    return loss, dW
