"""Says which known mistake explains a wrong part, or what is true of its numbers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from helpers.given.judge import coefficients, compared, measures, pictures, relations, repeats, structure
from helpers.given.judge.close import agree
from helpers.given.judge.measures import WrongKindError
from helpers.given.judge.model import Cause, CompiledExercise, CompiledMistake, Look, Part, comparable
from helpers.given.judge.screen import Screen

CLUES = tuple(f"relation.{one}" for one in ("right-for-one-image", "order", "signs", "places", "by-column"))
"""Relations that say where to look, not what is wrong."""
WHERE_IT_RUNS = "Where it runs:"
"""How a sentence begins on a part that stops for other inputs."""
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
    causes |= _but_for_digits(exercise, parts, looks, causes, known)
    return _followed(parts, _all_zero(parts, looks, causes))


def _but_for_digits(
    exercise: CompiledExercise,
    parts: Mapping[str, Part],
    looks: Mapping[str, Look],
    causes: Mapping[str, Cause],
    known: Sequence[CompiledMistake],
) -> dict[str, Cause]:
    """The one known mistake that gives the numbers of a part to within the digits that another one has."""
    found = (relations.DIGITS.search(cause.sentences) for cause in causes.values())
    unit = next((1.01 * 10.0 ** -int(one[1]) for one in found if one), 0.0)
    told = {}
    for name, part in parts.items() if unit else ():
        if part.guard or (name in causes and (causes[name].mistake or relations.DIGITS.search(causes[name].sentences))):
            continue
        pairs = {one.id: (one, zip(looks[name], one.values[name], strict=True)) for one in known if name in one.values}
        near = {
            id: one
            for id, (one, values) in pairs.items()
            if all(_near(*pair, unit) for pair in values) and _telling(one.values[name])
        }
        if len(near) == 1:
            ((id, one),) = near.items()
            told[name] = Cause(f"But for these digits: {_sentences(one)}", id)
    return told


def _near(value: np.ndarray | str | WrongKindError, right: np.ndarray | str, unit: float) -> bool:
    """Whether two results differ by less than a unit of the last digit."""
    if not isinstance(value, np.ndarray) or not isinstance(right, np.ndarray) or value.shape != right.shape:
        return False
    return bool(np.all(np.abs(value - right) <= unit))


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


def _sentences(mistake: CompiledMistake) -> str:
    return f"{mistake.says} {mistake.asks}"


def _needed(exercise: CompiledExercise, mistake: CompiledMistake) -> list[str]:
    """The parts a mistake has to explain: all it costs; guards only where it costs nothing else."""
    guards = {part.name for part in exercise.parts if part.guard}
    return [name for name in mistake.values if name not in guards] or list(mistake.values)


def _explains(exercise: CompiledExercise, mistake: CompiledMistake, part: Part, look: Look) -> bool:
    """Whether a known mistake gives what the student gave, on every probe of a part it costs."""
    triples = zip(map(comparable, look), mistake.values[part.name], exercise.scales[part.name], strict=True)
    return all(agree(*triple, part.atol) for triple in triples)


def _related(exercise: CompiledExercise, part: Part, look: Look) -> Cause | None:
    """What is true of a part's numbers, beside those that are expected."""
    probes = compared.seen(exercise, part, look, exercise.expected[part.name])
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
    probes = compared.seen(exercise, part, look, exercise.expected[part.name]) if part.slope else []
    return coefficients.coefficients(probes) if probes else None


def _further(exercise: CompiledExercise, part: Part, look: Look, further: Further | None) -> Cause | None:
    """What the grading knows beside known mistakes; some of the values may be nan."""
    probes = compared.seen(exercise, part, look, exercise.expected[part.name], finite=False) if further else []
    return further(probes, f"Your {part.label} is") if further and probes else None


def _besides(exercise: CompiledExercise, part: Part, look: Look, known: Sequence[CompiledMistake]) -> Cause | None:
    """A known mistake of this part alone, and a factor or a penalty on top of it, if exactly one explains the part."""
    found: dict[str, Cause] = {}
    arrays = [value for value in look if isinstance(value, np.ndarray)]
    own = compared.seen(exercise, part, look, arrays) if len(arrays) == len(look) else []
    screen = Screen(own) if own else None
    for one in known:
        likely = screen and set(one.values) == {part.name} and screen.passes(one.values[part.name])
        probes = compared.seen(exercise, part, look, one.values[part.name]) if likely else []
        if len({float(np.sum(probe.expected)) for probe in probes}) < 2:
            continue  # the same number on every input: a multiple of it tells nothing
        besides = probes and (relations.factor(probes, *relations.BESIDES) or relations.penalty(probes, "And it is"))
        if besides and part.measure == measures.change.__name__ and besides.sentences == relations.SUM_NOT_MEAN:
            besides = replace(besides, sentences="")  # a penalty is no sum over the images
        if besides and besides.symptom != "relation.sign":  # of two signs either may be the wrong one
            found[one.id] = Cause(f"{_sentences(one)} {besides.sentences}".rstrip(), one.id, besides.symptom)
    return found.popitem()[1] if len(found) == 1 else None
