"""
Softmax classifier, adapted to this course from my notes of a blog (2014!!)
"""
import numpy as np

def softmax_loss_naive(W, X, y, reg):
    loss = 0.0
    dW = np.zeros(W.shape)
    n_examples, n_dims = X.shape
    n_classes = W.shape[1]
    for i in xrange(n_examples):
        f = np.dot(X[i], W)
        f -= f.max()
        total = 0.0
        for j in xrange(n_classes):
            total += np.exp(f[j])
        loss += np.log(total) - f[y[i]]
        for j in xrange(n_classes):
            dW[:, j] += np.exp(f[j]) / total * X[i]
        dW[:, y[i]] -= X[i]
    loss /= float(n_examples)
    dW /= float(n_examples)
    loss += 0.5 * reg * np.sum(W * W)
    dW += reg * W
    return loss, dW

def softmax_loss_vectorized(W, X, y, reg):
    n_examples = X.shape[0]
    f = np.dot(X, W)
    f -= np.amax(f, axis=1).reshape((n_examples, 1))
    expf = np.exp(f)
    denominators = np.sum(expf, axis=1)
    data_loss = np.sum(np.log(denominators) - f[range(n_examples), y]) / float(n_examples)
    reg_loss = 0.5 * reg * np.sum(W * W)   # the half is so the 2 goes away in the gradient

    dscores = expf / denominators.reshape((n_examples, 1))
    dscores[range(n_examples), y] -= 1
    dscores /= float(n_examples)
    dW = np.dot(X.T, dscores) + reg * W
    return data_loss + reg_loss, dW
