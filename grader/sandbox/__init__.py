"""A place where a stranger's Python runs: no network, no files but its own, nothing of ours to see, and limits on all.

Three roles. The grader's process, trusted, holds what is expected and compares. In the sandbox, made by bubblewrap or
another kind (backends/), a warm process (inside/warm.py) has NumPy and IPython loaded and no secret; it forks a child
for each piece of work, and only those children run a student's code. Messages (protocol.py) go over the sandbox's
standard input and output; session.py is the grader's end of them.
"""

from functools import cache
from pathlib import Path

from grader.sandbox import backends
from grader.sandbox.session import Ended, Sandbox, SandboxError, TimeUp
from grader.sandbox.view import exposed

__all__ = ["Ended", "Sandbox", "SandboxError", "TimeUp", "exposed", "problem", "require"]


@cache
def problem() -> str:
    """Return why this machine cannot sandbox and what to do, as a sentence; "" if it can."""
    return backends.problem() or exposed([Path(__file__).parents[2]]) or ""


def require() -> None:
    """Make sure that this machine can sandbox.

    Raises:
        SandboxError: it cannot.
    """
    if problem():
        raise SandboxError(problem())
