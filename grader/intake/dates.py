"""The times in the names that Brightspace makes: in the language of whoever downloads, and with no colon in them."""

import re
import unicodedata
from datetime import datetime
from typing import NamedTuple

MONTHS = (
    *("jan ene gen", "feb fev", "mar mrt maa", "apr avr abr", "may mai mei mag", "jun juin giu"),
    *("jul juil lug", "aug aou ago", "sep set", "oct okt ott out", "nov", "dec dez dic"),
)
"""How the names of the months begin in English, German, French, Spanish, Portuguese, Italian and Dutch."""

BESIDE_CLOCK = {"am", "pm", "a", "p", "m", "h", "at", "um", "uhr", "las", "alle", "ore", "om", "日"}
"""Words behind the day that say nothing, or which half of it is meant."""

YEARS = range(1990, 2100)

LONGEST = 60
"""Characters of a time."""

_MONTH = {begin: month for month, begins in enumerate(MONTHS, start=1) for begin in begins.split()}
_PIECE = re.compile(r"\d+|[^\W\d_]+")


class Written(NamedTuple):
    """A text that is a time; moment: without a zone, None if nobody knows which day is meant, as in 02-10-2026."""

    moment: datetime | None


def read(text: str) -> Written | None:
    """Return the time that a text is, None if it is none: a day of a year, and then a clock."""
    pieces = _PIECE.findall(_plain(text)) if len(text) <= LONGEST else []
    at = [k for k, piece in enumerate(pieces) if piece.isdecimal()]
    numbers = [pieces[k] for k in at]
    months = {month for piece in pieces if not piece.isdecimal() and (month := _month(piece))}
    named = any(len(piece) > 2 and not piece.isdecimal() for piece in pieces)
    size = 2 if named else 3
    day, clock = list(map(int, numbers[:size])), numbers[size:]
    hour, minute = (clock[0][:-2], clock[0][-2:]) if len(clock) == 1 and len(clock[0]) > 2 else (*clock, "", "")[:2]
    if len(day) < size or not any(one in YEARS for one in day) or not (hour and minute):
        return None
    if not BESIDE_CLOCK.issuperset(piece for piece in pieces[at[size - 1] + 1 :] if not piece.isdecimal()):
        return Written(None)  # it may say that the afternoon is meant
    year, *rest = sorted(day, key=lambda one: one not in YEARS)
    if not named and day[0] != year and min(rest) <= 12 < max(rest):
        rest.sort()  # the thirteenth is no month
    elif not named and day[0] != year and rest[0] != rest[1]:
        return Written(None)
    # Of "martes 6 de octubre" nobody says which word is the month.
    month, which = (months.pop() if len(months) == 1 else 0, rest[0]) if named else rest
    try:
        return Written(datetime(year, month, which, _hour(int(hour), pieces), int(minute)))
    except ValueError:
        return Written(None)


def _hour(hour: int, pieces: list[str]) -> int:
    """The hour of a day; pieces: of the text, where "a" and "m" may be apart."""
    half = "".join(piece for piece in pieces if piece in ("am", "pm", "a", "p", "m"))
    return hour % 12 + 12 * (half == "pm") if half in ("am", "pm") else hour


def _month(word: str) -> int | None:
    return next((_MONTH[word[:size]] for size in (4, 3) if word[:size] in _MONTH), None)


def _plain(text: str) -> str:
    """A text in small letters, without accents."""
    return "".join(one for one in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(one))
