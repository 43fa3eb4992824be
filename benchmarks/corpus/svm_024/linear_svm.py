import numpy as np

def svm_loss_naive(W, X, y, reg):
  N = X.shape[0]
  loss = 0.0
  dW = np.zeros(W.shape)
  for i in range(N):
    s = X[i].dot(W)
    for j in range(W.shape[1]):
      if j == y[i]:
        continue
      marg = s[j] - s[y[i]] + 1
      if marg > 0:
        loss += marg / N
        dW[:, j] += X[i] / N
        dW[:, y[i]] -= X[i] / N
      loss += reg * np.sum(W * W)
  dW += 2 * reg * W
  return loss, dW

def svm_loss_vectorized(W, X, y, reg):
  N = X.shape[0]
  s = X.dot(W)
  marg = np.maximum(0, s - s[np.arange(N), y].reshape((N, 1)) + 1)
  marg[np.arange(N), y] = 0

  data_loss = np.sum(marg) / N
  reg_loss = reg * np.sum(W * W)
  loss = data_loss + reg_loss
  # gradient
  ind = np.int64(marg > 0)
  ind[np.arange(N), y] = -ind.sum(axis=1)
  dW = X.T.dot(ind) / N
  # add the regularization
  loss += reg_loss
  dW += 2 * reg * W
  return loss, dW
