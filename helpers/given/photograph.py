"""A picture of one's own, as large as a figure shows it: notebook 06 makes it as small as the images of the course."""

from pathlib import Path

import numpy as np

from helpers.given.sentences import say

SIDE = 320  # ten times that of the images
TYPES = (".jpg", ".jpeg", ".png", ".gif", ".bmp", ".webp")


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
            upright = ImageOps.exif_transpose(picture).convert("RGBA")
    except FileNotFoundError:
        say(f"There is no file {name!r}; {_found(path.parent)}")
        return None
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):  # what Pillow raises for damaged files
        say(f"{path.name} cannot be read as a picture: save it as JPEG or PNG, and name that file.")
        return None
    on_white = Image.alpha_composite(Image.new("RGBA", upright.size, "white"), upright).convert("RGB")
    return np.array(ImageOps.fit(on_white, (SIDE, SIDE)))


def _found(folder: Path) -> str:
    """Return which pictures there are instead, or what to do."""
    names = sorted(path.name for path in folder.glob("*") if path.suffix.lower() in TYPES)
    if not names:
        return "put the picture into the folder of this notebook."
    return f"the pictures here are: {', '.join(names[:5])}{' and others' if len(names) > 5 else ''}."
