"""Files that are written whole or not at all, and zips that are read with care; standard library only."""

import io
import itertools
import os
import re
import shutil
import stat
import sys
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

LARGEST = 100_000_000
"""Bytes of the files in a zip that is read."""

LARGEST_ZIP = 10_000_000
"""Bytes of the zip itself; a longer one may list a million files."""

BACKUP = re.compile(r"before(-\d+)?\.zip")
"""What a zip of files that were replaced is called."""

UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)
"""What reading a zip raises that is damaged, encrypted, or no zip at all."""

DAMAGED_JSON = (ValueError, LookupError, TypeError, AttributeError, RecursionError)
"""What reading something as a notebook raises that is none."""


class FileError(Exception):
    """What keeps us from taking a file, as one sentence for the student."""


def write_atomically(path: Path, content: bytes | str, mode: int = 0o666) -> None:
    """Write a file in one step: a reader sees the old file or the whole new one, whoever else writes it too.

    Args:
        path: the file; its folder is made if need be.
        content: what goes in; a text is written as UTF-8.
        mode: who may read and write it, as far as the system's mask lets them.

    Raises:
        OSError: it cannot be written; the old file is as it was.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        temporary.touch(mode)
        temporary.write_bytes(content.encode() if isinstance(content, str) else content)
        temporary.replace(path)
    except (OSError, KeyboardInterrupt):
        temporary.unlink(missing_ok=True)
        raise


def read_zip(path: Path, wanted: Callable[[str], bool]) -> dict[str, bytes]:
    """Return the files in a zip whose names are wanted, by name.

    Raises:
        FileError: it cannot be read as a zip, one of these is a link, two have one name, or they are too large.
    """
    try:
        if path.stat().st_size > LARGEST_ZIP:
            raise FileError(f"{path.name} is larger than 10 MB: nothing was changed.")
        with zipfile.ZipFile(path) as archive:
            members = [one for one in archive.infolist() if not one.is_dir() and wanted(one.filename)]
            if links := [one.filename for one in members if stat.S_ISLNK(one.external_attr >> 16)]:
                raise FileError(f"{path.name} holds a link, {links[0][:60]!r}: nothing was changed.")
            counts = Counter(one.filename.casefold() for one in members)  # on some disks that is one file
            if twice := [name for name, count in counts.items() if count > 1]:
                raise FileError(f"{path.name} holds {twice[0][:60]!r} twice: nothing was changed.")
            # The other ways of packing unpack gigabytes from a kilobyte, whatever the size that is told.
            if any(one.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for one in members):
                raise NotImplementedError
            if sum(one.file_size for one in members) > LARGEST:
                raise FileError(f"{path.name} holds more than 100 MB: nothing was changed.")
            return {one.filename: archive.read(one) for one in members}
    except FileNotFoundError as error:
        raise FileError(f"There is no {path.name} in {path.parent}.") from error
    except OSError as error:
        raise FileError(f"{path} cannot be read: {error.strerror}.") from error
    except UNREADABLE as error:
        raise FileError(f"{path.name} cannot be read as a zip: download it again.") from error


def put(folder: Path, files: Mapping[str, bytes]) -> str:
    """Put files in their places, all of them or none; what they replace is kept in before.zip, or before-2.zip, ...

    Args:
        folder: the one that they are in; no link below it is followed.
        files: content by path in the folder; they are placed in this order.

    Returns:
        a sentence that names that zip, "" if nothing was replaced.

    Raises:
        FileError: a link is in the way.
        OSError: something cannot be written; all files are as they were.
    """
    for name in files:
        for place in itertools.accumulate(Path(name).parts, Path.joinpath, initial=folder):
            if place.is_symlink():
                raise FileError(f"{place} is a link: put the file or folder itself there, then try again.")
    before = {name: (folder / name).read_bytes() for name in files if (folder / name).is_file()}
    kept = _unused(folder) if before else ""
    parts = {name: Path(f"{folder / name}.{os.getpid()}.part") for name in files}
    placed = []
    try:
        for name, part in parts.items():
            part.parent.mkdir(parents=True, exist_ok=True)
            part.write_bytes(files[name])
            if name in before:
                shutil.copymode(folder / name, part)
        if kept:
            write_atomically(folder / kept, pack(before))
        for name, part in parts.items():
            _place(part, folder / name)
            placed.append(name)
    except (OSError, KeyboardInterrupt):
        for part in parts.values():
            part.unlink(missing_ok=True)
        for name in placed:
            if name in before:
                write_atomically(folder / name, before[name])
            else:
                (folder / name).unlink(missing_ok=True)
        if kept:
            (folder / kept).unlink(missing_ok=True)
        raise
    return f"What was here before is in {kept}." if kept else ""


def pack(files: Mapping[str, bytes]) -> bytes:
    """Return a zip with these files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(name, files[name])
    return buffer.getvalue()


def _place(part: Path, path: Path) -> None:
    """Put a file that is written where it belongs."""
    if sys.platform == "emscripten":
        # JupyterLite knows what a file is, text or notebook, by the name it was made under.
        path.write_bytes(part.read_bytes())
        part.unlink()
    else:
        part.replace(path)


def _unused(folder: Path) -> str:
    """The name of a zip that is not there yet."""
    names = itertools.chain(["before.zip"], (f"before-{number}.zip" for number in itertools.count(2)))
    return next(name for name in names if not (folder / name).exists())
