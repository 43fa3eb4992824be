import numpy as np

def svm_loss_naive(W, X, y, reg):
	"""
	SVM cost, loops

	W: weights, one column per class
	"""
	train_count = X.shape[0]
	cost, nabla = 0.0, np.zeros(W.shape)
	i = 0
	for image in X:
		label = y[i]
		i = i + 1
		votes = image.dot(W)
		bad = []
		for k in range(len(votes)):
			if k != label and votes[k] > votes[label] - 1:
				bad.append(k)
		for k in bad:
			cost += votes[k] - votes[label] + 1
			nabla[:, k] += image
		nabla[:, label] -= len(bad) * image
	cost /= float(train_count)
	nabla /= float(train_count)
	# regularisation: half the squared length, so that the 2 goes away in the derivative
	cost += 0.5 * reg * (W * W).sum()
	nabla += reg * W
	return cost, nabla

def svm_loss_vectorized(W, X, y, reg):
	train_count = X.shape[0]
	votes = X.dot(W)
	label_votes = votes[list(range(train_count)), list(y)]
	excess = votes - np.vstack(label_votes) + 1
	excess[list(range(train_count)), list(y)] = 0
	bad = excess > 0
	cost = excess[bad].sum() / float(train_count) + 0.5 * reg * (W * W).sum()
	signs = bad * 1
	signs[list(range(train_count)), list(y)] = -bad.sum(axis=1)
	nabla = X.T.dot(signs) / float(train_count) + reg * W
	return cost, nabla
