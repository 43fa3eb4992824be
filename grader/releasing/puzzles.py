"""Makes the puzzles of 07: what a wrong loss function shows, and five sentences, of which one says what is wrong in it.

The wrong functions are references with a known mistake of the bank. Which mistakes, beside which others and in which
order, is drawn from the course's secret; the number of the sentence that fits is the key in grader/bank/puzzles.py.
"""

import hmac
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from grader.bank import EXERCISES, cases, puzzles, variants
from grader.bank.model import Mistake
from helpers import templates
from helpers.given import data
from helpers.given.calling import wire
from helpers.given.judge.puzzles import CHOICES, EACH
from helpers.given.plots.gradients import compared
from helpers.given.plots.training import SOME

Loss = Callable[..., tuple[float, np.ndarray]]


class Pool(NamedTuple):
    """Mistakes of one exercise, of which some are hidden and all are offered; any two of them show other numbers."""

    topic: str
    task: str
    hidden: int
    names: str

    def ids(self) -> list[str]:
        """Return the ids of the mistakes."""
        return [f"{self.topic}.{name}" for name in self.names.split()]

    def written(self, id: str) -> list[Mistake]:
        """Return a mistake in all the ways in which the bank has it."""
        return [one for one in EXERCISES[self._exercise].mistakes if one.id == id]

    def function(self, mistake: Mistake | None = None) -> Loss:
        """Return the whole loss function with a mistake, or the right one."""
        exercise = EXERCISES[self._exercise]
        edits = mistake.edits if mistake else ()
        return variants.variant(exercise.target, "", exercise.region, edits, whole=True)

    @property
    def _exercise(self) -> str:
        return f"{self.topic}_loss_vectorized-{self.task}"


POOLS = (
    Pool(
        "svm",
        "loss",
        EACH,
        """right-class-counted margin-missing margin-sign no-hinge sum-not-mean mean-over-classes squared-hinge
        worst-class-only margins-counted difference-reversed winners-skipped margin-outside-maximum labels-shifted
        mean-over-wrong-classes""",
    ),
    Pool(
        "softmax",
        "loss",
        EACH,
        """log10 log2 sign no-log one-minus-p all-classes-charged sum-not-mean mean-over-classes label-ignored twice
        log1p normalized-over-images true-score-added labels-shifted""",
    ),
    Pool(
        "svm",
        "gradient",
        EACH // 2,
        """right-column-missing wrong-columns-missing right-column-once right-column-c-times gradient-without-hinge
        gradient-sign right-column-sign gradient-sum-not-mean gradient-of-squared-hinge gradient-margin-missing
        right-column-always gradient-of-softmax""",
    ),
    Pool(
        "softmax",
        "gradient",
        EACH - EACH // 2,
        """one-not-subtracted true-class-only gradient-sign one-subtracted-everywhere gradient-sum-not-mean
        gradient-mean-over-classes gradient-label-ignored true-probability-missing gradient-not-normalized one-added
        gradient-labels-shifted gradient-of-svm""",
    ),
)

REFERENCE = "reference"
"""The id in the instructors' notebook."""
ANSWERS = "bug_1, bug_2, bug_3 = {}, {}, {}"
UNSOLVED = ANSWERS.format(1, 1, 1)
"""In the instructors' notebook, which belongs to no course."""

SCORES = np.array([[3.2, 1.1, -0.4], [1.6, 2.1, -1.0], [2.4, 0.3, 0.9], [0.4, 1.2, -1.3]])
LABELS = np.array([0, 1, 2, 0])
"""Of four images; X is the identity, so W has the scores. No margin is 0."""
STEP = 1e-5
VISIBLE = 0.02
"""By how much some number differs at least between two mistakes of a pool."""

DRAWINGS, BATCH, STEPS, STRENGTH = 300, 50, 40, 1e-2
RATES = {"svm": 1e-2, "softmax": 1e-1}


class Shown(NamedTuple):
    """The numbers that a puzzle shows: the loss at W = 0 and of the four images, dW, and the slopes of that loss."""

    at_zero: float
    loss: float
    gradient: np.ndarray
    measured: np.ndarray

    def apart(self, other: "Shown") -> bool:
        """Return whether some number differs visibly."""
        one, two = (np.hstack([a.at_zero, a.loss, a.gradient.ravel(), a.measured.ravel()]) for a in (self, other))
        return bool(np.max(np.abs(one - two)) > VISIBLE)


def made(secret: bytes) -> bytes:
    """Return the twelve puzzles as the student version holds them; the same secret gives the same puzzles."""
    rng, key = cases.generator(hmac.digest(secret, b"the puzzles", "sha256")), _key(secret)
    shown: list[dict[str, Any]] = []
    for pool in POOLS:
        for hidden in rng.permutation(pool.ids())[: pool.hidden]:
            others = [other for other in rng.permutation(pool.ids()) if other != hidden][: CHOICES - 1]
            place = key[len(shown)] - 1
            shown.append(_puzzle(pool, hidden, [*others[:place], hidden, *others[place:]]))
    right = {topic: _training(topic, _right(topic)) for topic in RATES}
    return wire.pack({"puzzles": shown, "right": right})


def solved(secret: bytes, typed: str = REFERENCE) -> str:
    """Return the answers to the puzzles of an id, as a student would write them into the cell."""
    return ANSWERS.format(*puzzles.right(_key(secret), typed))


def solve(notebook: dict[str, Any], secret: bytes) -> None:
    """Put this course's answers into the solution of the instructors' notebook, if it is the one with puzzles."""
    for cell in notebook["cells"]:
        if cell["id"] == "answer_bugs":
            cell["source"] = "".join(cell["source"]).replace(UNSOLVED, solved(secret))


def _key(secret: bytes) -> np.ndarray:
    (exercise,) = puzzles.EXERCISES
    return cases.drawn(exercise, cases.secret_seed(exercise, secret, ""))["answer"].inputs[0]


def _puzzle(pool: Pool, hidden: str, choices: list[str]) -> dict[str, Any]:
    """What students get of a puzzle: no id, and nothing that the other choices would not have in the same way.

    Raises:
        ValueError: another choice shows the same numbers.
    """
    function = pool.function(pool.written(hidden)[0])
    numbers = shown_by(function)
    for other in choices:
        if other != hidden and not all(numbers.apart(shown_by(pool.function(one))) for one in pool.written(other)):
            raise ValueError(f"a puzzle of {hidden} shows what {other} shows")
    sentences = tuple(pool.written(one)[0].says for one in choices)
    return {
        "topic": pool.topic,
        "text": text(pool.topic, numbers),
        "choices": sentences,
        **_training(pool.topic, function),
    }


def _right(topic: str) -> Loss:
    return next(pool for pool in POOLS if pool.topic == topic).function()


def shown_by(loss: Loss) -> Shown:
    """Return the numbers of a loss function on the four images, without a penalty."""

    def asked(W: np.ndarray) -> tuple[float, np.ndarray]:
        value, dW = loss(W.copy(), np.eye(len(LABELS)), LABELS.copy(), 0.0)
        return float(value), np.array(dW, dtype=float)

    steps = STEP * np.eye(SCORES.size).reshape(-1, *SCORES.shape)
    slopes = [(asked(SCORES + step)[0] - asked(SCORES - step)[0]) / (2 * STEP) for step in steps]
    return Shown(asked(0 * SCORES)[0], *asked(SCORES), np.reshape(slopes, SCORES.shape))


def text(topic: str, numbers: Shown) -> str:
    """Return the numbers as lines of text, the losses beside those of a right function."""
    right = shown_by(_right(topic))
    lines = [
        f"loss at W = 0            {numbers.at_zero:8.4f}   should be {right.at_zero:.4f}",
        f"loss of the four images  {numbers.loss:8.4f}   should be {right.loss:.4f}",
        "",
        f"{'':9}{'scores':23}{'dW':24}measured, from its loss",
    ]
    for k, rows in enumerate(zip(numbers.gradient, numbers.measured, strict=True)):
        one, two = (" ".join(f"{number + 0.0:+.3f}" for number in row.round(3)) for row in rows)
        scores = " ".join(f"{score:+.1f}{'*' if j == LABELS[k] else ' '}" for j, score in enumerate(SCORES[k]))
        lines.append(f"image {k}  {scores:20}   {one}    {two}")
    return "\n".join([*lines, *compared(numbers.gradient, numbers.measured, examples=0)])


@cache
def _drawings() -> data.Rows:
    return data.to_rows(data.stand_in(DRAWINGS, 10, 10))


def _training(topic: str, loss: Loss) -> dict[str, np.ndarray]:
    """The losses while a function trains on drawings, and what it learns: templates (K, 32, 32, 3) of some classes."""
    rows, rng = _drawings(), np.random.default_rng(231)
    W: np.ndarray = np.zeros((rows.X_train.shape[1], len(data.CLASSES)), np.float32)
    losses = []
    for _ in range(STEPS):
        batch = rng.choice(DRAWINGS, BATCH, replace=False)
        value, dW = loss(W, rows.X_train[batch], rows.y_train[batch], STRENGTH)
        losses.append(float(value))
        W = W - np.float32(RATES[topic]) * dW
    images = templates.weights_to_images(W)[list(SOME)]
    # 64 shades look like 256, and take a third less of the release.
    return {"curve": np.array(losses).round(4), "templates": images // 4 * 4}
