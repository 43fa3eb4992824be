"""A hand-in on its way from files to what is taken of them, as plain data that one step after the other fills."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from grader.bank.solutions import edited_helpers
from grader.intake.archives import Files
from grader.intake.contents import Contents
from grader.intake.submission import Form

ARCHIVE = "archive"
"""What an archive that is looked into is taken for."""

TAKEN = "Taken: "
"""The beginning of a sentence on what was taken from where one would not look for it."""


class Fate(NamedTuple):
    """What became of a file: what it was taken for, such as "helpers/svm.py", or why it was not."""

    what: str = ""
    why: str = ""


@dataclass
class Work:
    """One hand-in.

    files, form: what is in it, and what is asked for. helpers: what is taken of helper files, by name; sources: of
    answers, by notebook and grade_id. notes, remarks, lost: as a submission has them. became: what became of files, by
    path. unread: why archives in it were not opened. moved: which files are from other places. own: the code cells of
    notebooks that are none of the release, by path. aside: the same of its optional ones, which give nothing. texts:
    the cells of such notebooks that are no code. again: why the further files with a path are not taken, by path.
    """

    files: Files
    form: Form
    helpers: dict[str, bytes] = field(default_factory=dict)
    sources: dict[str, dict[str, str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    lost: dict[str, str] = field(default_factory=dict)
    became: dict[str, Fate] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)
    own: dict[str, list[str]] = field(default_factory=dict)
    aside: dict[str, list[str]] = field(default_factory=dict)
    texts: dict[str, list[str]] = field(default_factory=dict)
    again: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.contents = Contents(self.files, self.form)

    def released(self) -> Iterator[tuple[str, bytes]]:
        """Give the helper files that students edit, such as "helpers/svm.py", as they were released."""
        for name in edited_helpers():
            yield f"helpers/{name}", self.form.helpers.get(name, b"")

    def cells(self) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
        """Return the student's code cells, and the other cells, of the notebooks that were read, by path."""
        read = {path: one for (path, _), one in self.contents.parsed.items() if not isinstance(one, str)}
        read = {path: one for path, one in read.items() if path in self.became}
        code = {path: one.code for path, one in read.items()} | self.own | self.aside
        return code, {path: one.texts for path, one in read.items()} | self.texts

    def lose(self, wanted: str, said: str) -> None:
        """Say of a file of the assignment why it is not taken; a link may stand for several."""
        self.lost[wanted] = said
        if said not in self.notes:
            self.notes.append(said)
