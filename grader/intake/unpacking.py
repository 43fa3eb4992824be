"""Unpacks what is compressed, in memory that its first bytes take: a kilobyte may hold gigabytes, or claim to."""

import bz2
import copy
import gzip
import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable
from functools import partial
from typing import IO, Any, BinaryIO

TAR_BYTES = 100 * 2**20
"""What a tar is unpacked to, in memory."""

CUT_SHORT = "it is cut short: the upload broke off"

_CHUNK = 2**16


def first(file: BinaryIO, size: int) -> bytes:
    """Return the first bytes of what is in a compressed file, at most so many; of any other its own.

    Raises:
        EOFError, OSError, ValueError, lzma.LZMAError, zlib.error: it is damaged.
    """
    start = file.read(6)
    file.seek(0)
    read = next((kind for magic, kind in COMPRESSED.items() if start.startswith(magic)), None)
    return read(file, size) if read else file.read(size)


def member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, size: int) -> bytes:
    """Return the first bytes of a member of a zip, at most so many.

    Of BZIP2 and LZMA zipfile unpacks at once all that it has read, gigabytes from a kilobyte: these are unpacked here.

    Raises:
        BadZipFile: it is damaged.
        EOFError, OSError, RuntimeError, ValueError, lzma.LZMAError, zlib.error: so is what it is packed as.
        NotImplementedError: it is packed in a way that is not known.
    """
    if info.compress_type not in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        with archive.open(info) as file:
            return file.read(size)
    raw = copy.copy(info)
    raw.compress_type, raw.file_size = zipfile.ZIP_STORED, info.compress_size
    raw.CRC = None  # type: ignore[assignment]  # that of what is packed is not known
    size = min(size, info.file_size)
    with archive.open(raw) as packed:
        if info.compress_type == zipfile.ZIP_BZIP2:
            data = _unpacked(bz2.BZ2Decompressor, packed, size)
        else:
            filters = [_lzma_filter(packed.read(9), size)]
            data = _unpacked(partial(lzma.LZMADecompressor, lzma.FORMAT_RAW, filters=filters), packed, size)
    if len(data) == info.file_size and zlib.crc32(data) != info.CRC:
        raise zipfile.BadZipFile(info.filename)
    return data


def why(error: Exception) -> str:
    """Return why an archive or a file cannot be read, in words; Python's own are about what is inside of an archive."""
    match error:
        case OSError(strerror=str(said)) if said:
            return said
        case ValueError():
            return str(error)
        case EOFError():
            return CUT_SHORT
        case NotImplementedError():
            return "it is packed in a way that is not known; ask for an ordinary zip"
        case lzma.LZMAError() if "Memory" in str(error):
            return "it takes too much memory to unpack"
    return "it is damaged"


def _gz(file: BinaryIO, size: int) -> bytes:
    with gzip.open(file) as unpacked:
        return unpacked.read(size)


def _bz2(file: BinaryIO, size: int) -> bytes:
    return _unpacked(bz2.BZ2Decompressor, file, size)


def _xz(file: BinaryIO, size: int) -> bytes:
    # The file says itself how much memory it takes, and may say gigabytes.
    return _unpacked(partial(lzma.LZMADecompressor, memlimit=TAR_BYTES), file, size)


COMPRESSED: dict[bytes, Callable[[BinaryIO, int], bytes]] = {b"\x1f\x8b": _gz, b"BZh": _bz2, b"\xfd7zXZ\0": _xz}
"""What reads the first bytes of what is in a compressed file, by how it begins."""


def _lzma_filter(start: bytes, size: int) -> dict[str, int]:
    """How a member is packed, from its first nine bytes; it says how much memory that takes, but not more than it has.

    size: of what is read of it.
    """
    length, coded, memory = struct.unpack("<2xHBI", start)
    if length != 5:
        raise NotImplementedError
    properties = {"lc": coded % 9, "lp": coded // 9 % 5, "pb": coded // 45}
    return {"id": lzma.FILTER_LZMA1, "dict_size": min(memory, max(size, 4096)), **properties}


def _unpacked(kind: Callable[[], Any], file: IO[bytes], size: int) -> bytes:
    """The first bytes of what is packed in a file, in memory that these take; kind: makes a decompressor."""
    parts, unpacker, data = [], kind(), b""
    while size > 0:
        if unpacker.eof:  # some tools write several streams, one after the other
            data = unpacker.unused_data or file.read(_CHUNK)
            if not data.strip(b"\0"):
                break
            unpacker = kind()
        elif unpacker.needs_input and not (data := file.read(_CHUNK)):
            raise EOFError
        part = unpacker.decompress(data, size)
        parts.append(part)
        size -= len(part)
        data = b""
    return b"".join(parts)
