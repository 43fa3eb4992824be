"""What is in the files of a hand-in, read up to a size: one for each file, and one for all together."""

import hashlib
import re

from grader.intake import answers, matching, pasted, text, unpacking
from grader.intake.answers import Answers
from grader.intake.archives import UNREADABLE, Files
from grader.intake.matching import Candidate
from grader.intake.submission import Form
from grader.sandbox import limits

TOTAL_BYTES = 2 * 10**8
"""What is read of a hand-in in all; its notebooks cannot be larger together."""


_OLD_MAC = re.compile(rb"\r(?!\n)")
"""An end of a line that few programs but Python know."""


_NOTEBOOK = re.compile(rb'\s*\{\s*"(cells|metadata|nbformat|nbformat_minor|worksheets)"\s*:')
"""How a notebook begins that somebody called a helper file; Python reads some, as an expression."""


class Contents:
    """What is in the files of one hand-in.

    large: a sentence for each notebook that was read without its outputs. parsed: the answers of notebooks, by path and
    by the notebook that the file is taken for.
    """

    def __init__(self, files: Files, form: Form) -> None:
        self.files, self.form = files, form
        self._digests: dict[str, str] = {}
        self.large: dict[str, str] = {}
        self.parsed: dict[tuple[str, str], Answers | str] = {}
        self._helpers: dict[str, bytes | str] = {}
        self._filled: dict[tuple[str, str], int] = {}
        self._left = TOTAL_BYTES

    def _read(self, path: str, most: int) -> bytes | str:
        """What is in a file, or why it cannot be taken."""
        if self._left < 0:
            return "was not read, as the hand-in is too large"
        try:
            data = self.files.readers[path](most + 1)
        except UNREADABLE as error:
            return f"cannot be read ({text.name(unpacking.why(error))})"
        self._left -= len(data)
        self._digests[path] = hashlib.sha256(data).hexdigest()
        if len(data) <= most:
            data = text.utf8(data)
        size = f"{most // 10**6} MB" if most >= 10**6 else f"{most // 1000} kB"
        return data if len(data) <= most else f"is larger than {size} and was not taken"

    def starts(self, path: str, size: int) -> bytes:
        """How a file begins; nothing of one that cannot be read."""
        try:
            return self.files.readers[path](size)
        except UNREADABLE:
            return b""

    def notebook(self, path: str) -> bytes | str:
        """What is in a notebook, without its outputs if it is large, or why it cannot be taken."""
        content = self._read(path, limits.LARGE_NOTEBOOK_BYTES)
        if isinstance(content, str):
            return content.replace("and was not taken", "and was not taken: ask for one without outputs")
        if answers.is_large(content):
            content = answers.without_outputs(content)
            if len(content) > limits.NOTEBOOK_BYTES:
                return f"is larger than {limits.NOTEBOOK_BYTES // 10**6} MB without its outputs and was not taken"
            self.large[path] = f"{text.name(path)} is large and was read without its outputs and pictures."
        return content

    def helper(self, path: str) -> bytes | str:
        """What is in a helper file, with line ends as Python reads them, or why it cannot be taken."""
        if path not in self._helpers:
            content = self._read(path, limits.HELPER_BYTES)
            if isinstance(content, bytes):
                instead = text.instead(content) or (" (it is a notebook)" if _NOTEBOOK.match(content) else "")
                content = f"cannot be read{instead}" if instead else _OLD_MAC.sub(b"\n", content)
            self._helpers[path] = content
        return self._helpers[path]

    def answers(self, path: str, stem: str) -> Answers | str:
        """The answers in a notebook that is taken for the one of this name, or why it cannot be taken."""
        if (path, stem) not in self.parsed:
            content = self.notebook(path)
            self.parsed[path, stem] = content if isinstance(content, str) else answers.read(content, stem, self.form)
        return self.parsed[path, stem]

    def filled(self, one: Candidate, wanted: str) -> int:
        """How much of a file is the student's: answers of a notebook, functions of a helper file, or 1 if none is."""
        if wanted.startswith("helpers/"):
            if (one.path, wanted) not in self._filled:
                content = self.helper(one.path)
                released = self.form.helpers.get(wanted.removeprefix("helpers/"), b"")
                blank = isinstance(content, str) or matching.is_blank(content, released)
                own = 0 if isinstance(content, str) else pasted.asked(released) - len(pasted.missing(content, released))
                self._filled[one.path, wanted] = 0 if blank else max(1, own)
            return self._filled[one.path, wanted]
        found = self.answers(one.path, wanted.removesuffix(".ipynb"))
        return 0 if isinstance(found, str) else found.filled

    def defines(self, path: str, released: bytes, whole: bool = False) -> bool:
        """Whether a file defines something that a helper file does; whole: all of it."""
        content = self.helper(path)
        return isinstance(content, bytes) and matching.defines(content, released, whole)

    def is_of(self, path: str, released: bytes) -> bool:
        """Whether something in a file is from a released helper file, as the same name may be another course's."""
        content = self.helper(path)
        return isinstance(content, bytes) and matching.is_of(content, released)

    def differ(self, one: str, other: str) -> bool:
        """Whether two files that were read are not the same."""
        return self._digests.get(one) != self._digests.get(other)
