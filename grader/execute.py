"""Runs a student's notebook in a kernel of its own, and reads the answers out of it.

What a cell prints, returns or raises decides no point; only the values that check() publishes are read, as data.
"""

import asyncio
import base64
import os
import sys
from pathlib import Path
from subprocess import DEVNULL
from typing import Any

import nbformat
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from traitlets.config import Config

from helpers.checks import ANSWER_MIME, ENVIRONMENT

CELL_SECONDS = 60
"""Wall time for one cell; after that it is interrupted and the next one runs."""

NOTEBOOK_SECONDS = 240
"""Wall time for a notebook; after that its kernel is ended."""

LARGEST_OUTPUT = 1_000_000
"""Bytes of one output that are kept."""


def run(notebook: nbformat.NotebookNode, folder: Path, cache: Path) -> tuple[nbformat.NotebookNode, str]:
    """Run a notebook in a folder; return it with its outputs, and a sentence if it did not run to its end.

    Args:
        notebook: the notebook, as rebuilt.
        folder: where it runs; holds helpers/.
        cache: where matplotlib keeps its list of fonts, so that not every kernel makes it anew.
    """
    client = NotebookClient(
        notebook,
        timeout=CELL_SECONDS,
        interrupt_on_timeout=True,
        allow_errors=True,
        kernel_manager_class=AsyncKernelManager,
        kernel_name="python3",
        config=_sockets(folder),
        resources={"metadata": {"path": str(folder)}},
    )
    said = asyncio.run(_run(client, environment(folder, cache)))
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [_limited(output) for output in cell.outputs]
    return notebook, said


def environment(folder: Path, cache: Path) -> dict[str, str]:
    """Return the environment a student's kernel gets: nothing of the instructor's."""
    return {
        "PATH": str(Path(sys.executable).parent) + os.pathsep + "/usr/bin:/bin",
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "IPYTHONDIR": str(folder / ".ipython"),
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "MPLCONFIGDIR": str(cache),
        "OPENBLAS_NUM_THREADS": "1",
        ENVIRONMENT: "autograde",
    }


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


def _sockets(folder: Path) -> Config:
    """Let kernel and grader talk through files, not through ports that other processes could reach."""
    return Config({"KernelManager": {"transport": "ipc", "ip": str(folder / "kernel")}} if os.name == "posix" else {})


async def _run(client: NotebookClient, env: dict[str, str]) -> str:
    try:
        running = client.async_execute(env=env, stdout=DEVNULL, stderr=DEVNULL)
        await asyncio.wait_for(running, NOTEBOOK_SECONDS)
    except (TimeoutError, CellTimeoutError):
        said = "The notebook took too long and was ended."
    except DeadKernelError:
        said = "The notebook's process ended before its last cell."
    except CellExecutionError as error:
        said = f"The notebook stopped: {error.ename}."
    else:
        return ""
    if client.km is not None and await client.km.is_alive():
        await client.km.shutdown_kernel(now=True)
    return said


def _limited(output: dict[str, Any]) -> dict[str, Any]:
    """The output, or a note in its place if it is too large to keep."""
    if len(str(output)) <= LARGEST_OUTPUT:
        return output
    return nbformat.v4.new_output("stream", name="stdout", text="(an output too large to keep)\n")
