"""The class report: one page for the instructor, which says how the class thinks. Without names unless asked for."""

import ast
import hmac
import re
import textwrap
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from grader.bank import EXERCISES
from grader.course import Course
from grader.gradebook import insight, publish
from grader.gradebook.exports import name
from grader.gradebook.feedback import function
from grader.gradebook.insight import ExerciseFigures, Interval, MistakeFigures, Pair, Pupil
from grader.gradebook.pages import capped, escaped, page
from grader.gradebook.table import Grade
from grader.grading import learned
from grader.grading.learned import Learned
from grader.grading.store import GRADED
from grader.intake import sources
from helpers.given import VERSION, data

MOST_MISTAKES, MOST_PAIRS = 20, 15

_LONG, BREAKABLE = re.compile(r"[^\s<>]{31,}"), r'<span class="long">\g<0></span>'
"""A path or name in a table that would push the other columns out of sight, and how a browser may break it."""

SENTENCES = {mistake.id: (mistake.says, mistake.asks) for one in EXERCISES.values() for mistake in one.mistakes}
"""What the bank says of each mistake, and the question that leads on."""


def pupils(course: Course, grades: Sequence[Grade]) -> list[Pupil]:
    """Return the results of these students."""
    works = [(grade.student, publish.work(course, grade)) for grade in grades]
    return [Pupil(student, work.verdicts, work.helpers, _answers(work.notebooks)) for student, work in works]


def names(secret: bytes, students: Sequence[str]) -> dict[str, str]:
    """Return what to call students without telling who they are: numbers, in an order that only the secret gives."""
    shuffled = sorted(students, key=lambda student: hmac.digest(secret, f"report {student}".encode(), "sha256"))
    return {student: f"student\u00a0{number}" for number, student in enumerate(shuffled, 1)}


def report(
    title: str,
    grades: Sequence[Grade],
    found: Sequence[Pupil],
    released: Mapping[str, str],
    called: Mapping[str, str],
    gallery: Mapping[str, Learned] = {},
) -> str:
    """Return the page.

    Args:
        title: of the course, with its term.
        grades: of all students.
        found: their results.
        released: the helper files as students got them.
        called: what to call each student.
        gallery: what the students' code learned, if the page is to show it.
    """
    mistakes = insight.mistakes(found)
    parts = [
        f"<header><h1>{escaped(title)}: the class</h1>",
        f'<p class="quiet">{len(found)} students. In brackets are 95 percent intervals.</p></header>',
        _grades(grades, called),
        _exercises(found),
        _mistakes(mistakes[:MOST_MISTAKES], found),
        _wrong_answers(found),
        _stopped(found),
        _gallery(gallery, called),
        _pairs(insight.alike(found, released)[:MOST_PAIRS], called),
    ]
    return page(f"{title}: the class", "\n".join(parts))


def plain_data(
    grades: Sequence[Grade], found: Sequence[Pupil], released: Mapping[str, str], called: Mapping[str, str]
) -> dict[str, Any]:
    """Return what the page says of a class as a dict for JSON, with all mistakes and pairs; arguments as for report."""
    return {
        "version": VERSION,
        "students": len(found),
        "states": Counter(grade.state.partition(":")[0] for grade in grades),
        "exercises": [_fields(one, called) for one in insight.by_exercise(found)],
        "mistakes": [_fields(one, called) for one in insight.mistakes(found)],
        "wrong_answers": insight.wrong_answers(found),
        "stopped": insight.stopped(found),
        "pairs": [_fields(one, called) for one in insight.alike(found, released)],
    }


def _fields(figures: ExerciseFigures | MistakeFigures | Pair, called: Mapping[str, str]) -> dict[str, Any]:
    fields = {name: value._asdict() if isinstance(value, Interval) else value for name, value in vars(figures).items()}
    named = {"students": [called[student] for student in fields["students"]]} if "students" in fields else {}
    return fields | named


def _grades(grades: Sequence[Grade], called: Mapping[str, str]) -> str:
    states = Counter(grade.state.partition(":")[0] for grade in grades)
    said = ", ".join(f"{count} {state}" for state, count in states.most_common())
    rows = [
        [
            f"{called[one.student]}\n{_said(one.state, one.student, called)}".removesuffix(f"\n{GRADED}"),
            f"{one.total:g}",
            f"{one.waiting + one.again:g}",
        ]
        for one in sorted(grades, key=lambda one: (-one.total, called[one.student]))
    ]
    of = f"{grades[0].of:g}" if grades else "0"
    table = _table(["", f"points of {of}", "to read"], rows, numbers=(1, 2))
    return _section("Grades", f"<p>{escaped(said)}.</p><details open><summary>All students</summary>{table}</details>")


def _said(text: str, student: str, called: Mapping[str, str]) -> str:
    """What is said of a student's work; its reason, in which a name may be, is for a page with names alone.

    A state names files, and why training stopped is in the student's own words.
    """
    return text if called[student] == student else text.partition(":")[0]


def _exercises(found: Sequence[Pupil]) -> str:
    rows: list[list[str]] = []
    for one in insight.by_exercise(found):
        notebook = [EXERCISES[one.exercise].notebook]
        rows += [notebook] if notebook not in rows else []
        told = _interval(one.discrimination, 1, 2) if one.discrimination else "does not vary"
        rows.append([name(one.exercise), _interval(one.mean, 100, 0), str(one.open), told])
    head = ["exercise", "mean, percent", "open", "discrimination"]
    about = (
        "The higher the mean, the easier: 100 if everyone earned all points. Discrimination is the correlation with "
        "the points of all other exercises: near 0, or below, look at the exercise."
    )
    return _section("Exercises", f"<p>{about}</p>{_table(head, rows, numbers=(1, 2, 3))}")


def _mistakes(mistakes: Sequence[MistakeFigures], found: Sequence[Pupil]) -> str:
    by_id = {one.student: one for one in found}
    articles = []
    for figures in mistakes:
        says, asks = SENTENCES.get(figures.mistake, ("", ""))
        where = ", ".join(name(key) for key in figures.exercises)
        students = "1 student" if len(figures.students) == 1 else f"{len(figures.students)} students"
        count = f"{students}, {_interval(figures.share, 100, 0)} percent"
        source = _example(figures, by_id)
        example = f"<details><summary>An example</summary><pre>{capped(source)}</pre></details>" if source else ""
        lecture = f"<p>For the next lecture: {escaped(asks)}</p>" if asks else ""
        head = f"<h3>{escaped(figures.mistake)}<span>{count}</span></h3>"
        articles.append(
            f'<article>{head}<p>{escaped(says)}</p><p class="quiet">In {where}.</p>{lecture}{example}</article>'
        )
    return _section("Mistakes, most frequent first", "".join(articles) or "<p>None that the bank knows.</p>")


def _example(figures: MistakeFigures, by_id: Mapping[str, Pupil]) -> str:
    """The shortest of what students wrote who made a mistake: most of it is likely to be about it."""
    written = []
    for student in figures.students:
        one = by_id[student]
        for key in figures.exercises:
            exercise = EXERCISES.get(key)  # None for one that the gradebook holds and the bank no more
            if exercise and key in one.verdicts and figures.mistake in one.verdicts[key].mistakes:
                file = f"{exercise.target.partition('.')[0]}.py"
                source = function(one.helpers.get(file, ""), exercise.target, exercise.method)
                written.append(_nameless(source if exercise.target else one.answers.get(key, "")))
    return min(filter(str.strip, written), key=len, default="")


def _nameless(source: str) -> str:
    """A source without what may name its author: comments and texts only to be read; "" if no Python."""
    module = sources.read(textwrap.dedent(source))
    if module is None:
        return ""
    for node in ast.walk(module):
        is_text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant | ast.JoinedStr)
        called = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
        if is_text or called or isinstance(node, ast.Raise | ast.Assert):
            for part in ast.walk(node):
                if isinstance(part, ast.Constant) and isinstance(part.value, str):
                    part.value = "..."
    with suppress(RecursionError):
        return ast.unparse(module)
    return ""


def _wrong_answers(found: Sequence[Pupil]) -> str:
    common = insight.wrong_answers(found)
    rows = [[name(key), one.source, str(one.students)] for key, some in common.items() for one in some]
    if not rows:
        return _section("Common wrong answers", "<p>No two students wrote the same wrong answer.</p>")
    return _section("Common wrong answers", _table(["question", "answer", "students"], rows, numbers=(2,)))


def _stopped(found: Sequence[Pupil]) -> str:
    last = insight.stopped(found)
    rows = [[EXERCISES[key].where, name(key), str(last[key])] for key in EXERCISES if last[key]]
    rows += [["", "nothing started", str(last[""])]] if last[""] else []
    return _section("Where students stop", _table(["task", "the last one started", "students"], rows, numbers=(2,)))


def _gallery(gallery: Mapping[str, Learned], called: Mapping[str, str]) -> str:
    """A row for each picture, the least accurate first; whose code learns the same to the last colour shares one."""
    if not gallery:
        return ""
    rows: dict[Learned, list[str]] = {}
    for student in sorted(gallery, key=lambda student: called[student]):
        one = replace(gallery[student], why=_said(gallery[student].why, student, called))
        rows.setdefault(one, []).append(called[student])
    figures = "".join(
        f'<figure><img alt="Ten templates" src="data:image/png;base64,{one.png}">'
        f"<figcaption>{100 * one.accuracy:.0f} percent right: {escaped(', '.join(who))}</figcaption></figure>"
        for one, who in sorted(rows.items(), key=lambda row: (row[0].accuracy, row[1]))
        if one.png
    )
    without = [[", ".join(who), one.why] for one, who in rows.items() if one.why]
    about = (
        f"Each student's own code trained a linear SVM for {learned.STEPS} steps on {learned.IMAGES:,} drawings; the "
        f"percentages are of as many other drawings. From left to right: {', '.join(data.CLASSES)}."
    )
    table = _table(["no templates", "why"], without, numbers=()) if without else ""
    return _section("What their code learns", f"<p>{about}</p>{figures}{table}")


def _pairs(pairs: Sequence[Pair], called: Mapping[str, str]) -> str:
    rows = [
        [
            " and ".join(called[student] for student in pair.students),
            ", ".join(function.partition(".")[2] for function in pair.functions),  # a file in front is cut on a phone
            ", ".join(pair.mistakes),
            f"{pair.weight:.1f}",
        ]
        for pair in pairs
    ]
    about = (
        "Functions that are the same except for names, and that few others wrote; pairs with a rare mistake in common "
        "first. Right answers tend to look alike: look at these pairs, and judge nobody by a number."
    )
    table = _table(["students", "the same functions", "the same rare mistakes", "weight"], rows, numbers=(3,))
    return _section("Near-identical work", f"<p>{about}</p>{table if rows else '<p>None.</p>'}")


def _interval(one: Interval, times: float, digits: int) -> str:
    value, low, high = (f"{times * number:.{digits}f}" for number in one)
    return f"{value} [{low},\u00a0{high}]"


def _section(title: str, content: str) -> str:
    return f"<section><h2>{title}</h2>{content}</section>"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]], numbers: tuple[int, ...]) -> str:
    """A table; a row of one cell is a heading over those that follow."""
    kinds = [' class="number"' if place in numbers else "" for place in range(len(head))]
    top = "".join(f"<th{kind}>{title}</th>" for kind, title in zip(kinds, head, strict=True))
    lines = [
        "".join(f"<td{kind}>{_LONG.sub(BREAKABLE, capped(cell))}</td>" for kind, cell in zip(kinds, row, strict=True))
        if len(row) > 1
        else f'<th colspan="{len(head)}">{escaped(row[0])}</th>'
        for row in rows
    ]
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    return f'<div class="wide"><table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>'


def _answers(notebooks: Mapping[str, dict[str, Any]]) -> dict[str, str]:
    """The sources of answer cells, by the exercise that checks them."""
    found: dict[str, str] = {}
    since: list[str] = []
    for notebook in notebooks.values():
        for cell in notebook["cells"]:
            mark = cell["metadata"].get("nbgrader", {})
            exercise = EXERCISES.get(mark.get("grade_id", ""))
            if mark.get("solution") and not mark.get("grade"):
                since.append(cell["source"])
            elif exercise:
                found |= {} if exercise.target else {exercise.id: "\n".join(since)}
                since = []
    return found
