import numpy as np

d_ = lambda a, b: 1 if a == b else 0        # Kronecker


def softmax_loss_naive(W, X, y, reg):
    N, D = X.shape
    C = W.shape[-1]
    loss, grad = 0., np.zeros((D, C))
    for a in range(N):
        s_a = [np.einsum('i,i->', X[a], W[:, b]) for b in range(C)]
        top = np.max(s_a)
        Z_a = np.sum(np.exp(np.subtract(s_a, top)))
        loss += (top - s_a[y[a]] + np.log(Z_a)) / N
        for b in range(C):
            p_ab = np.exp(s_a[b] - top) / Z_a
            for i in range(D):
                grad[i, b] += X[a, i] * (p_ab - d_(y[a], b)) / N
    # Lagrange multiplier term
    for i in range(D):
        for b in range(C):
            loss += reg * W[i, b] * W[i, b]
            grad[i, b] += reg * 2 * W[i, b]
    return loss, grad


def softmax_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    s = np.einsum('ai,ib->ab', X, W)
    s = s - np.einsum('a,b->ab', s.max(1), np.ones(W.shape[1]))
    Z = np.einsum('ab->a', np.exp(s))
    p = np.einsum('ab,a->ab', np.exp(s), 1 / Z)
    delta = np.zeros_like(p)
    delta[np.arange(N), y] = 1
    loss = np.mean(np.log(Z) - np.einsum('ab,ab->a', delta, s)) + reg * np.einsum('ib,ib->', W, W)
    grad = np.einsum('ab,ai->bi', p - delta, X) / N + 2 * reg * np.einsum('ib->bi', W)
    return loss, grad
