"""A student's feedback page: the total, and each exercise with its points, the message, and the student's own lines.

It is one file for a phone or paper. The same for one notebook alone is what nbgrader's exchange can send.
"""

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from grader.bank import EXERCISES
from grader.gradebook.exports import name
from grader.gradebook.pages import capped, escaped, page
from grader.gradebook.table import Grade, Points
from grader.intake import sources
from grader.releasing import leaks
from helpers.given.calling import calls
from helpers.given.judge import Verdict
from helpers.given.unfinished import BLANK


@dataclass(frozen=True)
class Work:
    """What there is to show of one student beside the grade.

    who: the name, or the id. notebooks: as they were graded, by stem. helpers: edited files by name. verdicts: by
    exercise. history: sentences on when it was handed in, and how often.
    """

    who: str
    notebooks: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    helpers: Mapping[str, str] = field(default_factory=dict)
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)
    history: str = ""


def pages(course: str, grade: Grade, work: Work) -> dict[str, str]:
    """Return a student's pages: the whole one under "", and for each notebook one under its stem.

    Args:
        course: title and term.
        grade: the student's.
        work: what the student handed in, and what was said of it.
    """
    title = f"{course}: {work.who}"
    sections = {stem: _section(stem, book, grade, work) for stem, book in work.notebooks.items()}
    head = _head(course, grade, work)
    whole = page(title, head + "".join(sections.values()))
    return {"": whole, **{stem: page(title, head + section) for stem, section in sections.items()}}


def said(grade: Grade, work: Work) -> str:
    """Return all that a page says and that its student did not write: what must not hold a solution.

    Messages quote the student's line in brackets of ours, which may be what it lacked to be a line of a solution.
    """
    lines = [line for verdict in work.verdicts.values() for line in verdict.lines]
    told = "\n".join([*lines, *_comments(grade), work.history])
    own = {" ".join(line.split()) for text in work.helpers.values() for line in text.split("\n")}
    own = {line for line in own if len(line) >= leaks.SHORTEST and line[: leaks.SHORTEST] in told}
    for quoted in sorted((calls.shortened(line, calls.LONGEST_LINE) for line in own), key=len, reverse=True):
        told = told.replace(quoted, "…")
    return told


def _comments(grade: Grade) -> list[str]:
    return [*(one.comment for one in grade.cells.values()), *grade.beside.values()]


def _head(course: str, grade: Grade, work: Work) -> str:
    parts = [f"{grade.automatic:g} from the checks", f"{grade.by_hand:g} from a reader"]
    if grade.penalty:
        days = f"{grade.days_late} day{'s' if grade.days_late > 1 else ''}"
        parts.append(f"{grade.penalty:g} off for handing in {days} late")
    lines = [
        f"<h1>{escaped(course)}</h1>",
        f"<p>{escaped(work.who)}</p>",
        f'<p class="total">{grade.total:g} of {grade.of:g} points</p>',
        f"<p>{', '.join(parts)}.</p>",
    ]
    if grade.waiting:
        lines.append(f"<p>Answers worth {grade.waiting:g} points have not been read yet.</p>")
    if grade.again:
        lines.append(
            f"<p>Answers worth {grade.again:g} points changed since they were read; they wait for a reader.</p>"
        )
    if grade.told:
        lines.append(f"<p>{escaped(grade.told)}</p>")
    if work.history:
        lines.append(f'<p class="quiet">{escaped(work.history)}</p>')
    return f"<header>{''.join(lines)}</header>\n"


def _section(stem: str, notebook: dict[str, Any], grade: Grade, work: Work) -> str:
    articles: list[str] = []
    earned: list[Points] = []
    answers: list[str] = []  # since the last check
    beside: list[str] = []  # comments on these
    shown: set[str] = set()
    for cell in notebook["cells"]:
        mark = cell["metadata"].get("nbgrader", {})
        if mark.get("solution") and not mark.get("grade"):
            answers.append(cell["source"])
            beside += filter(None, [grade.beside.get(mark["grade_id"])])
        elif mark.get("grade") and (points := grade.cells.get(mark["grade_id"])):
            key = mark["grade_id"]
            earned.append(points)
            verdict = work.verdicts.get(key)
            own = "" if verdict and (verdict.is_open or key not in EXERCISES) else _own(key, cell, answers, shown, work)
            told = replace(points, comment="\n".join(filter(None, [*beside, points.comment])))
            articles.append(_article(key, told, verdict, own))
            answers, beside = [], []
    total = f"{sum(one.points for one in earned):g} of {sum(one.of for one in earned):g}"
    return f"<section><h2>{stem}<span>{total}</span></h2>{''.join(articles)}</section>\n"


def _own(key: str, cell: dict[str, Any], answers: list[str], shown: set[str], work: Work) -> str:
    """What the student wrote for a graded cell; a function that is graded in two sittings is shown once a notebook."""
    exercise = EXERCISES.get(key)
    if exercise is None:
        written = cell["source"].strip() not in BLANK
        return f"<blockquote>{capped(cell['source'])}</blockquote>" if written else "<p>No answer was found.</p>"
    if not exercise.target:
        return _code("Your answer", "\n".join(answers))
    if exercise.target + exercise.method in shown:
        return ""
    shown.add(exercise.target + exercise.method)
    file = f"{exercise.target.partition('.')[0]}.py"
    own = function(work.helpers.get(file, ""), exercise.target, exercise.method)
    return _code(f"Your lines in helpers/{file}", own)


def _article(key: str, points: Points, verdict: Verdict | None, own: str) -> str:
    if points.waiting:
        kind, score = "wait", f"not read yet, {points.of:g} points"
    elif points.again:
        kind, score = "wait", f"{points.points:g} of {points.of:g}, to be read again"
    else:
        share = points.points / points.of if points.of else 1.0
        kind, sign = ("full", "✓") if share >= 1 else ("part", "~") if share > 0 else ("none", "✗")
        score = f"{sign} {points.points:g} of {points.of:g}"
    told = f'<p class="told">{escaped(chr(10).join(line.strip() for line in verdict.lines))}</p>' if verdict else ""
    if verdict and points.by_hand:
        told = "<p>A reader gave these points.</p>" + told
    comment = f"<p><b>Comment:</b> {escaped(points.comment)}</p>" if points.comment else ""
    return f'<article class="{kind}"><h3>{escaped(name(key))}<span>{score}</span></h3>{told}{own}{comment}</article>'


def _code(label: str, source: str) -> str:
    return f"<details><summary>{label}</summary><pre>{capped(source)}</pre></details>" if source.strip() else ""


def function(source: str, target: str, method: str) -> str:
    """Return a function as it was handed in, without its docstring; its first lines if Python cannot read it.

    Args:
        source: of the file.
        target: such as "svm.svm_loss_naive", or a class.
        method: of the class, "" for a function.
    """
    wanted = method or target.rpartition(".")[2]
    text = sources.functions(source, wanted).get(wanted, "")
    lines = text.removesuffix("\n").split("\n")  # as Python counts them
    node = sources.tree(text)
    if node is None:
        return "\n".join(lines[:60])
    del lines[node.end_lineno :]
    if ast.get_docstring(node, clean=False) is not None:
        first = node.body[0]
        del lines[first.lineno - 1 : first.end_lineno]
    return "\n".join(lines)
