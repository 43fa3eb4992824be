"""What moves: the playground and the explorer, which run in a notebook and as pages of their own.

Names are imported when they are first asked for: the page of the playground is written by a Python without NumPy.
"""

import importlib
from typing import Any

HOMES = {"Playground": "playground", "TemplatesExplorer": "explorer", "Learned": "explorer"}


def __getattr__(name: str) -> Any:
    if name in HOMES:
        return getattr(importlib.import_module(f"helpers.given.live.{HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
