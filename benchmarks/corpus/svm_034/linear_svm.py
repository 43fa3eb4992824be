import numpy as np

def svm_loss_naive(W, X, y, reg):
    N = X.shape[0]
    C = W.shape[1]
    dW = np.zeros_like(W)
    loss = 0.0
    for i in range(N):
        scores = np.dot(X[i, :], W)
        correct_class_score = scores[y[i]]
        for j in range(C):
            if j == y[i]:
                continue
            m = scores[j] - correct_class_score + 1
            if m > 0:
                loss += m
                dW[:, j] += X[i, :]
                dW[:, y[i]] -= X[i, :]
    loss /= N
    loss += reg * np.sum(W * W)
    dW /= N
    dW += 2 * reg * W
    print("loss:", loss)
    print("dW:", dW.shape)


def svm_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    C = W.shape[1]
    scores = np.dot(X, W)
    print("scores:", scores.shape)
    correct = scores[np.arange(N), y]
    correct = correct.reshape(N, 1)
    print("correct:", correct.shape)
    total = 0
    mask = np.zeros((N, C))
    # loop over the classes only, thats allowed
    for j in range(C):
        m = scores[:, j:j+1] - correct + 1
        wrong = (y != j).reshape(N, 1)
        m = m * wrong * (m > 0)
        total = total + np.sum(m)
        mask[:, j:j+1] = m > 0
    mask[np.arange(N), y] = -np.sum(mask, axis=1)
    loss = total / N + reg * np.sum(W * W)
    dW = np.dot(X.T, mask) / N + 2 * reg * W
    print("loss:", loss)
    return loss, dW
