"""Judges the functions of a folder that others wrote and says what came of each, beside its label (see diagnosis.py).

Each file runs in a sandbox of its own. What the three simpler ways of baselines.py would have said is kept as well.
"""

import csv
import multiprocessing
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from fnmatch import fnmatch
from functools import cache, partial
from itertools import groupby
from pathlib import Path

from benchmarks import baselines
from grader import quality, sandbox
from grader.bank import EXERCISES, cases, solutions
from grader.bank.model import Exercise
from grader.grading import functions, second_look
from grader.grading.pairs import pair
from grader.grading.recipes import recipe
from grader.progress import Progress
from grader.releasing import stubs
from helpers.given import judge
from helpers.given.calling.calls import Answer
from helpers.given.judge import Case, CompiledExercise, PartVerdict, Verdict
from helpers.given.judge.model import LATER

MODULES = {"linear_svm.py": "svm"} | {name: name.removesuffix(".py") for name in solutions.edited_helpers()}
"""The helper that a file stands for, by the name of the file in CS231n's assignment or in ours."""
HALF = {"penalty.half", "penalty.gradient-of-half"}
"""The ids that name a penalty with 1/2, in the loss and in the gradient."""

OBSERVED = {part.mistake for one in EXERCISES.values() for part in one.parts if part.guard} | quality.OBSERVED
"""Ids of sentences that are true wherever they are told, such as "slow on 20,000 images": they name no cause."""

OUTCOMES = ("named", "misnamed", "abstained", "missed", "to be read")


@dataclass
class Row:
    """One function of a corpus: what the label says, and what came of it.

    outcome: for wrong code one of OUTCOMES, for right code "full points" or "marked down". ids: what was named; told:
        for each part that was told something its name, the mistake and the symptom.
    lost: the parts that lost points. agrees: whether all case sets give the same points. baselines: their outcomes.
    """

    file: str
    function: str
    right: bool
    convention: str
    mistakes: str
    means: tuple[str, ...] | None
    outcome: str = ""
    ids: list[str] = field(default_factory=list)
    told: list[tuple[str, str, str]] = field(default_factory=list)
    points: float = 0.0
    of: float = 0.0
    lost: list[str] = field(default_factory=list)
    agrees: bool = True
    messages: list[list[str]] = field(default_factory=list)
    baselines: dict[str, str] = field(default_factory=dict)


def rows(corpus: Path, labels: Path) -> list[Row]:
    """Return the rows of a corpus: those of its labels, or without labels every function that is ours to judge."""
    if labels.exists():
        with labels.open(encoding="utf-8", newline="") as file:
            return [_row(line) for line in csv.DictReader(file)]
    found = sorted(path for name in MODULES for path in corpus.rglob(name))
    return [
        Row(str(path.relative_to(corpus)), name, False, "", "", None)
        for path in found
        for name in dict.fromkeys(map(_function, _of_module(MODULES[path.name])))
        if f"def {name.rpartition('.')[2]}(" in path.read_text(encoding="utf-8", errors="replace")
    ]


def _row(line: Mapping[str, str]) -> Row:
    half = line["convention"] == "half"
    means = tuple(filter(None, (line.get("ids") or "").split()))
    known = line.get("ids") is not None and (means or half or line["right"] == "1")
    return Row(
        line["file"], line["function"], line["right"] == "1", line["convention"], line["mistakes"],
        (*means, *(HALF if half else ())) if known else None,
    )  # fmt: skip


def _of_module(module: str) -> list[Exercise]:
    return [one for one in EXERCISES.values() if one.target.startswith(f"{module}.")]


def _function(exercise: Exercise) -> str:
    """The name of an exercise's function as labels have it: "svm_loss_naive", "LinearClassifier.train"."""
    name = exercise.target.partition(".")[2]
    return f"{name}.{exercise.method}" if exercise.method else name


def judged(corpus: Path, labels: Path, seeds: Sequence[str], trusted: bool, only: str = "") -> list[Row]:
    """Judge a corpus, several files at a time."""
    found = [row for row in rows(corpus, labels) if only in row.file]
    files = [list(group) for _, group in groupby(found, key=lambda row: row.file)]
    files.sort(key=lambda group: Path(group[0].file).name)  # what a process has compiled serves the next file
    done: list[Row] = []
    progress = Progress("files", len(files))
    cases.build_public()  # a sandbox loads them when it starts
    with tempfile.TemporaryDirectory(prefix="diagnosis-") as place:
        helpers = Path(place) / "helpers"
        shutil.copytree(solutions.HELPERS, helpers, ignore=shutil.ignore_patterns("__pycache__"))
        for name in solutions.edited_helpers():
            text = (solutions.HELPERS / name).read_text(encoding="utf-8")
            (helpers / name).write_text(stubs.cut(text, name), encoding="utf-8")
        work = partial(_judged, corpus=corpus, helpers=helpers, seeds=seeds, trusted=trusted)
        with ProcessPoolExecutor(os.cpu_count(), multiprocessing.get_context("spawn")) as pool:
            for group in pool.map(work, files):
                done += group
                progress.step()
    return [row for row in done if row.of]


@cache
def _compiled(name: str, seed: str) -> CompiledExercise:
    exercise = EXERCISES[name]
    drawn_from = cases.secret_seed(exercise, seed.encode(), "ann") if seed else cases.public_seed(exercise)
    return cases.with_mistakes(exercise, drawn_from)


@cache
def _plain(name: str, seed: str) -> CompiledExercise:
    """Without known mistakes, which points hardly depend on."""
    exercise = EXERCISES[name]
    return cases.compiled(exercise, cases.secret_seed(exercise, seed.encode(), "ann"))


def _judged(rows: list[Row], corpus: Path, helpers: Path, seeds: Sequence[str], trusted: bool) -> list[Row]:
    """Judge the functions of one file in a sandbox of its own; fills in and returns its rows.

    Args:
        rows: of this one file.
        corpus: the folder that holds it.
        helpers: a student's helpers/ with nothing done.
        seeds: of the case sets; the first decides, further ones should agree with it.
        trusted: run it without a sandbox.
    """
    text = (corpus / rows[0].file).read_bytes()
    module = MODULES[Path(rows[0].file).name]
    handed_in = {f"{module}.py": text}
    with tempfile.TemporaryDirectory(prefix="diagnosis-") as place:
        folder = Path(place) / "work"
        shutil.copytree(helpers, folder / "helpers")
        (folder / "helpers" / f"{module}.py").write_bytes(text)
        for path in (folder, *folder.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)
        with sandbox.Sandbox(folder, trusted) as inside:
            broken = functions.replace_broken(inside, handed_in, helpers).get(module)
            student = functions.StudentFunctions(inside)
            for row in rows:
                parts: list[PartVerdict] = []
                earlier: list[tuple[Verdict, str]] = []  # that stopped
                gathered = []
                for exercise in _of_module(module):
                    if _function(exercise) == row.function:
                        call = partial(student.call, exercise.target)
                        ask = (lambda case: broken) if broken else call
                        again = partial(functions.looked_again, inside, handed_in, exercise)
                        parts += _judge(row, exercise, handed_in, ask, student, again, seeds, earlier)
                        gathered.append((exercise, baselines.answers(exercise.id, ask)))
                _decide(row, parts)
                row.baselines = _baselines(row, gathered, text.decode(errors="replace"))
    return rows


def _judge(
    row: Row,
    exercise: Exercise,
    handed_in: Mapping[str, bytes],
    ask: Callable[[Case], Answer],
    student: functions.StudentFunctions,
    again: Callable[[Verdict, Callable[[str], Verdict]], Verdict],
    seeds: Sequence[str],
    earlier: list[tuple[Verdict, str]],
) -> list[PartVerdict]:
    """Judge one exercise of a row's function on the first seed, compare the points of the others; return its parts.

    student: answers for a copy of the file; again: takes a second look (see grader/grading/second_look.py).
    earlier: verdicts on other tasks of the same function, and these tasks; one that stopped is put there.
    """
    right = _compiled(exercise.id, seeds[0])

    def looked(ask: Callable[[Case], Answer]) -> Verdict:
        return judge.judge(right, judge.gather(right, ask), further=recipe, together=partial(pair, exercise, right))

    verdict = looked(ask)
    if functions.hides_more(verdict):
        verdict = again(verdict, lambda target: looked(partial(student.call, target)))
    if any(part.error for part in verdict.parts):
        earlier.append((verdict, exercise.task))
        verdict = second_look.told_once(verdict, *earlier[0]) if len(earlier) > 1 else verdict
    verdict = functions.explained(verdict, right, handed_in, exercise)
    row.points += verdict.points
    row.of += verdict.max_points
    row.lost += [f"{exercise.task or exercise.id}: {one.name}" for one in verdict.parts if one.points < one.max_points]
    if not verdict.passed or any(one.cause for one in verdict.parts):
        row.messages.append(list(verdict.lines))
    if verdict.is_open:
        return [
            replace(one, cause="It is still open.", symptom="open")
            for one in verdict.parts
            if not _guard(exercise, one)
        ]
    for seed in seeds[1:]:
        other = _compiled(exercise.id, seed) if not seed else _plain(exercise.id, seed)
        known = partial(cases.excuses, exercise, other)
        row.agrees &= judge.judge(other, judge.gather(other, ask), known).points == verdict.points
    return list(verdict.parts)


def _guard(exercise: Exercise, told: PartVerdict) -> bool:
    return any(one.guard for one in exercise.parts if one.name == told.name)


def _decide(row: Row, parts: Sequence[PartVerdict]) -> None:
    """Fill in what was told, and what that makes of the row."""
    told = [one for one in parts if one.cause and one.cause != LATER]
    mistakes = {one.mistake for one in told} - {"", *OBSERVED}
    row.told = [(one.name, one.mistake, one.symptom) for one in parts if one.cause]
    row.ids = sorted({one.mistake for one in told} - {""} | {one.symptom for one in told} - {""})
    if row.right:
        row.outcome = "marked down" if row.lost else "full points"
    elif not row.lost and not row.ids:
        row.outcome = "missed"
    elif row.means is None:
        row.outcome = "to be read" if mistakes else "abstained"
    elif not all(_meant(one, row) for one in mistakes):
        row.outcome = "misnamed"
    else:
        wrong = [one for one in parts if one.points < one.max_points and one.cause != LATER]
        # What a guard says is true; it need not be the whole story, but something else has to be named then.
        wrong = [one for one in wrong if one.mistake not in OBSERVED] or wrong
        named = all(_meant(one.mistake, row) or _meant(one.symptom, row) for one in wrong)
        row.outcome = "named" if named else "abstained"


def _meant(id: str, row: Row) -> bool:
    """Whether an id says what a row's label says."""
    return bool(id) and any(fnmatch(id, means) for means in row.means or ())


def _baselines(row: Row, gathered: list[tuple[Exercise, dict[str, Answer]]], text: str) -> dict[str, str]:
    """What three simpler ways would have said of a row."""
    wrong = [one for one in gathered if not baselines.is_right(*one)]
    found = {exercise.id: baselines.equal_to(exercise, answers) for exercise, answers in wrong}
    places = baselines.places(text, gathered[0][0]) if gathered else 0
    if row.right:
        outcome = "marked down" if wrong else "full points"
        return {
            baselines.EQUAL: outcome,
            baselines.TREE: "marked down" if places else "full points",
            baselines.NUMBERS: outcome,
        }
    if row.means is None or not gathered:
        return {}
    if not wrong:
        equal = "missed"
    elif any(one and not _meant(one, row) for one in found.values()):
        equal = "misnamed"
    else:
        equal = "named" if all(found.values()) else "abstained"
    # A difference at more places than there are mistakes sends the student to code that is right.
    few = places <= len(row.mistakes.split("; [")) if places else False
    tree = "missed" if not places else "named" if few else "misnamed"
    return {baselines.EQUAL: equal, baselines.TREE: tree, baselines.NUMBERS: "abstained" if wrong else "missed"}
