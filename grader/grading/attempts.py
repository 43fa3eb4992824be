"""Which attempt of a student counts, and what changed between two."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from grader.grading.store import Result
from grader.intake.submission import Submission

MOST = 5
"""Exercises that are named where points changed."""


class Changes(NamedTuple):
    """Sentences on what changed with the newest attempt of a student, and those on what was lost with it."""

    said: list[str]
    lost: list[str]


@dataclass
class Choice:
    """The choice among the attempts of one student.

    attempts: by number, the newest last. rule: "newest" or "best". outcomes: what grading gave for each candidate, a
    sentence where it gave nothing.
    """

    attempts: Mapping[int, Submission]
    rule: str
    outcomes: dict[int, Result | str] = field(default_factory=dict)

    @property
    def candidates(self) -> list[int]:
        """The numbers of the attempts to grade: all, if the best counts, else the newest and one before, to compare.

        One that cannot be read is none, unless there is no other.
        """
        different: dict[str, int] = {}
        for number, submission in self.attempts.items():
            if not submission.problem:
                different.pop(submission.digest(), None)
                different[submission.digest()] = number
        readable = list(different.values()) or list(self.attempts)[-1:]
        return readable if self.rule == "best" else readable[-2:]

    def decided(self) -> bool:
        """Return whether all candidates are graded."""
        return len(self.outcomes) == len(self.candidates)

    def counts(self) -> int:
        """Return the number of the attempt that counts; of equal ones the newest."""
        if self.rule == "best":
            return max(self.candidates, key=lambda one: (self._points(one), one))
        return self.candidates[-1]

    def changes(self) -> Changes:
        """Return what is to be said of the newest attempt beside others."""
        found = Changes([], [])
        number = self.counts()
        others = [one for one in self.candidates if one != number]
        if others and not any(isinstance(self.outcomes[one], str) for one in (number, others[-1])):
            other = others[-1]
            now, before = self._points(number), self._points(other)
            what = f"attempt {number} counts with {now:g} points, attempt {other} has {before:g}"
            (found.lost if now < before else found.said).append(f"{what}{self._named(other, number)}.")
        return found

    def _points(self, number: int) -> float:
        outcome = self.outcomes[number]
        return -1.0 if isinstance(outcome, str) else sum(one.points for one in outcome.verdicts.values())

    def _named(self, before: int, after: int) -> str:
        """The exercises whose points differ."""
        first, second = self.outcomes[before], self.outcomes[after]
        if isinstance(first, str) or isinstance(second, str):
            return ""
        points = [{name: one.points for name, one in result.verdicts.items()} for result in (first, second)]
        changed = differences(*points)
        return f" ({changed})" if changed else ""


def differences(before: Mapping[str, float], after: Mapping[str, float]) -> str:
    """Return the exercises whose points differ, with both, "" if there are none."""
    points = {name: (was, after.get(name, 0.0)) for name, was in before.items()}
    points |= {name: (0.0, now) for name, now in after.items() if name not in before}
    changed = [f"{name} {was:g} to {now:g}" for name, (was, now) in points.items() if was != now]
    more = [f"{len(changed) - MOST} more"] if len(changed) > MOST else []
    return ", ".join(changed[:MOST] + more)


def state(graded: str, lost: Sequence[str]) -> str:
    """Return what the table says of a hand-in, with what was lost by it."""
    return f"{graded}{' ' if ':' in graded else ': '}{' '.join(lost)}"
