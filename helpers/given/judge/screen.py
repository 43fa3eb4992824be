"""Rules out at once that numbers are a multiple of others, or have a penalty on top, before each is looked at closely.

Of each known mistake it is asked whether a second slip came with it; of nearly all of them this says no, in a few
operations on all probes together.
"""

from collections.abc import Sequence

import numpy as np

from helpers.given.judge import relations
from helpers.given.judge.close import TOLERANCE_FLOAT32


class Screen:
    """A student's numbers for one part, all probes in one array, to be compared with those of each known mistake.

    Args:
        probes: at least one, with finite values; what is expected of them is not looked at.
    """

    def __init__(self, probes: list[relations.Seen]) -> None:
        self.shapes = [probe.value.shape for probe in probes]
        sizes = [probe.value.size for probe in probes]
        self.starts = np.cumsum([0, *sizes[:-1]])
        self.probe = np.repeat(np.arange(len(probes)), sizes)
        self.value = _flat([probe.value for probe in probes])
        self.scales = np.array([max(probe.scale, 1e-9) for probe in probes])
        self.multiples = relations.multiples(probes)
        self.penalties = [_flat(some) for some in relations.penalties(probes).values()]

    def passes(self, others: Sequence[np.ndarray | str]) -> bool:
        """Return whether relations.factor or relations.penalty may find something, if these numbers are expected."""
        arrays = [one for one in others if isinstance(one, np.ndarray)]
        if [one.shape for one in arrays] != self.shapes or len(arrays) < len(others):
            return False
        expected = _flat(arrays)
        return self._may_be_multiple(expected) or any(self._may_have(one, expected) for one in self.penalties)

    def _may_be_multiple(self, expected: np.ndarray) -> bool:
        if np.all(np.abs(self.value) <= 1e-12 * self.scales[self.probe]):
            return True
        telling = np.maximum.reduceat(np.abs(expected), self.starts) > 1e-3 * self.scales
        if np.count_nonzero(telling) < 2:
            return False
        with np.errstate(divide="ignore", invalid="ignore"):
            squares = np.add.reduceat(expected * expected, self.starts)
            ratios = np.add.reduceat(self.value * expected, self.starts) / squares
            rests = ratios[telling, np.newaxis] / self.multiples[telling]
            rest = np.median(rests, axis=0)
            same = np.all(np.abs(rests - rest) <= 0.01 * np.abs(rest), axis=0)
        if not np.any(same):
            return False
        near = self._near(self.value, np.where(telling, ratios, 0)[self.probe] * expected)
        return bool(np.all(near | ~telling[self.probe]))

    def _may_have(self, penalty: np.ndarray, expected: np.ndarray) -> bool:
        difference = self.value - expected
        times = np.dot(difference, penalty) / (np.dot(penalty, penalty) or np.nan)
        return bool(np.all(self._near(self.value, expected + times * penalty)))

    def _near(self, value: np.ndarray, wanted: np.ndarray) -> np.ndarray:
        """Whether each number is as near another as the best fit in least squares is, if any fit agrees with all."""
        size = np.maximum(self.scales, 1.1 * np.maximum.reduceat(np.abs(wanted), self.starts))
        room = (1 + len(value) ** 0.5) * TOLERANCE_FLOAT32 * size
        return np.abs(value - wanted) <= room[self.probe]


def _flat(arrays: Sequence[np.ndarray]) -> np.ndarray:
    return np.concatenate([np.ravel(one) for one in arrays]).astype(np.float64)
