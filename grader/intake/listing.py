"""The list of members at the end of a zip, mended: zipfile reads no member at all if one entry is not as it should be.

Such an entry has a name that says to be UTF-8 and is not, a field that is longer than its place, or a version of the
future. What is wrong is left out; the member itself is still there.
"""

import struct
import zipfile
from typing import Any, BinaryIO

ENTRY = struct.Struct("<4s2xBxH18xHHH8xI")
"""An entry: its mark, version, flags, the lengths of its name, fields and comment, which follow, and where its member
begins, with flags of its own.
"""

UTF_8, VERSION, ZIP64_ENDS = 0x800, 63, 56 + 20
"""The flag of a name in UTF-8; the newest version that zipfile reads; bytes between a long list and the end."""


class Mended:
    """A zip as a file, with another list of members of the same length; flags: of members, by where they begin."""

    def __init__(self, file: BinaryIO, start: int, entries: bytes, flags: dict[int, int]) -> None:
        self.file, self.start, self.entries, self.flags = file, start, entries, flags

    def __getattr__(self, name: str) -> Any:
        return getattr(self.file, name)

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, those of the list from the other one; a member is read from its beginning."""
        at = self.file.tell()
        data = bytearray(self.file.read(size))
        first, last = max(at, self.start), min(at + len(data), self.start + len(self.entries))
        if first < last:
            data[first - at : last - at] = self.entries[first - self.start : last - self.start]
        if at in self.flags and len(data) >= 8:
            struct.pack_into("<H", data, 6, self.flags[at])
        return bytes(data)


def mended(file: BinaryIO) -> Any:
    """Return a zip, as a file, without what is wrong with entries of its list of members.

    Raises:
        ValueError: it has no list.
    """
    end: Any = zipfile._EndRecData(file)  # type: ignore[attr-defined]
    if end is None:
        raise ValueError("it has no list of members")
    size, place = end[zipfile._ECD_SIZE], end[zipfile._ECD_LOCATION]  # type: ignore[attr-defined]
    start = place - size - (ZIP64_ENDS if end[0] == b"PK\6\6" else 0)
    file.seek(max(start, 0))
    entries = bytearray(file.read(size))
    at, own, before = 0, dict[int, int](), start - end[zipfile._ECD_OFFSET]  # type: ignore[attr-defined]
    while at + ENTRY.size <= len(entries):
        mark, version, flags, *lengths, member = ENTRY.unpack_from(entries, at)
        if mark != b"PK\1\2":
            break
        name, fields = (at + ENTRY.size + sum(lengths[:count]) for count in range(2))
        after = fields + lengths[1]
        entries[at + 6] = min(version, VERSION)
        if not _is_utf_8(entries[name:fields]):
            own[before + member] = flags & ~UTF_8
            struct.pack_into("<H", entries, at + 8, flags & ~UTF_8)
        if not _are_fields(entries[fields:after]):
            entries[fields:after] = bytes(len(entries[fields:after]))
        at = after + lengths[2]
    return Mended(file, start, bytes(entries), own)


def _is_utf_8(name: bytearray) -> bool:
    try:
        name.decode()
    except UnicodeDecodeError:
        return False
    return True


def _are_fields(data: bytearray) -> bool:
    """Whether each field ends where it should; in those with a name in UTF-8 that name is one."""
    at = 0
    while at + 4 <= len(data):
        kind, length = struct.unpack_from("<HH", data, at)
        at += 4 + length
        if at > len(data) or (kind == 0x7075 and not _is_utf_8(data[at - length + 5 : at])):
            return False
    return True
