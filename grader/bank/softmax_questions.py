"""Two questions about the softmax loss, answered as numbers: its logarithm, and where it starts."""

import math

import numpy as np

from grader.bank.model import Exercise, Mistake, part

TEN, HUNDRED = ("10 classes",), ("100 classes",)
LN_10, LN_100 = float(np.log(10)), float(np.log(100))

EQUAL = "All scores are equal: what is the probability of each class?"

EXERCISES = [
    Exercise(
        id="slide_logarithm",
        returns=("base",),
        parts=(part("base", 1, "answer", "answer", "base", options={"index": 0}, atol=1e-3, fails="Three logarithms are in common use: which of them is -0.89 at 0.13?"),),
        values=(10,),
        place="03_softmax_loss, task 1",
        check='check("slide_logarithm", slide_base)',
        mistakes=(
            Mistake(("base",), "slide-logarithm.natural", "The natural logarithm of 0.13 is -2.04, not -0.89.", "Which other logarithms does NumPy have?", values=(math.e,)),
            Mistake(("base",), "slide-logarithm.log2", "The base-2 logarithm of 0.13 is -2.94, not -0.89.", "Which other logarithms does NumPy have?", values=(2,)),
        ),
        hints=(
            "Three logarithms are in common use. What are their bases?",
            "NumPy has one function for each: compare their values at 0.13.",
        ),
    ),
    Exercise(
        id="softmax_start",
        returns=("10 classes", "100 classes"),
        parts=(
            part("10 classes", 0.5, "answer", "answer", "loss with 10 classes", options={"index": 0}, atol=6e-3, fails=EQUAL),
            part("100 classes", 0.5, "answer", "answer", "loss with 100 classes", options={"index": 1}, atol=6e-3, fails=EQUAL),
        ),
        values=(LN_10, LN_100),
        place="03_softmax_loss, task 4",
        check='check("softmax_start", start_10, start_100)',
        mistakes=(
            Mistake(TEN, "softmax-start.10-probability", "This is the probability of each class, not the loss.", "What is minus its logarithm?", values=(0.1, LN_100)),
            Mistake(TEN, "softmax-start.10-log10", "This is the base-10 logarithm.", "Which base goes with exp?", values=(1.0, LN_100)),
            Mistake(TEN, "softmax-start.10-svm-loss", "That is what the SVM loss is at the start.", "What is the probability of the right class now?", values=(9, LN_100)),
            Mistake(TEN, "softmax-start.10-sign", "The minus is missing.", "What is the sign of the logarithm of 0.1?", values=(-LN_10, LN_100)),
            Mistake(HUNDRED, "softmax-start.100-probability", "This is the probability of each class, not the loss.", "What is minus its logarithm?", values=(LN_10, 0.01)),
            Mistake(HUNDRED, "softmax-start.100-svm-loss", "That is what the SVM loss is at the start.", "What is the probability of the right class now?", values=(LN_10, 99)),
            Mistake(HUNDRED, "softmax-start.100-log10", "This is the base-10 logarithm.", "Which base goes with exp?", values=(LN_10, 2.0)),
            Mistake(HUNDRED, "softmax-start.100-proportional", "Ten times the classes, ten times the loss? The logarithm grows more slowly.", "What is minus the logarithm of 0.01?", values=(LN_10, 10 * LN_10)),
        ),
        hints=(
            "All scores are equal. What is the probability of each class?",
            "The loss is minus the natural logarithm of that probability.",
        ),
    ),
]  # fmt: skip
