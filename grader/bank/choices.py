"""Answers without one right value: they are judged by what comes of them."""

import numpy as np

from grader.bank import hyperparameters
from grader.bank.model import Cases, Exercise, Mistake, everywhere
from helpers.given.judge import Case


def _cases(rng: np.random.Generator) -> Cases:
    return {"answer": Case(hyperparameters.load())}


EXERCISES = [
    Exercise(
        id="best_setting",
        returns=("learning rate", "strength"),
        cases=_cases,
        parts=(everywhere("setting", 1, "setting", "answer"),),
        values=(1e-2, 1e-1),
        place="06_training_and_templates, task 5",
        check='check("best_setting", best_learning_rate, best_reg)',
        mistakes=(
            Mistake(
                ("setting",),
                "best-setting.below-best",
                "This setting is more than 2 points below the best one on the validation images.",
                "Which cell of the map is highest, and which of its two numbers is the learning rate?",
                values=(1e-3, 1.0),
            ),
        ),
    )
]
