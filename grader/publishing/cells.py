"""The notebooks as they are in a browser tab: a line that says where work is kept, and what is different there."""

from typing import Any

WORK = "my_work.ipynb"
KERNEL = {"kernelspec": {"display_name": "Python (Pyodide)", "language": "python", "name": "python"}}

KEPT = (
    "> **In this browser.** Your work is kept in this browser on this computer, and nowhere else. "
    f"[my_work]({WORK}) downloads it as the zip to hand in, and loads such a zip again."
)
ELSEWHERE = (
    " Python itself comes from `cdn.jsdelivr.net`: where that host cannot be reached, the line at the bottom says "
    "**Unknown**, and no cell runs."
)
NO_TERMINAL = (
    "> **In this browser** there is no terminal, and a page cannot download CIFAR-10, which is on another host. "
    "Nothing in the tasks depends on it."
)
HAND_IN = f"> **In this browser** there is no terminal: [my_work]({WORK}) makes the zip to hand in."
STUCK = (
    "> **In this browser** the square does not interrupt. A check stops by itself after 20 seconds; for any other cell "
    "choose **Kernel**, then **Restart Kernel**. That takes about 20 seconds too, and your files stay as they are."
)
TYPES = (
    "> **In this browser** the three may come out in any order: NumPy multiplies matrices here without BLAS, the "
    "library in which float32 is much faster. So only one of the two reasons in the last task counts here."
)
SPEED = (
    "> **In this browser**, without BLAS, products of all shapes run at about the same speed: large square matrices "
    "are not the fastest, and large batches hardly cheaper. The questions are about NumPy outside of it."
)
BELOW = {
    "title": KEPT,
    "images": NO_TERMINAL,
    "hand_in": HAND_IN,
    "stuck": STUCK,
    "types_read": TYPES,
    "flops_read": SPEED,
}
"""What is added below which cell, by its id."""

MY_WORK = (
    (
        "markdown",
        """# My work

Everything you write here is kept in **this browser on this computer**, and nowhere else. It survives closing the tab
and restarting the computer, but not clearing the browser's data. Download it when you stop for the day.

## Download, and hand in

Save all notebooks and files (**Ctrl+S**), write your student id between the quotes, and run the cell. The zip that it
offers is also what you hand in, as often as you like.""",
    ),
    (
        "code",
        """import sys

sys.path[:0] = [".", ".."]
from helpers.given import work

work.download("your-id")""",
    ),
    (
        "markdown",
        """## Load a zip again

On another computer, or after a new release of the course: close the open notebooks, drag your zip from your computer
into the file list on the left, write its name between the quotes, and run the cell. Then open the notebooks again.

Files that it replaces are kept in `before.zip`.
If a notebook was corrected since, your answers go into the new one.""",
    ),
    (
        "code",
        """import sys

sys.path[:0] = [".", ".."]
from helpers.given import work

work.load("your-id.zip")""",
    ),
    (
        "markdown",
        """## What is different in a browser

| not here | instead |
|:---|:---|
| a terminal, so no `python3 lab.py ...` | the cells above; `check.progress()` in any notebook |
| CIFAR-10, which a page cannot download | the images that the page brings |
| interrupting a cell that runs | a check stops after 20 seconds; else **Kernel**, **Restart Kernel** |
| all the speed of this computer | training takes fewer steps in notebooks 06 and 07 |
| threads and other processes | nothing in the series needs them |""",
    ),
)
"""The cells of the notebook that downloads a student's work and loads it again."""


def for_browser(notebook: dict[str, Any], offline: bool) -> None:
    """Add to a notebook what is different in a browser, and name the browser's kernel.

    Args:
        notebook: is changed in place.
        offline: whether the site brings its own Python.
    """
    cells = []
    for cell in notebook["cells"]:
        cells.append(cell)
        if text := BELOW.get(cell["id"]):
            if cell["id"] == "title" and not offline:
                text += ELSEWHERE
            cells.append(_cell(f"browser_{cell['id']}", "markdown", text))
    notebook["cells"] = cells
    notebook["metadata"] |= KERNEL


def my_work() -> dict[str, Any]:
    """Return the notebook of MY_WORK."""
    cells = [_cell(f"work_{number}", kind, text) for number, (kind, text) in enumerate(MY_WORK, 1)]
    return {"cells": cells, "metadata": KERNEL, "nbformat": 4, "nbformat_minor": 5}


def _cell(name: str, kind: str, source: str) -> dict[str, Any]:
    code: dict[str, Any] = {"outputs": [], "execution_count": None} if kind == "code" else {}
    return {"id": name, "cell_type": kind, "metadata": {}, "source": source, **code}
