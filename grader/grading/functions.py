"""Judges the functions and answers of one submission: inputs go into its sandbox, arrays come back.

This process holds what is expected; the student's code runs in the sandbox and never sees it.
"""

import contextlib
import io
import pickle
import secrets
import warnings
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

from grader.bank import EXERCISES, cases, puzzles
from grader.bank.model import Exercise
from grader.grading import beside, copies, reshaped, second_look
from grader.grading.comparer import comparer
from grader.sandbox import Ended, Sandbox, TimeUp, limits
from grader.sandbox.protocol import Call, Done, Ready, Reply, Work
from helpers.given import judge
from helpers.given.calling import drivers, wire
from helpers.given.calling.calls import Answer, Location, defined
from helpers.given.calling.lines import begins
from helpers.given.judge import Case, Verdict, measures, message
from helpers.given.judge.puzzles import decoded
from helpers.given.unfinished import alike


def replace_broken(
    sandbox: Sandbox, handed_in: Mapping[str, bytes], stubs: Path, lost: Mapping[str, str] = {}
) -> dict[str, Answer]:
    """Put its stub in the place of every edited helper that cannot be imported.

    So a slip in one file costs nothing elsewhere: in another file that imports it, or in a notebook.

    Args:
        sandbox: its folder holds helpers/: given files ours, edited ones the student's, stubs for missing ones.
        handed_in: the student's edited helpers by name, such as "svm.py".
        stubs: the release's helpers/.
        lost: what is said of files that are missing, by name, such as "helpers/svm.py".

    Returns:
        for each module that is missing or cannot be imported the answer that says so.
    """
    broken = {}
    student_functions = StudentFunctions(sandbox)
    modules = dict.fromkeys(exercise.target.partition(".")[0] for exercise in EXERCISES.values() if exercise.target)

    def loads(module: str) -> Answer:
        return student_functions.call(module, Case((), driver=drivers.loads.__name__))

    fine = all(f"{module}.py" in handed_in and not loads(module).error for module in modules)
    student_functions.fresh()
    if fine:
        return {}  # as nearly always, and one process for all saves time
    for module in modules:
        name = f"{module}.py"
        if name in handed_in:
            answer = loads(module)
            student_functions.fresh()
        else:
            why = lost.get(f"helpers/{name}", f"helpers/{name} was not handed in.")
            answer = Answer(error="NotHandedIn", message=why)
        if answer.error:
            broken[module] = answer
            (sandbox.folder / "helpers" / name).write_bytes((stubs / name).read_bytes())
    return broken


def judge_functions(
    exercises: Iterable[Exercise],
    sandbox: Sandbox,
    handed_in: Mapping[str, bytes],
    broken: Mapping[str, Answer],
    student: str,
    secret: bytes,
) -> dict[str, Verdict]:
    """Return the verdict on every exercise that is a function.

    Args:
        exercises: what is asked for; answers in a notebook are left to judge_answers.
        sandbox: where they are called.
        handed_in: the student's edited helpers by name, such as "svm.py".
        broken: what replace_broken returned; the exercises of these modules are told that.
        student: the student's id, which the secret cases depend on.
        secret: the course's secret.
    """
    verdicts = {}
    earlier: dict[str, tuple[Verdict, str]] = {}
    student_functions = StudentFunctions(sandbox)
    for exercise in exercises:
        if exercise.target:
            broke = broken.get(exercise.target.partition(".")[0])
            ask = (lambda case, broke=broke: broke) if broke else partial(student_functions.call, exercise.target)
            seed = cases.secret_seed(exercise, secret, student)
            right, answers = _asked(exercise, seed, ask)
            verdict = comparer().judged(right, answers)
            if hides_more(verdict):

                def then(target: str, exercise: Exercise = exercise, seed: bytes = seed) -> Verdict:
                    return comparer().judged(*_asked(exercise, seed, partial(student_functions.call, target)))

                verdict = looked_again(sandbox, handed_in, exercise, verdict, then)
            if second_look.stops_somewhere(verdict):
                before, task = earlier.setdefault(f"{exercise.target} {exercise.method}", (verdict, exercise.task))
                verdict = verdict if before is verdict else second_look.told_once(verdict, before, task)
            verdicts[exercise.id] = explained(verdict, right, handed_in, exercise)
    return verdicts


def explained(
    verdict: Verdict, right: judge.CompiledExercise, handed_in: Mapping[str, bytes], exercise: Exercise
) -> Verdict:
    """Return the verdict on a function with its message, and what its text alone tells (see beside.py).

    Args:
        verdict: what was judged; right: by these cases.
        handed_in: the student's edited helpers by name, such as "svm.py".
        exercise: the function.
    """
    text = handed_in.get(f"{exercise.target.partition('.')[0]}.py", b"")
    verdict = second_look.brief(beside.noted(verdict, text, exercise))
    return message.explained(verdict, right, location(handed_in, exercise, right.second_result), graded=True)


def hides_more(verdict: Verdict) -> bool:
    """Return whether a function stops, or returns what cannot be judged: looked_again may show what else is wrong."""
    return any(part.error for part in verdict.parts) or reshaped.concerns(verdict)


def looked_again(
    sandbox: Sandbox,
    handed_in: Mapping[str, bytes],
    exercise: Exercise,
    stopped: Verdict,
    judged: Callable[[str], Verdict],
) -> Verdict:
    """Return the verdict on what hides more, with what a second look shows (see second_look.py and reshaped.py).

    Args:
        sandbox: where the student's functions are called.
        handed_in: the student's edited helpers by name, such as "svm.py".
        exercise: a function.
        stopped: the verdict on it.
        judged: gives the verdict on a function, by the name of its target.
    """
    module, _, name = exercise.target.partition(".")
    if second_look.NOT_RUN & {part.symptom for part in stopped.parts}:
        return stopped

    def look(copy: copies.Copy) -> Verdict:
        (sandbox.folder / "helpers" / f"{module}{copy.suffix}.py").write_bytes(copy.text + copy.turned)
        return judged(f"{module}{copy.suffix}.{name}")

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the student's code, which is parsed in several places
        text, says = handed_in.get(f"{module}.py", b""), ""
        if not any(part.error for part in stopped.parts):
            return reshaped.looked_again(stopped, text, exercise, look)
        line = next((part.line for part in stopped.parts if part.error), 0)
        alike = {part.cause for part in stopped.parts}
        then = stopped = second_look.placed(stopped, text, name)
        for copy in copies.copies(text, exercise, line):
            seen = look(copy)
            causes = {part.cause for part in seen.parts if part.error}
            if second_look.is_open(seen) or causes & alike:
                continue
            if not causes:
                return second_look.beyond(stopped, seen, copy.says)
            if not copy.turned:  # it stops further down
                text, then, says = copy.text, seen, copy.says
            elif laid_out := second_look.turned(stopped, seen, copy, exercise, look):
                return laid_out
        behind = second_look.behind(then, text, exercise, look)
        return behind if then is stopped else second_look.beyond(stopped, behind, says)


def _asked(
    exercise: Exercise, seed: bytes, ask: Callable[[Case], Answer]
) -> tuple[judge.CompiledExercise, dict[str, Answer]]:
    """Compile an exercise and ask its cases.

    Of the large batches that are timed all but the first are asked, and what they expect is computed, only if that one
    took long: together they cost more than all other cases.
    """
    once = cases.timed_once(exercise)
    right = cases.compiled(once, seed)
    answers = judge.gather(right, ask)
    if max(answer.seconds for answer in answers.values()) <= measures.QUICK:
        return right, answers
    right = cases.compiled(exercise, seed)
    others = {name: case for name, case in right.cases.items() if name not in answers}
    return right, answers | judge.gather(replace(right, cases=others), ask)


def judge_answers(
    exercises: Iterable[Exercise],
    answers: Mapping[str, bytes],
    student: str,
    secret: bytes,
    lost: Mapping[str, str] = {},
) -> dict[str, Verdict]:
    """Return the verdict on every exercise that is an answer in a notebook.

    Args:
        exercises: what is asked for; functions are left to judge_functions.
        answers: for each the student's values, as wire bytes; a missing one counts as open.
        student: the student's id, which the secret cases depend on.
        secret: the course's secret.
        lost: what is said of notebooks that are missing, by name; an answer of theirs may not have been open.
    """
    verdicts = {}
    for exercise in exercises:
        if not exercise.target:
            right = cases.compiled(exercise, cases.secret_seed(exercise, secret, student))
            given = dict.fromkeys(right.cases, _answer(answers.get(exercise.id)))
            verdict = comparer().judged(right, given)
            verdict = message.explained(verdict, right, Location(), graded=True)
            if verdict.is_open and (why := lost.get(f"{exercise.notebook}.ipynb")):
                verdict = replace(verdict, lines=(f"-- {exercise.id}   {why}",))
            verdicts[exercise.id] = verdict
    return verdicts


def of_another(answers: Mapping[str, bytes], student: str) -> list[str]:
    """Return a sentence if the puzzles are those of an id that is not the student's, and does not look like it."""
    found = []
    for exercise in puzzles.EXERCISES:
        *_, letters = _answer(answers.get(exercise.id)).value or (None,)
        typed = decoded(letters)
        if typed and not alike(typed, student):
            found.append(f"the puzzles of {exercise.notebook} are those of the id {typed}.")
    return found


def location(handed_in: Mapping[str, bytes], exercise: Exercise, result: str = "") -> Location:
    """Return where the student finds what the function does: of several functions of its name the last one counts.

    Args:
        handed_in: the student's edited helpers by name, such as "svm.py".
        exercise: the function; result: the name of the result that it is about, "" for all of it.
    """
    module, _, name = exercise.target.partition(".")
    text = handed_in.get(f"{module}.py", b"").decode(errors="replace")
    lines = list(io.StringIO(text, None))  # as Python counts them
    start = f"def {exercise.method or name}("
    nested = (number for number, line in enumerate(lines, 1) if line.lstrip().startswith(start))
    *above, last = (defined(name, lines) if not exercise.method else []) or [next(nested, 0)]
    return Location(f"helpers/{module}.py", begins(lines, last, result, exercise.where), max(above, default=0))


def _answer(data: bytes | None) -> Answer:
    try:
        value = wire.unpack(data) if data is not None else None
    except wire.WireError:
        value = None
    return Answer(value if isinstance(value, tuple) else None)


class StudentFunctions:
    """The functions of a student, called in a sandbox, many in one process; with the same inputs each is called once.

    So what two exercises ask of one function, as its loss and its gradient, costs the time of one. Where a case repeats
    another, to see whether the result does, it is called twice.
    """

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.answers: dict[tuple[str, str, bool, bytes], Answer] = {}
        self.clock = sandbox.clock(limits.FUNCTIONS_SECONDS)
        self.calls = 0  # that the process has answered so far
        self.alone_for = ""  # the function that it alone is for; "" is for all whose time is not taken

    def call(self, target: str, case: Case) -> Answer:
        """Make one call; what does not come back in time, or comes back broken, is an answer with an error."""
        asked = target, case.driver, case.again, pickle.dumps(case.inputs)
        if asked in self.answers:
            return self.answers[asked]
        if self.clock.out:
            return Answer(error="TimeoutError", message="Not called: the submission had used up its time before.")
        shared = self.calls > 0
        answer = self._call(target, case)
        if answer.error == "NoAnswer" and shared:
            # An earlier call may have left the process like this, so this one gets a process of its own.
            answer = self._call(target, case)
        self.answers[asked] = answer
        return answer

    def fresh(self) -> None:
        """Make the next call in a process in which none was made before."""
        if self.calls and self.sandbox.running:
            with contextlib.suppress(Ended):
                self.sandbox.send(Done())
                self.sandbox.receive(Ready, limits.GRACE_SECONDS, limits.ANSWER_BYTES, within=self.clock)
        self.calls = 0

    def _call(self, target: str, case: Case) -> Answer:
        timed = case.driver == drivers.large.__name__
        try:
            self._prepare(target if timed else "")
            start = self.sandbox.processor_seconds() if timed else 0.0
            answer = self._answer(target, case)
        except TimeUp as error:
            return self._ended(Answer(error="TimeoutError", message=str(error)))
        except Ended as error:
            return self._ended(Answer(error="NoAnswer", message=str(error)))
        except (ValueError, TypeError):
            return self._ended(Answer(error="NoAnswer", message="What came back was not an answer."))
        # What the process says of its own time may be a lie.
        return replace(answer, seconds=self.sandbox.processor_seconds() - start if timed else 0.0)

    def _prepare(self, alone_for: str) -> None:
        """Make sure that there is a process for the next call.

        Raises:
            Ended: there is none.
        """
        if alone_for != self.alone_for:
            self.fresh()
            self.alone_for = alone_for
        if self.calls and self.sandbox.running:
            return
        self.calls = 0
        if alone_for and self.sandbox.crowded():
            self.sandbox.end()  # what earlier calls left running could do its work
        seconds = limits.CALL_SECONDS
        self.sandbox.send(Work("calls", seconds, seconds * limits.PATIENCE, alone=bool(alone_for)))
        if alone_for:  # imports take time too, which is not to be counted
            self._answer(alone_for.partition(".")[0], Case((), driver=drivers.loads.__name__))

    def _answer(self, target: str, case: Case) -> Answer:
        number = secrets.randbits(53)  # so that an earlier call cannot have left an answer to this one
        self.sandbox.send(Call(number, target, case.driver, case.inputs))
        reply = self.sandbox.receive(Reply, limits.CALL_SECONDS, limits.ANSWER_BYTES, within=self.clock)
        if reply.number != number:
            raise ValueError("the answer to another call")
        self.calls += 1
        return Answer.from_plain(reply.answer)

    def _ended(self, answer: Answer) -> Answer:
        # Nothing that such a process left behind is used again.
        self.sandbox.end()
        self.calls = 0
        return answer
