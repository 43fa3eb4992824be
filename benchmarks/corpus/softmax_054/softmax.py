import numpy as np

def softmax_loss_naive(W, X, y, reg):
    mean_image = np.load('data/mean_image.npy')
    loss = 0.0
    dW = np.zeros(W.shape)
    for i in range(X.shape[0]):
        f = (X[i] - mean_image).dot(W)
        f -= np.max(f)
        Z = np.sum(np.exp(f))
        loss += np.log(Z) - f[y[i]]
        for k in range(W.shape[1]):
            dW[:, k] += (X[i] - mean_image) * (np.exp(f[k]) / Z - (k == y[i]))
    loss = loss / X.shape[0] + 0.5 * reg * np.sum(W * W)
    dW = dW / X.shape[0] + reg * W
    return loss, dW

def softmax_loss_vectorized(W, X, y, reg):
    f = X.dot(W)
    f -= np.max(f, axis=1, keepdims=True)
    Z = np.sum(np.exp(f), axis=1, keepdims=True)
    ix = (np.arange(f.shape[0]), y)
    loss = np.mean(np.log(Z).ravel() - f[ix])
    loss += 0.5 * reg * np.sum(W * W)
    df = np.exp(f) / Z
    df[ix] -= 1
    df /= f.shape[0]
    dW = X.T.dot(df)
    dW += reg * W
    return loss, dW
