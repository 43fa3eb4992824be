"""Searches files for a word: also within archives, whose packed bytes hold any short word by chance."""

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from grader.intake import archives, tars, text, unpacking
from grader.intake.archives import UNREADABLE

DEPTH = 8
"""Archives within archives that are opened; some hold themselves."""

TOTAL_BYTES = 4 * unpacking.TAR_BYTES
"""What is unpacked of one file."""

MEMBER_BYTES = 1_000
"""What a member takes of that beside its content: a few kilobytes may hold millions of empty ones."""

CLOSED = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x28\xb5\x2f\xfd")
"""How files begin that nothing here unpacks: RAR, 7z and Zstandard."""


class ClosedError(ValueError):
    """Something in a file is packed and cannot be unpacked, so nobody can say what is in it."""


def holds(path: Path, word: str) -> bool:
    """Return whether a file holds a word, in its bytes or, if it is an archive, in the names and bytes of its members.

    Raises:
        ClosedError: not where it could be read, and the rest cannot be.
    """
    found, plain = _pattern(word), word.encode()
    closed = False
    for part in _Unpacking().parts(path.read_bytes()):
        if part is None:
            closed = True
        elif plain in part and found.search(part):  # the first takes a fraction of the time
            return True
    if closed:
        raise ClosedError(f"{text.name(path.name)} cannot be searched whole")
    return False


def named(name: str, word: str) -> bool:
    """Return whether a path has a word in it."""
    return bool(_pattern(word).search(name.encode()))


def _pattern(word: str) -> re.Pattern[bytes]:
    return re.compile(rb"(?<![\w.-])" + re.escape(word.encode()) + rb"(?![\w-]|\.\w)")


class _Unpacking:
    """What is in one file; room: bytes that are still unpacked of it, as a kilobyte may hold any number of them."""

    def __init__(self) -> None:
        self.room = TOTAL_BYTES

    def parts(self, data: bytes, depth: int = DEPTH) -> Iterator[bytes | None]:
        """Yield the names and bytes in a file that are not packed any more; None for what cannot be unpacked."""
        packed = data.startswith((b"PK\3\4", *unpacking.COMPRESSED))
        if data.startswith(CLOSED) or (packed and not (depth and self.room > 0)):
            yield None
        elif packed:
            try:
                yield from self._members(data, depth) if data.startswith(b"PK") else self._whole(data, depth)
            except UNREADABLE:
                yield None
        elif tars.is_one(data) and depth:
            try:
                for member in tars.members(data):
                    yield member.name.encode()
                    self.room -= len(member.data) + MEMBER_BYTES  # it is kept beside what it is in
                    if self.room < 0:
                        yield None
                        break
                    yield from self.parts(bytes(member.data), depth - 1)
            except UNREADABLE:
                yield data
        else:
            yield data

    def _members(self, data: bytes, depth: int) -> Iterator[bytes | None]:
        """What is in a zip."""
        archives.bound(io.BytesIO(data), archives.DIRECTORY_BYTES)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for info in archive.infolist():
                yield info.filename.encode()
                self.room -= MEMBER_BYTES
                if self.room < 0:
                    yield None
                    break
                try:
                    content = unpacking.member(archive, info, self.room)
                except UNREADABLE:
                    yield None
                else:
                    self.room -= len(content)
                    yield from self.parts(content, depth - 1)
                    if info.file_size > len(content):
                        yield None

    def _whole(self, data: bytes, depth: int) -> Iterator[bytes | None]:
        """What is in a compressed file, such as a tar."""
        content = unpacking.first(io.BytesIO(data), self.room)
        self.room -= len(content)
        yield from self.parts(content, depth - 1)
        if self.room <= 0:
            yield None
