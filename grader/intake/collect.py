"""A hand-in, taken apart into plain data: the edited helper files and the answers, and nothing else.

Files are read by name, up to a size. Whatever is wrong with one is said of it, and stops no other; for each file there
is a word on what became of it.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from grader.bank.solutions import edited_helpers
from grader.intake import (
    answers,
    archives,
    astray,
    broken,
    choice,
    gathered,
    labels,
    matching,
    own_cells,
    pasted,
    persons,
    text,
    untaken,
    untold,
    within,
)
from grader.intake.answers import Answers
from grader.intake.archives import ArchiveError, Files
from grader.intake.matching import Candidate
from grader.intake.names import Names
from grader.intake.submission import AnswerCell, Form, Submission, asks, blank, canonical
from grader.intake.work import TAKEN, Fate, Work
from grader.releasing import colab
from grader.sandbox import limits

BLANK = "It is as it was handed out: no function and no answer is filled in."

NOTHING = ", so nothing of it was taken."
"""The end of what is said of a hand-in that cannot be opened."""

MOST_FILES = 40
"""Python files that are looked at for what a helper file leaves open."""


@dataclass
class Taken:
    """What was taken of a hand-in.

    submission: it in canonical form. files: what became of each of its files, by path. more: the same of further files
    with the same path.
    """

    submission: Submission
    files: dict[str, Fate] = field(default_factory=dict)
    more: dict[str, list[Fate]] = field(default_factory=dict)


def all_taken(remarks: Iterable[str]) -> str:
    """Return what of some remarks says what was taken from where one would not look for it, in one sentence."""
    taken = [one.removeprefix(TAKEN).removesuffix(".") for one in remarks if one.startswith(TAKEN)]
    return f"{TAKEN}{'; '.join(taken)}." if taken else ""


def answer_cells(release: Path) -> Form:
    """Return for each notebook of the student tree the cells in which students answer."""
    form = Form()
    for path in sorted(release.glob("*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        sources = ["".join(cell["source"]) for cell in cells]
        texts = [source for cell, source in zip(cells, sources, strict=True) if cell["cell_type"] == "markdown"]
        form.pieces |= {piece for source in texts for piece in answers.pieces(source)}
        if not asks(cells):
            form.optional.add(path.stem)
            continue
        marks = [cell["metadata"].get("nbgrader", {}) for cell in cells]
        given = [
            "" if mark.get("solution") else answers.words(source) for mark, source in zip(marks, sources, strict=True)
        ]
        form[path.stem] = {
            mark["grade_id"]: AnswerCell(
                cells[k]["cell_type"], sources[k], given[k - 1] if k else "", given[k + 1] if k + 1 < len(cells) else ""
            )
            for k, mark in enumerate(marks)
            if mark.get("solution")
        }
        form.given[path.stem] = {*given, answers.words(colab.FIRST)} - {""}
        form.texts[path.stem] = {
            str(cell["id"])
            for cell, mark in zip(cells, marks, strict=True)
            if cell["cell_type"] == "markdown" and "id" in cell and not mark.get("solution")
        }
        code = [
            source
            for cell, mark, source in zip(cells, marks, sources, strict=True)
            if cell["cell_type"] == "code" and not mark.get("solution")
        ]
        form.names[path.stem] = {name for source in code for name in own_cells.Code(source).names}
    form.pieces |= answers.pieces(colab.LAST_TEXT)
    form.pieces -= {answers.words(cell.stub) for some in form.values() for cell in some.values()}
    for name in edited_helpers():
        if (path := release / "helpers" / name).is_file():
            form.helpers[name] = path.read_bytes()
    folder = release / "helpers" / "given"
    form.course = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    others = [
        path for place in (release, folder.parent, release / "data") for path in place.glob("*") if path.is_file()
    ]
    others += [path for path in folder.glob("*.txt") if path.is_file()]  # which earlier releases had in helpers/
    form.beside = {
        path.name: path.read_bytes() for path in others if path.suffix != ".ipynb" and path.name not in form.helpers
    }
    return form


def read(path: Path, student: str, form: Form) -> Submission:
    """Return what is taken of the folder or archive at path."""
    try:
        with archives.opened(path) as files:
            return take(student, files, form).submission
    except ArchiveError as error:
        return nothing(student, form, error)


def nothing(student: str, form: Form, error: ArchiveError) -> Submission:
    """Return what stands for a hand-in that cannot be opened."""
    return blank(student, form, f"{error}{NOTHING}")


def take(student: str, files: Files, form: Form, names: Names | None = None) -> Taken:
    """Return what is taken of some files, and what became of each of them.

    Args:
        student: whose they are.
        files: all that was handed in.
        form: what is asked for.
        names: of the roster, by which folders of others are known; None if what is there is the student's.
    """
    with ExitStack() as stack:
        own = Files()
        own.readers, own.checkpoints, own.skipped = dict(files.readers), dict(files.checkpoints), dict(files.skipped)
        own.links, own.twice, own.outside = list(files.links), dict(files.twice), list(files.outside)
        own.later, own.same = list(files.later), list(files.same)
        for path in labels.given_back(own.readers):
            del own.readers[path]
            own.skipped[path] = "the teacher's, not handed in"
        work = Work(own, form)
        try:
            within.open_archives(work, stack)
            within.require_one_students(work)
            if names:
                persons.leave_others(work, student, names)
            _choose(work)
            said = tuple(work.notes), tuple(work.remarks)
            submission = canonical(student, work.helpers, work.sources, form, *said, work.lost)
        except ArchiveError as error:
            submission = nothing(student, form, error)
            mine = {one.path for some in matching.candidates(own.readers, form).values() for one in some}
            reasons = {path: one.why for path, one in work.became.items()}
            work.became = {path: Fate(why=reasons.get(path) or str(error)) for path in {*reasons, *mine}}
        told = untaken.told(work)
        return Taken(submission, told, untaken.more(work, told))


def _choose(work: Work) -> None:
    """Take of each of the assignment's files the one that counts, and say what is taken and what is not.

    Raises:
        ArchiveError: there is none, or none that can be taken.
    """
    choice.settle_twice(work)
    found = choice.candidates(work)
    root = choice.root_of(work, found) if found else ""
    for wanted, some in sorted(found.items()):
        best = choice.best(work, wanted, some, root)
        if best.path in work.files.twice:
            why = f"there are two files {wanted}, and nothing says which one counts"
            work.lose(wanted, f"{why}.")
            work.became[best.path] = Fate(why=why)
        else:
            _take(work, best, wanted, root)
    if found and not work.helpers and not work.sources:
        raise ArchiveError(f"its files cannot be taken ({work.notes[0].removesuffix('.')})")
    gathered.take_moved(work)
    gathered.take_parted(work, found)
    gathered.take_scattered(work)
    blank = not any(work.contents.filled(one, wanted) for wanted, some in found.items() for one in some)
    before = dict(work.helpers)
    whole = _pasted(work) | _astray(work, found, root)
    work.notes += untold.notes(work)
    if not found and not work.helpers and not work.sources:
        raise ArchiveError(untaken.nothing(work))
    if blank and work.helpers == before:
        work.remarks.append(BLANK)
    if len(work.moved) > 3:
        work.moved = [f"{len(work.moved)} files from other places, such as {work.moved[0]}"]
    work.remarks += [f"{TAKEN}{moved}." for moved in work.moved]
    if outside := [path for path in work.files.outside if work.became.get(path, Fate()).what]:
        count = f"{len(outside)} file{'s' if len(outside) > 1 else ''}"
        work.remarks.append(
            f"Taken without what leads out of the archive in its name: {count}, such as {text.name(outside[0])}."
        )
    untaken.put_together(work, found)
    untaken.missing(work, found, whole)
    untaken.in_other_forms(work, found)
    untaken.left_out(work, found, root)


def _take(work: Work, one: Candidate, wanted: str, root: str) -> None:
    said = wanted if one.exact and one.place == root else f"{wanted} ({text.quoted(one.path)})"
    if wanted.startswith("helpers/"):
        content = work.contents.helper(one.path)
        if isinstance(content, bytes):
            work.helpers[wanted.removeprefix("helpers/")] = content
            if why := broken.unreadable(content):
                work.notes.append(f"{wanted} {why}")
    else:
        stem = wanted.removesuffix(".ipynb")
        parsed = work.contents.answers(one.path, stem)
        content = b"" if isinstance(parsed, Answers) else parsed
        if isinstance(parsed, Answers):
            work.remarks += [work.contents.large[one.path]] if one.path in work.contents.large else []
            work.sources[stem] = parsed.sources
            work.notes += parsed.notes
            for listed, how in (
                (parsed.found, "found between question and check, as the cell has no mark or is blank"),
                (parsed.elsewhere, "taken from other cells, as the answer's own is blank or gone"),
                (parsed.typed, "taken from the check, where the value is typed; it belongs in the cell above"),
                (parsed.turned, "taken as code, though the cell is a text now"),
                (parsed.completed, "taken with cells that the student added"),
            ):
                work.remarks += [f"{wanted}: {', '.join(listed)}: {how}."] if listed else []
            if parsed.stray:
                count = len(parsed.stray)
                some = "a text that the student wrote is" if count == 1 else f"{count} texts that the student wrote are"
                work.remarks.append(
                    f"{wanted}: an answer in words is blank, and {some} in no answer: {text.line(parsed.stray[0], 60)}"
                )
    if isinstance(content, str):
        work.lose(wanted, f"{said} {content}.")
        work.became[one.path] = Fate(why=content)
        return
    work.became[one.path] = Fate(wanted)
    if said != wanted and one.path != wanted:
        work.moved.append(f"{wanted} from {text.quoted(one.path)}")


def _pasted(work: Work) -> set[str]:
    """Take functions from cells for helper files that are blank or missing; return which of these are whole now."""
    whole = set()
    parsed = work.contents.parsed.items()
    books = {path: one.code for (path, _), one in parsed if path in work.became and not isinstance(one, str)}
    code = [cell for path, some in (books | work.own).items() for cell in pasted.cells(path, some)]
    for wanted, released in work.released():
        name = wanted.removeprefix("helpers/")
        made = pasted.completed(work.helpers.get(name), released, code)
        if made.other:
            work.remarks.append(f"{wanted} counts, though cells redefine these: {', '.join(made.other)}.")
        if made.taken and len(made.content) <= limits.HELPER_BYTES:
            work.helpers[name] = made.content
            _say_taken(work, made.taken, wanted, "cells of ", made.also)
            if made.changed:
                what = ", ".join(made.changed)
                work.remarks.append(f"{wanted}: cells give several values to {what}: the last one counts.")
            whole |= {wanted} if made.whole else set()
    return whole


def _astray(work: Work, found: Mapping[str, list[Candidate]], root: str) -> set[str]:
    """Take functions from other files for helper files that are open; return which of these are whole now."""
    copies = {one.path for some in found.values() for one in some}
    counts = {path for path, fate in work.became.items() if fate.what.startswith("helpers/")}
    every = [path for path in work.files.readers if matching.ending(path) == ".py" and path not in work.files.twice]
    paths = [path for path in every if path in counts or not matching.is_given(path, work.form)]
    places = {matching.place(path) for path in counts.intersection(paths)} or {root}
    whole = set()
    for wanted, released in work.released():
        near = astray.near(wanted, paths, places)
        own = [path for path, fate in work.became.items() if fate.what == wanted]
        some = [path for path in dict.fromkeys([*near, *paths]) if path not in own][:MOST_FILES]
        others = {path: content for path in some if isinstance(content := work.contents.helper(path), bytes)}
        made = astray.completed(wanted, work.helpers.get(wanted.removeprefix("helpers/")), released, others, near)
        if made.taken and len(made.content) <= limits.HELPER_BYTES:
            work.helpers[wanted.removeprefix("helpers/")] = made.content
            _say_taken(work, made.taken, wanted)
            whole |= {wanted} if made.whole else set()
        corrections = {path for path in near if path not in copies and matching.is_correction(path)}
        doubtful = corrections | copies.intersection(made.taken.values())
        _say_differing(work, wanted, released, {path: others[path] for path in others if path in doubtful - counts})
        for said, left in made.left.items():
            work.notes.append(said)
            for path in left:
                work.became.setdefault(path, Fate(why=f"defines what is open in {wanted}"))
    return whole


def _say_differing(work: Work, wanted: str, released: bytes, others: Mapping[str, bytes]) -> None:
    """Say where another file fills in functions of a helper file in another way; others: by path."""
    content = work.helpers.get(wanted.removeprefix("helpers/"), released)
    for path, other in others.items():
        if names := astray.differing(content, other, released):
            what, own = ("differs", "counts") if len(names) == 1 else ("differ", "count")
            work.notes.append(f"{text.name(path)}: {', '.join(names)} there {what} from {wanted}, whose own {own}.")


def _say_taken(
    work: Work, taken: Mapping[str, str], wanted: str, within: str = "", also: Mapping[str, Sequence[str]] | None = None
) -> None:
    """Say which functions of a helper file are from elsewhere.

    Args:
        work: in which they are.
        taken: the path for each.
        wanted: the helper file.
        within: what is at a path.
        also: where else a function is defined in another way.
    """
    for path in dict.fromkeys(taken.values()):
        names = [one for one, source in taken.items() if source == path]
        others = dict.fromkeys(other for one in names for other in (also or {}).get(one, ()))
        left = f", and not from those of {' and '.join(map(text.name, others))}, which differ" if others else ""
        work.remarks.append(f"{TAKEN}{', '.join(names)} for {wanted} from {within}{text.name(path)}{left}.")
        work.became.setdefault(path, Fate(wanted))
