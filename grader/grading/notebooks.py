"""Runs a student's notebook in the sandbox, and reads the answers out of it.

What a cell prints, returns or raises decides no point; only the values that check() publishes are read, as data.
"""

import base64
import contextlib
import json
from typing import Any

from grader.sandbox import Ended, Sandbox, TimeUp, limits
from grader.sandbox.protocol import Cell, Done, Ready, Shown, Work
from helpers.given.checking import ANSWER_MIME

KEPT = ("text/plain", "image/png", "image/jpeg", ANSWER_MIME)
"""What is kept of an output: what no page can be made to run, as HTML, SVG or LaTeX can."""


def run(notebook: dict[str, Any], sandbox: Sandbox) -> str:
    """Run a notebook and put its outputs into it; return a sentence if it did not run to its end, otherwise "".

    Only outputs come back from the sandbox: the cells stay what they were.
    """
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    seconds = limits.CELL_SECONDS
    try:
        sandbox.send(Work("cells", seconds, seconds * limits.PATIENCE))
        clock = sandbox.clock(limits.NOTEBOOK_SECONDS)
        for count, cell in enumerate(code, 1):
            sandbox.send(Cell(cell["source"], limits.CELL_BYTES // 2))
            shown = sandbox.receive(Shown, seconds, limits.CELL_BYTES, within=clock)
            cell["outputs"], cell["execution_count"] = _outputs(shown.outputs, count), count
    except TimeUp:
        return "The notebook took too long and was ended."
    except Ended:
        return "The notebook's process ended before its last cell."
    with contextlib.suppress(Ended):
        sandbox.send(Done())
        sandbox.receive(Ready, limits.GRACE_SECONDS, limits.CELL_BYTES)
    return ""


def answers(notebook: dict[str, Any]) -> dict[str, bytes]:
    """Return the values that check cells published, as wire bytes by grade_id; the first of each cell counts."""
    found: dict[str, bytes] = {}
    for cell in notebook["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        for output in cell.get("outputs", []):
            published = output.get("data", {}).get(ANSWER_MIME)
            if isinstance(published, dict) and published.get("exercise") == name and name not in found:
                try:
                    found[name] = base64.b64decode(published["values"], validate=True)
                except (KeyError, TypeError, ValueError):
                    continue
    return found


def _outputs(text: str, count: int) -> list[dict[str, Any]]:
    """The outputs in a message from the sandbox, each made anew from its plain parts; what is malformed is left out."""
    outputs = []
    with contextlib.suppress(ValueError, TypeError, RecursionError):
        for one in json.loads(text):
            made = _output(one, count) if isinstance(one, dict) else None
            outputs += [made] if made else []
    return outputs


def _output(one: dict[str, Any], count: int) -> dict[str, Any] | None:
    kind = one.get("output_type")
    if kind == "stream":
        name = "stderr" if one.get("name") == "stderr" else "stdout"
        return {"output_type": kind, "name": name, "text": str(one.get("text", ""))}
    if kind == "error":
        traceback = [str(line) for line in one.get("traceback", [])]
        return {
            "output_type": kind,
            "ename": str(one.get("ename")),
            "evalue": str(one.get("evalue")),
            "traceback": traceback,
        }
    data = {name: value for name, value in dict(one.get("data", {})).items() if name in KEPT}
    data = {name: value if name == ANSWER_MIME else str(value) for name, value in data.items()}
    made = {"output_type": kind, "data": data, "metadata": {}}
    if kind == "execute_result":
        return made | {"execution_count": count}
    return made if kind == "display_data" else None
