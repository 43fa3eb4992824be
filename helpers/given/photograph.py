"""A picture of one's own, as large as a figure shows it: notebook 06 makes it as small as the images of the course."""

from difflib import SequenceMatcher
from pathlib import Path

import numpy as np

from helpers.given.sentences import say

SIDE = 320  # ten times that of the images
TYPES = (".jpg", ".jpeg", ".png", ".gif", ".bmp", ".webp", ".heic", ".heif")
HEIC = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1")
"""The brands in the files of many phones, at byte 8; such a file is often only renamed."""
UNREADABLE = "cannot be read as a picture"
INSTEAD = "Until then this is an image of the validation set."


def square(name: str) -> np.ndarray | None:
    """Return the middle of a picture, cut to a square and scaled; None, and a sentence that is printed, without one.

    Args:
        name: of a picture file of almost any kind, in the folder of the notebook or with its path; or empty.

    Returns:
        (320, 320, 3) uint8, upright, on white where the picture is transparent.
    """
    if not name:
        print("No file is named, so this is an image of the validation set.")
        return None
    # Pillow comes with matplotlib. It is loaded here, as most notebooks and all grading do without it.
    from PIL import Image, ImageOps

    path = Path(name).expanduser()
    try:
        with Image.open(path) as picture:
            upright = ImageOps.exif_transpose(picture)
            if upright.mode.startswith("I"):  # 16 bits, all of which Pillow would make white
                upright = Image.fromarray((np.asarray(upright) / 257).clip(0, 255).astype(np.uint8))
            upright = upright.convert("RGBA")
    except FileNotFoundError:
        say(f"There is no file {name!r}; {_found(path)} {INSTEAD}")
        return None
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):  # what Pillow raises for damaged files
        is_what = "is a HEIC file, whatever its name, which cannot be read here" if _is_heic(path) else UNREADABLE
        say(f"{path.name or name} {is_what}: save it as JPEG or PNG, and name that file. {INSTEAD}")
        return None
    on_white = Image.alpha_composite(Image.new("RGBA", upright.size, "white"), upright).convert("RGB")
    return np.array(ImageOps.fit(on_white, (SIDE, SIDE)))


def _is_heic(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(12)[4:] in {b"ftyp" + brand for brand in HEIC}
    except OSError:  # a folder, or a file that nobody may read
        return False


def _found(wanted: Path) -> str:
    """Return which pictures there are instead, those with the most similar names first, or what to do."""

    def unlike(name: str) -> float:
        return -SequenceMatcher(None, name.lower(), wanted.name.lower()).ratio()

    names = sorted(path.name for path in wanted.parent.glob("*") if path.suffix.lower() in TYPES)
    names.sort(key=unlike)
    if not names:
        return "put the picture into the folder of this notebook."
    return f"the pictures here are: {', '.join(names[:5])}{' and others' if len(names) > 5 else ''}."
