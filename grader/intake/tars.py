"""Reads tars: the name, kind and bytes of each member, in one pass that takes time and memory by their size alone.

The standard library's tarfile reads much more in a header; one that somebody made for it keeps it busy for hours.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from grader.intake.unpacking import CUT_SHORT

BLOCK = 512

NAME_BYTES = 64 * 1024
"""A header with a long name, and what else some tars keep with it."""

RECORDS = 200
"""Of an extended header; each program writes ten or fewer, and some a few for each attribute of a file."""

FILE, FOLDER, LINK, OTHER = "file", "folder", "link", "other"
KINDS = {b"0": FILE, b"\0": FILE, b"7": FILE, b"5": FOLDER, b"1": LINK, b"2": LINK}
LONG_NAME, EXTENDED, MORE = b"L", b"x", (b"K", b"g")
DAMAGED = "it has a damaged header"


@dataclass(frozen=True)
class Member:
    """A member of a tar; kind: FILE, FOLDER, LINK or OTHER, such as a device."""

    name: str
    kind: str
    data: memoryview


def is_one(start: bytes) -> bool:
    """Return whether a file begins like a tar that is not compressed, as its first header says."""
    return start[257:262] == b"ustar"


def may_be_one(data: bytes) -> bool:
    """Return whether data may be a tar, also of a kind as old as that its first header does not say so."""
    return is_one(data) or not any(data[:BLOCK]) or data[148:156].strip(b" \0").isdigit()


def members(tar: bytes) -> Iterator[Member]:
    """Yield the members of a tar that is not compressed.

    Raises:
        ValueError: it is none, or cut short.
    """
    content, at, name = memoryview(tar), 0, ""
    while at < len(content) and any(header := bytes(content[at : at + BLOCK])):
        size = _size(header)
        at += BLOCK
        data, at = content[at : at + size], at + size + -size % BLOCK
        if len(data) < size:
            raise ValueError(CUT_SHORT)
        kind = header[156:157]
        if kind in (LONG_NAME, EXTENDED, *MORE):
            if size > NAME_BYTES:
                raise ValueError("a name is too long")
            if kind == LONG_NAME:
                name = _text(bytes(data))
            elif kind == EXTENDED:
                name = _path(bytes(data)) or name
        else:
            folder = _text(header[345:500]) if header[257:263] == b"ustar\0" else ""
            own = _text(header[:100])
            yield Member(name or (f"{folder}/{own}" if folder else own), KINDS.get(kind, OTHER), data)
            name = ""


def _size(header: bytes) -> int:
    """The number of bytes that follow a header."""
    if len(header) < BLOCK or _number(header[148:156]) != sum(header) - sum(header[148:156]) + 8 * ord(" "):
        raise ValueError(DAMAGED)
    return _number(header[124:136])


def _number(octal: bytes) -> int:
    digits = octal.strip(b" \0")
    if not digits.isdigit() or b"8" in digits or b"9" in digits:  # sizes of 8 GB and more are written otherwise
        raise ValueError(DAMAGED)
    return int(digits, 8)


def _path(records: bytes) -> str:
    """The name in an extended header, "" if there is none; its records are written as b"20 path=folder/name\n"."""
    name, at = b"", 0
    for _ in range(RECORDS):
        if at == len(records):
            return _text(name)
        length = records[at : at + 10].partition(b" ")[0]
        end = at + int(length) if length.isdigit() else at
        if not at + len(length) < end <= len(records):
            raise ValueError(DAMAGED)
        key, _, value = records[at + len(length) + 1 : end].partition(b"=")
        name, at = value.removesuffix(b"\n") if key == b"path" else name, end
    raise ValueError(DAMAGED)


def _text(name: bytes) -> str:
    return name.partition(b"\0")[0].decode("utf-8", "replace")
