"""Templates: the weights of each class as an image."""

import numpy as np

from grader.bank.model import Cases, Exercise, Mistake, part
from helpers.given.judge import Case

INDEX = {"index": 0}
ALL = ("layout", "scale", "bytes", "equal weights", "input unchanged")


def _cases(rng: np.random.Generator) -> Cases:
    def weights(classes: int, bias: float) -> np.ndarray:
        W = rng.normal(size=(3073, classes)) * np.linspace(0.5, 1.5, classes)
        W = np.round(1.25 * W) / 1.25  # few numbers, a small file
        W[7, 0] = -9.0  # the smallest weight is farther from 0 than the largest
        W[-1] = bias  # far outside the other weights, so that a forgotten bias row shows
        return W

    flat = np.full((3073, 2), 0.25)
    return {"two": Case((weights(2, 12.0),)), "three": Case((weights(3, -12.0),)), "flat": Case((flat,))}


PER_CLASS = (
    (
        "templates.min(), templates.max()",
        "templates.min((1, 2, 3), keepdims=True), templates.max((1, 2, 3), keepdims=True)",
    ),
    ("high - low if high > low else 1.0", "np.where(high > low, high - low, 1.0)"),
)


def _layout(id: str, says: str, asks: str, old: str, new: str) -> tuple[Mistake, Mistake]:
    """A mistake in the order of the pixels, with one scale and with the one that goes with it often: one per class."""
    edit = (old, new)
    return Mistake(ALL, id, says, asks, (edit,)), Mistake(ALL, id, says, asks, (edit, *PER_CLASS))


NOT_MOVED = (
    "templates.minimum-not-subtracted",
    "The smallest weight is not moved to 0 first, so negative weights wrap around.",
    "Which colour should the most negative weight have?",
)
SIGNED = (
    "templates.signed-bytes",
    "int8 ends at 127, so what should be brighter is negative.",
    "Which dtype runs from 0 to 255?",
)

EXERCISES = [
    Exercise(
        id="weights_to_images",
        target="templates.weights_to_images",
        returns=("images",),
        cases=_cases,
        parts=(
            part("layout", 1, "stretched", "two three", "images", options=INDEX, atol=8.0),
            part("scale", 1, "output", "two three", "images", options=INDEX, atol=1.0),
            part(
                "bytes",
                0.25,
                "bytes_kind",
                "three",
                options=INDEX,
                guard=True,
                mistake="templates.not-bytes",
                fails="The dtype is not uint8: a colour image of bytes runs from 0 to 255. Which method changes an array's dtype?",
            ),
            part(
                "equal weights",
                0.5,
                "flatness",
                "flat",
                options=INDEX,
                guard=True,
                mistake="templates.zero-range",
                fails="Equal weights should give a picture of one colour. What does largest minus smallest weight become then?",
            ),
            part(
                "input unchanged",
                0.25,
                "unchanged",
                "two",
                guard=True,
                mistake="templates.weights-changed",
                fails="The call changed W: drawing a picture spoils the classifier. W[:-1] shares its memory with W: which line writes in place?",
            ),
        ),
        mistakes=(
            Mistake(
                ALL,
                "templates.bias-row-kept",
                "The bias row is still in: 3073 numbers per class, but a picture has 3072.",
                "Which row of W belongs to no pixel?",
                (("W[:-1]", "W"),),
            ),
            *_layout(
                "templates.first-row-dropped",
                "The first row was dropped; the bias is the last one. All colours have moved on by one.",
                "Where does append_ones put the 1?",
                "W[:-1]",
                "W[1:]",
            ),
            *_layout(
                "templates.classes-mixed",
                "The weights of different classes are mixed within each picture.",
                "A class is a column of W, and reshape reads row by row: what has to come first?",
                "W[:-1].T.reshape(-1, 32, 32, 3)",
                "W[:-1].reshape(-1, 32, 32, 3)",
            ),
            *_layout(
                "templates.colour-planes",
                "The pictures are read as three colour planes, but colour is the last axis here.",
                "In which order was an image (32, 32, 3) flattened?",
                "reshape(-1, 32, 32, 3)",
                "reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)",
            ),
            *_layout(
                "templates.rows-and-columns-swapped",
                "Rows and columns of the pictures are swapped.",
                "Which axis comes first, height or width?",
                "reshape(-1, 32, 32, 3)",
                "reshape(-1, 32, 32, 3).swapaxes(1, 2)",
            ),
            *_layout(
                "templates.colours-reversed",
                "Red and blue have changed places.",
                "Which colour comes first in an image here?",
                "reshape(-1, 32, 32, 3)",
                "reshape(-1, 32, 32, 3)[..., ::-1]",
            ),
            *_layout(
                "templates.filled-by-columns",
                "Each picture is filled in the order of MATLAB, the first index fastest.",
                "In which order was an image (32, 32, 3) flattened?",
                "W[:-1].T.reshape(-1, 32, 32, 3)",
                "np.stack([row.reshape((32, 32, 3), order='F') for row in W[:-1].T])",
            ),
            Mistake(
                ALL,
                "templates.sign-lost",
                "The sizes of the weights are drawn, without their signs.",
                "Which weight should be black: 0, or the most negative one?",
                (("(templates - low) / span", "np.abs(templates) / (np.max(np.abs(templates)) or 1.0)"),),
            ),
            Mistake(
                ALL, *NOT_MOVED, (("np.round((templates - low) / span * 255)", "(templates / (high or 1.0) * 255)"),)
            ),
            Mistake(ALL, *NOT_MOVED, (("(templates - low) / span * 255", "templates / span * 255"),)),
            Mistake(
                ALL, *NOT_MOVED, (("np.round((templates - low) / span * 255)", "(templates / span * 255).astype(int)"),)
            ),
            Mistake(
                ALL,
                "templates.bytes-too-early",
                "The range 0 ... 1 was converted to bytes before it was multiplied by 255: nearly everything is 0.",
                "Which bytes are there between 0 and 1?",
                (
                    (
                        "np.round((templates - low) / span * 255).astype(np.uint8)",
                        "((templates - low) / span).astype(np.uint8) * 255",
                    ),
                ),
            ),
            Mistake(
                ALL,
                "templates.factor-256",
                "256 does not fit into a byte and becomes 0: the largest weight is black.",
                "What is the largest value of a byte?",
                (("np.round((templates - low) / span * 255)", "((templates - low) / span * 256).astype(int)"),),
            ),
            Mistake(ALL, *SIGNED, ((".astype(np.uint8)", ".astype(int).astype(np.int8)"),)),
            Mistake(ALL, *SIGNED, (("np.round(", "np.trunc("), (".astype(np.uint8)", ".astype(int).astype(np.int8)"))),
            Mistake(
                ALL,
                "templates.negative-weights-cut",
                "Negative weights are cut to 0, so all of them are black.",
                "Which weight should be black, and what should a weight of 0 be?",
                (("np.round((templates - low) / span * 255)", "(np.clip(templates, 0, None) / (high or 1.0) * 255)"),),
            ),
            Mistake(
                ("scale",),
                "templates.zero-in-the-middle",
                "0 is in the middle of the scale, so the smallest or the largest weight misses its end.",
                "Which weight should become 0, and which 255?",
                (("(templates - low) / span", "(templates / max(-low, high) + 1) / 2"),),
            ),
            Mistake(
                ALL,
                "templates.not-stretched",
                "The weights became bytes without being stretched to 0 ... 255 first: nearly all is black.",
                "What range do the weights have, and which should they get?",
                (("(templates - low) / span * 255", "templates"),),
            ),
            Mistake(
                ALL,
                "templates.unit-range",
                "The range 0 ... 1 was converted to bytes: only 0 and 1 are left.",
                "What is the largest value of a byte?",
                (("/ span * 255", "/ span"),),
            ),
            Mistake(
                ALL,
                "templates.unit-range",
                "The range 0 ... 1 was converted to bytes: only 0 and 1 are left.",
                "What is the largest value of a byte?",
                (("np.round((templates - low) / span * 255)", "((templates - low) / span)"),),
            ),
            Mistake(
                ("scale",),
                "templates.stretched-per-class",
                "Each class is stretched on its own.",
                "Can templates be compared when each has a scale of its own? One smallest and one largest weight serve all.",
                PER_CLASS,
            ),
            Mistake(
                ("scale",),
                "templates.stretched-per-class-with-bias",
                "Each class is stretched on its own, and its bias is among the weights that say how far.",
                "Can templates be compared when each has a scale of its own, and does the bias belong to a pixel?",
                (
                    (
                        "templates.min(), templates.max()",
                        "W.min(0)[:, None, None, None], W.max(0)[:, None, None, None]",
                    ),
                    PER_CLASS[1],
                ),
            ),
            Mistake(
                ALL,
                "templates.stretched-per-colour",
                "Each colour is stretched on its own, so the colours lose their meaning.",
                "Over which axes do you take the smallest and the largest?",
                (
                    ("templates.min(), templates.max()", "templates.min((0, 1, 2)), templates.max((0, 1, 2))"),
                    ("high - low if high > low else 1.0", "np.where(high > low, high - low, 1.0)"),
                ),
            ),
            Mistake(
                ("scale",),
                "templates.bias-in-range",
                "The smallest and the largest weight are taken with the bias row included.",
                "Does the bias belong to a pixel?",
                (("low, high = templates.min(), templates.max()", "low, high = W.min(), W.max()"),),
            ),
            *(
                Mistake(
                    ALL,
                    "templates.bracket-missing",
                    "A division or a product comes before a difference that should be taken first.",
                    "Which differences are in the formula, and which of yours are in brackets?",
                    (("np.round((templates - low) / span * 255)", f"np.round({without})"),),
                )
                for without in (
                    "templates - low / span * 255",
                    "(templates - low) / high - low * 255",
                )
            ),
            Mistake(
                ALL,
                "templates.negative",
                "The picture is a negative: the largest weight is black.",
                "Which weight should become 255?",
                (("(templates - low)", "(high - templates)"),),
            ),
            Mistake(
                ("input unchanged",),
                "templates.weights-changed",
                "",
                "",
                (("templates = W[:-1].T", "W -= 1\ntemplates = W[:-1].T"),),
            ),
            Mistake(("bytes",), "templates.not-bytes", "", "", ((".astype(np.uint8)", ""),)),
            Mistake(
                ("equal weights",),
                "templates.zero-range",
                "",
                "",
                (("high - low if high > low else 1.0", "high - low"),),
            ),
        ),
        hints=(
            "A class is a column, and an image was flattened row by row, colours last. What has to come first: the class or the pixels?",
            "Drop the last row; bring classes to the front; reshape. Then one smallest and one largest value, the same for all classes, become 0 and 255.",
            "Shapes: (3073, C), (3072, C), (C, 3072), (C, 32, 32, 3). If all weights are equal the range is 0, and a division by it has to be avoided.",
        ),
    )
]
