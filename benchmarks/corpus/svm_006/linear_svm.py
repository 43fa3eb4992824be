import numpy as np

DELTA = 1.0

def svm_loss_naive(W, X, y, reg):
  """
  Inputs: W weights, X data, y labels, reg lambda
  Returns loss and gradient
  """
  n_train = X.shape[0]
  n_class = W.shape[1]
  total = 0.0
  grad = np.zeros(W.shape)
  for i in xrange(n_train):
    out = X[i, :].dot(W)
    for j in xrange(n_class):
      if j == y[i]:
        continue
      slack = out[j] - out[y[i]] + DELTA
      if slack > 0:
        total += slack
        grad[:, j] += X[i, :]
        grad[:, y[i]] -= X[i, :]
  total = total / float(n_train)
  total += 0.5 * reg * np.sum(W * W)
  grad = grad / float(n_train) + reg * W
  return total, grad


def svm_loss_vectorized(W, X, y, reg):
  n_train = X.shape[0]
  out = X.dot(W)
  pick = (np.arange(n_train), y)
  slack = out - np.reshape(out[pick], (n_train, 1)) + DELTA
  slack[pick] = 0
  slack[slack < 0] = 0
  total = slack.sum() / float(n_train) + 0.5 * reg * np.sum(W ** 2)
  active = np.zeros(slack.shape)
  active[slack > 0] = 1
  active[pick] = -active.sum(axis=1)
  grad = active.T.dot(X).T / float(n_train) + reg * W
  return total, grad
