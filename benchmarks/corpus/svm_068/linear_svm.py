import numpy as np

def svm_loss_naive(W, X, y, reg):
    m = X.shape[0]; K = W.shape[1];
    J = 0; grad = np.zeros(W.shape);
    for i in range(m):
        h = X[i, :] @ W;
        for k in range(K):
            if k == y[i]: continue
            t = h[k] - h[y[i]] + 1;
            if t > 0:
                J += t;
                grad[:, k] += X[i, :];
                grad[:, y[i]] -= X[i, :];
            #end
        #end
    #end
    J = J / m + reg * np.sum(W ^ 2);
    grad = grad / m + 2 * reg * W;
    return J, grad

def svm_loss_vectorized(W, X, y, reg):
    m = X.shape[0];
    h = X @ W;
    t = h - h[np.r_[0:m], y][:, np.newaxis] + 1;
    t[np.r_[0:m], y] = 0;
    pos = t > 0;
    J = np.sum(t[pos]) / m + reg * W * W;
    delta = pos.astype(float);
    delta[np.r_[0:m], y] = -np.sum(pos, 1);
    grad = X.T @ delta / m + 2 * reg * W;
    return J, grad
