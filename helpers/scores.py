"""From images to class scores, and from scores to a prediction.

N images of D numbers each are the rows of X; W holds one column for each of the C classes. The lecture writes
f(x, W) = W x with one image as a column and W of shape (C, D): ours is its transpose, so a whole batch is X @ W.
"""

import numpy as np


def linear_scores(X: np.ndarray, W: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Return the class scores of every image in a batch: S = X W + b.

    Args:
        X: (N, D) floats, one image per row.
        W: (D, C) floats, one class per column.
        b: (C,) floats, one bias per class.

    Returns:
        S: (N, C) floats, S[i, j] is the score of image i for class j. Does not modify its inputs.

    >>> linear_scores(np.array([[1.0, 2.0]]), np.array([[1.0, 0.0], [0.0, 10.0]]), np.array([0.5, -1.0]))
    array([[ 1.5, 19. ]])
    """
    ### BEGIN SOLUTION (01_score_functions, task 1)
    S = X @ W
    S += b
    return S
    ### END SOLUTION


def append_ones(X: np.ndarray) -> np.ndarray:
    """Return X with a column of ones after its last column, so that the last row of W can act as the bias.

    Args:
        X: (N, D) floats, one image per row.

    Returns:
        (N, D + 1) floats. Does not modify its input.

    >>> append_ones(np.array([[7.0, 8.0]]))
    array([[7., 8., 1.]])
    """
    ### BEGIN SOLUTION (01_score_functions, task 3)
    ones = np.ones((X.shape[0], 1), dtype=X.dtype)
    return np.hstack([X, ones])
    ### END SOLUTION


def predict(S: np.ndarray) -> np.ndarray:
    """Return the class with the highest score for every image.

    Args:
        S: (N, C) floats, the scores.

    Returns:
        (N,) integers from 0 to C - 1. Does not modify its input.

    >>> predict(np.array([[3.2, 5.1, -1.7], [1.3, 4.9, 2.0]]))
    array([1, 1])
    """
    ### BEGIN SOLUTION (01_score_functions, task 4)
    return np.argmax(S, axis=1)
    ### END SOLUTION


def accuracy(y_pred: np.ndarray, y: np.ndarray) -> float:
    """Return the fraction of predictions that are right.

    Args:
        y_pred: (N,) integers, the predicted classes.
        y: (N,) integers, the true classes.

    Returns:
        A number from 0 to 1. Does not modify its inputs.

    >>> float(accuracy(np.array([5, 1, 9, 3]), np.array([3, 1, 6, 3])))
    0.5
    """
    ### BEGIN SOLUTION (01_score_functions, task 5)
    return np.mean(y_pred == y)
    ### END SOLUTION
