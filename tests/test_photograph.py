"""A student's own picture: any file becomes the same square, and what is not a picture is one sentence."""

import numpy as np
import pytest
from PIL import Image

from helpers.given import photograph
from helpers.given.photograph import INSTEAD

RED, BLUE = (200, 0, 0), (0, 0, 200)


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """The folder of the notebook."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def wide() -> Image.Image:
    """Twice as wide as high: red at both ends, and the square in the middle blue above, red below."""
    pixels = np.full((400, 800, 3), RED, np.uint8)
    pixels[:200, 200:600] = BLUE
    return Image.fromarray(pixels)


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.gif", "a.bmp"])
def test_the_middle_is_cut_to_a_square(name):
    wide().save(name)
    found = photograph.square(name)
    assert (found.shape, found.dtype) == ((320, 320, 3), np.uint8)
    assert np.abs(found[:150, 9:-9].astype(int) - BLUE).max() < 12
    assert np.abs(found[170:, 9:-9].astype(int) - RED).max() < 12


def test_a_picture_held_sideways_is_turned_upright():
    exif = Image.Exif()
    exif[0x0112] = 3  # upside down
    wide().rotate(180).save("turned.jpg", exif=exif)
    assert np.abs(photograph.square("turned.jpg")[:150, 9:-9].astype(int) - BLUE).max() < 12


@pytest.mark.parametrize(
    ("mode", "colour", "shown"), [("RGBA", (9, 9, 9, 0), 255), ("L", 77, 77), ("1", 1, 255), ("P", 0, 0)]
)
def test_any_kind_of_picture_has_three_colours(mode, colour, shown):
    Image.new(mode, (50, 30), colour).save("any.png")
    assert np.all(photograph.square("any.png") == shown)


def test_grey_of_16_bits_is_not_all_white():
    Image.fromarray(np.full((30, 50), 77 * 257, np.uint16)).save("any.png")
    assert np.all(photograph.square("any.png") == 77)


def test_what_is_no_picture_is_told_and_what_is_shown_instead(folder, capsys):
    def told():
        return " ".join(capsys.readouterr().out.split())

    assert photograph.square("") is None
    assert "No file is named" in capsys.readouterr().out
    assert photograph.square("cat.jpg") is None
    assert told() == f"There is no file 'cat.jpg'; put the picture into the folder of this notebook. {INSTEAD}"
    wide().save("dog.PNG")
    assert photograph.square("cat.jpg") is None
    assert told() == f"There is no file 'cat.jpg'; the pictures here are: dog.PNG. {INSTEAD}"
    wide().save("zebra.png")
    assert photograph.square("Zebra.jpg") is None
    assert "the pictures here are: zebra.png, dog.PNG." in told()  # the likely one first
    whole = (folder / "dog.PNG").read_bytes()
    for name, content in [("notes.txt", b"a cat"), ("empty.jpg", b""), ("half.png", whole[: len(whole) // 2])]:
        (folder / name).write_bytes(content)
        assert photograph.square(name) is None
        assert told() == f"{name} cannot be read as a picture: save it as JPEG or PNG, and name that file. {INSTEAD}"
    (folder / "phone.jpg").write_bytes(b"\0\0\0\x24ftypheic\0\0\0\0")
    assert photograph.square("phone.jpg") is None
    assert told().startswith("phone.jpg is a HEIC file, whatever its name, which cannot be read here: save it as JPEG")
    assert photograph.square(str(folder)) is None
    assert "cannot be read as a picture" in told()
    assert photograph.square(".") is None
    assert told().startswith(". cannot be read as a picture")
