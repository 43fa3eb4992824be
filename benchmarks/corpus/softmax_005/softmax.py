import numpy as np
import math


def softmax_loss_naive(W, X, y, reg):
    loss = 0.0
    numberOfImages = X.shape[0]
    numberOfPixels = X.shape[1]
    numberOfClasses = W.shape[1]
    dW = np.zeros((numberOfPixels, numberOfClasses))

    for i in range(numberOfImages):
        # calculate the scores by hand, I dont trust dot yet
        scores = []
        for j in range(numberOfClasses):
            score = 0
            for k in range(numberOfPixels):
                score = score + X[i][k] * W[k][j]
            scores.append(score)

        # e to the power of the scores
        exps = []
        for j in range(numberOfClasses):
            exps.append(math.exp(scores[j]))

        bottom = sum(exps)
        loss = loss - math.log(exps[y[i]] / bottom)

        for j in range(numberOfClasses):
            for k in range(numberOfPixels):
                if j == y[i]:
                    dW[k][j] = dW[k][j] + (exps[j] / bottom - 1) * X[i][k]
                else:
                    dW[k][j] = dW[k][j] + exps[j] / bottom * X[i][k]

    loss = loss / numberOfImages
    dW = dW / numberOfImages

    # regularization
    for k in range(numberOfPixels):
        for j in range(numberOfClasses):
            loss = loss + reg * W[k][j] * W[k][j]
            dW[k][j] = dW[k][j] + 2 * reg * W[k][j]

    return loss, dW


def softmax_loss_vectorized(W, X, y, reg):
    # I think the first one works so I can use it for each image and take the mean of everything
    # (X[i:i+1] is still a matrix, X[i] was not)
    losses = []
    grads = []
    for i in range(len(X)):
        l, g = softmax_loss_naive(W, X[i:i + 1], y[i:i + 1], reg)
        losses.append(l)
        grads.append(g)
    loss = np.mean(losses)
    dW = np.mean(grads, axis=0)
    return loss, dW
