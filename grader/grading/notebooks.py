"""Runs a student's notebook in the sandbox, and reads the answers out of it.

What a cell prints, returns or raises decides no point; only the values that an answer's check cell publishes are read,
as data. All verdicts come from elsewhere and are all that a check cell will show, so none is computed here. Here
outputs come out of the sandbox: each is rebuilt from its plain parts, cleaned and bounded, and behind this module
nobody looks at them again.
"""

import base64
import contextlib
import re
from typing import Any

from grader.bank import EXERCISES
from grader.sandbox import Ended, Sandbox, TimeUp, limits
from grader.sandbox.protocol import Cell, Done, Ready, Shown, Work
from helpers.given.calling import calls, texts, wire
from helpers.given.calling.wire import ANSWER_MIME

PICTURES = ("image/png", "image/jpeg")
"""Kept of an output, beside plain text: what no page can be made to run, as HTML, SVG or LaTeX can."""

OUTPUTS, ITEMS = 200, 100_000
"""Of one cell: outputs, and values in all of them; a page takes some hundred bytes for an output with nothing in it."""

TEXT, COLOURS = 20_000, 200
"""Of one text: characters, and colour codes, for each of which a page has a tag."""

TOTAL, ALL_COLOURS = 4_000_000, 2_000
"""Of one notebook: characters of all texts and pictures, and colour codes. Those of the series have under a million."""

TOO_MUCH = "(too much output to keep)\n"


class Allowance:
    """What the outputs of one notebook may still hold."""

    def __init__(self) -> None:
        self.characters, self.colours = TOTAL, ALL_COLOURS

    def text(self, text: Any, most: int = TEXT) -> str:
        """Return a text as it is kept."""
        kept = texts.shown(str(text), min(most, self.characters), min(COLOURS, self.colours))
        self.characters -= len(kept)
        self.colours -= kept.count("\x1b")
        return kept

    def picture(self, data: Any) -> str | None:
        """Return a picture in base64 as it is kept, None if it is none, or too large."""
        if not isinstance(data, str) or len(data) > self.characters or not _BASE64.fullmatch(data):
            return None
        self.characters -= len(data)
        return data


_BASE64 = re.compile(r"[A-Za-z0-9+/\n]*={0,2}\n?")


def run(notebook: dict[str, Any], sandbox: Sandbox) -> str | None:
    """Run a notebook and put its outputs into it; return a sentence if it did not run to its end.

    Only outputs come back from the sandbox: the cells stay what they were.
    """
    allowance = Allowance()
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    seconds = limits.CELL_SECONDS
    try:
        sandbox.send(Work("cells", seconds, seconds * limits.PATIENCE))
        clock = sandbox.clock(limits.NOTEBOOK_SECONDS)
        for count, cell in enumerate(code, 1):
            outputs = []
            if source := _code(cell):
                sandbox.send(Cell(source, count, limits.CELL_BYTES // 2))
                shown = sandbox.receive(Shown, seconds, limits.CELL_BYTES, within=clock)
                outputs = _outputs(shown.outputs, count, allowance)
            cell["outputs"], cell["execution_count"] = outputs, count
    except TimeUp:
        return "The notebook took too long and was ended."
    except Ended:
        return "The notebook's process ended before its last cell."
    with contextlib.suppress(Ended):
        sandbox.send(Done())
        sandbox.receive(Ready, limits.GRACE_SECONDS, limits.CELL_BYTES, within=clock)
    return None


def answers(notebook: dict[str, Any]) -> dict[str, bytes]:
    """Return the values that check cells published, as wire bytes by grade_id; the first of each cell counts."""
    found: dict[str, bytes] = {}
    for cell in notebook["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        for output in cell.get("outputs", []):
            published = output.get("data", {}).get(ANSWER_MIME)
            if isinstance(published, dict) and published.get("exercise") == name and name not in found:
                with contextlib.suppress(KeyError, TypeError, ValueError):
                    values = wire.unpack(base64.b64decode(published["values"], validate=True))
                    found[name] = wire.pack(calls.cleaned(values))
    return found


def _code(cell: dict[str, Any]) -> str:
    """What runs for a cell. A check cell publishes an answer; for one of a function, called elsewhere, nothing runs."""
    exercise = EXERCISES.get(cell["metadata"].get("nbgrader", {}).get("grade_id"))
    if exercise is None:
        return cell["source"]
    return "" if exercise.target else f"check.publish{cell['source'].removeprefix('check')}"


def _outputs(text: str, count: int, allowance: Allowance) -> list[dict[str, Any]]:
    """The outputs in a message from the sandbox, as they are kept; what is malformed is left out."""
    outputs: list[dict[str, Any]] = []
    with contextlib.suppress(ValueError, TypeError, AttributeError, RecursionError):
        for one in wire.read_json(text.encode("utf-8", "surrogatepass"), ITEMS):
            if len(outputs) == OUTPUTS or allowance.characters <= 0:
                outputs.append({"output_type": "stream", "name": "stdout", "text": TOO_MUCH})
                break
            made = _output(one, count, allowance) if isinstance(one, dict) else None
            outputs += [made] if made else []
    return outputs


def _output(one: dict[str, Any], count: int, allowance: Allowance) -> dict[str, Any] | None:
    kind = one.get("output_type")
    if kind == "stream":
        name = "stderr" if one.get("name") == "stderr" else "stdout"
        return {"output_type": kind, "name": name, "text": allowance.text(one.get("text", ""))}
    if kind == "error":
        return {
            "output_type": kind,
            "ename": allowance.text(one.get("ename"), 100),
            "evalue": allowance.text(one.get("evalue"), 1000),
            "traceback": [allowance.text(line) for line in one.get("traceback", [])[:OUTPUTS]],
        }
    shown = dict(one.get("data", {}))
    data: dict[str, Any] = {name: allowance.picture(shown[name]) for name in PICTURES if name in shown}
    data = {name: picture for name, picture in data.items() if picture is not None}
    if "text/plain" in shown:
        data["text/plain"] = allowance.text(shown["text/plain"])
    if isinstance(published := shown.get(ANSWER_MIME), dict):
        data[ANSWER_MIME] = published  # read by answers(), and then taken away
    made = {"output_type": kind, "data": data, "metadata": {}}
    if kind == "execute_result":
        return made | {"execution_count": count}
    return made if kind == "display_data" else None
