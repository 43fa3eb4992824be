"""Writes into notebooks what the bank has for them: hints below each task, which open step by step, and its points."""

import html
import re
from collections.abc import Sequence
from typing import Any

from grader.bank import EXERCISES


def add(notebook: dict[str, Any]) -> None:
    """Put the hints of each exercise below the text with its task, and its points into its check cell."""
    cells: list[dict[str, Any]] = []
    for cell in notebook["cells"]:
        exercise = EXERCISES.get(cell["metadata"].get("nbgrader", {}).get("grade_id", ""))
        if exercise:
            cell["metadata"]["nbgrader"]["points"] = exercise.points
        if exercise and exercise.hints:
            texts = [place for place, above in enumerate(cells, 1) if above["cell_type"] == "markdown"]
            task = f"### Task {exercise.where.rpartition(' ')[2]}."
            below = next((place for place in texts if task in cells[place - 1]["source"]), texts[-1])
            made = {"id": f"hints_{exercise.id}", "cell_type": "markdown", "metadata": {}}
            cells.insert(below, made | {"source": block(exercise.hints)})
        cells.append(cell)
    notebook["cells"] = cells


def block(hints: Sequence[str]) -> str:
    """Return hints as HTML, each inside the one before, so that it shows once that is open; `code` is set as such."""
    lines, ends = [], []
    for number, hint in enumerate(hints, 1):
        text = re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(hint, quote=False))
        more = ", if you want more" if number > 1 else ""
        lines += [f"<details><summary>Hint {number}{more}</summary>", f"<p>{text}</p>"]
        ends += ["</details>"]
    return "\n".join(lines + ends)
