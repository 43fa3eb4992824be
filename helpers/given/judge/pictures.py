"""What is wrong with pictures that are wrong in two ways at once: where their pixels are, and how bright they are."""

from collections.abc import Sequence

import numpy as np

ALIKE, UNLIKE = 0.9, 0.5
"""How far pictures explain others of the same weights at the same places, and those of weights at other places."""
CLOSE = 1.0
"""How far a byte may be from another, as not all round alike."""


def same_places(values: Sequence[np.ndarray], others: Sequence, expected: Sequence[np.ndarray]) -> bool:
    """Return whether weights are at the places where others have them, which are not those that are expected.

    Args:
        values, others, expected: (C, 32, 32, 3) numbers each, compared one by one; others may hold what is no array.
    """
    return all(
        min(_explained(value, other)) > ALIKE and max(_explained(value, right)) < UNLIKE
        for value, other, right in zip(values, others, expected, strict=True)
    )


def same_shades(values: Sequence[np.ndarray], others: Sequence, expected: Sequence[np.ndarray]) -> bool:
    """Return whether pictures are as bright as others, wherever their pixels are, and not as is expected; as above."""
    return all(
        _as_bright(value, other) and not _as_bright(value, right)
        for value, other, right in zip(values, others, expected, strict=True)
    )


def _explained(ones: np.ndarray, others: np.ndarray | str) -> list[float]:
    """For each picture the share of its variance that is between the shades of another: the correlation ratio squared.

    It is 1 for any change of brightness, so where shades are turned round or lose their sign, too.
    """
    if not isinstance(others, np.ndarray) or ones.shape != others.shape or not len(ones):
        return [0.0]
    return [_between(one.ravel().astype(np.float64), other.ravel()) for one, other in zip(ones, others, strict=True)]


def _between(one: np.ndarray, other: np.ndarray) -> float:
    shades, shade = np.unique(other, return_inverse=True)
    if np.ptp(one) == 0 or len(shades) < 2:
        return 0.0
    means = np.bincount(shade, one) / np.bincount(shade)
    return float(np.var(means[shade]) / np.var(one))


def _as_bright(one: np.ndarray, other: np.ndarray | str) -> bool:
    if not isinstance(other, np.ndarray) or one.shape != other.shape:
        return False
    ordered = [np.sort(item, axis=None).astype(np.float64) for item in (one, other)]
    return bool(np.all(np.abs(ordered[0] - ordered[1]) <= CLOSE))
