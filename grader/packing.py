"""Folders as zips: sorted, with fixed times and rights, so that the same files give the same bytes each time."""

import io
import zipfile
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
            archive.writestr(info, path.read_bytes())
    return stream.getvalue()
