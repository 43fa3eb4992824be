"""What is in a hand-in, by name: in a folder, a zip, or a zip within either. Nothing is unpacked, and no link followed.

Whoever made it chose all names, sizes and kinds; everything is bounded before it is read.
"""

import io
import lzma
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from grader.intake import text

UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
    struct.error,
    NotImplementedError,
)
"""What reading a damaged zip may raise."""

ENTRIES = 200_000
"""Files and folders that are looked at in a folder."""

DEPTH = 8
"""Folders within folders that are looked at."""

DIRECTORY_BYTES = 8 * 2**20
"""The list of members at the end of a zip; it takes ten times as much memory."""

NESTED_BYTES = 50 * 2**20
"""A zip within a zip."""

PACKED = (".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar")

Reader = Callable[[int], bytes]
"""Returns the first bytes of a file, at most so many; raises one of UNREADABLE."""


class ArchiveError(ValueError):
    """Nothing in it can be taken; the message is a sentence that says why."""


@dataclass
class Files:
    """What is in a hand-in.

    readers: of its files, by path, "/" between names. links: paths of links, which nobody follows. twice: paths that
    two members of a zip have, so that nobody can say which one counts.
    """

    readers: dict[str, Reader] = field(default_factory=dict)
    links: list[str] = field(default_factory=list)
    twice: set[str] = field(default_factory=set)

    def packed(self) -> list[str]:
        """Return the paths of archives within."""
        return [name for name in self.readers if name.lower().endswith(PACKED)]


@contextmanager
def opened(path: Path) -> Iterator[Files]:
    """Give the files of a folder or zip.

    Raises:
        ArchiveError: it is a link, or no zip that can be read.
    """
    if path.is_symlink():
        raise ArchiveError(f"{text.name(path.name)} is a link, and links are not followed")
    if path.is_dir():
        yield _folder(path)
        return
    with _zip(path.name, lambda: _open(path)) as found:
        yield found


@contextmanager
def nested(files: Files, name: str) -> Iterator[Files]:
    """Give the files of a zip within.

    Raises:
        ArchiveError: it is no zip that can be read.
    """

    def whole() -> BinaryIO:
        data = files.readers[name](NESTED_BYTES + 1)
        if len(data) > NESTED_BYTES:
            raise ValueError(f"larger than {NESTED_BYTES // 2**20} MB")
        return io.BytesIO(data)

    with _zip(name, whole) as found:
        yield found


def is_junk(name: str) -> bool:
    """Return whether a name is one of those that systems and tools leave behind: hidden, of macOS, of Python."""
    return name.startswith(".") or name in ("__MACOSX", "__pycache__", "site-packages", "node_modules")


def _folder(root: Path) -> Files:
    found, waiting, seen = Files(), [(root, 0)], 0
    while waiting:
        folder, depth = waiting.pop()
        try:
            with os.scandir(folder) as entries:
                inside = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            raise ArchiveError(f"{text.name(folder.name)}/ cannot be read ({error.strerror})") from None
        for entry in inside:
            seen += 1
            if seen > ENTRIES:
                raise ArchiveError(f"it holds more than {ENTRIES} files")
            path = Path(entry.path)
            name = path.relative_to(root).as_posix()
            if is_junk(entry.name):
                continue
            if entry.is_symlink():
                found.links.append(name)
            elif entry.is_dir(follow_symlinks=False) and depth < DEPTH:
                waiting.append((path, depth + 1))
            elif entry.is_file(follow_symlinks=False):
                found.readers[name] = partial(_start, path)
    return found


def _open(path: Path) -> BinaryIO:
    """Open a file, and no link, pipe or device that stands in its place."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    file = os.fdopen(descriptor, "rb")
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        file.close()
        raise OSError(0, "no file")
    return file


def _start(path: Path, size: int) -> bytes:
    with _open(path) as file:
        return file.read(size)


@contextmanager
def _zip(name: str, source: Callable[[], BinaryIO]) -> Iterator[Files]:
    """Give the members of a zip; what goes wrong later, when one of them is read, is that reader's."""
    try:
        file = source()
    except UNREADABLE as error:
        raise ArchiveError(_no_zip(name, error)) from None
    with file:
        try:
            _bound(file)
            archive = zipfile.ZipFile(file)
            found = _members(archive)
        except UNREADABLE as error:
            raise ArchiveError(_no_zip(name, error)) from None
        with archive:
            yield found


def _no_zip(name: str, error: BaseException) -> str:
    why = error.strerror if isinstance(error, OSError) and error.strerror else error
    return f"{text.name(name)} is no zip that can be read ({text.name(str(why))})"


def _bound(file: BinaryIO) -> None:
    """Look at the end of a zip, where the size of its list of members is, before that list is read.

    Raises:
        ValueError: it is too large.
    """
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - 66_000))
    end = file.read()
    at = end.rfind(b"PK\5\6")
    if b"PK\6\7" in end[max(0, at - 20) : at] or int.from_bytes(end[at + 12 : at + 16], "little") > DIRECTORY_BYTES:
        raise ValueError("it has too many members")
    file.seek(0)


def _members(archive: zipfile.ZipFile) -> Files:
    found = Files()
    for info in archive.infolist():
        path = PurePosixPath(info.filename.replace("\\", "/"))
        name, kind = path.as_posix(), stat.S_IFMT(info.external_attr >> 16)
        if info.is_dir() or path.is_absolute() or ".." in path.parts or any(map(is_junk, path.parts)):
            continue
        if kind == stat.S_IFLNK:
            found.links.append(name)
        elif kind in (0, stat.S_IFREG):
            if name in found.readers:
                found.twice.add(name)
            found.readers[name] = partial(_first, archive, info)
    return found


def _first(archive: zipfile.ZipFile, info: zipfile.ZipInfo, size: int) -> bytes:
    with archive.open(info) as file:
        return file.read(size)
