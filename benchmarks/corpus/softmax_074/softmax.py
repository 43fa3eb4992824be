import numpy as np

# old post about "sparse softmax regression"

def softmax_loss_naive(W, X, y, reg):
    (n_samples, n_features), n_outputs = X.shape, W.shape[1]
    nll = 0.0
    g = np.zeros((n_features, n_outputs))
    for row in range(n_samples):
        a = [np.sum(X[row] * W[:, o]) for o in range(n_outputs)]
        amax = max(a)
        logZ = amax + np.log(np.sum([np.exp(v - amax) for v in a]))
        nll += logZ - a[y[row]]
        for o in range(n_outputs):
            g[:, o] += np.exp(a[o] - logZ) * X[row]
        g[:, y[row]] -= X[row]
    nll /= n_samples
    g /= n_samples
    nll += reg * np.sum(np.abs(W))
    g += reg * np.sign(W)
    return nll, g

def softmax_loss_vectorized(W, X, y, reg):
    n_samples = X.shape[0]
    a = X.dot(W)
    a = np.clip(a, -50, 50)                 # exp(50) is still fine
    expa = np.exp(a)
    Z = expa.sum(axis=1)
    nll = (np.log(Z) - a[np.arange(n_samples), y]).mean()
    nll += reg * np.sum(W * W)
    delta = expa / Z[:, None]
    delta[np.arange(n_samples), y] -= 1
    g = X.T.dot(delta) / n_samples + 2 * reg * W
    return nll, g
