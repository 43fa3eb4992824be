"""Folders that are written whole or not at all; and as zips, the same bytes for the same files each time."""

import io
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

EPOCH = (2020, 1, 1, 0, 0, 0)


def zipped(folder: Path, inside: str = "") -> bytes:
    """Return the files of a folder as a zip; what Python compiled is left out.

    Args:
        folder: whose files they are.
        inside: the folder in the zip that they are in.
    """
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts):
            info = zipfile.ZipInfo((Path(inside) / path.relative_to(folder)).as_posix(), EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = (0o755 if path.suffix == ".sh" else 0o644) << 16
            archive.writestr(info, path.read_bytes(), compresslevel=9)
    return stream.getvalue()


@contextmanager
def workshop(place: Path) -> Iterator[Path]:
    """Make a folder to make things in, and remove it; if it is there already, somebody who was killed left it.

    Args:
        place: the folder, on the disk of what is made, and always the same one.
    """
    if place.exists():
        shutil.rmtree(place)
    place.mkdir(parents=True)
    try:
        yield place
    finally:
        shutil.rmtree(place)


def replace(made: Path, target: Path) -> None:
    """Put a folder that is made in a workshop in the place of another: there is one of them, whole, or none."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        target.rename(made.with_name(f"{made.name}.old"))  # goes with the workshop
    made.rename(target)
