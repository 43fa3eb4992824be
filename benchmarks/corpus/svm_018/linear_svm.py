import numpy as np
import sys


def svm_loss_naive(W, X, y, reg):
	# tabs because my editor wants it that way
	loss = 0.0
	dW = np.zeros(W.shape)
	n = 0
	while n < X.shape[0]:
		s = np.dot(X[n], W)
		c = 0
		while c < W.shape[1]:
			if c != y[n]:
				margin = s[c] - s[y[n]] + 1.0
				if margin > 0:
					loss += margin
					dW[:, c] += X[n]
					dW[:, y[n]] -= X[n]
			c += 1
		n += 1
	loss /= n
	dW /= n
	for row in W:
		for w in row:
			loss += reg * w * w
	dW += 2 * reg * W
	return loss, dW


def svm_loss_vectorized(W, X, y, reg):
	n = X.shape[0]
	s = np.dot(X, W)
	margins = np.maximum(0, s - s[range(n), y] + 1.0)
	margins[range(n), y] = 0
	loss = np.sum(margins) / n + reg * np.sum(W * W)
	ind = np.zeros(s.shape)
	ind[margins > 0] = 1
	ind[range(n), y] = -np.sum(ind, axis=1)
	dW = np.dot(X.T, ind) / n + 2 * reg * W
	return loss, dW
