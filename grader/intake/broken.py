"""Helper files that Python cannot load, and what is said of them: all of their functions have no points."""

from grader.intake import compiler, text
from helpers.given.calling import calls
from helpers.given.calling.calls import Answer
from helpers.given.judge import stops

LONGEST = 20_000
"""Bytes of a file that is read as Python here, four times those of our longest one. Some longer texts take Python's own
parser minutes, and it cannot be stopped: those are read in the sandbox alone."""

SENTENCES = 500
"""Characters of what is said of a file."""


def unreadable(content: bytes) -> str:
    """Return why Python cannot read a file, as a sentence without its subject; "" if it can, or if it is too long."""
    if line := text.merge_mark(content):
        return f"has the marks of a merge conflict from line {line} on, so Python cannot read it."
    if len(content) > LONGEST:
        return ""
    try:
        compiler.check(content)
    except SyntaxError as error:
        if not error.text and error.lineno:  # as of a return outside of a function
            error.text = b"".join(content.splitlines()[error.lineno - 1 : error.lineno]).decode(errors="replace")
        return unloadable(calls.stopped(None, error))
    except (ValueError, RecursionError, MemoryError):
        pass  # the sandbox will say
    return ""


def unloadable(answer: Answer) -> str:
    """Return why Python cannot load a file, as `unreadable` does; answer: what came of loading it."""
    why = stops.stop(answer, {}, "", ())
    runs = f" Grading runs {stops.PYTHON}." if why.symptom == stops.UNREAD else ""
    return text.line(f"cannot be loaded, so none of its functions counts. {why.sentences}{runs}", SENTENCES)
