"""All exercises, by the grade_id of their check cell, in the order of the notebooks."""

from grader.bank import (
    answers,
    answers_comparison,
    answers_softmax,
    choices,
    gradients,
    regularization,
    scores,
    softmax,
    start,
    svm,
    templates,
    training,
)
from grader.bank.model import Exercise

EXERCISES: dict[str, Exercise] = {
    exercise.id: exercise
    for module in (
        start,
        scores,
        svm,
        softmax,
        gradients,
        regularization,
        training,
        templates,
        answers,
        answers_comparison,
        answers_softmax,
        choices,
    )
    for exercise in module.EXERCISES
}
