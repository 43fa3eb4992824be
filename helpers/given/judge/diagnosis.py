"""Says what is wrong with a part: the known mistake that explains it, or what is true of its numbers."""

import itertools
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from helpers.given.calling import drivers
from helpers.given.calling.calls import Answer
from helpers.given.judge import coefficients, measures, pictures, relations, repeats, stops, structure
from helpers.given.judge.close import agree
from helpers.given.judge.measures import WrongKindError
from helpers.given.judge.model import Cause, CompiledExercise, CompiledMistake, Look, Part, PartVerdict, comparable
from helpers.given.judge.screen import Screen

HALF = (
    "No points are lost here, as this is the gradient of your own {function}. But that {function} has a 1/2 which this"
    " course does not use: without it, what is the derivative of w * w?"
)
OF_HALF = "penalty.gradient-of-half"
RUNS_FOR_HALF = (
    "Where it runs, this is the gradient of your own loss. But that loss has a 1/2 which this course does not use:"
    " without it, what is the derivative of w * w?"
)
"""The same where points are lost, as the function stops."""
RIGHT_ON_EXAMPLE = "Right on the example, wrong on other inputs"
CLUES = tuple(f"relation.{one}" for one in ("right-for-one-image", "order", "signs", "places", "by-column"))
"""Relations that say where to look, not what is wrong."""
LOOP = "line {line} runs once for each image. Which operation on whole arrays does the same?"
LOOPS = "lines {lines} run once for each image, or more often. Which operations on whole arrays do the same?"
OVERFLOW = (
    "exp overflows on scores such as [1000, 1040, 960]. Which number, subtracted from each score of an image, leaves"
    " every exponent at 0 or below?"
)
CAPPED = (
    "Wrong where the true class has a p such as 1e-18. Is something added to p inside the logarithm, is p limited,"
    " or is such an image left out?"
)
EMPTY_ROW = (
    "All exps of an image become 0 on scores such as [-1000, -1030, -970] in a batch with larger ones. Which maximum"
    " belongs to each image?"
)
ONE_NUMBER = "one number"
MISSING = ": which sum, mean or maximum is still missing?"
MISSING_OR = ": is a sum or mean still missing, or does an index take several entries?"
ALL_LABELS = (
    ". Each round of a loop over the images adds one number: does an index take the labels of all of them, as p[y]"
    " does, where it should take one?"
)
TO_ONE = np.sum, np.mean, np.max, lambda array: np.sum(array) / len(array) ** 2
"""What makes the right number of an array, if that alone is missing."""
NO_NUMBER = re.compile(
    r"^(: |OverflowError|ZeroDivisionError|FloatingPointError|ValueError: (math domain|expected a pos))"
)
"""Errors, or none, by which Python says what NumPy says by inf or nan."""
HAPPENED = (
    (r"overflow encountered in exp|OverflowError: math range", "exp overflows"),
    (r"overflow", "a number overflows"),
    (r"(invalid value|divide by zero) encountered in .*divide|ZeroDivisionError", "something is divided by 0"),
    (r"divide by zero encountered in log|ValueError", "the logarithm of 0 is taken"),
    (r"invalid value encountered in log", "the logarithm of a number below 0 is taken"),
)
"""What NumPy's warnings and Python's errors say, in order."""
UNEQUAL = (
    "No points are lost here. But with scores such as [1000, 1040, 960] and [-1000, -1030, -970] in one batch your loss"
    " is another one than after each image's own maximum is subtracted, which should change nothing. Is there one"
    " maximum for all images, or is something left out, or replaced, where exp becomes 0 or inf?"
)
EACH = {"N": "each image", "C": "each class", "D": "each of an image's D numbers"}
KIND = "kind of result"
"""A part without points, for what is said of a result that counts as right."""
WHERE_IT_RUNS = "Where it runs:"
"""How a sentence begins on a part that stops for other inputs."""
PICKS = "No points are lost here, as it only picks entries, but "
"""What is said before the line of a loop that costs nothing."""
UNWRITTEN = "Your {what} is 0 on every input. It still has its first value: no line of your function changes it yet."
UNDERFLOWS = (
    "Right for a few images, and inf or nan for 20,000. Is there a product over the images? That becomes 0 in floats,"
    " where the sum of their logarithms does not."
)
ANOTHER = "Right for a few images, wrong for 20,000: what does your code do differently there?"


Further = Callable[[list[relations.Seen], str], Cause | None]
"""Says what else is known of the numbers of a wrong part; it is told how a sentence on them begins."""
Together = Callable[[Mapping[str, Part], Mapping[str, Look]], dict[str, Cause]]
"""Says what is wrong with parts that nothing else explains, all of them at once."""


def named(
    exercise: CompiledExercise,
    wrong: list[Part],
    looks: dict[str, Look],
    known: Sequence[CompiledMistake],
    further: Further | None,
    together: Together | None,
) -> dict[str, Cause]:
    """What there is to say of wrong parts: the one known mistake that explains a part, or what is true of it.

    A mistake that costs several parts has to explain them all: many mistakes stop in the same way somewhere.
    """
    parts = {part.name: part for part in wrong if part.tells}
    fitting = [
        one
        for one in known
        if one.values
        and all(name in parts and _explains(exercise, one, parts[name], looks[name]) for name in _needed(exercise, one))
    ]
    causes: dict[str, Cause] = {}
    _, *stopped_too = [name for name in parts if any(isinstance(value, str) for value in looks[name])] or [""]
    for name, part in parts.items():
        here = [one for one in fitting if name in one.values and _explains(exercise, one, part, looks[name])]
        # What explains most parts at once explains this one better than a mistake of its own.
        most = max((len(one.values) for one in here), default=0)
        best = {one.id: one for one in here if len(one.values) == most}
        if len(best) == 1:
            ((id, mistake),) = best.items()
            causes[name] = Cause(_sentences(mistake), id)
        elif not best and not part.guard:
            cause = (
                _alone(exercise, part, parts, looks[name], known)
                or _pictured(exercise, part, looks[name], known)
                or _related(exercise, part, looks[name])
            )
            if not cause or cause.symptom in CLUES:
                cause = (
                    _besides(exercise, part, looks[name], known)
                    or _counts(exercise, part, looks[name])
                    or _further(exercise, part, looks[name], further)
                    or cause
                )
            if cause:
                causes[name] = cause
            if not cause and name in stopped_too and (cause := _where_it_runs(exercise, part, looks[name], known)):
                causes[name] = cause
        elif best and not part.guard and (cause := _further(exercise, part, looks[name], further)):
            causes[name] = cause
    unexplained = {
        name: part
        for name, part in parts.items()
        if not part.guard and (name not in causes or causes[name].symptom in CLUES)
    }
    if together and unexplained:
        causes |= together(unexplained, looks)
    return _followed(parts, _all_zero(parts, looks, causes))


def _all_zero(parts: Mapping[str, Part], looks: Mapping[str, Look], causes: Mapping[str, Cause]) -> dict[str, Cause]:
    """Say once that a result is 0 on every input, also where regularization should change it."""
    zero = [name for name, part in parts.items() if not part.guard and all(map(_is_zero, looks[name]))]
    kinds = {parts[name].measure: name for name in zero}
    data = kinds.get(measures.output.__name__, "")
    if not data or measures.change.__name__ not in kinds or causes.get(data, Cause("")).symptom != "relation.zero":
        return dict(causes)
    told = f"Your {parts[data].label} is 0 on every input, whatever reg is. {relations.ZERO_ASKS}"
    return {name: replace(cause, sentences=told) if name in zero else cause for name, cause in causes.items()}


def _is_zero(value: np.ndarray | str | WrongKindError) -> bool:
    return isinstance(value, np.ndarray) and not np.any(value)


def _alone(
    exercise: CompiledExercise, part: Part, parts: Mapping[str, Part], look: Look, known: Sequence[CompiledMistake]
) -> Cause | None:
    """The one known mistake that gives the numbers of this part, where others that it costs are wrong otherwise."""
    found = {}
    for one in known:
        if (
            part.name in one.values
            and set(_needed(exercise, one)) <= set(parts)
            and _explains(exercise, one, part, look)
            and _telling(one.values[part.name])
        ):
            found[one.id] = Cause(_sentences(one), one.id)
    return found.popitem()[1] if len(found) == 1 else None


def _where_it_runs(
    exercise: CompiledExercise, part: Part, look: Look, known: Sequence[CompiledMistake]
) -> Cause | None:
    """The one known mistake that gives the numbers of a part for the calls that did not stop."""
    runs = [k for k, value in enumerate(look) if isinstance(value, np.ndarray) and np.all(np.isfinite(value))]

    def gives(values: Sequence[np.ndarray | str]) -> bool:
        scales = exercise.scales[part.name]
        return all(agree(comparable(look[k]), values[k], scales[k], part.atol) for k in runs)

    if len(runs) < 2 or gives(exercise.expected[part.name]):
        return None
    told = [(one, one.values.get(part.name, ())) for one in known]
    found = {
        one.id: Cause(f"{WHERE_IT_RUNS} {_sentences(one)}", one.id)
        for one, values in told
        if values and not any(isinstance(value, str) for value in values) and gives(values)
    }
    return found.popitem()[1] if len(found) == 1 else None


def _pictured(exercise: CompiledExercise, part: Part, look: Look, known: Sequence[CompiledMistake]) -> Cause | None:
    """The one known mistake whose pictures have their pixels in the same places, or as bright, if both are wrong."""
    values = [one for one in look if isinstance(one, np.ndarray) and one.ndim == 4 and np.all(np.isfinite(one))]
    expected = exercise.expected[part.name]
    if len(values) < len(look) or any(right.ndim != 4 for right in expected):
        return None
    alike = pictures.same_places if part.measure == measures.stretched.__name__ else pictures.same_shades
    found = {
        one.id: Cause(_sentences(one), one.id)
        for one in known
        if part.name in one.values and alike(values, one.values[part.name], expected)
    }
    return found.popitem()[1] if len(found) == 1 else None


def _telling(values: Sequence[np.ndarray | str]) -> bool:
    """Whether what agrees with all of these does so by no chance: three sums, or pictures of more than a few shades."""
    arrays = [value for value in values if isinstance(value, np.ndarray) and np.all(np.isfinite(value))]
    if len(arrays) < len(values):
        return False
    sums = {float(np.sum(value)) for value in arrays if np.any(value)}
    return len(sums) > 2 or all(value.size > 1000 and np.unique(value).size > 8 for value in arrays)


def _followed(parts: Mapping[str, Part], causes: dict[str, Cause]) -> dict[str, Cause]:
    """Let a result that does not repeat speak for all parts without a mistake of their own: they hold by chance."""
    chance = [cause for cause in causes.values() if cause.symptom == repeats.NOT_REPEATABLE]
    if not chance:
        return causes
    return {name: causes[name] if name in causes and causes[name].mistake else chance[0] for name in parts}


def kept(
    exercise: CompiledExercise, wrong: list[Part], answers: Mapping[str, Answer], looks: dict[str, Look]
) -> dict[str, PartVerdict]:
    """Parts that are wrong and keep their points: the gradient of the function's own penalty, where that has a 1/2.

    An error is charged once, where it is made.
    """
    verdicts = {}
    for part in wrong:
        probes = _probes(exercise, part, looks[part.name], exercise.expected[part.name]) if part.slope else []
        if part.measure != measures.change.__name__ or not probes or not all(one.agrees(0.5) for one in probes):
            continue
        if _of_half(exercise, part, answers):
            verdicts[part.name] = _kept(part, "loss")
    return verdicts


def _of_half(exercise: CompiledExercise, part: Part, answers: Mapping[str, Answer]) -> bool:
    """Whether the gradient of the penalty is that of the function's own penalty, which has a 1/2."""
    slopes = _slopes(exercise, part, answers)
    return slopes is not None and relations.same_slope(*slopes, 0.5 * exercise.slopes[part.name])


def excused(wrong: list[Part], causes: Mapping[str, Cause], known: Sequence[CompiledMistake]) -> dict[str, PartVerdict]:
    """Parts that keep their points because their mistake follows from that of another part: as above, of a penalty."""
    made = {cause.mistake for cause in causes.values()}
    following = {one.id for one in known if one.excused_by in made and one.excused_by}
    return {
        part.name: _kept(part, "penalty")
        for part in wrong
        if part.name in causes and causes[part.name].mistake in following
    }


def _kept(part: Part, function: str) -> PartVerdict:
    told = HALF.format(function=function)
    return PartVerdict(part.name, part.points, part.points, cause=told, mistake=OF_HALF)


def earned(part: Part, answers: Mapping[str, Answer]) -> PartVerdict:
    """Return the verdict on a part that is right: a loop that only picks an entry of each image is told, at no cost."""
    lines = next((answers[name].picks for probe in part.probes for name in probe if answers[name].picks), ())
    return PartVerdict(part.name, part.points, part.points, cause=f"{PICKS}{_looping(lines)}" if lines else "")


def _loops(part: Part, answers: Mapping[str, Answer]) -> tuple[int, ...]:
    """The lines of loops over images in one of the calls that a part looks at, if one of them works something out."""
    found = (answers[name] for probe in part.probes for name in probe if answers[name].loops)
    return next((tuple(sorted((*one.loops, *one.picks))) for one in found), ())


def _overflowed(part: Part, answers: Mapping[str, Answer]) -> bool:
    """Whether a part that costs nothing has no result because numbers of Python, unlike NumPy's, raise errors."""
    errors = {
        "" if NO_NUMBER.search(f"{one.error}: {one.message}") else one.error
        for one in (answers[name] for probe in part.probes for name in probe)
    }
    return part.guard and not part.points and errors <= {""}


def _why(part: Part, answers: Mapping[str, Answer]) -> str:
    """What makes a number infinite or nan, with its line, as the first warning or error tells it; "" if none does."""
    one = next((answers[name] for probe in part.probes for name in probe if _said(answers[name])), Answer())
    happened = next((words for pattern, words in HAPPENED if re.search(pattern, _said(one))), "")
    return f": {happened}{f' in line {one.line}' if one.line else ''}" if happened else ""


def _said(answer: Answer) -> str:
    return answer.warned or (f"{answer.error}: {answer.message}" if answer.error else "")


def _numbers_of(value: np.ndarray | str | WrongKindError) -> np.ndarray:
    return value.astype(np.float64) if isinstance(value, np.ndarray) else np.zeros(0)


def _looping(lines: Sequence[int]) -> str:
    """What is said of loops over images, by their lines."""
    *first, last = lines
    return LOOPS.format(lines=f"{', '.join(map(str, first))} and {last}") if first else LOOP.format(line=last)


def _also_looping(lines: Sequence[int]) -> str:
    """What is said of loops over images beside an array of N x N."""
    return f"{_looping(lines).partition(' for each image')[0]} for each image, too."


def of_a_kind(exercise: CompiledExercise, answers: Mapping[str, Answer]) -> str:
    """What is to be said of results that count as right, and are no plain number or array; "" if they are."""
    index = exercise.parts[0].options.get("index")
    if not exercise.target or index is None:
        return ""
    what = dict(enumerate(exercise.returns)).get(index, "result")
    plain = [one for name, one in answers.items() if exercise.cases[name].driver == drivers.plain.__name__]
    if plain and all(index in one.matrices for one in plain):
        told = f"But your {what} is an np.matrix, in which * is the matrix product and every slice has two axes."
        return f"No points are lost here. {told} Later products may go wrong: np.asarray turns it into an array."
    results = [one.value if isinstance(one.value, tuple) else (one.value,) for one in plain]
    shapes = {one[index].shape if len(one) > index and isinstance(one[index], np.ndarray) else () for one in results}
    if exercise.expected[exercise.parts[0].name][0].shape or shapes not in ({(1,)}, {(1, 1)}):
        return ""
    told = f"But your {what} is an array of shape {shapes.pop()}, where one number is expected."
    return f"No points are lost here. {told} Which line keeps an axis?"


def failed(
    exercise: CompiledExercise, part: Part, answers: Mapping[str, Answer], look: Look, cause: Cause | None
) -> PartVerdict:
    """Return the verdict on a part that is wrong; cause: what `named` says of it."""
    stops = any(isinstance(value, str | WrongKindError) for value in look) and not _overflowed(part, answers)
    if part.guard and part.fails and not stops and not cause:
        quick = part.measure == measures.without_a_loop.__name__ and np.all(comparable(look[0]) == 0)
        if lines := () if quick else _loops(part, answers):
            told = _looping(lines)
            return replace(_lost(part, Cause(told[:1].upper() + told[1:], part.mistake)), line=lines[0])
        if told := unsteady(exercise, part, answers, look):
            return _lost(part, Cause(told, part.mistake))
        if told := _capped(part, answers, look):
            return _lost(part, Cause(told, symptom="result.capped"))
        if quick and not np.all(np.isfinite(_numbers_of(look[1]))):
            return _lost(part, Cause(UNDERFLOWS, "loss.not-finite-on-many-images"))
        if part.name == "large scores" and part.measure == measures.change.__name__ and _finite(look):
            return _lost(part, Cause(UNEQUAL, part.mistake))
        names = changed(exercise, itertools.chain(*part.probes), answers)
        fails = part.fails.replace("{changed}", names or "an array it was given")
        fails = fails.replace("{why}", _why(part, answers)) if "{why}" in fails else fails
        return _lost(part, Cause(ANOTHER, "loss.another-on-many-images") if quick else Cause(fails, part.mistake))
    expected = exercise.expected[part.name]
    numbers = _numbers(exercise, part, look, expected)
    place, first = part.options.get("index"), answers[part.probes[0][0]]
    if cause and place in first.unwritten and part.measure in (measures.output.__name__, measures.change.__name__):
        what = dict(enumerate(exercise.returns)).get(place, "result")  # the same for all of it, and so told once
        cause = replace(cause, sentences=UNWRITTEN.format(what=what))
    typed = len(exercise.returns) == 1 and _mistyped(part, answers[part.probes[0][0]])
    if not cause or (typed and not cause.mistake and not stops):
        return _unexplained(exercise, part, answers, look, expected, numbers)
    if cause.sentences.startswith(WHERE_IT_RUNS) and _of_half(exercise, part, answers):
        return _lost(part, Cause(RUNS_FOR_HALF, OF_HALF), numbers)
    stop = next((answers[name] for probe in part.probes for name in probe if answers[name].error), Answer())
    if stop.line and not cause.sentences.startswith(WHERE_IT_RUNS):  # the mistake stops: the student should read where
        cause = replace(cause, sentences=f"Stopped at line {stop.line} ({stop.text}): {cause.sentences}")
    cause = replace(cause, sentences=_in_its_line(part, answers, cause.sentences))
    return replace(_lost(part, cause, numbers), line=stop.line if stops else 0)


def unrepeated(
    exercise: CompiledExercise,
    shaky: list[Part],
    answers: Mapping[str, Answer],
    looks: dict[str, Look],
    causes: Mapping[str, Cause],
) -> dict[str, PartVerdict]:
    """Return the verdicts on wrong parts whose result does not repeat, and which no known mistake explains.

    All of them are told the same, of the first: that a penalty is below 0, or an order matters, follows from it.
    """
    parts = [part for part in shaky if part.name not in causes or not causes[part.name].mistake]
    verdicts = {}
    for part in parts:
        cause, shown = repeats.told(parts[0], answers, looks[parts[0].name]), ""
        if part.measure == measures.output.__name__ and part is parts[0]:
            shown = _numbers(exercise, part, looks[part.name], exercise.expected[part.name])
        verdicts[part.name] = _lost(part, cause, shown)
    return verdicts


def _in_its_line(part: Part, answers: Mapping[str, Answer], told: str) -> str:
    """What is said of an exp that overflows, with the line where NumPy warned of it."""
    warned = " ".join(answers[name].warned for probe in part.probes for name in probe)
    found = re.search(r"overflow encountered in exp \(line (\d+)\)", warned)
    return f"In line {found[1]}, {told}" if found and told.startswith("exp overflows") else told


def unsteady(exercise: CompiledExercise, part: Part, answers: Mapping[str, Answer], look: Look) -> str:
    """Return what goes wrong on large scores, where NumPy's warnings tell it; otherwise "".

    Args:
        exercise: the compiled exercise.
        part: one that may look at large scores.
        answers: for each case what the student gave; look: what the part measured of them.
    """
    if part.measure != measures.steady.__name__:
        return ""
    warned = [answers[name].warned for probe in part.probes for name in probe]
    if any("overflow encountered in exp" in one for one in warned):
        return _in_its_line(part, answers, OVERFLOW)
    (first, *_), (flags, value, *rest) = part.probes[0], look
    warned_first = answers[first].warned
    divided = bool(re.search(r"(invalid value|divide by zero) encountered in .*divide", warned_first))
    # A loss that is wrong on any scores may take the logarithm of 0 otherwise, as after 1 was subtracted from p.
    scale, right = exercise.scales[part.name][-1], exercise.expected[part.name][-1]
    usual = all(agree(comparable(one), right, scale) for one in rest[-1:])
    of_0 = "divide by zero encountered in log" in warned_first and (usual or bool(np.all(comparable(value) == -np.inf)))
    return EMPTY_ROW if (divided or of_0) and isinstance(flags, np.ndarray) and not flags[0] else ""


def _capped(part: Part, answers: Mapping[str, Answer], look: Look) -> str:
    """What goes wrong on large scores where nothing overflows, and no 0 is divided by."""
    warned = any(answers[name].warned for probe in part.probes for name in probe)
    quiet = part.measure == measures.steady.__name__ and not warned
    return CAPPED if quiet and _finite(look) else ""


def _finite(look: Look) -> bool:
    return all(isinstance(value, np.ndarray) and bool(np.all(np.isfinite(value))) for value in look)


def changed(exercise: CompiledExercise, cases: Iterable[str], answers: Mapping[str, Answer]) -> str:
    """Return the names of the inputs that are not what they were before the calls of some cases, joined by "and"."""
    names = []
    for case in cases:
        before, after = exercise.cases[case].inputs, answers[case].inputs
        if len(before) == len(after):
            pairs = zip(_inputs(exercise, case), before, after, strict=False)
            names += [name for name, *pair in pairs if not measures.same(*pair)]
    return " and ".join(dict.fromkeys(names))


def _lost(part: Part, cause: Cause, numbers: str = "") -> PartVerdict:
    return PartVerdict(
        part.name, 0.0, part.points, numbers, cause.sentences, mistake=cause.mistake, symptom=cause.symptom
    )


def _sentences(mistake: CompiledMistake) -> str:
    return f"{mistake.says} {mistake.asks}"


def _stopped(exercise: CompiledExercise, name: str, answer: Answer) -> Cause:
    """Where and why the call of a case stopped."""
    inputs = _inputs(exercise, name)
    labels = int(np.max(inputs["y"], initial=-1)) + 1 if "y" in inputs else 0
    return stops.stop(answer, relations.sizes(inputs), exercise.name.rpartition(".")[2], exercise.takes, labels)


def _of_one_image(exercise: CompiledExercise, part: Part, look: Look, expected: list[np.ndarray]) -> str:
    """What is said of a stop that only one image alone reaches; "" of others."""
    triples = list(zip(part.probes, look, expected, strict=True))
    counts = [{relations.sizes(_inputs(exercise, name)).get("N", 0) for name in probe} for probe, _, _ in triples]
    stopped = [isinstance(value, str) for _, value, _ in triples]
    if not all(count == {1} for count, stops in zip(counts, stopped, strict=True) if stops):
        return ""
    runs = [k for k, stops in enumerate(stopped) if not stops]
    if not any(min(counts[k]) > 1 for k in runs):
        return ""
    scales = exercise.scales[part.name]
    right = all(agree(comparable(look[k]), expected[k], scales[k], part.atol) for k in runs)
    return f" That is so for one image alone: for more it runs, and the result is {'right' if right else 'wrong'}."


def _clearest(exercise: CompiledExercise, part: Part, answers: Mapping[str, Answer], first: str) -> str:
    """A case in which N, D and C differ, so that its shapes tell what they count, and which stopped where this one did.

    Or one that stopped further up: there the shapes do not fit, which in others fit by chance. The same line may stop
    for another reason where the sizes differ; then that is the one to tell, if no case stopped for the same.
    """
    stopped = answers[first]
    others = []
    for name in (name for probe in part.probes for name in probe if answers[name].error):
        counted = list(relations.sizes(_inputs(exercise, name)).values())
        error, line = answers[name].error, answers[name].line
        if len(set(counted)) == len(counted):
            if 0 < line < stopped.line or (error, line) == (stopped.error, stopped.line):
                return name
            others += [name] if line and line == stopped.line else []
    return next(iter(others), first)


def _needed(exercise: CompiledExercise, mistake: CompiledMistake) -> list[str]:
    """The parts a mistake has to explain: all it costs; guards only where it costs nothing else."""
    guards = {part.name for part in exercise.parts if part.guard}
    return [name for name in mistake.values if name not in guards] or list(mistake.values)


def _explains(exercise: CompiledExercise, mistake: CompiledMistake, part: Part, look: Look) -> bool:
    """Whether a known mistake gives what the student gave, on every probe of a part it costs."""
    triples = zip(map(comparable, look), mistake.values[part.name], exercise.scales[part.name], strict=True)
    return all(agree(*triple, part.atol) for triple in triples)


def _unexplained(
    exercise: CompiledExercise,
    part: Part,
    answers: Mapping[str, Answer],
    look: Look,
    expected: list[np.ndarray],
    numbers: str,
) -> PartVerdict:
    """Say what can be said without a known cause: where it stopped, that it is the wrong kind of thing, or numbers."""
    for probe, value, right in zip(part.probes, look, expected, strict=True):
        if isinstance(value, str):
            name = _clearest(exercise, part, answers, next(name for name in probe if answers[name].error))
            answer = answers[name]
            stop = _stopped(exercise, name, answer)
            more = _of_one_image(exercise, part, look, expected)
            more += f" {_capital(_also_looping(answer.loops))}" if answer.loops else ""
            stop = replace(stop, sentences=stop.sentences + more)
            return replace(_lost(part, stop), error=True, line=answer.line)
        if swapped(exercise, part, answers[probe[0]]):
            told = f"Did you swap the results? They come in this order: return {', '.join(exercise.returns)}."
            if name := next((name for name in itertools.chain(*part.probes) if answers[name].error), ""):
                name = _clearest(exercise, part, answers, name)
                told += f" {_stopped(exercise, name, answers[name]).sentences}"
            return _lost(part, Cause(told, symptom="result.swapped"))
        if slip := _mistyped(part, answers[probe[0]]):
            told = f"In {slip} the sign belongs before the =. With =+ and =- you assign what follows; += and -="
            told += " change what is there."
            return _lost(part, Cause(told, symptom="result.mistyped"), numbers)
        alone = answers[probe[0]].value
        several = len(exercise.returns) > 1 and isinstance(alone, np.ndarray)
        if several and any(isinstance(one, WrongKindError) for one in look):  # or it may have been a list of two
            return _lost(part, Cause(f"{_capital(measures.not_all(alone, exercise.returns))}.", symptom="result.kind"))
        if odd := _odd(part, probe, value, right, answers, _inputs(exercise, probe[0])):
            odd = replace(odd, sentences=_each(exercise, part, look, odd.sentences))
            warned = odd.symptom in ("result.nan", "result.infinite")
            line = next((answers[name].line for name in probe if warned and answers[name].warned), 0)
            return replace(_lost(part, odd), line=line)
    cause = _slope(exercise, part, answers) or _penalised(exercise, part, answers, look, expected)
    if not cause or cause.symptom == "relation.not-the-gradient":
        cause = _structure(exercise, part, look, expected) or cause
    shown = any(exercise.cases[name].shown for probe in part.probes for name in probe)
    if not cause and shown and not numbers:
        told = f"{RIGHT_ON_EXAMPLE}{_where(exercise, part, look, expected)}."
        cause = Cause(told, symptom="relation.right-on-example")
    return _lost(part, cause or Cause(""), numbers)


def _each(exercise: CompiledExercise, part: Part, look: Look, told: str) -> str:
    """What is said of several numbers where one is expected, with what each of them is for, and with a question.

    That a sum is missing is said only if the sum is right.
    """
    end = f"expected {ONE_NUMBER}"
    if end not in told:
        return told
    found = [
        relations.Seen(value, right, scale, dict(relations.sizes(_inputs(exercise, probe[0]))), {})
        for probe, value, right, scale in zip(
            part.probes, look, exercise.expected[part.name], exercise.scales[part.name], strict=True
        )
        if isinstance(value, np.ndarray) and value.size
    ]
    counted = [letter for letter in EACH if all(one.value.shape == (one.sizes.get(letter),) for one in found)]
    each = f"one number for {EACH[counted[0]]}, expected one" if len(counted) == 1 and len(found) > 1 else end
    sums = (all(replace(one, value=np.asarray(to_one(one.value))).agrees() for one in found) for to_one in TO_ONE)
    asks = MISSING if any(sums) else ALL_LABELS if counted == ["N"] and exercise.name.endswith("_naive") else MISSING_OR
    before, _, after = told.rstrip(".").partition(end)
    return f"{before}{each}{after}{asks}"


def _mistyped(part: Part, answer: Answer) -> str:
    """The line that writes =+ or =- and gives what a part looks at its value, "" if there is none."""
    lines, place = answer.mistyped, part.options.get("index", 0)
    return lines[place] if place < len(lines) else ""


def swapped(exercise: CompiledExercise, part: Part, answer: Answer) -> bool:
    """Return whether two outputs are in each other's place: one has the number of axes that the other should have."""
    values = answer.value
    several = len(exercise.returns) == 2 and isinstance(values, tuple) and len(values) == 2
    if not exercise.target or part.guard or not several or "index" not in part.options:
        return False
    own, other = (values[index] for index in (part.options["index"], 1 - part.options["index"]))
    wanted = exercise.expected[part.name][0].ndim
    return isinstance(other, np.ndarray) and other.ndim == wanted and (own is None or np.ndim(own) != wanted)


def _odd(
    part: Part,
    probe: tuple[str, ...],
    value: np.ndarray | WrongKindError,
    right: np.ndarray,
    answers: Mapping[str, Answer],
    inputs: Mapping[str, Any],
) -> Cause | None:
    """What makes a value no candidate for being right: its kind, its shape, or a nan in it."""
    label = part.label or part.name
    if isinstance(value, WrongKindError):
        missed = next((answers[name].unreturned for name in probe if answers[name].unreturned), "")
        told, symptom = str(value), "result.kind"
        if missed:
            told = f"it returned None for {missed}, although your code fills it. Is there an earlier return,"
            told += f" or a line {missed} = None below?"
    elif part.measure == measures.weights.__name__ and value.shape[1:] == right.shape[1:] and len(value) != len(right):
        rounds, calls = len(right) - 1, len(value) - 1
        told = f"in {rounds} steps self.loss was called {calls} times, each with different weights or images. Which"
        told += " of these calls does a step need?"
        if calls > rounds and np.all(np.any(value[1:] != value[:-1], axis=(1, 2))):
            told = f"your code changed self.W {calls} times where num_iters is {rounds}. Is there a second loop inside"
            told += " the one over num_iters, and how many steps should one round take?"
        symptom = "result.calls"
    elif value.shape != right.shape and (value.size > 1 or right.shape):
        transposed = value.shape == right.shape[::-1]
        wanted = right.shape or ONE_NUMBER
        has, is_ = ("have", "are") if _several(label) else ("has", "is")
        own = f"{has} shape {value.shape}, expected" if value.shape else f"{is_} one number, expected shape"
        what = f"your {label} {own} {wanted}"
        alike = [name for name, item in inputs.items() if value.ndim == 2 and np.shape(item) == value.shape]
        beside = "; it is transposed" if transposed else f"; {alike[0]} has that shape" if len(alike) == 1 else ""
        if value.shape[:-1] == right.shape != ():
            beside = ": a whole row for each image, where one number should be left"
        if not value.shape and np.shape(inputs.get("W", 0.0)) == right.shape:
            beside = "; a gradient has an entry for each weight: what the loss does when that weight alone changes"
        told = f"{what}{beside}"
        own_of_W = not right.shape and value.shape == np.shape(inputs.get("W", 0.0))  # as reg * W * W has
        if part.measure == measures.change.__name__ and not own_of_W:
            shape = f"has shape {value.shape}" if value.shape else "is one number"
            told = f"your {label} cannot be judged while the result {shape}"
        symptom = "result.transposed" if transposed else "result.shape"
    elif value.dtype == np.float16:
        told, symptom = f"your {label} is float16, which holds three digits: too few here", "result.float16"
    elif part.measure != measures.answer.__name__ and not np.all(np.isfinite(value)) and np.all(np.isfinite(right)):
        word = "nan" if np.any(np.isnan(value)) else "infinite"
        alone = " where N = 1" if relations.sizes(inputs).get("N") == 1 else ""
        warned = next((answers[name].warned for name in probe if answers[name].warned), "")
        why = f"NumPy warned: {warned}{_warning(warned)}" if warned else "an overflow, a division by 0 or a log of 0"
        hidden = part.measure == measures.change.__name__  # the difference of two results
        what = f"your {label} cannot be judged while the result is" if hidden else f"your {label} is"
        told, symptom = f"{what} {word}{alone}: {why}", f"result.{word}"
    else:
        return None
    return Cause(f"{_capital(told)}{'' if told.endswith('?') else '.'}", symptom=symptom)


def _capital(sentence: str) -> str:
    return f"{sentence[0].upper()}{sentence[1:]}"


def _warning(warned: str) -> str:
    """What a warning of NumPy means, where its words say too little."""
    if "invalid value encountered in log" not in warned:
        return ""
    return (
        ". That is the logarithm of a number below 0, which no probability is. Was 1 subtracted earlier from the same"
        " array, perhaps under a second name, or is exp missing?"
    )


def _related(exercise: CompiledExercise, part: Part, look: Look) -> Cause | None:
    """What is true of a part's numbers, beside those that are expected."""
    probes = _probes(exercise, part, look, exercise.expected[part.name])
    cause = relations.relation(probes, part.label) if probes else None
    if cause and cause.symptom == "relation.order" and (beside := _of_single_images(probes, part.label)):
        cause = replace(cause, sentences=f"{cause.sentences} {beside}")
    return cause


def _of_single_images(probes: list[relations.Seen], label: str) -> str:
    """What is wrong for a single image, too, where no order matters: so it is wrong in more than one way."""
    single = [probe for probe in probes if probe.sizes.get("N") == 1]
    if len(single) < 2 or any(probe.agrees() for probe in single):
        return ""
    more = relations.factor(single, "There it is") or structure.structure(single, label)
    return " ".join(["For a single image it is wrong, too.", *([more.sentences] if more else ["Begin with that."])])


def _counts(exercise: CompiledExercise, part: Part, look: Look) -> Cause | None:
    """How often each image counts in a wrong gradient, where that can be told."""
    probes = _probes(exercise, part, look, exercise.expected[part.name]) if part.slope else []
    return coefficients.coefficients(probes) if probes else None


def _further(exercise: CompiledExercise, part: Part, look: Look, further: Further | None) -> Cause | None:
    """What the grading knows beside known mistakes; some of the values may be nan."""
    probes = _probes(exercise, part, look, exercise.expected[part.name], finite=False) if further else []
    return further(probes, f"Your {part.label} is") if further and probes else None


def _penalised(
    exercise: CompiledExercise, part: Part, answers: Mapping[str, Answer], look: Look, expected: list[np.ndarray]
) -> Cause | None:
    """Whether the losses that training kept hold the penalty of its own weights twice."""
    if exercise.returns[:2] != ("history", "weights") or part.options.get("index") != 0:
        return None
    for (case,), value, right in zip(part.probes, look, expected, strict=True):
        weights, reg = answers[case].value[1], _inputs(exercise, case)["reg"]
        penalties = reg * np.sum(np.square(weights[:-1]), axis=(1, 2)) if np.ndim(weights) == 3 else np.empty(0)
        if penalties.shape != right.shape or not agree(comparable(value), right + penalties, float(np.max(penalties))):
            return None
    told = "reg * sum(W * W) is added to every loss, which already has it. What does self.loss do with reg?"
    return Cause(told, symptom="structure.penalty-in-history")


def _structure(exercise: CompiledExercise, part: Part, look: Look, expected: list[np.ndarray]) -> Cause | None:
    """What a part lacks of what every right one has."""
    if part.measure == measures.weights.__name__:
        runs = [
            structure.Run(value, right, _inputs(exercise, probe[0]))
            for probe, value, right in zip(part.probes, look, expected, strict=True)
            if right.ndim > 1 and isinstance(value, np.ndarray)
        ]
        return structure.steps(runs) if len(runs) == sum(right.ndim > 1 for right in expected) else None
    probes = _probes(exercise, part, look, expected)
    return structure.structure(probes, part.label) if probes else None


def _besides(exercise: CompiledExercise, part: Part, look: Look, known: Sequence[CompiledMistake]) -> Cause | None:
    """A known mistake of this part alone, and a factor or a penalty on top of it, if exactly one explains the part."""
    found: dict[str, Cause] = {}
    arrays = [value for value in look if isinstance(value, np.ndarray)]
    own = _probes(exercise, part, look, arrays) if len(arrays) == len(look) else []
    screen = Screen(own) if own else None
    for one in known:
        likely = screen and set(one.values) == {part.name} and screen.passes(one.values[part.name])
        probes = _probes(exercise, part, look, one.values[part.name]) if likely else []
        if len({float(np.sum(probe.expected)) for probe in probes}) < 2:
            continue  # the same number on every input: a multiple of it tells nothing
        besides = probes and (relations.factor(probes, *relations.BESIDES) or relations.penalty(probes, "And it is"))
        if besides and part.measure == measures.change.__name__ and besides.sentences == relations.SUM_NOT_MEAN:
            besides = replace(besides, sentences="")  # a penalty is no sum over the images
        if besides and besides.symptom != "relation.sign":  # of two signs either may be the wrong one
            found[one.id] = Cause(f"{_sentences(one)} {besides.sentences}".rstrip(), one.id, besides.symptom)
    return found.popitem()[1] if len(found) == 1 else None


def _probes(
    exercise: CompiledExercise, part: Part, look: Look, beside: Sequence[np.ndarray | str], finite: bool = True
) -> list[relations.Seen]:
    """A part's numbers beside others; empty where one of them is no number, or of another shape, or if finite nan."""
    if not exercise.target or part.measure not in (measures.output.__name__, measures.change.__name__):
        return []
    probes = []
    for probe, value, other, scale in zip(part.probes, look, beside, exercise.scales[part.name], strict=False):
        if not isinstance(value, np.ndarray) or not isinstance(other, np.ndarray) or value.shape != other.shape:
            return []
        if finite and not (np.all(np.isfinite(value)) and np.all(np.isfinite(other))):
            return []
        inputs = _inputs(exercise, probe[0])
        strength: dict[str, float] = {name: inputs[name] for name in ("reg", "batch_size") if name in inputs}
        probes.append(relations.Seen(value, other, scale, relations.sizes(inputs) | strength, inputs))
    return probes


def _slope(exercise: CompiledExercise, part: Part, answers: Mapping[str, Answer]) -> Cause | None:
    slopes = _slopes(exercise, part, answers)
    return relations.slope(*slopes, exercise.slopes[part.name]) if slopes else None


def _slopes(exercise: CompiledExercise, part: Part, answers: Mapping[str, Answer]) -> tuple[float, float] | None:
    """The slope of the student's own loss, measured, and as the student's gradient says it, if there are any."""
    if not part.slope or answers[part.slope].error:
        return None
    try:
        own, claimed = measures.outputs(answers[part.slope], exercise.returns)
        return (float(own), float(claimed)) if own is not None and claimed is not None else None
    except (WrongKindError, TypeError, ValueError):
        return None


def _inputs(exercise: CompiledExercise, name: str) -> dict[str, Any]:
    """The inputs of a case, by the names of the arguments."""
    case = exercise.cases[name]
    return relations.named(case.driver, exercise.takes, case.inputs)


def _where(exercise: CompiledExercise, part: Part, look: Look, expected: list[np.ndarray]) -> str:
    """The shapes of the first inputs that give something wrong."""
    for probe, value, right, scale in zip(part.probes, look, expected, exercise.scales[part.name], strict=True):
        if not agree(comparable(value), right, scale, part.atol):
            named = _inputs(exercise, probe[0]).items()
            shapes = [f"{name} {np.shape(item)}" for name, item in named if name in exercise.takes and np.ndim(item)]
            return f", for example {', '.join(shapes)}" if shapes else ""
    return ""


def _numbers(exercise: CompiledExercise, part: Part, look: Look, expected: list[np.ndarray]) -> str:
    """Your value and the expected one, of the first shown case that differs."""
    for probe, value, right, scale in zip(part.probes, look, expected, exercise.scales[part.name], strict=True):
        if not exercise.cases[probe[0]].shown or not part.label or not isinstance(value, np.ndarray):
            continue
        if agree(value, right, scale, part.atol):
            continue
        if not exercise.target:
            return f"your {part.label} {_short(value[:4])}: not right"  # what is right is the student's to find
        if value.shape != right.shape and (right.shape or value.size > 1):
            has = "have" if _several(part.label) else "has"
            return f"your {part.label} {has} shape {value.shape}, expected {right.shape}"
        if right.size <= 4:
            return f"your {part.label} {_short(value)}, expected {_short(right)}"
        with np.errstate(invalid="ignore"):
            worst = np.unravel_index(
                np.argmax(np.nan_to_num(np.abs(value - right.astype(float)), nan=np.inf)), right.shape
            )
        entry = f"[{', '.join(map(str, worst))}]"
        name = f"{part.label}, entry {entry}:" if " " in part.label else f"{part.label}{entry}"
        return f"your {name} {_short(value[worst])}, expected {_short(right[worst])}"
    return ""


def _several(label: str) -> bool:
    """Whether a label names several things, as "images" and "changes of the softmax loss" do."""
    things = re.split(r" (?:of|in|by|at|with|for) ", label)[0]
    return things.endswith("s") and not things.endswith("ss")


def _short(value: np.ndarray | np.generic) -> str:
    if np.size(value) == 1:
        value = np.ravel(value)[0]
    if np.ndim(value):
        return "[" + ", ".join(map(_short, np.ravel(value))) + "]"
    number = float(value)
    if not np.isfinite(number):
        return str(number)
    if number == int(number) and abs(number) < 1e9:
        return f"{number:.0f}"
    return f"{number:.4f}" if 1e-3 <= abs(number) < 1e6 else f"{number:.3g}"
