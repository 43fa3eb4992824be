"""Loads the other modules of its package from one file; `build` puts it into helpers/given/ of a site.

In a browser each look at the disk takes some ten milliseconds, and loading sixty modules from their files, seconds.
"""

import json
import sys
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
FILE = HERE / "bundle.json"
"""The text of each module by its path in this folder."""


class Loader(SourceFileLoader):
    """Loads a module as if from its own file."""

    def __init__(self, name: str, path: str, text: str) -> None:
        super().__init__(name, path)
        self.text = text

    def get_data(self, path: str) -> bytes:
        """Return what is in the module's file."""
        return self.text.encode()

    def path_stats(self, path: str) -> dict[str, Any]:
        """Have no bytecode looked for or kept.

        Raises:
            OSError: always.
        """
        raise OSError(path)


class Finder:
    """Finds modules by their texts."""

    def __init__(self, texts: dict[str, str]) -> None:
        self.texts = texts

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        """Return how to load a module, or None if its text is not known."""
        package, _, place = name.partition(f"{__package__}.")
        place = place.replace(".", "/")
        for file in (f"{place}.py", f"{place}/__init__.py"):
            if not package and file in self.texts:
                at = str(HERE / file)
                return spec_from_file_location(name, at, loader=Loader(name, at, self.texts[file]))
        return None


def install() -> None:
    """Look there first."""
    sys.meta_path.insert(0, Finder(json.loads(FILE.read_text(encoding="utf-8"))))
