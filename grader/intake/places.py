"""A folder of hand-ins, on the disk or in a zip: what is at its top, and the files of each item."""

import os
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path

from grader.intake import archives
from grader.intake.archives import Files

Opener = Callable[[], AbstractContextManager[Files]]
"""Gives the files of one hand-in; raises ArchiveError."""


@dataclass
class Place:
    """What is at the top of a folder; what systems leave behind is not in it.

    shown: its path as it is printed. folders, files, links: names. path: where it is, None in a zip. packed: what is
    in it, if it is in a zip.
    """

    shown: str
    folders: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    path: Path | None = None
    packed: Files = field(default_factory=Files)

    @property
    def items(self) -> list[str]:
        """All names, in order."""
        return sorted([*self.folders, *self.files, *self.links])

    @cached_property
    def below(self) -> dict[str, Files]:
        """What is in the folders of a zip, by their names."""
        return self.packed.parted()

    def sub(self, name: str) -> "Place":
        """Return the place that a folder in it is, with nothing in it if it cannot be read: its opener says why."""
        shown = f"{self.shown}/{name}"
        if self.path is None:
            return inside(self.below.get(name, Files()), shown)
        try:
            return disk(self.path / name, shown)
        except OSError:
            return Place(shown, path=self.path / name)

    def opener(self, name: str) -> Opener:
        """Return what opens a folder or an archive in it."""
        if self.path:
            return partial(archives.opened, self.path / name)
        if name in self.folders:
            return lambda: nullcontext(self.below[name])
        return partial(archives.nested, self.packed, name)

    def loose(self, names: Mapping[str, str], later: Collection[str] = ()) -> Opener:
        """Return what gives files and folders in it as one hand-in's.

        Args:
            names: of the items in this place, by what each is called in the hand-in.
            later: which of these items came after the archives among them.
        """

        @contextmanager
        def given() -> Iterator[Files]:
            with ExitStack() as stack:
                found = Files(later=sorted(own for own, name in names.items() if name in later))
                for own, name in names.items():
                    if name in self.folders:
                        found.add(own, stack.enter_context(self.opener(name)()))
                    elif name in self.links:
                        found.links.append(own)
                    else:
                        found.readers[own] = self.reader(name)
                        if name in self.packed.twice:
                            found.twice[own] = self.packed.twice[name]
                        found.same += [own] * self.packed.same.count(name)
                yield found

        return given

    def reader(self, name: str) -> archives.Reader:
        """Return what reads a file in it."""
        return partial(archives.start, self.path / name) if self.path else self.packed.readers[name]


def disk(path: Path, shown: str) -> Place:
    """Return a folder on the disk.

    Raises:
        OSError: it cannot be read.
    """
    place = Place(shown, path=path)
    with os.scandir(path) as entries:
        for entry in sorted(entries, key=lambda one: one.name):
            if not archives.is_junk(entry.name):
                if entry.is_symlink():
                    place.links.append(entry.name)
                elif entry.is_dir():
                    place.folders.append(entry.name)
                elif entry.is_file():
                    place.files.append(entry.name)
    return place


def inside(files: Files, shown: str) -> Place:
    """Return a folder in a zip."""
    folders = {name.partition("/")[0] for name in (*files.readers, *files.links) if "/" in name}
    flat = [name for name in files.readers if "/" not in name and name not in folders]
    links = [name for name in files.links if "/" not in name and name not in folders]
    return Place(shown, sorted(folders), sorted(flat), sorted(links), packed=files)
