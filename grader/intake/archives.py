"""What is in a hand-in, by name: in a folder, a zip or tar, or one within these. Nothing is unpacked, no link followed.

Whoever made it chose all names, sizes and kinds; everything is bounded before it is read.
"""

import io
import lzma
import os
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from grader.intake import listing, tars, text, unpacking

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
"""What reading a damaged archive may raise."""

ENTRIES = 100_000
"""Files and folders that are looked at in a hand-in."""

DEPTH = 32
"""Folders within folders that are looked at: what people unpack into folders, again and again, may be 20 deep."""

LONGEST = 1_000
"""Characters of a member's path; whoever unpacks one that is longer has trouble with it."""

DIRECTORY_BYTES = 8 * 2**20
"""The list of members at the end of a zip; it takes ten times as much memory."""

EXPORT_BYTES = 64 * 2**20
"""The same, of a whole class's work as a platform exports it."""

NESTED_BYTES = 50 * 2**20
"""An archive within an archive, and what a tar within one is unpacked to."""

HELD_BYTES = 2 * NESTED_BYTES
"""All archives within a hand-in, as they are kept in memory."""

TARS = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz")
READABLE = (".zip", *TARS)
COMPRESSED = (".gz", ".bz2", ".xz")
PACKED = (*READABLE, *COMPRESSED, ".7z", ".rar", ".zst", ".tar.zst", ".dmg", ".iso")

PLACEHOLDER = ".icloud"
"""The end of the hidden file that stands for one which a cloud has not sent yet: ".ada.zip.icloud"."""

MANY = "it has too many members"

JUNK = "hidden, or left behind by a system or a tool"

Reader = Callable[[int], bytes]
"""Returns the first bytes of a file, at most so many; raises one of UNREADABLE."""


class ArchiveError(ValueError):
    """Nothing in it can be taken; the message is a sentence that says why."""


@dataclass
class Files:
    """What is in a hand-in.

    readers: of its files, by path, "/" between names. links: paths of links, which nobody follows. twice: paths that
    several of its files have, so that nobody can say which one counts, with their readers; with none if one is a link,
    or cannot be kept. outside: paths of members whose names lead out of their archive, such as /home/ada/svm.py,
    without what leads out. checkpoints: readers of the copies that Jupyter keeps, which are among the skipped ones,
    too. skipped: why nobody looks at other files, or at a folder ("old/"). later: paths of loose files that were
    uploaded after the archives beside them. same: paths of files that are there once more with the same bytes, and not
    among the readers. held: bytes of it that are kept in memory.
    """

    readers: dict[str, Reader] = field(default_factory=dict)
    links: list[str] = field(default_factory=list)
    twice: dict[str, list[Reader]] = field(default_factory=dict)
    outside: list[str] = field(default_factory=list)
    checkpoints: dict[str, Reader] = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)
    later: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    held: int = 0

    def packed(self) -> list[str]:
        """Return the paths of archives within."""
        return [name for name in self.readers if name.lower().endswith(PACKED)]

    def parted(self) -> dict[str, "Files"]:
        """Return what is in each folder at the top of these, by the paths in it."""
        found: dict[str, Files] = defaultdict(Files)

        def inside(paths: Iterable[str]) -> Iterator[tuple[Files, str, str]]:
            for path in paths:
                folder, within, name = path.partition("/")
                if within:
                    yield found[folder], name, path

        for files, name, path in inside(self.readers):
            files.readers[name] = self.readers[path]
        for files, name, _ in inside(self.links):
            files.links.append(name)
        for files, name, path in inside(self.twice):
            files.twice[name] = self.twice[path]
        for files, name, _ in inside(self.outside):
            files.outside.append(name)
        for files, name, _ in inside(self.same):
            files.same.append(name)
        for files, name, path in inside(self.checkpoints):
            files.checkpoints[name] = self.checkpoints[path]
        for files, name, path in inside(self.skipped):
            files.skipped[name] = self.skipped[path]
        return found

    def add(self, folder: str, files: "Files") -> None:
        """Put others in, into a folder, or beside these if it is ""."""
        at = f"{folder}/" if folder else ""
        for name in {f"{at}{name}" for name in files.readers} & self.readers.keys():
            self.twice[name] = [*self.twice.get(name, [self.readers[name]]), files.readers[name.removeprefix(at)]]
        self.readers |= {f"{at}{name}": reader for name, reader in files.readers.items()}
        self.links += [f"{at}{name}" for name in files.links]
        self.twice |= {f"{at}{name}": readers for name, readers in files.twice.items()}
        self.outside += [f"{at}{name}" for name in files.outside]
        self.same += [f"{at}{name}" for name in files.same]
        self.checkpoints |= {f"{at}{name}": reader for name, reader in files.checkpoints.items()}
        self.skipped |= {f"{at}{name}": why for name, why in files.skipped.items()}
        self.held += files.held


@contextmanager
def opened(path: Path, name: str | None = None, most: int = DIRECTORY_BYTES) -> Iterator[Files]:
    """Give the files of a folder, zip or tar.

    Args:
        path: where it is.
        name: what it is called in sentences; by default as it is there.
        most: bytes of a zip's list of members.

    Raises:
        ArchiveError: it is a link, or nothing that can be read.
    """
    name = path.name if name is None else name
    if path.is_symlink():
        raise ArchiveError(f"{text.name(name)} is a link, and links are not followed")
    if path.is_dir():
        yield _folder(path)
        return
    with _archive(name, lambda: _open(path), most) as found:
        yield found


@contextmanager
def nested(files: Files, name: str) -> Iterator[Files]:
    """Give the files of a zip or tar within.

    Raises:
        ArchiveError: it is none that can be read, there is another one with its name, or with others it is too large to
            be kept in memory.
    """
    if name in files.twice:
        raise ArchiveError(f"there are two files {text.name(name)}, and nothing says which one counts")
    room = min(NESTED_BYTES, HELD_BYTES - files.held)
    data = b""

    def whole() -> BinaryIO:
        nonlocal data
        data = files.readers[name](room + 1)
        if len(data) > room:
            raise ValueError(f"larger than the {room // 2**20} MB that are left for it")
        return io.BytesIO(data)

    with _archive(name, whole, DIRECTORY_BYTES, room) as found:
        found.held = max(found.held, len(data))
        yield found


def is_junk(name: str) -> bool:
    """Return whether a name is one that systems and tools leave behind: hidden, of macOS, Windows, a disk or Python."""
    if name.lower().endswith(PLACEHOLDER):
        return False
    return name.startswith((".", "~$")) or name.lower() in _LEFT_BEHIND or name.lower().endswith(_ZONES)


def is_packed(start: bytes) -> bool:
    """Return whether a file is by its first bytes a zip or tar, or a program as which some tools write a zip."""
    return start.startswith((b"PK\3\4", b"MZ", *unpacking.COMPRESSED)) or tars.is_one(start)


def checkpoint(path: PurePosixPath) -> str:
    """Return what the file is called of which Jupyter keeps a copy at a path, "" if the path is none of these."""
    match = _CHECKPOINT.fullmatch(path.name)
    *above, folder = path.parts[:-1] or ("",)
    if not match or folder != ".ipynb_checkpoints" or any(map(is_junk, above)):
        return ""
    return PurePosixPath(*above, f"{match[1]}{match[2]}").as_posix()


_CHECKPOINT = re.compile(r"([^.].*)-checkpoint(\.ipynb|\.py)")

_ZONES = (":zone.identifier", "\uf03azone.identifier")
"""What Windows keeps beside a download, saying where it is from; in WSL it is a file."""

_LEFT_BEHIND = {
    *("__macosx", "icon\r", "thumbs.db", "ehthumbs.db", "desktop.ini"),
    *("__pycache__", "site-packages", "venv", "node_modules"),
    *("system volume information", "$recycle.bin", "recycler", "lost+found"),
    *("@eadir", "@recycle", "#recycle", "#snapshot"),
    *(f"found.{number:03}" for number in range(1000)),
}


def _folder(root: Path) -> Files:
    found, waiting, seen = Files(), [(root, 0, False)], 0
    while waiting:
        folder, depth, junk = waiting.pop()
        try:
            with os.scandir(folder) as entries:
                inside = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            if folder == root:
                raise ArchiveError(f"{text.name(folder.name)}/ cannot be read ({error.strerror})") from None
            if not junk:
                found.skipped[f"{_within(root, folder)}/"] = f"cannot be read ({error.strerror})"
            continue
        for entry in inside:
            path = Path(entry.path)
            name = _within(root, path)
            left = junk or is_junk(entry.name)
            seen += not left
            if seen > ENTRIES:
                raise ArchiveError(f"it holds more than {ENTRIES} files")
            if left and len(found.skipped) >= ENTRIES:
                continue
            if entry.is_dir(follow_symlinks=False):
                if depth < DEPTH + 8 * left:
                    waiting.append((path, depth + 1, left))
                else:
                    found.skipped[name] = f"more than {DEPTH} folders deep"
            elif left:
                found.skipped[name] = JUNK
                if entry.is_file(follow_symlinks=False) and checkpoint(PurePosixPath(name)):
                    found.checkpoints[name] = partial(start, path)
            elif entry.is_symlink():
                found.links.append(name)
            elif entry.is_file(follow_symlinks=False):
                found.twice |= {one: [] for one in {name} & found.readers.keys()}
                found.readers[name] = partial(start, path)
            else:
                found.skipped[name] = "not a file but a pipe, socket or device"
    return found


def _within(root: Path, path: Path) -> str:
    """Return what a file or folder in another is called there."""
    return os.fsencode(path.relative_to(root)).decode("utf-8", "replace").replace(os.sep, "/")


def _open(path: Path) -> BinaryIO:
    """Open a file, and no link, pipe or device that is in its place."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    file = os.fdopen(descriptor, "rb")
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        file.close()
        raise OSError(0, "no file")
    return file


def start(path: Path, size: int) -> bytes:
    """Return the first bytes of a file on the disk, at most so many."""
    with _open(path) as file:
        return file.read(min(size, os.fstat(file.fileno()).st_size + 1))  # read() makes room for all it may read


@contextmanager
def _archive(
    name: str, source: Callable[[], BinaryIO], most: int, unpacked: int = unpacking.TAR_BYTES
) -> Iterator[Files]:
    """Give the members of an archive; what goes wrong later, when one of them is read, is that reader's.

    Args:
        name: what it is called.
        source: opens it.
        most: bytes of a zip's list of members.
        unpacked: bytes that a tar may be unpacked to.
    """
    kind = "tar" if name.lower().endswith(TARS) else "zip"
    with ExitStack() as stack:
        try:
            file = stack.enter_context(source())
            start = file.read(tars.BLOCK)
            file.seek(0)
            if tars.is_one(start):
                kind = "tar"
            if start.startswith((b"PK\3\4", *unpacking.COMPRESSED)):  # whatever somebody called it
                kind = "zip" if start.startswith(b"PK") else "tar"
            if kind == "tar":
                found = _tarred(file, unpacked, name)
            else:
                bound(file, most)
                found = _members(stack.enter_context(_zip(file)))
        except UNREADABLE as error:
            why = text.name(unpacking.why(error))
            raise ArchiveError(f"{text.name(name)} cannot be read as a {kind} ({why})") from None
        yield found


def _zip(file: BinaryIO) -> zipfile.ZipFile:
    """Open a zip, also one in which an entry of the list of members is not as it should be."""
    try:
        return zipfile.ZipFile(file)
    except UNREADABLE:
        return zipfile.ZipFile(listing.mended(file))


def bound(file: BinaryIO, most: int) -> None:
    """Look at the end of a zip, where the size of its list of members is, before that list is read.

    Raises:
        ValueError: it is too large.
    """
    end = zipfile._EndRecData(file)  # type: ignore[attr-defined]  # another way to look could see another size
    if end is None:
        file.seek(0)
        start = file.read(200)
        if start.startswith(b"PK\3\4"):
            raise ValueError("its end is missing: the upload broke off, or this is one part of several")
        known = text.instead(start).strip(" ()")
        raise ValueError(f"{known}; ask for a zip" if known else "it is not one; ask for a zip")
    if end[zipfile._ECD_SIZE] > most:  # type: ignore[attr-defined]
        raise ValueError(MANY)
    file.seek(0)


def _members(archive: zipfile.ZipFile) -> Files:
    found = Files()
    files = [info for info in archive.infolist() if not info.is_dir()]
    if any(info.header_offset < 0 for info in files):
        raise ValueError("its beginning is missing: this is one part of several")
    if files and all(info.flag_bits & 0x1 for info in files):
        raise ValueError("it needs a password; ask for one that does not")
    # Some tools add to a zip what is in it already.
    last = {(_path(_decoded(info)), info.CRC, info.file_size): info for info in files}
    again = [info for info in files if info is not last[_path(_decoded(info)), info.CRC, info.file_size]]
    found.same = [
        path.as_posix() for path in map(_path, map(_decoded, again)) if path.parts and not any(map(is_junk, path.parts))
    ]
    files = list(last.values())
    for info in files:
        if info.flag_bits & 0x1:
            found.skipped[_path(_decoded(info)).as_posix()] = "needs a password: ask for a zip without one"
        else:
            kind = stat.S_IFMT(info.external_attr >> 16)
            _put(
                found,
                _decoded(info),
                kind in (0, stat.S_IFREG),
                kind == stat.S_IFLNK,
                partial(unpacking.member, archive, info),
            )
    found.twice |= {name: [] for name in found.readers.keys() & set(found.links)}
    return found


def _path(given: str) -> PurePosixPath:
    """What a member is called, without what leads out of the archive, which no program that unpacks zips follows."""
    parts = re.sub(r"^[A-Za-z]:", "", given.replace("\\", "/")).split("/")
    return PurePosixPath(*(part for part in parts if part not in ("", ".", "..")))


def _put(found: Files, given: str, is_file: bool, is_link: bool, reader: Reader) -> None:
    """Put a member of an archive where it belongs."""
    if _too_long(given):
        found.skipped[given[:LONGEST]] = "its name is too long"
        return
    path = _path(given)
    name = path.as_posix()
    if not path.parts:
        found.skipped[text.name(given)] = "its name leads out of the archive"
    elif len(path.parts) > DEPTH + 1:
        found.skipped[name] = f"more than {DEPTH} folders deep"
    elif any(map(is_junk, path.parts)):
        found.skipped[name] = JUNK
        if is_file and not is_link and checkpoint(path):
            found.checkpoints[name] = reader
    elif is_link:
        found.links.append(name)
    elif not is_file:
        found.skipped[name] = "not a file but a pipe, socket or device"
    else:
        if name in found.readers:
            found.twice.setdefault(name, [found.readers[name]]).append(reader)
        if name != PurePosixPath(given.replace("\\", "/")).as_posix():
            found.outside.append(name)
        found.readers[name] = reader


def _decoded(info: zipfile.ZipInfo) -> str:
    """A member's name; some systems write UTF-8 without saying so, and it is read as if it were of 1981."""
    if not info.flag_bits & 0x800:
        with suppress(UnicodeError):
            return _composed(info.filename.encode("cp437").decode())
    return _composed(info.filename)


def _composed(name: str) -> str:
    """A member's name with its accents as parts of letters; one that is too long as it is."""
    return name if _too_long(name) else unicodedata.normalize("NFC", name)


def _too_long(name: str) -> bool:
    """Whether a name has more characters, or accents on one letter, whose order takes the square of their number."""
    return len(name) > LONGEST or bool(_ACCENTS.search(name))


_ACCENTS = re.compile(r"[^\w\x00-\x7f]{31}")
"""More of them in a row than any language has: Unicode's own limit for what is put in order is 30."""


def _tarred(file: BinaryIO, most: int, name: str) -> Files:
    """The members of a tar, which is unpacked in memory, as its members cannot be read one by one.

    A single file that somebody compressed, such as svm.py.gz, has that file in it.

    Raises:
        ValueError: it is too large.
    """
    data = unpacking.first(file, most + 1)
    if len(data) > most:
        raise ValueError(f"larger than {most // 2**20} MB")
    found = Files(held=len(data))
    if not tars.may_be_one(data):
        own = name.rpartition("/")[2]
        if own.lower().endswith(TARS) or not own.lower().endswith(COMPRESSED):
            raise ValueError("it is one file, and no folder; ask for a zip")
        _put(found, own.rpartition(".")[0], True, False, partial(_part, memoryview(data)))
        return found
    for count, member in enumerate(tars.members(data)):
        if count == ENTRIES:
            raise ValueError(MANY)
        if member.kind != tars.FOLDER:
            name = _composed(member.name)
            _put(found, name, member.kind == tars.FILE, member.kind == tars.LINK, partial(_part, member.data))
    found.twice |= {name: [] for name in found.readers.keys() & set(found.links)}
    return found


def _part(data: memoryview, size: int) -> bytes:
    return bytes(data[:size])
