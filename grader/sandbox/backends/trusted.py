"""No sandbox: the warm process runs with this process's rights. For submissions of people whom you trust."""

import shutil
from pathlib import Path

from grader.sandbox import view
from grader.sandbox.place import Place


def problem() -> str:
    """Return "": every machine can do it."""
    return ""


def place(folder: Path) -> Place:
    """Return a warm process in a folder; what it needs beside that goes into the folder's parent."""
    inside = folder.parent / "inside"
    inside.mkdir(exist_ok=True)
    for path in view.program():
        shutil.copy(path, inside)
    for path in view.fonts():
        shutil.copy(path, folder.parent)
    return Place([*view.command(inside, folder), "{}"], view.variables(folder, folder.parent))
