"""Known mistakes of one kind, the same for every loss: the scores go through something before the formula uses them."""

from collections.abc import Iterable

from grader.bank.model import Mistake

LAST = "axis=-1, keepdims=True"
CHANGES = {
    "absolute": ("np.abs({s})", "absolute values are taken"),
    "exponentials": ("np.exp({s})", "exp is taken"),
    "probabilities": (f"np.exp({{s}}) / np.sum(np.exp({{s}}), {LAST})", "softmax is applied"),
    "cut-at-zero": ("np.maximum(0, {s})", "those below 0 are set to 0"),
    "sorted": ("np.sort({s}, axis=-1)", "they are sorted, so that an index no longer says which class it is"),
    "squared": ("({s}) ** 2", "they are squared"),
    "unit-length": (f"({{s}}) / np.linalg.norm({{s}}, {LAST})", "each image's are divided by their length"),
    "standardized": (
        f"({{s}} - np.mean({{s}}, {LAST})) / np.std({{s}}, {LAST})",
        "each image's have their mean subtracted and are divided by their spread",
    ),
    "divided-by-maximum": (f"({{s}}) / np.max({{s}}, {LAST})", "each image's are divided by their largest"),
    "divided-by-sum": (f"({{s}}) / np.sum({{s}}, {LAST})", "each image's are divided by their sum"),
    "divided-by-classes": ("({s}) / W.shape[1]", "they are divided by C"),
}
"""What is done to scores s, whether of one image or of all, and in words."""


def changed_scores(
    costs: tuple[str, ...], scores: str, old: str, new: str, without: Iterable[str] = ()
) -> tuple[Mistake, ...]:
    """Return the mistakes of one exercise.

    Args:
        costs: the parts they cost.
        scores: the name of the right scores in new.
        old, new: a text of the reference solution and what takes its place; {changed} stands for the changed scores.
        without: changes that are right there, or look like another mistake.
    """
    return tuple(
        Mistake(
            costs,
            f"scores.{slug}",
            f"The scores in your formula are not X @ W: {words}.",
            "Which line changes them, and does the formula say so?",
            ((old, new.format(changed=change.format(s=scores))),),
        )
        for slug, (change, words) in CHANGES.items()
        if slug not in without
    )
