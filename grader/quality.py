"""How well the judge judges: `python3 lab.py quality`.

Judges every known mistake, random pairs of mistakes, and correct solutions written in other ways, on the public cases
and on fresh secret ones. A mistake should cost its parts and no others, and be named; taken out of the bank, it should
not be called another; correct solutions should lose nothing.
"""

import argparse
import json
import multiprocessing
import os
import secrets
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from itertools import combinations
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np

from grader.bank import EXERCISES, cases, variants
from grader.bank.model import Exercise, Mistake
from grader.isolated import isolate
from grader.progress import Progress
from helpers.given import judge
from helpers.given.calling import calls
from helpers.given.judge import PartVerdict, Verdict, measures, message
from helpers.given.judge.close import agree
from helpers.given.judge.model import LATER

PAIRS = 10
"""Random pairs of mistakes per exercise, for each set of cases."""


OBSERVED = {"penalty.missing", "penalty.gradient-missing", "gradients.zero-division", "inputs.changed"}
"""Mistakes whose sentence is true wherever they are named: reg changes nothing, 0 / 0 is nan, an input was changed."""


class Finding(NamedTuple):
    """What came of one thing judged.

    kind: "mistake", "unlisted mistake" (taken out of the bank), "pair" or "correct". what: which one, for a message.
    caught: it lost points. named: each of its parts is told what is wrong. misnamed: one is told what it is not.
    overcharged: parts lost beyond those of the mistake; of a correct solution all that are lost. shown: what a student
    reads is as long as it may be, and has the sentence of the mistake.
    """

    kind: str
    what: str
    caught: bool
    named: bool
    misnamed: bool
    overcharged: int
    shown: bool = True

    @property
    def good(self) -> bool:
        """Whether it is as it should be."""
        return not self.fault

    @property
    def fault(self) -> str:
        """What is not as it should be, as a sentence; "" if nothing is."""
        if self.kind == "correct":
            return f"{self.what}: it loses points, and should be right." * self.caught
        wrong = (  # from cause to consequence: the first says it
            (not self.caught, "keeps a part that it should cost"),
            (self.overcharged, "costs a part that it should not cost"),
            (self.misnamed, "is told as a mistake that was not made"),
            (self.kind == "mistake" and not self.named, "is not told as what it is, or not alone"),
            (not self.shown, "gives a message without its sentence, or of too many lines"),
        )
        return next((f"{self.what} ({self.kind}): it {text}." for there, text in wrong if there), "")


def findings(name: str, seeds: Sequence[str]) -> list[Finding]:
    """Return all findings on one exercise.

    Args:
        name: the exercise's id.
        seeds: a set of cases for each; "" is the public one.
    """
    exercise = EXERCISES[name]
    found: list[Finding] = []
    for seed in seeds:
        drawn_from = cases.secret_seed(exercise, seed.encode(), "ann") if seed else cases.public_seed(exercise)
        right = cases.with_mistakes(exercise, drawn_from)
        found += mistakes(exercise, right)
        if exercise.target:
            found += _pairs(exercise, right, np.random.default_rng(list(f"pairs {seed}".encode())))
            found += correct(exercise, right)
    return found


def mistakes(exercise: Exercise, right: judge.CompiledExercise) -> Iterator[Finding]:
    """Yield two findings for each known mistake of an exercise: as it is, and with its id taken out of the bank."""
    for mistake in exercise.mistakes:
        answers = cases.mistaken_answers(exercise, right, mistake)
        verdict = judge.judge(right, answers)
        told, lost = _told(exercise, verdict), _lost(verdict)
        costs = with_guards(exercise, set(mistake.costs))
        what = f"{exercise.id}, {mistake.id}"
        yield Finding(
            "mistake",
            what,
            caught=costs <= lost,
            named=told <= {(mistake.id, "")},
            misnamed=_misnamed(told, mistake),
            overcharged=len(lost - costs),
            shown=_shown(verdict, right, mistake),
        )
        others = [one for one in right.known if one.id != mistake.id]
        verdict = judge.judge(right, answers, partial(list, others))
        told, lost = _told(exercise, verdict), _lost(verdict)
        yield Finding("unlisted mistake", what, bool(lost), False, _misnamed(told), len(lost - costs))


def _shown(verdict: Verdict, right: judge.CompiledExercise, mistake: Mistake) -> bool:
    lines = message.explained(verdict, right, calls.Location("helpers/x.py", 1)).lines
    text = "\n".join(lines)
    return len(lines) <= message.MOST_LINES and mistake.says in text and "Traceback" not in text


def _pairs(exercise: Exercise, right: judge.CompiledExercise, rng: np.random.Generator) -> Iterator[Finding]:
    """Two mistakes at once, of different parts: both should be named, each at its own.

    Two that do the very same as two others may be told as those: a penalty added for each violated margin, where the
    hinge is missing too, is added for each class.
    """
    listed = [mistake for mistake in exercise.mistakes if mistake.says]
    pairs = [(one, two) for one in listed for two in listed if not set(one.costs) & set(two.costs)]
    for k in rng.permutation(len(pairs))[:PAIRS]:
        pair = pairs[k]
        try:
            function = exercise.with_both(*pair)
        except (ValueError, SyntaxError):
            continue  # both change the same line
        answers = _answers(right, function)
        verdict = judge.judge(right, answers)
        charged = [one for one in pair if one.excused_by not in {other.id for other in pair}]
        costs, lost = with_guards(exercise, {name for one in charged for name in one.costs}), _lost(verdict)
        told, own = _told(exercise, verdict), {(one.id, "") for one in charged}
        misnamed = _misnamed(told, *pair) and not _made(exercise, right, {id for id, _ in told}, answers)
        what = f"{exercise.id}, pair: {pair[0].id} and {pair[1].id}"
        caught = all(name in lost or _hidden(right, name, answers, lost) for name in costs)
        finding = Finding("pair", what, caught, told == own, misnamed, len(lost - costs))
        if finding.good or not any(
            _alike(right, answers, cases.mistaken_answers(exercise, right, one)) for one in pair
        ):
            yield finding  # else one of the two hides the other: no pair


def _hidden(right: judge.CompiledExercise, name: str, answers: dict[str, calls.Answer], lost: set[str]) -> bool:
    """Whether a part cannot be lost: one that it follows is, so only its first probe counts, and that is right."""
    part = next(one for one in right.parts if one.name == name)
    value = judge.measured(right, part, answers).values[0]
    return part.follows in lost and agree(value, right.expected[name][0], right.scales[name][0], part.atol)


def _made(exercise: Exercise, right: judge.CompiledExercise, ids: set[str], answers: dict[str, calls.Answer]) -> bool:
    """Whether two mistakes with these ids, made together, give these very answers: then they are a true name."""
    made = [mistake for mistake in exercise.mistakes if mistake.id in ids]
    for one, two in combinations(made, 2):
        if len(ids) == 2 and one.id != two.id:
            try:
                function = exercise.with_both(one, two)
            except (ValueError, SyntaxError):
                continue
            if _alike(right, answers, _answers(right, function)):
                return True
    return False


def _alike(right: judge.CompiledExercise, one: dict[str, calls.Answer], other: dict[str, calls.Answer]) -> bool:
    """Whether answers are the same as far as is judged, but for the time they took.

    Of a part that follows another only the first probe is, where that one is wrong.
    """
    parts = [part for part in right.parts if part.measure != measures.without_a_loop.__name__]
    values = {part.name: judge.measured(right, part, one).values for part in parts}

    def same(part: judge.Part, values: Sequence, others: Sequence) -> bool:
        triples = zip(values, others, right.scales[part.name], strict=False)
        return all(agree(*triple, part.atol) for triple in triples)

    wrong = {part.name for part in parts if not same(part, values[part.name], right.expected[part.name])}
    return all(
        same(part, values[part.name][: 1 if part.follows in wrong else None], judge.measured(right, part, other).values)
        for part in parts
    )


def correct(exercise: Exercise, right: judge.CompiledExercise) -> Iterator[Finding]:
    """Yield a finding for each correct solution that is written in another way."""
    for name, function in _written_otherwise(exercise):
        answers = _answers(right, function)
        verdict = judge.judge(right, answers)
        lost = [
            f"{part.name} ({part.numbers or part.cause})" for part in verdict.parts if part.points < part.max_points
        ]
        what = f"{exercise.id} as in {name}, {', '.join(lost)}"
        yield Finding("correct", what, bool(_lost(verdict)), False, False, len(_lost(verdict)))


def _written_otherwise(exercise: Exercise) -> Iterator[tuple[str, Any]]:
    """Correct solutions of an exercise: the file's name, and the function."""
    module, _, name = exercise.target.partition(".")
    for path in variants.correct(module):
        made = ModuleType(f"written_otherwise_{path.stem}")
        sys.modules[made.__name__] = made  # the drivers look a class's module up there
        exec(compile(path.read_text(encoding="utf-8"), path.name, "exec"), made.__dict__)
        function = getattr(made, name, None)
        if function is not None and hasattr(function, exercise.method or "__call__"):
            yield path.name, function  # a file need not hold every function of its module


class Compared(NamedTuple):
    """How many functions were judged for several students, and those that lose other parts for some of them."""

    judged: int
    differ: list[str]


def disagreements(name: str, seed: str, ids: int) -> Compared:
    """Judge the functions of an exercise for several students: points alone, and without what needs a clock.

    Args:
        name: the exercise's id.
        seed: what the students' cases are drawn from.
        ids: how many students there are, beside the public cases.
    """
    exercise = EXERCISES[name]
    if not exercise.target:
        return Compared(0, [])
    parts = tuple(part for part in exercise.parts if part.measure != measures.without_a_loop.__name__)
    exercise = replace(exercise, parts=parts)
    students = [cases.secret_seed(exercise, seed.encode(), f"student{number}") for number in range(ids)]
    sets = [cases.compiled(exercise, one) for one in (cases.public_seed(exercise), *students)]
    functions = [(one.id, exercise.variant(one.edits)) for one in exercise.mistakes]
    functions += _written_otherwise(exercise)
    found = []
    for what, function in functions:
        lost = []
        for right in sets:
            answers = _answers(right, function)
            lost.append(_lost(judge.judge(right, answers, partial(cases.excuses, exercise, right))))
        other = sum(one != lost[0] for one in lost)
        if other:
            found.append(f"{name}, {what}: other parts than with the public cases for {other} of {ids} students")
    return Compared(len(functions), found)


def _answers(right: judge.CompiledExercise, function: Any) -> dict[str, calls.Answer]:
    return judge.gather(right, lambda case: calls.call(function, case.driver, case.inputs))


def _lost(verdict: Verdict) -> set[str]:
    return {part.name for part in verdict.parts if part.points < part.max_points}


def with_guards(exercise: Exercise, costs: set[str]) -> set[str]:
    """The parts with points among those; with no other part right, what doing nothing would earn is lost too."""
    guards = {part.name for part in exercise.parts if part.guard and part.points}
    others = {part.name for part in exercise.parts if not part.guard and part.points}
    return costs & (guards | others) | (guards if others <= costs else set())


def _told(exercise: Exercise, verdict: Verdict) -> set[tuple[str, str]]:
    """Mistake and symptom of the wrong parts, but for guards that say the one sentence they always say, or wait."""
    fixed = {part.name: part.mistake for part in exercise.parts if part.guard}
    wrong = [part for part in verdict.parts if part.points < part.max_points and part.cause != LATER]
    return {(part.mistake, part.symptom) for part in wrong if part.name not in fixed or _own(part, fixed[part.name])}


def _own(part: PartVerdict, fixed: str) -> bool:
    return bool(part.mistake) and part.mistake != fixed


def _misnamed(told: set[tuple[str, str]], *made: Mistake) -> bool:
    """Whether a mistake is named that was not made."""
    return bool({mistake for mistake, _ in told} - {"", *OBSERVED, *(one.id for one in made)})


def table(found: Sequence[Finding]) -> str:
    """Return the findings, counted, as a table to print."""
    lines = [f"{'':34}{'judged':>8}{'caught':>9}{'named':>9}{'misnamed':>10}{'overcharged':>13}"]
    for kind, title in (
        ("mistake", "known mistakes"),
        ("unlisted mistake", "... taken out of the bank"),
        ("pair", "two mistakes of different parts"),
        ("correct", "correct, written in other ways"),
    ):
        of_kind = [one for one in found if one.kind == kind]
        counts = [sum(getattr(one, name) for one in of_kind) for name in ("caught", "named", "misnamed", "overcharged")]
        named = f"{counts[1] / max(len(of_kind), 1):.1%}" if kind in ("mistake", "pair") else "-"
        caught = f"{counts[0] / max(len(of_kind), 1):.1%}"
        lines.append(f"{title:34}{len(of_kind):8}{caught:>9}{named:>9}{counts[2]:10}{counts[3]:13}")
    return "\n".join(lines)


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="lab.py quality", description=__doc__.partition("\n\n")[2])
    parser.add_argument("--sets", type=int, default=20, help="how many sets of secret cases (%(default)s)")
    parser.add_argument("--ids", type=int, default=20, help="for how many students points must agree (%(default)s)")
    parser.add_argument("--seed", default=secrets.token_hex(4), help="the seed of the cases; a new one for each run")
    parser.add_argument("--json", action="store_true", help="print everything that was found as JSON")
    arguments = parser.parse_args()
    isolate()
    if not arguments.json:
        print(f"seed {arguments.seed}: the public cases and {arguments.sets} secret sets", flush=True)
    seeds = ["", *(f"{arguments.seed} {number}" for number in range(arguments.sets))]
    found, progress = [], Progress("exercises", len(EXERCISES))
    with ProcessPoolExecutor(os.cpu_count(), multiprocessing.get_context("spawn")) as pool:
        for of_one in pool.map(partial(findings, seeds=seeds), EXERCISES):
            found += of_one
            progress.step()
        agreed = list(pool.map(partial(disagreements, seed=arguments.seed, ids=arguments.ids), EXERCISES))
    differ = [what for of_one in agreed for what in of_one.differ]
    judged = sum(of_one.judged for of_one in agreed)
    if arguments.json:
        plain = [one._asdict() | {"fault": one.fault} for one in found]
        print(json.dumps({"seed": arguments.seed, "found": plain, "compared": judged, "differ": differ}, indent=1))
        sys.exit(bool(differ) or not all(one.good for one in found))
    print(table(found))
    same = f"{judged - len(differ)} of {judged} functions"
    print(f"{same} lose the same parts for the public cases and {arguments.ids} students")
    bad = sorted({one.fault for one in found if one.fault}) + differ
    print("\n".join(bad) if bad else "Everything is as it should be.")
    sys.exit(bool(bad))


if __name__ == "__main__":
    main()
