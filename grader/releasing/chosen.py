"""A series of which only some notebooks are released: no link, no table and no check leads to the others."""

import re
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

LINK = re.compile(r"\[[^\]]*\]\((\d\d_\w+)\.ipynb[^)]*\)")
SENTENCE = re.compile(r"(?<=[.!?])\s+")


def notebooks(folder: Path, wanted: Sequence[str]) -> list[Path]:
    """Return the notebooks to release: all, or those wanted.

    Args:
        folder: the instructors' notebooks.
        wanted: numbers or names, such as "02" or "02_svm_loss"; none means all.

    Raises:
        ValueError: there is no such notebook; the message is a sentence.
    """
    there = sorted(folder.glob("*.ipynb"))
    if unknown := [name for name in wanted if not any(name in (path.stem, path.stem[:2]) for path in there)]:
        names = ", ".join(path.stem for path in there)
        raise ValueError(f"notebooks in course.toml has {unknown[0]!r}, which is none of {names}.")
    return [path for path in there if not wanted or path.stem in wanted or path.stem[:2] in wanted]


def unlink(notebook: dict[str, Any], stems: Collection[str]) -> None:
    """Take out of a notebook's text what leads to other notebooks: rows of tables, and else whole sentences."""
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            text = "".join(cell["source"])
            if any(name not in stems for name in LINK.findall(text)):
                lines = [_line(line, stems) for line in text.split("\n")]
                cell["source"] = "\n".join(line for line in lines if line is not None)


def _line(line: str, stems: Collection[str]) -> str | None:
    """A line without sentences that lead to other notebooks; None for the row of a table that does."""
    kept = [part for part in SENTENCE.split(line) if all(name in stems for name in LINK.findall(part))]
    if line.startswith("|") and kept != SENTENCE.split(line):
        return None
    return " ".join(kept)
