"""Gradient checking: the slope of any function measured by small steps, and how to compare it with a formula."""

from collections.abc import Callable

import numpy as np


def numerical_gradient(f: Callable[[np.ndarray], float], x: np.ndarray, h: float = 1e-5) -> np.ndarray:
    """Return the gradient of f at x by centred differences, one entry of x at a time.

    g[k] = (f(x with x[k] + h) - f(x with x[k] - h)) / (2 h).

    Args:
        f: takes an array of the shape of x, returns one number.
        x: floats of any shape.
        h: the step, more than 0.

    Returns:
        g: floats of the shape of x. x is the same afterwards as before.

    >>> numerical_gradient(lambda x: np.sum(x**2), np.array([[1.0, -2.0]])).round(6)
    array([[ 2., -4.]])
    """
    ### BEGIN SOLUTION (04_gradient_checking, task 1)
    x = x.copy()
    gradient = np.zeros_like(x)
    for k in np.ndindex(x.shape):
        old = x[k]
        x[k] = old + h
        above = f(x)
        x[k] = old - h
        below = f(x)
        x[k] = old
        gradient[k] = (above - below) / (2 * h)
    return gradient
    ### END SOLUTION


def relative_error(a: np.ndarray, b: np.ndarray) -> float:
    """Return the largest relative error between the entries of two arrays.

    max over all entries of |a - b| / max(1e-8, |a| + |b|): 0 where both are 0, 1 where one is 0 or the signs differ.

    Args:
        a: floats of any shape.
        b: floats of the same shape.

    Returns:
        A number from 0 to 1. Does not modify its inputs.

    >>> round(float(relative_error(np.array([1.0, 0.0]), np.array([3.0, 0.0]))), 4)
    0.5
    """
    ### BEGIN SOLUTION (04_gradient_checking, task 2)
    return np.max(np.abs(a - b) / np.maximum(1e-8, np.abs(a) + np.abs(b)))
    ### END SOLUTION
