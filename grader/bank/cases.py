"""Compiles exercises into case sets: inputs, expected outputs, and for each known mistake what it would have given.

The public set goes to the students, inside helpers/given/. A secret set is drawn for each student from the course's
secret and never leaves the grader. `python -m grader.bank` builds the public set.
"""

import contextlib
import hashlib
import hmac
import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from grader import ROOT, bank
from grader.bank.model import Cases, Exercise, Mistake, Values
from grader.bank.sealing import sealed_answers
from helpers.given import judge
from helpers.given.calling import calls, drivers
from helpers.given.files import write_atomically
from helpers.given.judge import caseset, measures
from helpers.given.judge.close import TOLERANCE

PUBLIC_SEED = 231


class BankError(RuntimeError):
    """Something in the bank that cannot be compiled; the message says what."""


Call = Callable[[Callable, str, tuple], calls.Answer]
"""Calls a function through a driver, by its name, on inputs."""


class Expected(NamedTuple):
    """What a part expects: a value for each probe, and the scale of the numbers that went in."""

    values: list[np.ndarray]
    scales: list[float]


def build_public(path: Path = caseset.PUBLIC) -> bool:
    """Write the public case set unless it is up to date; return whether it was written."""
    if up_to_date(path):
        return False
    made_from = sources()
    compiled = {name: public(exercise, made_from) for name, exercise in bank.EXERCISES.items()}
    write_atomically(path, caseset.dump(compiled, made_from))
    return True


def up_to_date(path: Path = caseset.PUBLIC) -> bool:
    """Return whether the public case set is there, and made from what there is now."""
    try:
        return caseset.load(path).made_from == sources()
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return False


def public(exercise: Exercise, salt: str) -> judge.CompiledExercise:
    """Return an exercise as the public set holds it, an answer sealed; salt: a text of this build."""
    right = with_mistakes(exercise, public_seed(exercise))
    return right if exercise.target else sealed_answers(right, salt)


def sources() -> str:
    """Return a hash of all that the case sets are made from."""
    digest = hashlib.sha256(np.__version__.encode())
    for path in sorted([*ROOT.glob("helpers/**/*.py"), *ROOT.glob("grader/bank/*")]):
        if path.is_file():
            digest.update(path.name.encode() + path.read_bytes())
    digest.update(Path(__file__).read_bytes())
    return digest.hexdigest()


def public_seed(exercise: Exercise) -> bytes:
    """Return what an exercise's public cases are drawn from; the same for every build."""
    return hashlib.sha256(f"{PUBLIC_SEED} {_drawn_for(exercise)}".encode()).digest()


def secret_seed(exercise: Exercise, secret: bytes, student: str) -> bytes:
    """Return what an exercise's secret cases for one student are drawn from; secret: the course's."""
    what = _drawn_for(exercise)
    return hmac.digest(secret, (what if exercise.for_all else f"{student} {what}").encode(), "sha256")


def _drawn_for(exercise: Exercise) -> str:
    """What cases are drawn for: a function, so that its loss and its gradient are asked at once; or an answer."""
    return exercise.target or exercise.id


def generator(seed: bytes) -> np.random.Generator:
    """Return the generator of random numbers that a seed stands for."""
    return np.random.Generator(np.random.PCG64(list(seed)))  # what default_rng is may change one day


def drawn(exercise: Exercise, seed: bytes) -> Cases:
    """Return the cases of an exercise by name; its loss and its gradient share them, and drawing takes time."""
    return _drawn(exercise.cases, seed)


@lru_cache(maxsize=64)
def _drawn(draw: Callable[[np.random.Generator], Cases], seed: bytes) -> Cases:
    return draw(generator(seed))


def compiled(exercise: Exercise, seed: bytes) -> judge.CompiledExercise:
    """Return an exercise with cases drawn and expected outputs computed, and no known mistakes.

    Raises:
        BankError: the reference itself fails on a case.
    """
    names = {name for part in exercise.parts for probe in part.probes for name in probe}
    names |= {part.slope for part in exercise.parts}
    cases = {name: case for name, case in drawn(exercise, seed).items() if name in names}
    plain = judge.CompiledExercise(
        id=exercise.id,
        target=exercise.target,
        task=exercise.task,
        place=exercise.where,
        takes=exercise.takes,
        returns=exercise.returns,
        hints=exercise.hints,
        cases=cases,
        parts=exercise.parts,
        expected={},
        scales={},
    )
    answers = _answers(exercise, plain, exercise.values, (), measurable)
    right = {part.name: _expected(plain, part, answers) for part in exercise.parts}
    expected = {name: one.values for name, one in right.items()}
    scales = {name: one.scales for name, one in right.items()}
    slopes = {part.name: float(answers[part.slope].value[1]) for part in exercise.parts if part.slope}
    return replace(plain, expected=expected, scales=scales, slopes=slopes)


def timed_once(exercise: Exercise) -> Exercise:
    """Return an exercise in which a large batch that is timed is one, and not the quickest of several."""

    def once(part: judge.Part) -> judge.Part:
        (first, *_, few), value, *_ = part.probes
        return replace(part, probes=((first, few), value))

    timed = measures.without_a_loop.__name__
    return replace(exercise, parts=tuple(once(part) if part.measure == timed else part for part in exercise.parts))


def with_mistakes(exercise: Exercise, seed: bytes) -> judge.CompiledExercise:
    """Return a compiled exercise that knows what each mistake would have given."""
    right = compiled(exercise, seed)
    return replace(right, known=tuple(known(exercise, right)))


def known(exercise: Exercise, right: judge.CompiledExercise) -> list[judge.CompiledMistake]:
    """Run the known mistakes on the cases of a compiled exercise."""
    return [_known(exercise, right, mistake) for mistake in exercise.mistakes]


def lazily_known(exercise: Exercise, right: judge.CompiledExercise) -> Callable[[], Sequence[judge.CompiledMistake]]:
    """Return a function that runs the known mistakes when it is first asked."""
    return cache(lambda: known(exercise, right))


def excuses(exercise: Exercise, right: judge.CompiledExercise) -> list[judge.CompiledMistake]:
    """Run those known mistakes alone that points depend on: what is excused by another, and that other."""
    excused = [mistake for mistake in exercise.mistakes if mistake.excused_by]
    excusing = {mistake.excused_by for mistake in excused}
    return [_known(exercise, right, one) for one in exercise.mistakes if one in excused or one.id in excusing]


def mistaken_answers(exercise: Exercise, right: judge.CompiledExercise, mistake: Mistake) -> dict[str, calls.Answer]:
    """Return what a student with this mistake would answer, on every case."""
    return _answers(exercise, right, mistake.values, mistake.edits, calls.call)


def _known(exercise: Exercise, right: judge.CompiledExercise, mistake: Mistake) -> judge.CompiledMistake:
    costs = [part for part in exercise.parts if part.name in mistake.costs and part.tells]
    names = {name for part in costs for probe in part.probes for name in probe}
    needed = replace(right, cases={name: right.cases[name] for name in names})
    answers = _answers(exercise, needed, mistake.values, mistake.edits, measurable)
    values = {part.name: list(map(_short, *judge.measured(right, part, answers))) for part in costs}
    return judge.CompiledMistake(mistake.id, mistake.says, mistake.asks, values, mistake.excused_by)


def _short(value: np.ndarray | str, scale: float) -> np.ndarray | str:
    """Return a value with the digits that naming a mistake takes: less than half the size, in what students download.

    Of an array, what is far below the tolerance of a comparison is rounded away: zeros cost nothing in a zip.
    """
    if isinstance(value, str) or value.dtype != np.float64:
        return value
    with np.errstate(over="ignore"):
        short = value.astype(np.float32)
        if not np.array_equal(np.isfinite(short), np.isfinite(value)):
            return value
        size = max(scale, float(np.max(np.abs(value), initial=0.0, where=np.isfinite(value))))
        unit = 2.0 ** np.floor(np.log2(0.4 * TOLERANCE * size)) if value.ndim and size > 0 else 0.0
        return (np.round(value / unit) * unit).astype(np.float32) if unit else short


def _answers(
    exercise: Exercise, right: judge.CompiledExercise, values: Values, edits: tuple, call: Call
) -> dict[str, calls.Answer]:
    if not exercise.target:
        ((_, case),) = right.cases.items()
        given = values(*case.inputs) if callable(values) else values
        return dict.fromkeys(right.cases, calls.Answer(calls.to_plain(given)))
    function = exercise.variant(edits)
    return judge.gather(right, lambda case: call(function, case.driver, case.inputs))


def measurable(function: Callable, driver: str, inputs: tuple) -> calls.Answer:
    """Return what calls.call gives, as far as it is measured, in a fifth of its time: of our lines nothing is told."""
    given = tuple(item.copy() if isinstance(item, np.ndarray) else item for item in inputs)
    try:
        with np.errstate(all="raise", under="ignore"), contextlib.redirect_stdout(io.StringIO()):
            return calls.Answer(calls.to_plain(getattr(drivers, driver)(function, *given)), given)
    except Exception:  # or a warning of NumPy's
        return calls.call(function, driver, inputs)


def _expected(plain: judge.CompiledExercise, part: judge.Part, answers: dict[str, calls.Answer]) -> Expected:
    if part.measure == measures.without_a_loop.__name__:
        # a clock is never asked what to expect
        values, scales = judge.measured(plain, replace(part, probes=part.probes[1:]), answers)
        values, scales = [np.array(0.0), *values], [1.0, *scales]
    else:
        values, scales = judge.measured(plain, part, answers)
    numbers = [value for value in values if not isinstance(value, str)]
    if len(numbers) < len(values):
        failed = next(value for value in values if isinstance(value, str))
        raise BankError(f'{plain.id}: its own reference solution fails on the part "{part.name}": {failed}')
    return Expected(numbers, scales)
