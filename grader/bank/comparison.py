"""The two losses side by side: answers of 07_svm_vs_softmax."""

from grader.bank.model import Exercise, Mistake, part

HINGE, CROSS_ENTROPY = ("hinge",), ("cross-entropy",)
CHANGES = [5.948e-4, 0.242932, 0.0]
STEPS = [0.0, 1.0, 0.0]
TURNED, WAY = "The signs are the other way round.", "Does a loss grow or fall when the right score falls?"

BEFORE_AND_AFTER = "For each row: what is the loss before, and what after the right score has lost 1/2?"

EXERCISES = [
    Exercise(
        id="worked_example",
        returns=("hinge", "cross-entropy"),
        parts=(
            part("hinge", 0.5, "answer", "answer", "hinge loss", options={"index": 0}, atol=0.006, fails="Which is the right class, and what are the terms of the other two?"),
            part("cross-entropy", 0.5, "answer", "answer", "cross-entropy loss", options={"index": 1}, atol=0.003, fails="What is the probability of the right class?"),
        ),
        values=(1.58, 1.040191),
        place="07_svm_vs_softmax, task 1",
        check='check("worked_example", hinge, cross_entropy)',
        mistakes=(
            Mistake(HINGE, "worked-example.right-class-counted", "The right class is counted too.", "Which term does the sum leave out?", values=(2.58, 1.040191)),
            Mistake(HINGE, "worked-example.margin-missing", "The margin of 1 is missing.", "What is max(0, 0.86 - 0.28 + 1)?", values=(0.58, 1.040191)),
            Mistake(HINGE, "worked-example.no-hinge", "A negative term has to become 0.", "What is max(0, -2.13)?", values=(-0.55, 1.040191)),
            Mistake(CROSS_ENTROPY, "worked-example.log10", "This is the slide's number, a base-10 logarithm.", "Which logarithm goes with exp?", values=(1.58, 0.451749)),
            Mistake(CROSS_ENTROPY, "worked-example.probability", "This is the probability of the right class.", "What is minus its logarithm?", values=(1.58, 0.353387)),
            Mistake(CROSS_ENTROPY, "worked-example.second-class", "This is the loss if the second class were right.", "Which class is the right one, counted from 0?", values=(1.58, 0.460191)),
            Mistake(CROSS_ENTROPY, "worked-example.log2", "This is the base-2 logarithm.", "Which logarithm goes with exp?", values=(1.58, 1.500678)),
        ),
        hints=(
            "Which class is the right one, and which terms does the hinge sum over?",
            "The cross-entropy loss is minus the natural logarithm of the third probability.",
        ),
    ),
    Exercise(
        id="jiggle",
        returns=("hinge", "softmax"),
        parts=(
            part("hinge", 1.5, "answer", "answer", "changes of the hinge loss", options={"index": 0}, atol=0.002, fails=BEFORE_AND_AFTER),
            part("softmax", 1.5, "answer", "answer", "changes of the softmax loss", options={"index": 1}, atol=5e-5, fails=BEFORE_AND_AFTER),
        ),
        values=(STEPS, CHANGES),
        place="07_svm_vs_softmax, task 2",
        check='check("jiggle", hinge_changes, softmax_changes)',
        mistakes=(
            Mistake(HINGE, "jiggle.half-each", "Not all terms of the second row are counted.", "Which wrong scores does 9.5 no longer beat by 1?", values=([0, 0.5, 0], CHANGES)),
            Mistake(HINGE, "jiggle.still-at-margin", "The second row was exactly at the margin; now it is not.", "What is max(0, 9 - 9.5 + 1)?", values=([0, 0, 0], CHANGES)),
            Mistake(HINGE, "jiggle.sign", TURNED, WAY, values=([0, -1.0, 0], CHANGES)),
            Mistake(("softmax",), "jiggle.sign", TURNED, WAY, values=(STEPS, [-5.948e-4, -0.242932, 0.0])),
            Mistake(("softmax",), "jiggle.not-changed", "No loss changes here, so the scores before and after were the same.", "Is the row copied before its first score changes?", values=(STEPS, [0.0, 0.0, 0.0])),
            Mistake(("softmax",), "jiggle.log10", "These are base-10 logarithms.", "Which logarithm goes with exp?", values=(STEPS, [2.583e-4, 0.105504, 0.0])),
            Mistake(("softmax",), "jiggle.log2", "These are base-2 logarithms.", "Which logarithm goes with exp?", values=(STEPS, [8.581e-4, 0.350477, 0.0])),
            Mistake(("softmax",), "jiggle.probabilities", "This is how the probability of the right class changes.", "What is the loss, given that probability?", values=(STEPS, [-5.941e-4, -0.124254, 0.0])),
            Mistake(("softmax",), "jiggle.losses-after", "These are the losses afterwards, not how much they change.", "What were they before?", values=(STEPS, [1.512e-3, 0.794377, 0.0])),
            Mistake(("softmax",), "jiggle.losses-before", "These are the losses before.", "What are they after the right score has lost 1/2?", values=(STEPS, [9.18e-4, 0.551445, 0.0])),
        ),
        hints=(
            "Compute both losses before and after; the answer is the difference.",
            "The second image is exactly on the kink, and more than one of its classes is there.",
            "With X the identity of one row, the scores are W itself: the cell above shows the call.",
        ),
    ),
]  # fmt: skip
