"""Submissions as they come, taken apart into plain data: the edited helper files and the answers, and nothing else.

A submission is a folder or a zip named after the student, or a folder of such, or nbgrader's submitted/. Members are
read by name, up to a size. Whatever is wrong with one is said of it, and stops no other.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path, PurePosixPath

from grader.bank.solutions import edited_helpers
from grader.course import ASSIGNMENT
from grader.intake import archives, text
from grader.intake.archives import UNREADABLE, ArchiveError, Files, Reader
from grader.intake.submission import STUDENT, AnswerCell, Form, Submission, blank, canonical
from grader.sandbox import limits
from helpers.given.calling import wire

NOTEBOOK_ITEMS = 500_000
"""Values in a notebook as JSON, its texts not counted; each takes memory, however few bytes it is written in."""

MOST_NOTES = 20


class SubmissionError(ValueError):
    """Nothing can be graded; the message says why and what to do."""


def submissions(paths: list[Path], release: Path) -> Iterator[Submission]:
    """Yield the submissions at some paths.

    Args:
        paths: folders or zips, each one submission or a folder of submissions. They may be links; what is in them not.
        release: the student tree, which says what the notebooks' answer cells are.

    Raises:
        SubmissionError: nothing there, a name that is no student id, or two submissions of one student.
    """
    form = answer_cells(release)
    seen: dict[str, Path] = {}
    for name, path in hand_ins(paths):
        student = name.removesuffix(".zip") if not path.is_dir() else name
        if not STUDENT.fullmatch(student):
            raise SubmissionError(f"{name!r} is no student id: rename it to 1-64 letters, digits, dots, _ or -.")
        if student in seen:
            raise SubmissionError(f"{student} has two submissions, {seen[student]} and {path}: remove one of them.")
        seen[student] = path
        yield read(path, student, form)


def hand_ins(paths: list[Path]) -> Iterator[tuple[str, Path]]:
    """Yield the name and the place of each submission at some paths.

    Raises:
        SubmissionError: there is none at one of them.
    """
    for path in paths:
        if path.is_file() or _is_submission(path):
            yield path.name, path.resolve()
        elif path.is_dir():
            try:
                inside = [item for item in sorted(path.resolve().iterdir()) if _may_be_one(item)]
            except OSError as error:
                raise SubmissionError(f"{path} cannot be read: {error.strerror}.") from None
            if not inside:
                raise SubmissionError(f"{path} holds no submission: no notebooks, no helpers/, no zips.")
            yield from ((item.name, item) for item in inside)
        else:
            raise SubmissionError(f"{path} does not exist.")


def _is_submission(folder: Path) -> bool:
    if not folder.is_dir():
        return False
    marks = [folder / name for name in ("helpers", ASSIGNMENT)]
    return any(mark.is_dir() or mark.is_symlink() for mark in marks) or any(folder.glob("*.ipynb"))


def _may_be_one(item: Path) -> bool:
    return not archives.is_junk(item.name) and (item.is_dir() or item.suffix.lower() == ".zip")


def answer_cells(release: Path) -> Form:
    """Return for each notebook of the student tree the cells in which students answer."""
    form: Form = {}
    for path in sorted(release.glob("*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        marked = [(cell["metadata"].get("nbgrader", {}), cell) for cell in cells]
        form[path.stem] = {
            mark["grade_id"]: AnswerCell(cell["cell_type"], "".join(cell["source"]))
            for mark, cell in marked
            if mark.get("solution")
        }
    return form


def read(path: Path, student: str, form: Form) -> Submission:
    """Return what is taken of the folder or zip at path."""
    try:
        with ExitStack() as stack:
            files = stack.enter_context(archives.opened(path))
            for _ in range(2):  # a zip alone in a folder or in a zip, as some systems make them
                zips = [name for name in files.packed() if name.lower().endswith(".zip")]
                if _places(files, form) or len(zips) != 1:
                    break
                files = stack.enter_context(archives.nested(files, zips[0]))
            return _taken(student, files, form)
    except ArchiveError as error:
        return blank(student, form, f"{error}, so nothing of it was taken.")


def _wanted(form: Form) -> set[str]:
    return {f"helpers/{name}" for name in edited_helpers()} | {f"{stem}.ipynb" for stem in form}


def _places(files: Files, form: Form) -> dict[str, dict[str, str]]:
    """The folders that hold files of the assignment: for each file its path, by what it is called in the release."""
    places: dict[str, dict[str, str]] = {}
    wanted = _wanted(form)
    for path in files.readers:
        parts = PurePosixPath(path).parts
        for length in (1, 2):
            if (name := "/".join(parts[-length:])) in wanted:
                places.setdefault("/".join(parts[:-length]), {})[name] = path
    return places


def _taken(student: str, files: Files, form: Form) -> Submission:
    places = _places(files, form)
    if not places:
        why = [f"{text.name(name)} is a link, and links are not followed" for name in files.links[:3]]
        why += [f"{text.name(name)} is an archive that was not looked into" for name in files.packed()[:3]]
        raise ArchiveError("nothing of the assignment was found" + (f" ({'; '.join(why)})" if why else ""))
    root = min(places, key=lambda place: (place != ASSIGNMENT, place.count("/") + bool(place), place))
    taken = places[root]
    if twice := sorted(name for name, path in taken.items() if path in files.twice):
        raise ArchiveError(f"there are two files {twice[0]}, and nobody can say which one counts")
    notes = _left_out(files, form, root, places)
    helpers, answers = _contents({name: files.readers[path] for name, path in taken.items()}, form, notes)
    more = [f"{len(notes) - MOST_NOTES} more files were left out."] if len(notes) > MOST_NOTES else []
    return canonical(student, helpers, answers, form, (*notes[:MOST_NOTES], *more))


def _left_out(files: Files, form: Form, root: str, places: Mapping[str, Mapping[str, str]]) -> list[str]:
    """A sentence for each thing that somebody may have meant to hand in, and that is not taken."""
    last = {name.rpartition("/")[2] for name in _wanted(form)} | {"helpers", ASSIGNMENT}
    notes = [
        f"{text.name(path)} is a link and was not followed." for path in files.links if path.rpartition("/")[2] in last
    ]
    notes += [
        f"{text.name(other or 'the top')}: {len(found)} files of the assignment there were not taken, as others are in "
        f"{text.name(root or 'the top')}."
        for other, found in places.items()
        if other != root
    ]
    notes += [f"{text.name(path)} was not looked into." for path in files.packed()]
    for name in sorted(_wanted(form) - set(places[root])):
        loose = f"{root}/{name.rpartition('/')[2]}".lstrip("/")
        if name.startswith("helpers/"):
            notes.append(f"{name} was not handed in{': it is outside of helpers/' if loose in files.readers else ''}.")
    return notes


def _contents(
    readers: Mapping[str, Reader], form: Form, notes: list[str]
) -> tuple[dict[str, bytes], dict[str, dict[str, str]]]:
    """Read helpers and answers; what cannot be taken is noted."""
    helpers, answers = {}, {}
    for name, reader in readers.items():
        most = limits.HELPER_BYTES if name.startswith("helpers/") else limits.NOTEBOOK_BYTES
        try:
            data = reader(most + 1)
        except UNREADABLE as error:
            notes.append(f"{name} cannot be read ({text.name(str(error))}).")
            continue
        if len(data) > most:
            notes.append(f"{name} is larger than {most // 1000} kB and was not taken.")
        elif name.startswith("helpers/"):
            helpers[name.removeprefix("helpers/")] = data
        else:
            stem = name.removesuffix(".ipynb")
            answers[stem] = _answers(data, stem, form[stem], notes)
    return helpers, answers


def _answers(data: bytes, stem: str, wanted: Collection[str], notes: list[str]) -> dict[str, str]:
    """The sources of a notebook's answer cells; of two with the same grade_id the first."""
    answers: dict[str, str] = {}
    try:
        for cell in wire.read_json(data, NOTEBOOK_ITEMS)["cells"]:
            mark = cell["metadata"].get("nbgrader") or {}
            name, source = mark.get("grade_id"), cell["source"]
            source = source if isinstance(source, str) else "".join(source)
            if not isinstance(name, str) or name not in wanted or name in answers:
                continue
            if len(source) > limits.ANSWER_CHARACTERS:
                notes.append(f"{stem}.ipynb: the answer {name} is longer than {limits.ANSWER_CHARACTERS} characters.")
            else:
                answers[name] = source
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        notes.append(f"{stem}.ipynb is no notebook that can be read.")
    return answers
