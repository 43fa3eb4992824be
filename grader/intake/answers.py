"""The answers in a student's notebook: by the grade_id of their cells, or, where that was lost, by what is around them.

Editors rewrite metadata, students delete cells and make new ones. A question's text and the check that follows it stay.
"""

import ast
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from grader.intake import own_cells, sources, text
from grader.intake.submission import AnswerCell, Form
from grader.sandbox import limits
from helpers.given.calling import wire

NOTEBOOK_ITEMS = 500_000
"""Values in a notebook as JSON, its texts not counted; each takes memory, however few bytes it is written in."""

CELLS = 2_000
"""Cells of a notebook, thirty times those of our longest one: each answer is looked for in all of them."""

READ = 100_000
"""Characters of a student's own cells in a notebook that are read as Python: Python's parser takes long for some."""

_PICTURE = re.compile(r"data:image/[\w.+-]{1,40};base64,[A-Za-z0-9+/=]*")
"""A picture within a text, as Colab pastes it; it would make an answer too long to be taken."""


_VALUES = rb'(?:[^\[\]{}"]++|' + wire.TEXT.pattern + rb")*+"
for _ in range(8):  # of lists and objects within each other; outputs have five
    _VALUES = rb'(?:[^\[\]{}"]++|' + wire.TEXT.pattern + rb"|[\[{]" + _VALUES + rb"[\]}])*+"
_OUTPUTS = re.compile(rb'("outputs"\s*+:\s*+)\[' + _VALUES + rb"\]", re.DOTALL)
_EMBEDDED = re.compile(rb"(data:image/[\w.+-]{1,40};base64,)[A-Za-z0-9+/=]{1000,}+")

_BEGUN = re.compile(r"[\w.+\\-]{0,6}\s*")
"""What may be left of JSON that was cut off within a number, a word or a letter of a text."""

_PARAGRAPHS, _ITEMS = re.compile(r"\n[ \t]*\n"), re.compile(r"\n(?=[ \t]*(?:[-*+>]|\d+[.)])[ \t])")

SHORT = 20
"""Characters of a part of one of our texts that nobody else writes."""

LONGEST = 12 * limits.ANSWER_CHARACTERS
"""Bytes of a text in JSON beyond which no answer is as long, however it is written."""


@dataclass
class Answers:
    """What a notebook holds.

    sources: of the answers, by grade_id. filled: how many of them are not as released. notes: what cannot be taken.
    found: answers whose cells have no grade_id. completed: answers with cells of the student's own that they need.
    elsewhere: answers whose cells are blank or gone, from other cells that give values to the same names. typed:
    answers with values that are typed into their check. turned: answers in code whose cells are texts now. stray: texts
    of the student's own that are in no answer, where an answer in words is blank. code: all code that is the student's
    own; texts: the same of other cells.
    """

    sources: dict[str, str] = field(default_factory=dict)
    filled: int = 0
    notes: list[str] = field(default_factory=list)
    found: list[str] = field(default_factory=list)
    completed: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)
    typed: list[str] = field(default_factory=list)
    turned: list[str] = field(default_factory=list)
    stray: list[str] = field(default_factory=list)
    code: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)


@dataclass
class _Room:
    """What is still read as Python of a notebook."""

    left: int = READ

    def take(self, source: str) -> str:
        """Return a source that is to be read; "" if there is no room for it."""
        self.left -= len(source) if len(source) <= sources.LONGEST else 0
        return source if self.left >= 0 else ""


@dataclass(frozen=True)
class _Cell:
    kind: str
    marks: tuple[str, ...]
    source: str
    words: str
    pictures: bool
    room: _Room

    @cached_property
    def code(self) -> own_cells.Code:
        """What its source does to names; answers share it, so that it is read once."""
        return own_cells.Code(self.room.take(self.source))

    @cached_property
    def check(self) -> ast.Call | None:
        """The call of `check` that it is, if it is one; read once, too."""
        return own_cells.check(self.room.take(self.source)) if "check(" in self.source else None


def read(data: bytes, stem: str, form: Form) -> Answers | str:
    """Return the answers in a notebook, or why there are none.

    Args:
        data: the notebook, whoever made it.
        stem: which notebook of the release it is.
        form: the answer cells that there are.
    """
    answers, wanted = Answers(), form[stem]
    cells, whole = _cells(data)
    if len(cells) > CELLS:
        return f"has more than {CELLS} cells and was not taken"
    if not whole and not cells:
        return f"cannot be read as a notebook{_instead(data)}"
    if not whole:
        answers.notes.append(f"{stem}.ipynb has cells that cannot be read.")
    given = form.given.get(stem, set()) | form.pieces
    answers.texts = [one.source for one in cells if one.kind != "code" and one.words not in given]
    answers.code = [one.source for one in cells if one.kind == "code" and one.words not in given]
    known, empty = set(form.names.get(stem, ())), False
    for name, cell in wanted.items():
        marked = [one.source for one in cells if one.marks[:1] == (name,)] or [
            one.source for one in cells if name in one.marks[1:]
        ]
        written = [source for source in marked if not _blank(source, cell)]
        # An editor that splits a cell marks both halves; run from top to bottom, the last of two answers counts.
        source = "\n\n".join(dict.fromkeys(written)) if written else next(iter(marked), None)
        at = [k for k, one in enumerate(cells) if name in one.marks]
        if not written and (around := _around(cells, name, wanted, given)):
            source, written, at = around, [around], []
            answers.found.append(name)
        if not written and (other := _elsewhere(cells, name, form, stem)) is not None:
            source, written, at = cells[other].source, [cells[other].source], [other]
            answers.elsewhere.append(name)
        if cell.kind == "code":
            texts = {one.source for one in cells if one.kind != "code" and name in one.marks}
            if not texts.isdisjoint(written):
                answers.turned.append(name)
            before = [source] if source and written else []
            place, more = _typed(cells, cell, given, *before)
            if more:
                source, written, at = "\n".join([*before, more]), [more], [place]
                answers.typed.append(name)
        if source is None and cell.stub and any(one.words == words(cell.stub) for one in cells):
            source = cell.stub  # blank, without its mark
        if source is not None and written:
            complete = _completed(cells, source, name, at, form, stem, known)
            if complete != source and len(complete) <= limits.ANSWER_CHARACTERS:
                source = complete
                answers.completed.append(name)
            known |= own_cells.Code(source).names if cell.kind == "code" else set()
        if any(one.pictures and name in one.marks for one in cells):
            answers.notes.append(f"{stem}.ipynb: the answer {name} holds a picture, which is kept only in arrived/.")
        if source is None:
            if whole:
                answers.notes.append(f"{stem}.ipynb: the answer {name} is not in it.")
        elif len(source) > limits.ANSWER_CHARACTERS:
            answers.notes.append(
                f"{stem}.ipynb: the answer {name} is longer than {limits.ANSWER_CHARACTERS} characters."
            )
        else:
            answers.sources[name] = source
            answers.filled += bool(written)
        empty |= cell.kind == "markdown" and not written
    if empty:
        answers.stray = _stray(cells, form, stem, list(answers.sources.values()))
    return answers


def is_large(data: bytes) -> bool:
    """Return whether a notebook is too large to be read whole: in bytes, or in values, as with many printed lines."""
    return len(data) > limits.NOTEBOOK_BYTES or (len(data) > NOTEBOOK_ITEMS and wire.values(data) > NOTEBOOK_ITEMS)


def without_outputs(data: bytes) -> bytes:
    """Return a notebook without outputs, pictures within texts, and texts that no answer is as long as."""
    small = _EMBEDDED.sub(rb"\1", _OUTPUTS.sub(rb"\1[]", data))
    kept, end = [], 0
    for found in wire.TEXT.finditer(small):
        if found.end() - found.start() > LONGEST:
            kept.append(small[end : found.start()] + b'""')
            end = found.end()
    return b"".join([*kept, small[end:]])


def code(data: bytes) -> list[str]:
    """Return the sources of the code cells in a notebook of the student's own."""
    return [one.source for one in _cells(data)[0] if one.kind == "code"]


def texts(data: bytes) -> list[str]:
    """Return the sources of the other cells in a notebook of the student's own."""
    return [one.source for one in _cells(data)[0] if one.kind != "code"]


def _completed(
    cells: list[_Cell], source: str, name: str, marked: list[int], form: Form, stem: str, known: set[str]
) -> str:
    """An answer with what the student's own cells add to it: code that it needs, and what follows it.

    marked: where its cells are; none for an answer that was found around them, and has what follows already.
    """
    cell = form[stem][name]
    question = [k for k, one in enumerate(cells) if cell.before and one.words == cell.before]
    first, last = (marked or question or [len(cells)])[0], (marked or [len(cells)])[-1]
    # A text with the id of one of ours is what an older release had there.
    ours = [
        _is_released(one, form, stem)
        or (one.kind == "markdown" and not form.texts.get(stem, set()).isdisjoint(one.marks))
        for one in cells
    ]
    own = [one.kind == cell.kind and not ours[k] and one.words != "" for k, one in enumerate(cells)]
    end = next((k for k in range(last + 1, len(cells)) if ours[k]), len(cells))
    below = [cells[k] for k in range(last + 1, end) if own[k]]
    if cell.kind == "markdown":
        return "\n\n".join([source, *(one.source for one in below)])
    above = [cells[k].code for k in range(first) if own[k]]
    return own_cells.joined(source, cell.stub, above, [one.code for one in below], known)


def _elsewhere(cells: list[_Cell], name: str, form: Form, stem: str) -> int | None:
    """Where the last cell of the student's is that gives values to the same names as an answer, None if nowhere.

    It is one of their own, or that of another answer, with which this one was merged.
    """
    asked = own_cells.Code(form[stem][name].stub).names if form[stem][name].kind == "code" else set()
    given = {"", *form.given.get(stem, ()), *(words(cell.stub) for cell in form[stem].values())}
    own = [k for k, one in enumerate(cells) if one.kind == "code" and one.words not in given and name not in one.marks]
    return next((k for k in reversed(own[-own_cells.MOST :]) if asked & cells[k].code.names), None)


def _typed(cells: list[_Cell], cell: AnswerCell, given: set[str], source: str = "") -> tuple[int, str]:
    """Where a student typed values into the check of an answer, and lines that give them to the names there.

    A name that has a value in the answer's own source keeps that.
    """
    if not cell.after.startswith("check("):
        return -1, ""
    written = [line for line in source.split("\n") if line not in cell.stub.split("\n")]
    if wanted := own_cells.Code(cell.stub).names - own_cells.Code("\n".join(written)).names:
        own = [k for k, one in enumerate(cells) if one.kind == "code" and one.words not in given]
        for k in reversed(own[-own_cells.MOST :]):
            found = own_cells.typed(cell.after, cells[k].check)
            if lines := [f"{name} = {value}" for name, value in found.items() if name in wanted]:
                return k, "\n".join(lines)
    return -1, ""


def _stray(cells: list[_Cell], form: Form, stem: str, taken: list[str]) -> list[str]:
    """The texts of the student's own that are in no answer."""
    given = {"", *form.given.get(stem, ()), *form.pieces, *(words(cell.stub) for cell in form[stem].values())}
    texts = form.texts.get(stem, set())  # what has the id of one of ours is an older release's
    return [
        one.source
        for one in cells
        if one.kind == "markdown" and one.words not in given and not (texts | form[stem].keys()) & {*one.marks}
        if not any(one.source in source for source in taken)
    ]


def _is_released(cell: _Cell, form: Form, stem: str) -> bool:
    given = cell.words in form.given.get(stem, ()) or cell.words in form.pieces
    return given or any(mark in form[stem] for mark in cell.marks)


def fitting(data: bytes, form: Form) -> set[str]:
    """Return which notebooks of the release a file is by what is in it, whatever it is called.

    It is several if it holds marked answers of several, because somebody put them together.
    """
    cells, _ = _cells(data)
    marks = {mark for cell in cells for mark in cell.marks}
    words = {cell.words for cell in cells} - {""}
    fits = sorted(
        ((len(marks & set(wanted)) + len(words & form.given.get(stem, set())), stem) for stem, wanted in form.items()),
        reverse=True,
    )
    (most, stem), (next_, _) = (*fits, (0, ""), (0, ""))[:2]
    marked = {stem for stem, wanted in form.items() if marks & set(wanted)}
    return marked | ({stem} if most >= 2 and most > next_ else set())


def pieces(source: str) -> set[str]:
    """Return the parts of a text that some editors make cells of: paragraphs, items of lists, lines, and all of it.

    Few words may be a student's answer, too, and are none, unless they are a heading.
    """
    parts = [source, *_PARAGRAPHS.split(source), *_ITEMS.split(source), *source.split("\n")]
    return {words(part) for part in parts if len(part) >= SHORT or part.startswith("#")} - {""}


def words(source: str) -> str:
    """Return a cell's text as it is compared: blanks and line ends do not count."""
    return " ".join(source.split())


def _blank(source: str, cell: AnswerCell) -> bool:
    return words(source) in ("", words(cell.stub))


def _instead(data: bytes) -> str:
    """What is instead of a notebook, as far as one can see."""
    if known := text.instead(data):
        return known
    if text.merge_mark(data):
        return " (it has the marks of a merge conflict)"
    if data.lstrip().startswith(b"["):
        return " (it is a list)"
    try:
        wire.read_json(data, NOTEBOOK_ITEMS)
    except json.JSONDecodeError as error:
        if error.msg == "Extra data":
            return " (something follows its end)"
        if error.msg.startswith("Unterminated") or _BEGUN.fullmatch(error.doc, error.pos):
            return " (it stops in the middle: the upload broke off; ask for a whole one)"
    except (ValueError, RecursionError):
        pass
    return ""


def _cells(data: bytes) -> tuple[list[_Cell], bool]:
    """The cells of a notebook as far as they can be read, and whether all can; of very many the first ones."""
    try:
        notebook = wire.read_json(data, NOTEBOOK_ITEMS)
        sheets = notebook.get("worksheets") or [notebook]  # notebooks of format 3 have sheets
        plain = [cell for sheet in sheets for cell in sheet["cells"]]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return [], False
    room = _Room()
    cells = [made for cell in plain[: CELLS + 1] if (made := _cell(cell, room)) is not None]
    return cells, len(cells) == len(plain)


def _cell(cell: Any, room: _Room) -> _Cell | None:
    """A cell; its marks are its grade_id, if it has one, and the ids that editors give."""
    try:
        metadata = cell.get("metadata") or {}
        source = cell["source"] if "source" in cell else cell["input"]
        source = source if isinstance(source, str) else "".join(source)
        name = (metadata.get("nbgrader") or {}).get("grade_id")
        marks = (name if isinstance(name, str) else "", cell.get("id"), metadata.get("id"))
        kind = "code" if cell.get("cell_type") == "code" else "markdown"
        pictures = 0
        if metadata.get("created_in_deepnote_cell"):
            source = ""
        if kind == "markdown":
            source, pictures = _PICTURE.subn("picture", source)
        names = tuple(mark for mark in marks if isinstance(mark, str))
        return _Cell(kind, names, source, words(source), bool(pictures or cell.get("attachments")), room)
    except (KeyError, TypeError, AttributeError):
        return None


def _place(cells: list[_Cell], fits: Callable[[str], bool]) -> int | None:
    """Where the cell is whose words fit best, being most; None if nowhere."""
    found = [k for k, one in enumerate(cells) if one.words and fits(one.words)]
    return max(found, key=lambda k: (len(cells[k].words), -k)) if found else None


def _around(cells: list[_Cell], name: str, wanted: Mapping[str, AnswerCell], given: set[str]) -> str:
    """What is written between a question and what follows its answer, in cells that are not of the release."""
    cell = wanted[name]
    start = _place(cells, lambda own: own == cell.before or (own in given and cell.before.endswith(f" {own}")))
    after = _place(
        cells[(start or 0) + 1 :], lambda own: own == cell.after or (own in given and cell.after.startswith(f"{own} "))
    )
    end = None if after is None else after + (start or 0) + 1
    if start is None and end is None:
        return ""

    def is_ours(one: _Cell) -> bool:
        return one.words in given or any(mark in wanted and mark != name for mark in one.marks)

    if start is None:
        between: list[_Cell] = []
        for one in reversed(cells[:end]):
            if is_ours(one):
                break
            between.insert(0, one)
    else:
        between = cells[start + 1 : end]
        if end is None:
            ours = [k for k, one in enumerate(between) if is_ours(one)]
            between = between[: ours[0]] if ours else between
    own = [one for one in between if not is_ours(one) and not _blank(one.source, cell)]
    new = [one.source for one in own if one.kind == cell.kind and not one.check]
    if cell.kind == "markdown" and not new:  # a new cell is for code unless one says otherwise
        new = [own_cells.uncommented(one.source) for one in own if own_cells.is_text(one.source)]
    return "\n\n".join(new)
