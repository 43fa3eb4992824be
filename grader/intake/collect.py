"""Submissions as they come, taken apart into plain data: the edited helper files and the answers, and nothing else.

A submission is a folder or a zip named after the student, or a folder of such, or nbgrader's submitted/. Nothing is
unpacked: members are read by name, up to a size.

What is taken is made canonical here, once: sorted, with the release's stub for each answer that is missing, texts
harmless. Behind this module nothing is cleaned again, and what rebuild.py writes reads as what was collected.
"""

import hashlib
import json
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from grader.bank.solutions import edited_helpers
from grader.course import ASSIGNMENT
from grader.sandbox import limits

UNREADABLE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, RuntimeError, ValueError, struct.error)
"""What reading a damaged zip may raise."""

STUDENT = re.compile(r"(?!\.+$)[A-Za-z0-9._-]{1,64}")


class SubmissionError(ValueError):
    """Something that cannot be graded; the message says what and what to do."""


@dataclass(frozen=True)
class AnswerCell:
    """A cell of the release in which students answer: its type, "code" or "markdown", and its source there."""

    kind: str
    stub: str


Form = dict[str, dict[str, AnswerCell]]
"""The answer cells of each notebook of the release, by stem and grade_id."""


@dataclass(frozen=True)
class Submission:
    """What is taken of one student's work, in canonical form.

    helpers: edited helper files by name, such as "svm.py", sorted; one that was not handed in is not there.
    answers: for each notebook of the release the sources of all its answer cells, by grade_id, in the release's order.
    notes: what was left out, a sentence each.
    """

    student: str
    helpers: dict[str, bytes]
    answers: dict[str, dict[str, str]]
    notes: tuple[str, ...] = field(default=(), compare=False)

    def digest(self) -> str:
        """Return a hash of what counts, the same for equal submissions."""
        helpers = {name: hashlib.sha256(content).hexdigest() for name, content in self.helpers.items()}
        counts = json.dumps([self.student, helpers, self.answers], sort_keys=True)
        return hashlib.sha256(counts.encode()).hexdigest()


def submissions(paths: list[Path], release: Path) -> Iterator[Submission]:
    """Yield the submissions at some paths.

    Args:
        paths: folders or zips, each one submission or a folder of submissions.
        release: the student tree, which says what the notebooks' answer cells are.

    Raises:
        SubmissionError: nothing there, a name that is no student id, or two submissions of one student.
    """
    form = answer_cells(release)
    seen: dict[str, Path] = {}
    for path in _found(paths):
        student = path.name.removesuffix(".zip") if path.is_file() else path.name
        if not STUDENT.fullmatch(student):
            raise SubmissionError(f"{path.name!r} is no student id: rename it to 1-64 letters, digits, dots, _ or -.")
        if student in seen:
            raise SubmissionError(f"{student} has two submissions, {seen[student]} and {path}: remove one of them.")
        seen[student] = path
        yield read(path, student, form)


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
    notes: list[str] = []
    if path.is_file():
        try:
            with zipfile.ZipFile(path) as archive:
                return _taken(student, _members(archive), form, notes)
        except UNREADABLE as error:
            notes.append(f"{path.name} is no zip that can be read ({error}), so nothing of it was taken.")
            return _canonical(student, {}, {}, form, notes)
    folder = path / ASSIGNMENT if (path / ASSIGNMENT).is_dir() else path
    return _taken(student, _files(folder), form, notes)


def harmless(markdown: str) -> str:
    """Return a text that reads the same, with nothing in it that a page would run; what is harmless stays as it is.

    Formgrader shows students' answers in the instructor's session. A space after "<" makes letters of a tag, in text,
    code and formulas; MathJax loses the commands that make links and attributes; a link leads to the web or nowhere.
    """
    # However many backslashes: what one pass left would be a command again, and could make a tag of what is behind "<".
    text = re.sub(r"\\+(?=(href|require|class|cssId|style|unicode|Tooltip|texttip|mmlToken)\b)", "", markdown)
    text = re.sub(r"<(?=[A-Za-z/!?])", "< ", text)
    return re.sub(r"(\]\(\s*+|\]:\s*+)(?!https?://|#)", r"\1#", text)


Reader = Callable[[int], bytes]


def _taken(student: str, files: dict[str, Reader], form: Form, notes: list[str]) -> Submission:
    helpers, answers = {}, {}
    wanted = {f"helpers/{name}" for name in edited_helpers()}
    for name in sorted(wanted - set(files)):
        notes.append(f"{name} was not handed in.")
    for name, reader in files.items():
        if name in wanted:
            data = reader(limits.HELPER_BYTES + 1)
            if len(data) > limits.HELPER_BYTES:
                notes.append(f"{name} is larger than {limits.HELPER_BYTES // 1000} kB and was not taken.")
            else:
                helpers[name.removeprefix("helpers/")] = data
        elif name.endswith(".ipynb") and name.removesuffix(".ipynb") in form:
            stem = name.removesuffix(".ipynb")
            answers[stem] = _answers(reader(limits.NOTEBOOK_BYTES + 1), stem, form[stem], notes)
    return _canonical(student, helpers, answers, form, notes)


def _canonical(
    student: str, helpers: dict[str, bytes], answers: dict[str, dict[str, str]], form: Form, notes: list[str]
) -> Submission:
    complete = {
        stem: {name: _source(answers.get(stem, {}).get(name, cell.stub), cell) for name, cell in cells.items()}
        for stem, cells in form.items()
    }
    return Submission(student, dict(sorted(helpers.items())), complete, tuple(notes))


def _source(text: str, cell: AnswerCell) -> str:
    whole = text.encode("utf-8", "replace").decode()  # no half of a surrogate pair, which no file can hold
    return whole if cell.kind == "code" else harmless(whole)


def _answers(data: bytes, stem: str, wanted: Collection[str], notes: list[str]) -> dict[str, str]:
    """The sources of a notebook's answer cells; of two with the same grade_id the first."""
    answers: dict[str, str] = {}
    if len(data) > limits.NOTEBOOK_BYTES:
        notes.append(f"{stem}.ipynb is larger than {limits.NOTEBOOK_BYTES // 1_000_000} MB and was not read.")
        return answers
    try:
        for cell in json.loads(data)["cells"]:
            mark = cell["metadata"].get("nbgrader") or {}
            name, source = mark.get("grade_id"), cell["source"]
            source = source if isinstance(source, str) else "".join(source)
            if name not in wanted or name in answers:
                continue
            if len(source) > limits.ANSWER_CHARACTERS:
                notes.append(f"{stem}.ipynb: the answer {name} is longer than {limits.ANSWER_CHARACTERS} characters.")
            else:
                answers[name] = source
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        notes.append(f"{stem}.ipynb is no notebook that can be read.")
    return answers


def _found(paths: list[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_file() or _is_submission(path):
            yield path
        elif path.is_dir():
            inside = [item for item in sorted(path.iterdir()) if item.suffix == ".zip" or _is_submission(item)]
            if not inside:
                raise SubmissionError(f"{path} holds no submission: no notebooks, no helpers/, no zips.")
            yield from inside
        else:
            raise SubmissionError(f"{path} does not exist.")


def _is_submission(path: Path) -> bool:
    if not path.is_dir() or path.name.startswith("."):
        return False
    return any((path / name).is_dir() for name in ("helpers", ASSIGNMENT)) or any(path.glob("*.ipynb"))


def _files(folder: Path) -> dict[str, Reader]:
    """Readers of the files that can matter, by name; links are not followed."""
    found = [*sorted(folder.glob("*.ipynb")), *sorted((folder / "helpers").glob("*.py"))]
    real = [path for path in found[: limits.FILES] if path.is_file() and not path.is_symlink()]
    if (folder / "helpers").is_symlink():
        real = [path for path in real if path.parent == folder]
    return {path.relative_to(folder).as_posix(): lambda size, path=path: _start(path, size) for path in real}


def _start(path: Path, size: int) -> bytes:
    with path.open("rb") as file:
        return file.read(size)


def _members(archive: zipfile.ZipFile) -> dict[str, Reader]:
    """Readers of the members of a zip, by name; one folder around everything is taken off."""
    infos = [
        info for info in archive.infolist()[: limits.FILES] if not info.is_dir() and "__MACOSX" not in info.filename
    ]
    names = [PurePosixPath(info.filename.replace("\\", "/")) for info in infos]
    tops = {name.parts[0] for name in names if len(name.parts) > 1}
    around = len(tops) == 1 and "helpers" not in tops and all(len(name.parts) > 1 for name in names)

    def reader(info: zipfile.ZipInfo) -> Reader:
        def start(size: int) -> bytes:
            with archive.open(info) as file:
                return file.read(size)

        return start

    plain = [PurePosixPath(*name.parts[1:]) if around else name for name in names]
    members: dict[str, Reader] = {}
    for name, info in zip(plain, infos, strict=True):
        members.setdefault(name.as_posix(), reader(info))
    return members
