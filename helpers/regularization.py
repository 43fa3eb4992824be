"""Penalties on the weights: each returns its value and its gradient. None has a factor 1/2; all penalize every row."""

import numpy as np


def l2(W: np.ndarray, reg: float) -> tuple[float, np.ndarray]:
    """Return the L2 penalty reg * sum(W^2) and its gradient.

    Args:
        W: (D, C) floats.
        reg: regularization strength, 0 or more.

    Returns:
        value: a number, 0 or more.
        gradient: (D, C) floats. Does not modify its input.

    >>> value, gradient = l2(np.array([[1.0, -2.0], [0.0, 0.5]]), 1.0)
    >>> float(value)
    5.25
    """
    ### BEGIN SOLUTION (05_regularization, task 1)
    return reg * np.sum(W * W), 2 * reg * W
    ### END SOLUTION


def l1(W: np.ndarray, reg: float) -> tuple[float, np.ndarray]:
    """Return the L1 penalty reg * sum(|W|) and its gradient; where a weight is 0, anything from -reg to reg is right.

    Args:
        W: (D, C) floats.
        reg: regularization strength, 0 or more.

    Returns:
        value: a number, 0 or more.
        gradient: (D, C) floats. Does not modify its input.

    >>> value, gradient = l1(np.array([[1.0, -2.0], [0.0, 0.5]]), 1.0)
    >>> float(value)
    3.5
    """
    ### BEGIN SOLUTION (05_regularization, task 2)
    return reg * np.sum(np.abs(W)), reg * np.sign(W)
    ### END SOLUTION


def elastic_net(W: np.ndarray, reg: float, beta: float) -> tuple[float, np.ndarray]:
    """Return the elastic net penalty reg * sum(beta * W^2 + |W|) and its gradient; beta weighs the squares alone.

    Args:
        W: (D, C) floats.
        reg: regularization strength, 0 or more.
        beta: how much the squares count against the absolute values, 0 or more.

    Returns:
        value: a number, 0 or more.
        gradient: (D, C) floats. Does not modify its input.

    >>> value, gradient = elastic_net(np.array([[1.0, -2.0], [0.0, 0.5]]), 1.0, 0.25)
    >>> float(value)
    4.8125
    """
    ### BEGIN SOLUTION (05_regularization, task 3)
    value = reg * np.sum(beta * W * W + np.abs(W))
    gradient = reg * (2 * beta * W + np.sign(W))
    return value, gradient
    ### END SOLUTION
