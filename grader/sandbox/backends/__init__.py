"""The kinds of sandbox, by name. One more is a module here and a line in BACKENDS."""

import os
import sys
from pathlib import Path
from typing import Protocol

from grader.sandbox.backends import bubblewrap, trusted
from grader.sandbox.backends.container import Engine
from grader.sandbox.place import Place


class Backend(Protocol):
    """What each kind can do; a module with these two functions is one."""

    def problem(self) -> str:
        """Return why this machine cannot do it and what to do, as a sentence; "" if it can."""
        ...

    def place(self, folder: Path) -> Place:
        """Return where a warm process runs that has a folder as its working folder."""
        ...


DEFAULT = "bubblewrap"
BACKENDS: dict[str, Backend] = {DEFAULT: bubblewrap, "docker": Engine("docker"), "podman": Engine("podman")}
"""A machine's variable SANDBOX names the one that it uses."""

TRUSTED: Backend = trusted
"""Is none of them: no variable can turn the sandbox off."""


def chosen() -> Backend:
    """Return the kind that this machine uses.

    Raises:
        KeyError: SANDBOX names none.
    """
    return BACKENDS[_name()]


def problem() -> str:
    """Return why this machine cannot sandbox and what to do, as a sentence; "" if it can."""
    if sys.platform != "linux":
        return "Sandboxes need Linux: grade on a Linux machine, in WSL 2 or in a virtual machine."
    if _name() not in BACKENDS:
        *others, last = BACKENDS
        return f"SANDBOX is {_name()!r}: it has to be {', '.join(others)} or {last}."
    return chosen().problem()


def _name() -> str:
    return os.environ.get("SANDBOX") or DEFAULT
