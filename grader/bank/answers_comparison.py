"""Answers in 05_regularization and 07_svm_vs_softmax."""

from grader.bank.model import Exercise, Mistake, everywhere

HINGE, CROSS_ENTROPY = ("hinge",), ("cross-entropy",)
CHANGES = [5.941e-4, 0.242932, 0.0]
STEPS = [0.0, 1.0, 0.0]

EXERCISES = [
    Exercise(
        id="w1_or_w2",
        returns=("L2", "L1", "elastic net"),
        parts=(
            everywhere("L2", 0.25, "answer", "answer", "choice for L2", options={"index": 0}),
            everywhere("L1", 0.5, "answer", "answer", "choice for L1", options={"index": 1}),
            everywhere("elastic net", 0.25, "answer", "answer", "choice for elastic net", options={"index": 2}),
        ),
        values=(2, 0, 2),
        place="05_regularization, task 4",
        check='check("w1_or_w2", l2_choice, l1_choice, elastic_choice)',
        mistakes=(
            Mistake(("L2",), "w1-or-w2.l2-not-spread", "Squares of small numbers are very small: four quarters squared are not 1.", "What is 4 times 1/16?", values=(1, 0, 2)),
            Mistake(("L1",), "w1-or-w2.l1-spread", "L1 does not prefer spreading.", "What is |1/4| + |1/4| + |1/4| + |1/4|?", values=(2, 2, 2)),
            Mistake(("L1",), "w1-or-w2.l1-sparse", "L1 is known for few weights, but here both cost the same.", "What is |1/4| + |1/4| + |1/4| + |1/4|?", values=(2, 1, 2)),
            Mistake(("elastic net",), "w1-or-w2.elastic-net-tie", "Its second part is a tie, its first part is not.", "Which of the two has the smaller sum of squares?", values=(2, 0, 0)),
        ),
    ),
    Exercise(
        id="worked_example",
        returns=("hinge", "cross-entropy"),
        parts=(
            everywhere("hinge", 1, "answer", "answer", "hinge loss", options={"index": 0}, atol=0.006),
            everywhere("cross-entropy", 1, "answer", "answer", "cross-entropy loss", options={"index": 1}, atol=0.003),
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
    ),
    Exercise(
        id="jiggle",
        returns=("hinge", "softmax"),
        parts=(
            everywhere("hinge", 1.5, "answer", "answer", "changes of the hinge loss", options={"index": 0}, atol=0.002),
            everywhere("softmax", 1.5, "answer", "answer", "changes of the softmax loss", options={"index": 1}, atol=5e-5),
        ),
        values=(STEPS, CHANGES),
        place="07_svm_vs_softmax, task 2",
        check='check("jiggle", hinge_changes, softmax_changes)',
        mistakes=(
            Mistake(HINGE, "jiggle.half-each", "Two classes fall below the margin of the second row, and each costs 1/2.", "How many nines are there?", values=([0, 0.5, 0], CHANGES)),
            Mistake(HINGE, "jiggle.still-at-margin", "The second row stood exactly at the margin; now it does not.", "What is max(0, 9 - 9.5 + 1)?", values=([0, 0, 0], CHANGES)),
            Mistake(("softmax",), "jiggle.losses-after", "These are the losses afterwards, not by how much they change.", "What were they before?", values=(STEPS, [1.512e-3, 0.794377, 0.0])),
            Mistake(("softmax",), "jiggle.losses-before", "These are the losses before.", "What are they after the right score has lost 1/2?", values=(STEPS, [9.18e-4, 0.551445, 0.0])),
        ),
    ),
]  # fmt: skip
