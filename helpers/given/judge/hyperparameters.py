"""How good a pair of learning rate and regularization strength is, read from a table of trained classifiers."""

import numpy as np


def shortfall(learning_rate: float, reg: float, table: tuple[np.ndarray, np.ndarray, np.ndarray]) -> float:
    """Return by how much the validation accuracy of a setting stays below the best in the table, from 0 to 1.

    Between the settings of the table accuracy is interpolated, linearly in both logarithms. With several data sets the
    smallest shortfall counts: a setting is good if it is good on one of them.

    Args:
        learning_rate: of the setting.
        reg: of the setting.
        table: learning rates (A,) and strengths (B,), both growing, and shortfalls (K, A, B) on K data sets.

    Returns:
        A number from 0 to 1; 1 for a setting outside the table. Strengths below its smallest, 0 among them, count as
        that one, as so weak a penalty changes nothing any more.
    """
    learning_rates, regs, shortfalls = table
    inside = learning_rates[0] <= learning_rate <= learning_rates[-1] and 0 <= reg <= regs[-1]
    if not inside:  # also for nan
        return 1.0
    row, column = _weights(learning_rate, learning_rates), _weights(reg, regs)
    return float(np.min(np.einsum("a,kab,b->k", row, shortfalls, column)))


def place(value: float, grid: np.ndarray) -> float:
    """Return where between the points of a growing grid (A,) a value is, counted from 0, linearly in logarithms.

    A value beyond an end is at the end.
    """
    return float(np.interp(np.log(np.clip(value, grid[0], grid[-1])), np.log(grid), np.arange(len(grid))))


def _weights(value: float, grid: np.ndarray) -> np.ndarray:
    """How much each point of a grid counts for a value between two of them."""
    return np.maximum(0, 1 - np.abs(np.arange(len(grid)) - place(value, grid)))
