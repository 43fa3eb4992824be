"""The released notebooks as a series: which they are, the table of them in the first, and what leads to another one.

The code finds a notebook by its file alone, so that one more is linked from its neighbours and listed without an edit.
"""

import re
from collections.abc import Mapping, Sequence, Set
from itertools import pairwise
from pathlib import Path
from typing import Any

LINK = re.compile(r"\[[^\]]*\]\((\d\d_\w+)\.ipynb[^)]*\)")
SENTENCE = re.compile(r"(?<=[.!?])\s+")
TABLE = "| notebook | minutes | what you do |\n|:---|:---|:---|\n"
"""The head of the table of notebooks. It is in the first notebook; the rows come with a release."""

SUMMARY = re.compile(r"\*(?P<minutes>\d+) minutes(?P<optional>, optional\b)?.*?\. You (?P<do>.+?)\. Before this: ")
"""What the first cell of each other notebook says below its title."""


def notebooks(folder: Path, wanted: Sequence[str]) -> list[Path]:
    """Return the notebooks to release: all, or those wanted.

    Args:
        folder: the instructors' notebooks.
        wanted: numbers or names, such as "02" or "02_svm_loss"; none means all.
    """
    there = sorted(folder.glob("*.ipynb"))
    return [path for path in there if not wanted or path.stem in wanted or path.stem[:2] in wanted]


def connect(released: Mapping[str, dict[str, Any]]) -> None:
    """Lead from each notebook to the next, list all in the table, and take out what leads to those not released.

    Args:
        released: the notebooks, by their names without ".ipynb", in their order.

    Raises:
        ValueError: one does not say what the table needs; the message is a sentence.
    """
    for notebook in released.values():
        _unlink(notebook, released.keys())
        for cell in notebook["cells"]:
            text = "".join(cell["source"])
            if TABLE in text:
                rows = [_row(stem, one) for stem, one in released.items() if one is not notebook]
                cell["source"] = text.replace(TABLE, "".join([TABLE, *rows]))
    for (_, notebook), (stem, _) in pairwise(released.items()):
        last = notebook["cells"][-1]
        last["source"] = f"{''.join(last['source'])}\n\nNext: [{stem}]({stem}.ipynb)"


def summary(notebook: dict[str, Any]) -> re.Match[str] | None:
    """Return how long a notebook takes and what students do in it, as its first cell says; None where it does not."""
    return SUMMARY.search("".join(notebook["cells"][0]["source"]))


def _row(stem: str, notebook: dict[str, Any]) -> str:
    if not (found := summary(notebook)):
        raise ValueError(f"{stem}.ipynb: its first cell should say *n minutes. You do this or that. Before this: ...*")
    return f"| [{stem}]({stem}.ipynb) | {found['minutes']}{found['optional'] or ''} | {found['do']} |\n"


def _unlink(notebook: dict[str, Any], stems: Set[str]) -> None:
    """Take out of a notebook's text the sentences that lead to other notebooks."""
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            cell["source"] = "\n".join(_without_others(line, stems) for line in "".join(cell["source"]).split("\n"))


def _without_others(line: str, stems: Set[str]) -> str:
    kept = [part for part in SENTENCE.split(line) if stems >= {*LINK.findall(part)}]
    return line if stems >= {*LINK.findall(line)} else " ".join(kept)
