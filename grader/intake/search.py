"""Searches files for a word: also within archives, whose packed bytes hold any short word by chance."""

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from grader.intake import tars, text, unpacking
from grader.intake.archives import UNREADABLE

DEPTH = 8
"""Archives within archives that are opened; some hold themselves."""

CLOSED = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x28\xb5\x2f\xfd")
"""How files begin that nothing here unpacks: RAR, 7z and Zstandard."""


class ClosedError(ValueError):
    """Something in a file is packed and cannot be unpacked, so nobody can say what is in it."""


def holds(path: Path, word: str) -> bool:
    """Return whether a file holds a word, in its bytes or, if it is an archive, in the names and bytes of its members.

    Raises:
        ClosedError: not where it could be read, and the rest cannot be.
    """
    found = _pattern(word)
    closed = False
    for part in _parts(path.read_bytes(), DEPTH):
        if part is None:
            closed = True
        elif found.search(part):
            return True
    if closed:
        raise ClosedError(f"{text.name(path.name)} cannot be searched whole")
    return False


def named(name: str, word: str) -> bool:
    """Return whether a path has a word in it."""
    return bool(_pattern(word).search(name.encode()))


def _pattern(word: str) -> re.Pattern[bytes]:
    return re.compile(rb"(?<![\w.-])" + re.escape(word.encode()) + rb"(?![\w-]|\.\w)")


def _parts(data: bytes, depth: int) -> Iterator[bytes | None]:
    """Yield the names and bytes in a file that are not packed any more; None for what cannot be unpacked."""
    packed = data.startswith((b"PK\3\4", *unpacking.COMPRESSED))
    if data.startswith(CLOSED) or (packed and not depth):
        yield None
    elif packed:
        try:
            yield from _members(data, depth) if data.startswith(b"PK") else _whole(data, depth)
        except UNREADABLE:
            yield None
    elif data[257:262] == b"ustar":
        try:
            for member in tars.members(data):
                yield member.name.encode()
                yield from _parts(bytes(member.data), depth - 1)
        except UNREADABLE:
            yield data
    else:
        yield data


def _members(data: bytes, depth: int) -> Iterator[bytes | None]:
    """What is in a zip."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for info in archive.infolist():
            yield info.filename.encode()
            try:
                content = unpacking.member(archive, info, unpacking.TAR_BYTES)
            except UNREADABLE:
                yield None
            else:
                yield from _parts(content, depth - 1)
                if info.file_size > len(content):
                    yield None


def _whole(data: bytes, depth: int) -> Iterator[bytes | None]:
    """What is in a compressed file, such as a tar."""
    content = unpacking.first(io.BytesIO(data), unpacking.TAR_BYTES)
    yield from _parts(content, depth - 1)
    if len(content) == unpacking.TAR_BYTES:
        yield None
