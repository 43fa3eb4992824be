"""Answers that students write in the notebooks, and what they would have written for known wrong reasons."""

from grader.bank.model import Exercise, Mistake, everywhere

SCORES, MISPRINT, WINNERS = ("scores",), ("misprint",), ("winning classes",)
MEAN, SMALLEST, LARGEST = ("mean loss",), ("smallest",), ("largest",)
RIGHT_CAT = [-96.8, 437.9, 60.75]


def _mean_loss(id: str, value: float, *mistakes: tuple[float, str, str, str]) -> Exercise:
    """Return a question for the mean loss of the lecture's three images."""
    return Exercise(
        id=id,
        returns=(id,),
        parts=(everywhere("mean loss", 1, "answer", "answer", "mean loss", options={"index": 0}, atol=0.006),),
        values=(value,),
        place="02_svm_loss, task 2",
        check=f'check("{id}", {id})',
        mistakes=tuple(Mistake(MEAN, *what, values=(wrong,)) for wrong, *what in mistakes),
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

EXERCISES = [
    Exercise(
        id="cat_scores",
        returns=("scores", "misprint"),
        parts=(
            everywhere("scores", 1, "answer", "answer", "scores", options={"index": 0}, atol=0.06),
            everywhere("misprint", 1, "answer", "answer", "misprint", options={"index": 1}),
        ),
        values=(RIGHT_CAT, 2),
        place="01_score_functions, task 2",
        check='check("cat_scores", cat_scores, misprint)',
        mistakes=(
            Mistake(SCORES, "cat-scores.bias-missing", "The bias is missing from all three.", "What is added after the products?", values=([-97.9, 434.7, 61.95], 2)),
            Mistake(SCORES, "cat-scores.figure-copied", "These are the numbers of the figure, the wrong one among them.", "Which of them can you confirm by your own function?", values=([-96.8, 437.9, 61.95], 2)),
            Mistake(SCORES, "cat-scores.bias-subtracted", "The bias was subtracted.", "Which sign stands in f(x) = Wx + b?", values=([-99.0, 431.5, 63.15], 2)),
            Mistake(MISPRINT, "cat-scores.misprint-cat", "The cat's printed score is right.", "Which score changes when you work it out again?", values=(RIGHT_CAT, 0)),
            Mistake(MISPRINT, "cat-scores.misprint-dog", "The dog's printed score is right.", "Which score changes when you work it out again?", values=(RIGHT_CAT, 1)),
            Mistake(MISPRINT, "cat-scores.classes-from-one", "Classes are counted from 0.", "Which number has the third class then?", values=(RIGHT_CAT, 3)),
        ),
    ),
    Exercise(
        id="winners",
        returns=("winners",),
        parts=(everywhere("winning classes", 1, "answer", "answer", "winners", options={"index": 0}),),
        values=([5, 1, 9],),
        place="01_score_functions, task 4",
        check='check("winners", winners)',
        mistakes=(
            Mistake(WINNERS, "winners.right-classes", "These are the right classes, not the ones that win.", "Which score is highest in each column?", values=([3, 1, 6],)),
            Mistake(WINNERS, "winners.classes-from-one", "Classes are counted from 0.", "Which number has airplane?", values=([6, 2, 10],)),
            Mistake(WINNERS, "winners.lowest-scores", "These classes have the lowest scores.", "Does a high score speak for a class or against it?", values=([1, 7, 8],)),
            Mistake(WINNERS, "winners.scores-not-classes", "These are the highest scores themselves.", "To which classes do they belong?", values=([8.02, 6.04, 6.14],)),
        ),
    ),
    _mean_loss(
        "svm_q1", 18.8 / 3,
        (15.8 / 3, *NOT_CHANGED),
        (18.8, *SUM),
        (15.8 / 3 + 3, "svm-questions.one-for-each-class", "Each image pays for its right class once, so 1 more, not 3.", "What is s_y - s_y + 1?"),
        (15.8 / 3 + 1 / 3, "svm-questions.one-for-one-image", "1 is added for every image, not for one of them.", "How many of the three images have a right class?"),
    ),
    _mean_loss(
        "svm_q2", 7.9 / 3,
        (15.8 / 3, *NOT_CHANGED),
        (15.8 / 9, "svm-questions.mean-with-right-class", "Here the mean is over all three classes; the right one has no term.", "How many wrong classes are there?"),
        (7.9, *SUM),
    ),
    _mean_loss(
        "svm_q3", 91.66 / 3,
        (15.8 / 3, *NOT_CHANGED),
        (91.66, *SUM),
        ((2.9**2 + 12.9**2) / 3, "svm-questions.image-losses-squared", "Here each image's loss is squared, but each term should be, before they are added.", "What do 6.3 and 6.6 become?"),
        ((15.8 / 3) ** 2, "svm-questions.mean-loss-squared", "Here the mean loss is squared, but each term should be.", "What do 2.9, 6.3 and 6.6 become?"),
        ((2.9**2 + 3.9**2 + 2.6**2 + 1.9**2 + 6.3**2 + 6.6**2) / 3, "svm-questions.squared-before-hinge", "Negative margins are squared too, but they are cut at 0 first.", "What does max(0, -3.9) become?"),
    ),
    Exercise(
        id="svm_q4",
        returns=("smallest", "largest"),
        parts=(
            everywhere("smallest", 0.5, "answer", "answer", "smallest loss", options={"index": 0}, atol=1e-6),
            everywhere("largest", 0.5, "answer", "answer", "largest loss", options={"index": 1}),
        ),
        values=(0, float("inf")),
        place="02_svm_loss, task 2",
        check='check("svm_q4", svm_q4_smallest, svm_q4_largest)',
        mistakes=(
            Mistake(SMALLEST, "svm-questions.smallest-below-zero", "A term is never below 0.", "What is the smallest value of max(0, m)?", values=(-float("inf"), float("inf"))),
            Mistake(SMALLEST, "svm-questions.smallest-one", "1 is what the right class would add, and it has no term.", "What does an image cost whose right class wins by far?", values=(1, float("inf"))),
            Mistake(LARGEST, "svm-questions.largest-of-three", "12.9 is the largest of our three, not of all.", "What if the right score falls further?", values=(0, 12.9)),
            Mistake(LARGEST, "svm-questions.largest-as-probability", "A probability ends at 1; this is none.", "What if the right score falls further?", values=(0, 1)),
        ),
    ),
    Exercise(
        id="svm_q5",
        returns=("loss",),
        parts=(everywhere("start", 1, "answer", "answer", "loss", options={"index": 0}, atol=1e-3),),
        values=(9,),
        place="02_svm_loss, task 2",
        check='check("svm_q5", svm_q5)',
        mistakes=(
            Mistake(("start",), "svm-questions.start-zero", "Scores of 0 are no reason for a loss of 0: a tie is not enough.", "What is max(0, 0 - 0 + 1)?", values=(0,)),
            Mistake(("start",), "svm-questions.start-all-classes", "The right class has no term.", "How many of the ten classes are wrong?", values=(10,)),
            Mistake(("start",), "svm-questions.start-three-classes", "That is the answer for three classes.", "How many wrong classes has CIFAR-10?", values=(2,)),
            Mistake(("start",), "svm-questions.start-one-term", "That is one term; there is one for each wrong class.", "How many wrong classes has CIFAR-10?", values=(1,)),
        ),
    ),
]  # fmt: skip
