"""Known mistakes in the regularization term of a loss, the same for every loss function that ends with these lines."""

from grader.bank.model import Mistake

PENALTY, LINE = ("regularization",), "loss += reg * np.sum(W * W)"
GRADIENT, GRADIENT_LINE = ("regularization gradient",), "dW += 2 * reg * W"


def _instead(id: str, says: str, asks: str, line: str) -> Mistake:
    return Mistake(PENALTY, id, says, asks, ((LINE, line),))


def _gradient_instead(id: str, says: str, asks: str, line: str) -> Mistake:
    return Mistake(GRADIENT, id, says, asks, ((GRADIENT_LINE, line),))


def _both(costs: tuple[str, ...], id: str, says: str, asks: str, old: str, line: str) -> Mistake:
    """Return a mistake that shows where reg is 0, too."""
    return Mistake(costs, id, says, asks, ((old, line),))


WITHOUT = (
    "penalty.without-strength",
    "reg is missing from the penalty, which is added even where reg is 0.",
    "What should the penalty be when reg is 0?",
)
GRADIENT_WITHOUT = (
    "penalty.gradient-without-strength",
    "reg is missing from the penalty's gradient, which is added even where reg is 0.",
    "The derivative of reg * w * w has how many factors?",
)


LOSS_MISTAKES = (
    _both(("data loss", "regularization"), *WITHOUT, LINE, "loss += np.sum(W * W)"),
    _both(("data loss", "regularization"), *WITHOUT, LINE, "loss += 0.5 * np.sum(W * W)"),
    _both(
        ("data loss", "regularization"),
        "penalty.power-of-half",
        "0.5 ** reg is a power; 1/2 times reg would be a product, and here it is reg alone.",
        "What is 0.5 ** 0?",
        LINE,
        "loss += 0.5**reg * np.sum(W * W)",
    ),
    *(
        _instead(
            "penalty.in-divisor",
            "The penalty is in the divisor: the loss is divided by N plus the penalty.",
            "Which part of the line is divided by N? Divide in one line, and add in the next.",
            f"loss = loss * N / (N + {half}reg * np.sum(W * W))",
        )
        for half in ("", "0.5 * ")
    ),
    _instead(
        "penalty.twice",
        "The penalty is too large.",
        "Is it added in two places, or is there an extra factor 2?",
        "loss += 2 * reg * np.sum(W * W)",
    ),
    _instead(
        "penalty.twice",
        "The penalty is too large.",
        "Is it added in two places, or is there an extra factor 2?",
        "loss += reg * np.sum(W * W) / N + reg * np.sum(W * W)",
    ),
    *(
        _instead(
            "penalty.per-class",
            "The penalty is added once for each class.",
            "The penalty is about W, not about classes: is it inside a loop or a sum over them?",
            f"loss += {times} * reg * np.sum(W * W)",
        )
        for times in ("W.shape[1]", "(W.shape[1] - 1)")
    ),
    *(
        _instead(
            "penalty.per-image-and-class",
            "The penalty is added once for each class of each image.",
            "The penalty is about W, not about images or classes: is it inside a loop or a sum over them?",
            f"loss += N * {times} * reg * np.sum(W * W)",
        )
        for times in ("W.shape[1]", "(W.shape[1] - 1)")
    ),
    _instead(
        "penalty.missing",
        "reg changes nothing.",
        "Which term of L has reg and W in it, and no image?",
        "",
    ),
    _instead(
        "penalty.half",
        "The penalty is half of what it should be.",
        "The lecture's R(W) has no 1/2: does yours?",
        "loss += 0.5 * reg * np.sum(W * W)",
    ),
    _instead(
        "penalty.divided-by-n",
        "The penalty is divided by the number of images.",
        "The penalty is about W, not about images: is it added before or after the division by N?",
        "loss += reg * np.sum(W * W) / N",
    ),
    _instead(
        "penalty.per-image",
        "The penalty is added once for each image.",
        "The penalty is about W, not about images: is it inside the loop over the images?",
        "loss += N * reg * np.sum(W * W)",
    ),
    _instead(
        "penalty.norm-not-square",
        "This penalty is the length of W, not its square.",
        "Is there a root left to remove?",
        "loss += reg * np.linalg.norm(W)",
    ),
    _instead(
        "penalty.not-squared",
        "The weights are summed without being squared.",
        "What should w = [1, -1] cost: 0 or 2?",
        "loss += reg * np.sum(W)",
    ),
    _instead(
        "penalty.sum-squared",
        "The sum is squared, but each weight should be, before the sum.",
        "What should w = [1, -1] cost: 0 or 2?",
        "loss += reg * np.sum(W) ** 2",
    ),
    _instead(
        "penalty.mean-not-sum",
        "This penalty is the mean of the squares.",
        "The formula sums over all entries of W: what divides yours?",
        "loss += reg * np.mean(W * W)",
    ),
    _instead(
        "penalty.sign",
        "The penalty is subtracted.",
        "Should large weights make the loss larger or smaller?",
        "loss -= reg * np.sum(W * W)",
    ),
    _instead(
        "penalty.of-images",
        "This penalty is computed from X; it should be computed from W.",
        "What should get smaller: the images or the weights?",
        "loss += reg * np.sum(X * X)",
    ),
    _both(
        ("data loss", "regularization"),
        "penalty.strength-added",
        "reg is added to the sum of the squares, not multiplied by it.",
        "What should the penalty be when reg is 0?",
        LINE,
        "loss += reg + np.sum(W * W)",
    ),
    _instead(
        "penalty.l1-not-l2",
        "This penalty sums absolute values: that is L1.",
        "Which power of W does L2 sum?",
        "loss += reg * np.sum(np.abs(W))",
    ),
    _instead(
        "penalty.bias-row-left-out",
        "The last row of W is left out of the penalty.",
        "Does this course penalize the bias row? (It does.)",
        "loss += reg * np.sum(W[:-1] * W[:-1])",
    ),
    *(
        _instead(
            "penalty.divided-in-loop",
            "The penalty is added, and the loss divided by N, in each round of the loop over the images.",
            "Which lines belong after the loop?",
            f"loss += reg * np.sum(W * W) * np.sum(float(N) ** -np.arange({rounds}))",
        )
        for rounds in ("N", "1, N + 1")  # whether it is divided first, or added first
    ),
    _instead(
        "penalty.strength-squared",
        "reg is squared.",
        "How many times is reg in the formula?",
        "loss += reg**2 * np.sum(W * W)",
    ),
    _instead(
        "penalty.first-row-left-out",
        "The first row of W is left out of the penalty.",
        "Which rows of W does sum(W * W) run over?",
        "loss += reg * np.sum(W[1:] * W[1:])",
    ),
    _instead(
        "penalty.gram-of-columns",
        "W.T @ W multiplies different columns too; only the squares belong in the sum.",
        "Which operator multiplies entry by entry?",
        "loss += reg * np.sum(W.T @ W)",
    ),
    _instead(
        "penalty.gram-of-rows",
        "W @ W.T multiplies different rows too; only the squares belong in the sum.",
        "Which operator multiplies entry by entry?",
        "loss += reg * np.sum(W @ W.T)",
    ),
)


def gradient_mistakes() -> tuple[Mistake, ...]:
    """Return the mistakes in the gradient of the penalty."""
    both = ("data gradient", "regularization gradient")
    return (
        _both(both, *GRADIENT_WITHOUT, GRADIENT_LINE, "dW += 2 * W"),
        _both(both, *GRADIENT_WITHOUT, GRADIENT_LINE, "dW += W"),
        _gradient_instead(
            "penalty.gradient-in-divisor",
            "The penalty's gradient is in the divisor: dW is divided by N plus something.",
            "Which part of the line is divided by N? Divide in one line, and add the penalty's own derivative in the next.",
            "dW = dW * N / (N + 2 * reg * W)",
        ),
        _gradient_instead(
            "penalty.gradient-in-divisor",
            "The penalty's gradient is in the divisor: dW is divided by N plus something.",
            "Which part of the line is divided by N? Divide in one line, and add the penalty's own derivative in the next.",
            "dW = dW * N / (N + reg * np.sum(W * W))",
        ),
        *(
            _gradient_instead(
                "penalty.gradient-in-divisor",
                "The penalty's gradient is in the divisor: dW is divided by N plus something.",
                "Which part of the line is divided by N? Divide in one line, and add the penalty's own derivative in the next.",
                f"dW = dW * N / (N + {something})",
            )
            for something in ("reg * W", "reg * W**2", "2 * reg * W**2")
        ),
        *(
            _gradient_instead(
                "penalty.gradient-divided-in-loop",
                "The penalty's gradient is added, and dW divided by N, in each round of the loop over the images.",
                "Which lines belong after the loop?",
                f"dW += 2 * reg * W * np.sum(float(N) ** -np.arange({rounds}))",
            )
            for rounds in ("N", "1, N + 1")
        ),
        _gradient_instead(
            "penalty.gradient-twice",
            "The penalty's gradient is too large.",
            "Is it added in two places, or is there an extra factor 2?",
            "dW += 4 * reg * W",
        ),
        _gradient_instead(
            "penalty.gradient-twice",
            "The penalty's gradient is too large.",
            "Is it added in two places, or is there an extra factor 2?",
            "dW += 2 * reg * W / N + 2 * reg * W",
        ),
        _gradient_instead(
            "penalty.gradient-missing",
            "reg changes nothing in dW.",
            "What is the derivative of reg * sum(W * W) with respect to W?",
            "",
        ),
        _gradient_instead(
            "penalty.gradient-half",
            "The penalty's gradient is half of what it should be.",
            "What is the derivative of w * w?",
            "dW += reg * W",
        ),
        _gradient_instead(
            "penalty.gradient-divided-by-n",
            "The penalty's gradient is divided by the number of images.",
            "Is it added before or after the division by N?",
            "dW += 2 * reg * W / N",
        ),
        _gradient_instead(
            "penalty.gradient-summed",
            "All weights get the same gradient: the sum of W.",
            "Which weights are in the derivative with respect to one of them?",
            "dW += 2 * reg * np.sum(W)",
        ),
        *(
            _gradient_instead(
                "penalty.gradient-summed-over-axis",
                "W is summed over an axis, so that the weights of a whole column, or row, get the same gradient.",
                "Which weights are in the derivative with respect to one of them?",
                f"dW += 2 * reg * np.sum(W, axis={axis}, keepdims=True)",
            )
            for axis in (0, 1)
        ),
        _both(
            both,
            "penalty.gradient-of-norm",
            "This is the gradient of the length of W, which is divided by that length, even where it is 0.",
            "Is the penalty the length of W, or its square?",
            GRADIENT_LINE,
            "dW += reg * W / np.linalg.norm(W)",
        ),
        _gradient_instead(
            "penalty.gradient-is-penalty",
            "Every entry of dW gets the penalty itself, not its derivative.",
            "What is the derivative of reg * w * w with respect to w?",
            "dW += reg * np.sum(W * W)",
        ),
        _gradient_instead(
            "penalty.gradient-averaged",
            "All weights get the same gradient: the mean of W.",
            "Which weights are in the derivative with respect to one of them?",
            "dW += 2 * reg * np.mean(W)",
        ),
        _gradient_instead(
            "penalty.gradient-of-gradient",
            "The penalty's gradient is computed from dW; it should be computed from W.",
            "What is the derivative of reg * w * w with respect to w?",
            "dW += 2 * reg * dW",
        ),
        _gradient_instead(
            "penalty.gradient-is-norm",
            "Every entry of dW gets the length of W, which is one number.",
            "What is the derivative of reg * w * w with respect to w?",
            "dW += 2 * reg * np.linalg.norm(W)",
        ),
        _gradient_instead(
            "penalty.gradient-sign",
            "The penalty's gradient has the wrong sign.",
            "Does a growing weight make the penalty grow or shrink?",
            "dW -= 2 * reg * W",
        ),
        _gradient_instead(
            "penalty.gradient-of-l1",
            "This is the gradient of L1.",
            "What is the derivative of w * w?",
            "dW += reg * np.sign(W)",
        ),
        _gradient_instead(
            "penalty.gradient-per-image",
            "The penalty's gradient is added once for each image.",
            "Is it inside the loop?",
            "dW += 2 * N * reg * W",
        ),
        _gradient_instead(
            "penalty.gradient-squared",
            "W is squared in the penalty's gradient.",
            "What is the derivative of w * w?",
            "dW += 2 * reg * W * W",
        ),
        _gradient_instead(
            "penalty.gradient-constant",
            "W itself is missing: every entry gets the same number.",
            "Should a large weight be pulled back harder than a small one?",
            "dW += 2 * reg",
        ),
        _gradient_instead(
            "penalty.gradient-bias-row-left-out",
            "The last row of W gets no gradient of the penalty.",
            "Does this course penalize the bias row? (It does.)",
            "dW[:-1] += 2 * reg * W[:-1]",
        ),
        _gradient_instead(
            "penalty.gradient-first-row-left-out",
            "The first row of W gets no gradient of the penalty.",
            "Which rows of W does sum(W * W) run over?",
            "dW[1:] += 2 * reg * W[1:]",
        ),
    )
