"""Training: minibatches, the step downhill, and the loop."""

from dataclasses import replace

import numpy as np

from grader.bank.model import Cases, Exercise, Mistake, part
from helpers.given.judge import Case

OUTPUT = {"index": 0}


def _data(rng: np.random.Generator, N: int, D: int, C: int) -> tuple[np.ndarray, np.ndarray]:
    """Images whose first number counts them, so that a batch can be traced, and labels sorted by class."""
    X = rng.normal(size=(N, D))
    X[:, 0] = np.arange(N)
    return X, np.sort(np.arange(N) % C)


def _batch_cases(rng: np.random.Generator) -> Cases:
    seed = int(rng.integers(2**31))

    def mixed(N: int, D: int, C: int) -> tuple[np.ndarray, np.ndarray]:
        X, _ = _data(rng, N, D, C)
        return X, np.arange(N) % C  # sorted, the first few would be of one class, and could have each other's labels

    return {
        "small": Case((*mixed(40, 3, 4), 8, seed, 100), driver="batches"),
        "large": Case((*mixed(300, 2, 10), 64, seed + 1, 100), driver="batches"),
    }


def _step_cases(rng: np.random.Generator) -> Cases:
    shown = np.array([[1.0, 2.0]]), np.array([[10.0, -10.0]]), 0.1
    drawn = rng.normal(size=(4, 3)), rng.normal(size=(4, 3)), 0.37
    return {
        "shown": Case(shown, shown=True),
        "drawn": Case(drawn),
        "small": Case((*drawn[:2], 1e-3)),
        "again": Case(drawn, driver="twice"),
    }


def _train_cases(rng: np.random.Generator) -> Cases:
    def case(N: int, D: int, C: int, batch_size: int, steps: int) -> Case:
        weights, goal = rng.normal(size=(D, C)), rng.normal(size=(D, C))
        # In no order, and no two alike, as each tells its step.
        losses = 1 + 2 * (rng.permutation(steps) + rng.uniform(0.2, 0.8, size=steps)) / steps
        data = _data(rng, N, D, C)
        return Case((weights, *data, 0.15, 0.25, batch_size, losses, goal, (1.0, -1.0)), driver="train")

    short, long = case(30, 4, 3, 6, 8), case(50, 3, 5, 10, 25)
    return {"short": short, "long": long, "start": replace(long, inputs=(None, *long.inputs[1:]))}


DRAWN, CHOICE = ("drawn from all images",), "rng.choice(X.shape[0], size=batch_size)"
FIXED = (
    "training.batch-fixed",
    "Every batch is the same.",
    "Is anything drawn, or is a generator made again in each call?",
)
ENDS = {
    end: (
        f"training.batch-without-{end}",
        f"The {end} image is never drawn.",
        f"What is the {which} row number that you can draw?",
    )
    for end, which in (("first", "smallest"), ("last", "largest"))
}
STEP = ("step",)
MISCOUNTED = (
    "training.steps-miscounted",
    "There is one step too many, or one too few.",
    "How many times is a step taken when num_iters is 8?",
)
NOT_SMALL = (
    "training.start-not-small",
    "Training does not start from small random weights.",
    "Which line makes W where there is none yet, and what does it multiply?",
)
THINNED = (
    "training.history-every-other",
    "Only some of the losses are kept.",
    "How many steps were taken, and how many losses are in the list?",
)
DECAYS = (
    "training.rate-changes",
    "The learning rate changes from step to step.",
    "Which line writes into learning_rate?",
)
UPDATE = "self.W = sgd_step(self.W, dW, learning_rate)"

EXERCISES = [
    Exercise(
        id="sample_batch",
        target="training.sample_batch",
        returns=("rows", "labels", "sizes"),
        cases=_batch_cases,
        parts=(
            part("rows with their labels", 1, "matching", "small large", options={"first": 0, "size_at": 2}),
            part("drawn from all images", 1, "drawn", "small large", options={"first": 0}, guard=True, telling=True, follows="rows with their labels",
                 mistake="training.batch-not-random",
                 fails="Some images are never drawn, or the batches are not random. From which numbers do you draw, and with which generator?"),
        ),
        mistakes=(
            Mistake(
                ("rows with their labels",),
                "training.no-batch", "What comes back is not a batch: each row should be one image of X.",
                "What is the shape of X_batch, and which axis of X counts the images?",
                (("return X[chosen]", "return X[:, chosen % X.shape[1]]"),),
            ),
            Mistake(
                ("rows with their labels",),
                "training.batch-labels-mismatched", "Images and labels do not match: an image gets another one's label.",
                "Does a single draw decide which images and which labels come back?",
                (("y[chosen]", "y[rng.choice(X.shape[0], size=batch_size)]"),),
            ),
            Mistake(
                ("rows with their labels",),
                "training.batch-labels-not-picked", "All labels come back, not those of the drawn images.",
                "Which row numbers pick the labels of X[chosen]?",
                (("y[chosen]", "y"),),
            ),
            Mistake(
                DRAWN, "training.batch-from-first-rows", "Only the first batch_size images are ever drawn.",
                "From how many row numbers do you draw, and how many do you draw?",
                ((CHOICE, "rng.choice(batch_size, size=batch_size)"),),
            ),
            Mistake(
                DRAWN, "training.batch-from-dimension", "Row numbers are drawn from the numbers of an image, D, not from the images.",
                "Which axis of X counts the images?",
                ((CHOICE, "rng.choice(X.shape[1], size=batch_size)"),),
            ),
            Mistake(DRAWN, *FIXED, ((CHOICE, "np.arange(batch_size)"),)),
            Mistake(DRAWN, *FIXED, ((CHOICE, "np.random.default_rng(0).choice(X.shape[0], size=batch_size)"),)),
            Mistake(
                DRAWN, "training.batch-other-generator", "The batch is drawn, but not with rng: the same rng gives different images each time.",
                "Which generator do you call: np.random's own, or the argument?",
                ((CHOICE, "np.random.choice(X.shape[0], size=batch_size)"),),
            ),
            Mistake(DRAWN, *ENDS["last"], ((CHOICE, "rng.integers(0, X.shape[0] - 1, size=batch_size)"),)),
            Mistake(DRAWN, *ENDS["first"], ((CHOICE, "rng.integers(1, X.shape[0], size=batch_size)"),)),
            Mistake(
                ("rows with their labels",),
                "training.batch-size", "The batch has the wrong number of images.",
                "Which argument says how many rows to draw, and can some of them be lost?",
                (("size=batch_size", "size=X.shape[0]"),),
            ),
            Mistake(
                ("rows with their labels",),
                "training.batch-size", "The batch has the wrong number of images.",
                "Which argument says how many rows to draw, and can some of them be lost?",
                (("chosen = ", "chosen = np.unique("), ("size=batch_size)", "size=batch_size))")),
            ),
        ),
        hints=(
            "Draw row numbers first. What do you do with them?",
            "`rng.choice` draws numbers below its first argument, `size` of them.",
            "Shapes: the numbers are (B,); the same numbers pick rows of `X`, (B, D), and entries of `y`, (B,).",
        ),
    ),
    Exercise(
        id="sgd_step",
        target="training.sgd_step",
        returns=("weights",),
        cases=_step_cases,
        parts=(
            part("step", 1.5, "output", "shown drawn small again", "new W", options=OUTPUT),
            part("inputs unchanged", 0.5, "unchanged", "drawn", guard=True, mistake="training.step-in-place",
                       fails="The call changed {changed} itself. Does your line make a new array, or write into the old one (as -= and *= do)?"),
        ),
        mistakes=(
            Mistake(("step", "inputs unchanged"), "training.step-uphill", "This step goes uphill.", "The gradient points to where the loss grows: add it or subtract it?",
                    (("W - learning_rate", "W + learning_rate"),)),
            Mistake(("step", "inputs unchanged"), "training.step-without-rate", "The learning rate is missing.", "What says how far the step goes?", (("learning_rate * dW", "dW"),)),
            Mistake(("step", "inputs unchanged"), "training.step-replaces-weights", "The old weights are lost: the step replaces W.", "Where does a step start?",
                    (("W - learning_rate * dW", "-learning_rate * dW"),)),
            Mistake(("step", "inputs unchanged"), "training.step-missing", "W is returned unchanged.", "Where does the step go in?", (("W - learning_rate * dW", "W"),)),
            Mistake(("inputs unchanged",), "training.step-in-place", "", "", (("return W - learning_rate * dW", "W -= learning_rate * dW\nreturn W"),)),
            Mistake(STEP, "training.step-rate-squared", "The learning rate is squared.", "How many times does it appear in the formula?", (("learning_rate * dW", "learning_rate**2 * dW"),)),
            Mistake(STEP, "training.step-mixed-up", "W and dW have changed places.", "Which of the two is multiplied by the learning rate?",
                    (("W - learning_rate * dW", "dW - learning_rate * W"),)),
            Mistake(STEP, "training.step-scales-weights", "The learning rate multiplies W, too.", "Where are the brackets, and does W itself shrink?",
                    (("W - learning_rate * dW", "learning_rate * (W - dW)"),)),
            Mistake(STEP, "training.step-normalized", "The gradient is divided by its length, so only its direction counts.", "Should a steep place make a longer step?",
                    (("learning_rate * dW", "learning_rate * dW / np.linalg.norm(dW)"),)),
            Mistake(STEP, "training.step-averaged", "The step is divided by the number of weights.", "Is there a mean in W - learning_rate * dW?",
                    (("learning_rate * dW", "learning_rate * dW / dW.size"),)),
            Mistake(STEP, "training.step-rounded", "The new weights are rounded.", "Who needs fewer digits: the reader of a printout, or the code?",
                    (("W - learning_rate * dW", "np.round(W - learning_rate * dW, 3)"),)),
            Mistake(("step", "inputs unchanged"), "training.step-divided-by-rate", "The gradient is divided by the learning rate.", "Should a larger learning rate make a longer step or a shorter one?",
                    (("learning_rate * dW", "dW / learning_rate"),)),
        ),
        hints=(
            "The gradient points uphill. Where do we want to go?",
            "New weights are old weights minus learning rate times gradient.",
            "Shapes: all arrays are (D, C). An operation that writes into `W`, like `-=`, changes the caller's array too.",
        ),
    ),
    Exercise(
        id="train",
        target="training.LinearClassifier",
        task="train",
        returns=("history", "weights", "calls", "rows", "labels", "sizes"),
        cases=_train_cases,
        parts=(
            part("steps", 1, "weights", "short long start", "weights at step", options={"index": 1}),
            part("batches", 1, "fresh_batches", "short long", options={"first": 1, "size_at": 5}),
            part("loss history", 1, "output", "short long", "history", options=OUTPUT),
            part("one call per step", 0, "output", "short", options={"index": 2}, guard=True, mistake="training.loss-called-twice",
                 fails="This costs no points, but self.loss is called more than once in each step, and every call does all the work. Can one call give both the loss and dW?"),
        ),
        mistakes=(
            Mistake(("steps",), "training.weights-not-stored", "self.W never changes.", "Does the new W go into self.W, which predict and the next step read?",
                    (("self.W = sgd_step", "W = sgd_step"),)),
            Mistake(("steps",), "training.steps-uphill", "Each step goes uphill.", "Is the gradient added or subtracted, and what does sgd_step do with its sign?",
                    (("dW, learning_rate", "-dW, learning_rate"),)),
            Mistake(("steps",), "training.steps-without-rate", "The steps do not use learning_rate.", "Which number did you hand to sgd_step?", (("dW, learning_rate", "dW, 1.0"),)),
            Mistake(("steps",), "training.reg-as-rate", "reg is used as the learning rate.", "In which order does sgd_step take its arguments?", (("dW, learning_rate", "dW, reg"),)),
            Mistake(("steps",), "training.steps-replace-weights", "The weights are replaced by the step; the old ones are lost.", "Where does a step start?",
                    (("self.W = sgd_step(self.W, dW, learning_rate)", "self.W = -learning_rate * dW"),)),
            Mistake(("batches",), "training.full-batch", "Each step uses the whole training set, not a batch.", "What does sample_batch give you, and where do you use it?",
                    (("self.loss(X_batch, y_batch, reg)", "self.loss(X, y, reg)"),)),
            Mistake(("batches",), "training.same-batch-each-step", "Every step uses the same images.", "Is a new batch drawn in each round of the loop, and is the generator made before it?",
                    (("X_batch, y_batch = sample_batch(X, y, batch_size, rng)", "X_batch, y_batch = X[:batch_size], y[:batch_size]"),)),
            Mistake(("batches",), "training.same-batch-each-step", "Every step uses the same images.", "Is a new batch drawn in each round of the loop, and is the generator made before it?",
                    (("X_batch, y_batch = sample_batch(X, y, batch_size, rng)", "rng = np.random.default_rng(231)\nX_batch, y_batch = sample_batch(X, y, batch_size, rng)"),)),
            Mistake(("batches",), "training.batch-size-not-passed", "The batches have the wrong number of images.", "Does batch_size say how many are drawn, or a number of your own?",
                    (("sample_batch(X, y, batch_size, rng)", "sample_batch(X, y, 200, rng)"),)),
            Mistake(("batches",), "training.images-changed", "The numbers of the images are changed before self.loss sees them.", "What does self.loss take: rows of X, or something that is made of them?",
                    (("loss, dW = self.loss", "X_batch = X_batch - np.mean(X_batch, axis=0)\nloss, dW = self.loss"),)),
            Mistake(("batches",), "training.labels-mismatched", "The images of a batch have other images' labels.", "Do X_batch and y_batch come from the same call?",
                    (("self.loss(X_batch, y_batch, reg)", "self.loss(X_batch, np.roll(y, len(losses) + 1)[:batch_size], reg)"),)),
            Mistake(("steps",), "training.loss-as-gradient", "The step uses the loss, not the gradient.", "Which of the two things self.loss returns says in which direction to go?",
                    (("self.W, dW,", "self.W, loss,"),)),
            Mistake(("steps",), "training.penalty-gradient-twice", "The penalty's gradient is added once more, but dW already has it.", "What does self.loss do with reg?",
                    (("dW, learning_rate", "dW + 2 * reg * self.W, learning_rate"),)),
            Mistake(("batches",), "training.first-images-only", "Only the first batch_size images are ever used.", "From how many row numbers do you draw?",
                    (("sample_batch(X, y, batch_size, rng)", "sample_batch(X[:batch_size], y[:batch_size], batch_size, rng)"),)),
            Mistake(("steps", "batches", "loss history"), "training.one-step-only", "Training ends after one step.", "How far is the return line indented?",
                    (("self.W = sgd_step(self.W, dW, learning_rate)", "self.W = sgd_step(self.W, dW, learning_rate)\nreturn losses"),)),
            Mistake(("loss history",), "training.reg-not-passed", "The regularization strength does not reach the loss.", "Which three things does self.loss take?",
                    (("y_batch, reg)", "y_batch, 0.0)"),)),
            Mistake(("loss history",), "training.history-of-others", "The losses that are kept are not those of the images in the batch.", "Which images does the step look at, and whose loss is asked for?",
                    (("losses.append(loss)", "losses.append(self.loss(X[1:], y[1:], reg)[0])"),)),
            Mistake(("loss history",), "training.history-empty", "The list of losses stays empty.", "What should be kept from each round?", (("losses.append(loss)\n", ""),)),
            Mistake(("loss history",), "training.history-summed", "The list holds running totals.", "Which loss belongs to one step alone?", (("losses.append(loss)", "losses.append(loss + sum(losses[-1:]))"),)),
            Mistake(("loss history",), *THINNED,
                    (("losses.append(loss)", "if not hasattr(self, 'k') or self.k:\n    losses.append(loss)\nself.k = not getattr(self, 'k', True)"),)),
            Mistake(("loss history",), *THINNED,
                    (("losses.append(loss)", "self.k = getattr(self, 'k', -1) + 1\nif self.k % 10 == 0:\n    losses.append(loss)"),)),
            Mistake(("loss history",), "training.history-averaged", "The list holds the mean of all losses so far.", "Which loss belongs to one step alone?",
                    (("losses.append(loss)", "losses.append((losses[-1] * len(losses) + loss) / (len(losses) + 1) if losses else loss)"),)),
            Mistake(("loss history",), "training.loss-of-one-subclass", "self.loss is bypassed, so every subclass trains with this one loss.",
                    "Which loss should LinearSVM use, and which Softmax?",
                    (("self.loss(X_batch, y_batch, reg)", "softmax.softmax_loss_vectorized(self.W, X_batch, y_batch, reg)"),)),
            Mistake(("steps",), *DECAYS, ((UPDATE, f"{UPDATE}\nlearning_rate *= 0.95"),)),
            Mistake(("steps",), *DECAYS, ((UPDATE, f"{UPDATE}\nlearning_rate *= 0.99"),)),
            Mistake(("steps",), "training.weights-redrawn", "The weights are drawn again, even when there were some already.", "Does your code check for self.W before it makes one?",
                    (("X_batch, y_batch =", "if not losses:\n    self.W = 0.001 * np.random.default_rng(231).standard_normal(self.W.shape)\nX_batch, y_batch ="),)),
            Mistake(("steps",), *NOT_SMALL, (("X_batch, y_batch =", "if not losses and np.max(np.abs(self.W)) < 0.01:\n    self.W = np.zeros_like(self.W)\nX_batch, y_batch ="),)),
            Mistake(("loss history",), "training.loss-after-step", "The loss is worked out again after the step, and that one is kept.", "Which loss is asked for: the one before the step, or the one after?",
                    (("losses.append(loss)\n", ""), (UPDATE, f"{UPDATE}\nlosses.append(self.loss(X_batch, y_batch, reg)[0])"))),
            Mistake(("steps", "loss history"), *MISCOUNTED, (("X_batch, y_batch =", "if not hasattr(self, 'late'):\n    self.late = True\n    continue\nX_batch, y_batch ="),)),
            Mistake(("steps", "loss history"), *MISCOUNTED, ((UPDATE, f"{UPDATE}\nif len(losses) == num_iters:\n    X_batch, y_batch = sample_batch(X, y, batch_size, rng)\n    loss, dW = self.loss(X_batch, y_batch, reg)\n    losses.append(loss)\n    {UPDATE}"),)),
        ),
        hints=(
            "One round has four lines: a batch, its loss and gradient, a note of the loss, a step. Two of them you have just written.",
            "`self.loss` takes a batch, its labels and `reg`, and returns loss and gradient. The list `losses` keeps the first, `sgd_step` takes the second.",
            "Shapes: `X_batch` (B, D), `y_batch` (B,). `self.W` has to become what `sgd_step` returns: a (D, C) array.",
        ),
    ),
]  # fmt: skip
