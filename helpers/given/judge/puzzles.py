"""The puzzles of 07: which three of the twelve belong to an id, and how an answer to them travels.

Which choice is right is known to the grading alone.
"""

import hashlib
import re
from pathlib import Path
from typing import Any

import numpy as np

from helpers.given.calling.calls import to_plain

SETS, EACH, CHOICES = 3, 4, 5
"""A student gets one puzzle of each set, and each puzzle offers some choices, counted from 1."""

FILE = Path(__file__).resolve().parents[1] / "puzzles.cases"
"""What the puzzles show; each release writes its own."""

AN_ID = re.compile(r"(?=.*\w)[\w.@+-]{1,64}")
AN_ID_IS = 'Write your id between quotes, such as my_id = "ada42": letters, digits and . _ - @ +.'


def which(typed: str) -> tuple[int, ...]:
    """Return which puzzles belong to an id, one of each set, counted from 0; capitals and outer blanks do not count."""
    digest = hashlib.sha256(typed.strip().lower().encode()).digest()
    return tuple(EACH * k + digest[k] % EACH for k in range(SETS))


def an_id(value: Any) -> str:
    """Return the id that somebody typed, "" if it is none; a number is one too."""
    text = str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
    return text if AN_ID.fullmatch(text) else ""


def coded(values: tuple) -> tuple:
    """Return id and choices in plain data, the id at the end and as its letters; None if it is no id."""
    typed, *choices = values or (None,)
    letters = np.frombuffer(an_id(typed).encode(), np.uint8) if an_id(typed) else None
    return *map(to_plain, choices), letters


def decoded(letters: np.ndarray | None) -> str:
    """Return the id that coded wrote as letters, (L,) uint8 of UTF-8; "" if it is none, whoever made them."""
    if not isinstance(letters, np.ndarray) or letters.dtype != np.uint8 or letters.size > 4 * 64:
        return ""
    return an_id(letters.tobytes().decode("utf-8", errors="replace"))


def a_choice(value: Any) -> int:
    """Return the number of a choice, 0 if it is none."""
    number = float(value) if isinstance(value, np.ndarray) and value.ndim == 0 else 0.0
    return int(number) if number in range(1, CHOICES + 1) else 0
