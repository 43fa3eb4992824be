"""The puzzles of 07, as they are graded: the key is a case, drawn from the course's secret, the same for all students.

What the puzzles show is made by grader/releasing/puzzles.py.
"""

import numpy as np

from grader.bank.model import Cases, Exercise, Mistake, part
from helpers.given.judge import Case
from helpers.given.judge.puzzles import CHOICES, EACH, SETS, coded, which

ID = "ada"
"""An id like any other, for the reference's answer."""

PARTS = ("first puzzle", "second puzzle", "third puzzle")


def _cases(rng: np.random.Generator) -> Cases:
    # Raw bits are the same in every version of NumPy, so a release that is out keeps its key.
    return {"answer": Case((rng.bit_generator.random_raw(SETS * EACH).astype(np.int64) % CHOICES + 1,))}


def right(key: np.ndarray, typed: str = ID) -> tuple[int, ...]:
    """Return the numbers of the sentences that fit the puzzles of an id; key: (12,) int64, one for each puzzle."""
    return tuple(int(key[number]) for number in which(typed))


def _right_values(key: np.ndarray) -> tuple:
    return coded((ID, *right(key)))


def _another(k: int) -> Mistake:
    """The wrong answer to one of the puzzles."""

    def values(key: np.ndarray) -> tuple:
        numbers = list(right(key))
        numbers[k] = numbers[k] % CHOICES + 1
        return coded((ID, *numbers))

    says = "A different bug produces these numbers."
    asks = "Which number of the puzzle would be different with the bug that you chose?"
    return Mistake((PARTS[k],), "find-the-bug.another", says, asks, values=values)


EXERCISES = [
    Exercise(
        id="find_the_bug",
        returns=("bug_1", "bug_2", "bug_3", "my_id"),
        cases=_cases,
        for_all=True,
        parts=tuple(part(name, 2, "puzzle", "answer", options={"index": k}) for k, name in enumerate(PARTS)),
        values=_right_values,
        place="07_svm_vs_softmax, task 4",
        check='check("find_the_bug", my_id, bug_1, bug_2, bug_3)',
        mistakes=tuple(map(_another, range(SETS))),
    )
]
