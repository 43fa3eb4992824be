"""The lecture's five questions about the SVM loss, and which of them change the best W, answered as numbers."""

from grader.bank.model import Exercise, Mistake, part

MEAN, SMALLEST, LARGEST = ("mean loss",), ("smallest",), ("largest",)


OF_FIVE, YES_OR_NO = "Which of the reasons, 1 to 5?", "Which is it: 1 for yes, or 0 for no?"
ONE_FIRST = "Take one image first, the cat: which terms has its loss now, and what do they give?"


def _mean_loss(id: str, value: float, *mistakes: tuple[float, str, str, str]) -> Exercise:
    """Return a question for the mean loss of the lecture's three images."""
    return Exercise(
        id=id,
        returns=(id,),
        parts=(
            part("mean loss", 1, "answer", "answer", "mean loss", options={"index": 0}, atol=0.006, fails=ONE_FIRST),
        ),
        values=(value,),
        place="02_svm_loss, task 2",
        check=f'check("{id}", {id})',
        mistakes=tuple(Mistake(MEAN, name, says, asks, values=(wrong,)) for wrong, name, says, asks in mistakes),
    )


NOT_CHANGED = (
    "svm-questions.not-changed",
    "This is the loss as it was; the question changes it.",
    "Which terms are different now?",
)
SUM = (
    "svm-questions.sum-not-mean",
    "This is the sum over the three images.",
    "The question asks for their mean: what is missing?",
)

LAST_DIVIDED = (
    "svm-questions.last-term-divided",
    "Only the last term is divided by 3: / comes before +.",
    "Which terms belong into brackets?",
)

ZEROS_COUNT = (
    "best-w.zeros-count",
    "A term of 0 stays 0, in the mean and in the squares.",
    "What is half of 0, and what is its square?",
)
ORDER_DECIDES = (
    "best-w.order-decides",
    "The order of terms does not say which of two sums is smaller.",
    "Which sum is smaller, 3 + 3 or 5 + 0? And with squares?",
)
VALUE_DECIDES = (
    "best-w.value-decides",
    "A loss can have other values and still be smallest at the same W.",
    "Where is (w - 2)^2 smallest, and where is (w - 2)^2 + 7?",
)

EXERCISES = [
    _mean_loss(
        "svm_q1", 18.8 / 3,
        (15.8 / 3, *NOT_CHANGED),
        (18.8, *SUM),
        (3.9 + 1 + 13.9 / 3, *LAST_DIVIDED),
        (15.8 / 3 + 3, "svm-questions.one-for-each-class", "Each image pays for its right class once, so 1 more, not 3.", "What is s_y - s_y + 1?"),
        (15.8 / 3 + 1 / 3, "svm-questions.one-for-one-image", "1 is added for every image, not for one of them.", "How many of the three images have a right class?"),
    ),
    _mean_loss(
        "svm_q2", 7.9 / 3,
        (15.8 / 3, *NOT_CHANGED),
        (15.8 / 9, "svm-questions.mean-with-right-class", "Here the mean is over all three classes; the right one has no term.", "How many wrong classes are there?"),
        (7.9, *SUM),
        (1.45 + 6.45 / 3, *LAST_DIVIDED),
    ),
    _mean_loss(
        "svm_q3", 91.66 / 3,
        (15.8 / 3, *NOT_CHANGED),
        (91.66, *SUM),
        (2.9**2 + 6.3**2 + 6.6**2 / 3, *LAST_DIVIDED),
        (2.9**2 + (6.3**2 + 6.6**2) / 3, *LAST_DIVIDED),
        ((2.9**2 + 12.9**2) / 3, "svm-questions.image-losses-squared", "Here each image's loss is squared, but each term should be, before they are added.", "What do 6.3 and 6.6 become?"),
        ((15.8 / 3) ** 2, "svm-questions.mean-loss-squared", "Here the mean loss is squared, but each term should be.", "What do 2.9, 6.3 and 6.6 become?"),
        ((2.9**2 + 3.9**2 + 2.6**2 + 1.9**2 + 6.3**2 + 6.6**2) / 3, "svm-questions.squared-before-hinge", "Negative margins are squared too, but they are cut at 0 first.", "What does max(0, -3.9) become?"),
    ),
    Exercise(
        id="best_w",
        returns=("answer for the mean", "reason for the mean", "answer for the squares", "reason for the squares"),
        parts=(
            part("mean", 0.25, "answer", "answer", "answer for the mean", options={"index": 0}, fails=YES_OR_NO),
            part("reason for the mean", 0.25, "answer", "answer", "reason for the mean", options={"index": 1}, fails=OF_FIVE),
            part("squares", 0.25, "answer", "answer", "answer for the squares", options={"index": 2}, fails=YES_OR_NO),
            part("reason for the squares", 0.25, "answer", "answer", "reason for the squares", options={"index": 3}, fails=OF_FIVE),
        ),
        values=(0, 3, 1, 5),
        place="02_svm_loss, task 2",
        check='check("best_w", mean_changes, mean_reason, squares_change, squares_reason)',
        mistakes=(
            Mistake(("mean",), "best-w.mean-changes", "Of two W the better one stays the better one.", "The losses of two W are 6 and 4: what are they if each becomes a mean over two wrong classes?", values=(1, 3, 1, 5)),
            Mistake(("reason for the mean",), *ZEROS_COUNT, values=(0, 1, 1, 5)),
            Mistake(("reason for the mean",), *ORDER_DECIDES, values=(0, 2, 1, 5)),
            Mistake(("reason for the mean",), *VALUE_DECIDES, values=(0, 4, 1, 5)),
            Mistake(("reason for the mean",), "best-w.mean-weighs-large-terms", "In the mean no term gains weight against another.", "How many times as large as a term of 2 is one of 6, before and after?", values=(0, 5, 1, 5)),
            Mistake(("squares",), "best-w.squares-keep", "Of two W the better one can become the worse one.", "One W has the terms 3 and 3, another 5 and 0: which is better, and which with squares?", values=(0, 3, 0, 5)),
            Mistake(("reason for the squares",), *ZEROS_COUNT, values=(0, 3, 1, 1)),
            Mistake(("reason for the squares",), *ORDER_DECIDES, values=(0, 3, 1, 2)),
            Mistake(("reason for the squares",), "best-w.squares-as-factor", "Squaring does not multiply all terms by the same number.", "By which number does it multiply a term of 6, and by which a term of 0.5?", values=(0, 3, 1, 3)),
            Mistake(("reason for the squares",), *VALUE_DECIDES, values=(0, 3, 1, 4)),
        ),
    ),
    Exercise(
        id="svm_q4",
        returns=("smallest", "largest"),
        parts=(
            part("smallest", 0.5, "answer", "answer", "smallest loss", options={"index": 0}, atol=1e-6, fails="How small can a term get?"),
            part("largest", 0.5, "answer", "answer", "largest loss", options={"index": 1}, fails="How large can a term get?"),
        ),
        values=(0, float("inf")),
        place="02_svm_loss, task 2",
        check='check("svm_q4", svm_q4_smallest, svm_q4_largest)',
        mistakes=(
            Mistake(SMALLEST, "svm-questions.smallest-below-zero", "A term is never below 0.", "What is the smallest value of max(0, m)?", values=(-float("inf"), float("inf"))),
            Mistake(SMALLEST, "svm-questions.smallest-one", "1 is what the right class would add, and it has no term.", "What does an image whose right class wins by far cost?", values=(1, float("inf"))),
            Mistake(LARGEST, "svm-questions.largest-of-three", "12.9 is the largest of our three, not of all.", "What if the right score falls further?", values=(0, 12.9)),
            Mistake(LARGEST, "svm-questions.largest-as-probability", "A probability is at most 1, but a loss is not a probability.", "What if the right score falls further?", values=(0, 1)),
        ),
    ),
    Exercise(
        id="svm_q5",
        returns=("loss",),
        parts=(part("start", 1, "answer", "answer", "loss", options={"index": 0}, atol=1e-3, fails="What is a term when all scores are 0, and how many terms are there?"),),
        values=(9,),
        place="02_svm_loss, task 2",
        check='check("svm_q5", svm_q5)',
        mistakes=(
            Mistake(("start",), "svm-questions.start-zero", "Scores of 0 are no reason for a loss of 0: a tie is not enough.", "What is max(0, 0 - 0 + 1)?", values=(0,)),
            Mistake(("start",), "svm-questions.start-all-classes", "The right class has no term.", "How many of the ten classes are wrong?", values=(10,)),
            Mistake(("start",), "svm-questions.start-three-classes", "That is the answer for three classes.", "How many wrong classes are there in CIFAR-10?", values=(2,)),
            Mistake(("start",), "svm-questions.start-one-term", "That is one term; there is one for each wrong class.", "How many wrong classes are there in CIFAR-10?", values=(1,)),
        ),
    ),
]  # fmt: skip
