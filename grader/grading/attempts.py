"""Which attempt of a student counts, and what changed between two."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from grader.grading.store import Result
from grader.intake.submission import Submission

MOST = 5
"""Exercises that are named where points changed."""


@dataclass
class Choice:
    """The choice among the attempts of one student.

    attempts: by number, the newest last. rule: "newest" or "best". outcomes: what grading gave for each candidate, a
    sentence where it gave nothing.
    """

    attempts: Sequence[tuple[int, Submission]]
    rule: str
    outcomes: dict[int, Result | str] = field(default_factory=dict)

    @property
    def candidates(self) -> list[tuple[int, Submission]]:
        """The attempts to grade: all, if the best counts, else the newest and the one before it, to compare.

        One that cannot be read is none, unless there is no other.
        """
        different: dict[str, tuple[int, Submission]] = {}
        for number, submission in self.attempts:
            if not submission.problem:
                different.pop(submission.digest(), None)
                different[submission.digest()] = number, submission
        readable = list(different.values()) or [self.attempts[-1]]
        return readable if self.rule == "best" else readable[-2:]

    def decided(self) -> bool:
        """Return whether all candidates are graded."""
        return len(self.outcomes) == len(self.candidates)

    def counts(self) -> tuple[int, Submission]:
        """Return the attempt that counts; of equal ones the newest."""
        if self.rule == "best":
            return max(self.candidates, key=lambda one: (self._points(one[0]), one[0]))
        return self.candidates[-1]

    def changes(self) -> tuple[list[str], list[str]]:
        """Return sentences on what changed with the newest attempt, and those on what was lost with it."""
        said: list[str] = []
        lost: list[str] = []
        number, _ = self.counts()
        newest, last = self.attempts[-1]
        if last.problem and newest != number:
            lost.append(f"{last.problem} Attempt {number} counts.")
        others = [one for one, _ in self.candidates if one != number]
        if others and not any(isinstance(self.outcomes[one], str) for one in (number, others[-1])):
            other = others[-1]
            now, before = self._points(number), self._points(other)
            what = f"attempt {number} counts with {now:g} points, attempt {other} has {before:g}"
            (lost if now < before else said).append(f"{what}{self._named(other, number)}.")
        return said, lost

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
