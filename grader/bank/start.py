"""Exercise zero."""

import numpy as np

from grader.bank.model import Cases, Exercise, Mistake, part
from helpers.given.judge import Case


def _cases(rng: np.random.Generator) -> Cases:
    a, b = rng.uniform(2, 9, size=2)
    return {"shown": Case((2, 3), shown=True), "drawn": Case((float(a), float(-b)))}


EXERCISES = [
    Exercise(
        id="start_add",
        target="start.add",
        returns=("sum",),
        cases=_cases,
        parts=(part("sum", 1, "output", "shown drawn", "add(2, 3)", options={"index": 0}),),
        mistakes=(
            Mistake(
                ("sum",),
                "start.returns-nothing",
                "The function returns nothing.",
                "Is there a return in front of the result? print shows a value and gives nothing back.",
                (("return a + b", "print(a + b)"),),
            ),
            Mistake(
                ("sum",),
                "start.multiplied",
                "The numbers are multiplied.",
                "Which sign adds?",
                (("return a + b", "return a * b"),),
            ),
            Mistake(
                ("sum",),
                "start.subtracted",
                "b is subtracted.",
                "Which sign adds?",
                (("return a + b", "return a - b"),),
            ),
            Mistake(
                ("sum",),
                "start.constant",
                "The result is always 5, whatever a and b are.",
                "Does the line use a and b?",
                (("return a + b", "return 5"),),
            ),
        ),
        hints=(
            "The function is given two numbers, `a` and `b`. What should come back?",
            "Replace the line that raises with one that begins with `return`: it hands a value to whoever called the function.",
            "After `return` write the sum: one number, the sign that adds, the other number. Keep the four spaces in front.",
        ),
    )
]
