"""Which attempt of a student counts, and what changed between two."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from grader.grading.store import Result
from grader.intake.submission import Submission

MOST = 5
"""Exercises that are named where points changed."""


class Changes(NamedTuple):
    """Sentences on what changed with the newest attempt of a student.

    said: nothing was lost. lost: points were, before or after the late penalty. state: for the table, on points before
    it only, as an extension may end it.
    """

    said: list[str]
    lost: list[str]
    state: list[str]


@dataclass
class Choice:
    """The choice among the attempts of one student.

    attempts: by number, the newest last. rule: "newest" or "best". late: the share of its points that lateness costs
    each attempt, from 0 to 1. outcomes: what grading gave for each candidate, a sentence where it gave nothing.
    """

    attempts: Mapping[int, Submission]
    rule: str
    late: Mapping[int, float] = field(default_factory=dict)
    outcomes: dict[int, Result | str] = field(default_factory=dict)

    @property
    def candidates(self) -> list[int]:
        """The numbers of the attempts to grade: all, if the best counts, else the newest and one before, to compare.

        One that cannot be read is none, unless there is no other.
        """
        different: dict[str, int] = {}
        for number, submission in self.attempts.items():
            if not submission.problem:
                same = different.pop(submission.digest(), number)
                first = self.rule == "best" and self._share(same) < self._share(number)  # the same work, less late
                different[submission.digest()] = same if first else number
        readable = list(different.values()) or list(self.attempts)[-1:]
        return readable if self.rule == "best" else readable[-2:]

    def decided(self) -> bool:
        """Return whether all candidates are graded."""
        return len(self.outcomes) == len(self.candidates)

    def counts(self) -> int:
        """Return the number of the attempt that counts; the best has most points left, of equal ones the newest."""
        if self.rule == "best":
            return best({one: (self.points(one), self._share(one)) for one in self.candidates})
        return self.candidates[-1]

    def changes(self) -> Changes:
        """Return what is to be said of the newest attempt beside others."""
        found = Changes([], [], [])
        number = self.counts()
        others = [one for one in self.candidates if one != number]
        if others and not any(isinstance(self.outcomes[one], str) for one in (number, others[-1])):
            other = others[-1]
            now, before = (left(self.points(one), self._share(one)) for one in (number, other))
            after = [" after the late penalty" if self._share(one) else "" for one in (number, other)]
            named = self._named(other, number)
            what = f"attempt {number} counts with {now:g} points{after[0]}, attempt {other} has {before:g}{after[1]}"
            fewer = self.rule == "newest" and self.points(number) < self.points(other)
            (found.lost if fewer or now < before else found.said).append(f"{what}{named}.")
            if fewer:
                all_before = " before any late penalty" if any(after) else ""
                now, before = self.points(number), self.points(other)
                what = f"attempt {number} counts with {now:g} points{all_before}, attempt {other} has {before:g}"
                found.state.append(f"{what}{named}.")
        if (same := self._less_late(number)) and not isinstance(self.outcomes[number], str):
            now, before = (left(self.points(number), self._share(one)) for one in (number, same))
            what = f"attempt {number} counts with {now:g} points after the late penalty"
            found.lost.append(f"{what}, attempt {same}, the same work, has {before:g}.")
        return found

    def _less_late(self, number: int) -> int | None:
        """The attempt that holds the same work as another one and was the least late, if lateness costs it less."""
        work = self.attempts[number].digest()
        same = [one for one, submission in self.attempts.items() if submission.digest() == work]
        first = min(same, key=self._share)
        return first if self._share(first) < self._share(number) else None

    def points(self, number: int) -> float:
        """Return the points of an attempt that is graded, before any late penalty; -1 if grading gave nothing."""
        outcome = self.outcomes[number]
        return -1.0 if isinstance(outcome, str) else sum(one.points for one in outcome.verdicts.values())

    def _share(self, number: int) -> float:
        return self.late.get(number, 0.0)

    def _named(self, before: int, after: int) -> str:
        """The exercises whose points differ."""
        first, second = self.outcomes[before], self.outcomes[after]
        if isinstance(first, str) or isinstance(second, str):
            return ""
        points = [{name: one.points for name, one in result.verdicts.items()} for result in (first, second)]
        changed = differences(*points)
        return f" ({changed})" if changed else ""


def left(points: float, share: float) -> float:
    """Return what a late penalty of so large a share leaves of some points."""
    return round(points - round(max(points, 0.0) * share, 2), 6)


def best(attempts: Mapping[int, tuple[float, float]]) -> int:
    """Return the number of the attempt of which most is left, of equal ones the newest.

    Args:
        attempts: the points of each, and the share of them that lateness costs.
    """
    return max(attempts, key=lambda one: (left(*attempts[one]), one))


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
