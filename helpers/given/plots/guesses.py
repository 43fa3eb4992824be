"""Predictions: a guess that was written down, next to what was found."""

from typing import Any

from helpers.given.sentences import say


def said(guess: Any, found: str) -> None:
    """Print a guess next to the answer; nobody is judged by it.

    Args:
        guess: whatever was written down, `...` if nothing was.
        found: the answer, as it ends the sentence "it is ...".
    """
    if guess is ...:
        say(f"It is {found}. (No guess is written down.)")
    else:
        say(f"You said {guess}; it is {found}.")


def you_said(guess: Any) -> str:
    """Return how a title goes on that answers a guess: nothing if none was written down."""
    return "" if guess is ... else f" (you said {guess})"
