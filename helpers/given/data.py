"""The images: CIFAR-10 if it was downloaded, else drawings of the same ten classes that stand in for it.

Images are (N, 32, 32, 3) uint8, the colour channel last. Classifiers take rows: the same numbers divided by 255, minus
the mean image of the training split, flattened, and a 1 at the end (the bias trick).
"""

import os
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from helpers.given import drawings

CLASSES = drawings.CLASSES

# While a submission is graded, images are few and loops are short, and plots draw nothing.
GRADING = os.environ.get("NBGRADER_EXECUTION") == "autograde"
GRADED = (400, 50, 50)
KEPT = Path(__file__).with_name("drawings.npz")
"""Drawings that who grades has made once for all submissions: every sandbox would draw the same."""

# Python in a browser tab takes three times as long, and cannot be interrupted there.
IN_BROWSER = sys.platform == "emscripten"

FOLDER = Path(__file__).resolve().parents[2] / "data" / "cifar-10-batches-bin"
COMMAND = "py lab.py data" if os.name == "nt" else "python3 lab.py data"

# A batch file holds 10,000 records: the label, then the red, the green and the blue plane, row by row.
BATCH_SIZE, RECORD_BYTES = 10_000, 1 + 3 * 32 * 32
TRAIN_FILES = tuple(f"data_batch_{i}.bin" for i in range(1, 6))
TEST_FILES = ("test_batch.bin",)

# A site for browsers may carry some of them in one file beside that folder, as a page cannot download the archive.
FEW_FILE, FEW = "cifar-10-few.bin", (4_000, 500, 500)


class DataError(Exception):
    """A data file that cannot be used, in one sentence that says what to do."""


@dataclass(frozen=True)
class Split:
    """Images (N, 32, 32, 3) uint8 and their labels (N,) int64, the index of each image's class in CLASSES."""

    images: np.ndarray
    labels: np.ndarray


@dataclass(frozen=True)
class Dataset:
    """Images to learn from (train), to choose settings with (val), and to look at once, at the end (test)."""

    name: str
    train: Split
    val: Split
    test: Split

    @property
    def is_stand_in(self) -> bool:
        """Whether these are the drawings that stand in for CIFAR-10."""
        return self.name != "CIFAR-10"


@dataclass(frozen=True)
class Rows:
    """A data set as rows (N, 3073) float32, labels (N,) int64, and the mean image (32, 32, 3) float32, from 0 to 1."""

    X_train: np.ndarray
    y_train: np.ndarray
    X_val: np.ndarray
    y_val: np.ndarray
    X_test: np.ndarray
    y_test: np.ndarray
    mean_image: np.ndarray


def load(folder: Path | None = None) -> Dataset:
    """Return CIFAR-10 (49,000 / 1,000 / 10,000 images), the few that came instead, or else the stand-in; print which.

    Args:
        folder: where the batch files are; by default where `lab.py data` puts them.

    Raises:
        DataError: if a batch file is missing, truncated or damaged.
    """
    folder = FOLDER if folder is None else Path(folder)
    if GRADING:
        dataset = stand_in(*GRADED)
    elif folder.is_dir():
        dataset = _read_cifar10(folder)
    elif (few := folder.with_name(FEW_FILE)).is_file():
        images, labels = _images(_read_records(few, sum(FEW)))
        dataset = _dataset("CIFAR-10", images, labels, *FEW[:2])
    else:
        dataset = stand_in()
    sizes = f"{len(dataset.train.labels):,} / {len(dataset.val.labels):,} / {len(dataset.test.labels):,} images"
    if dataset.is_stand_in:
        print(f"Stand-in drawings, not CIFAR-10: {sizes} (train / val / test).")
        print("A page cannot download CIFAR-10." if IN_BROWSER else f"For photographs: {COMMAND}")
    else:
        print(f"CIFAR-10: {sizes} (train / val / test).")
    return dataset


def stand_in(train: int = 8_000, val: int = 1_000, test: int = 1_000) -> Dataset:
    """Return drawings of the ten classes as a data set; the same images on every computer and at every call.

    Args:
        train, val, test: how many images each split has; with multiples of ten each class has equally many.
    """
    images, labels = (array.copy() for array in _drawn(train + val + test))
    return _dataset("stand-in drawings", images, labels, train, val)


def another_kind(dataset: Dataset) -> tuple[Dataset, Split, str]:
    """Return drawings to learn from, images of another kind to try, and what those are called; print which they are.

    They are photographs if these are what the data set has, else its drawings without their colours.
    """
    if not dataset.is_stand_in:
        print("Learned from drawings, tried on photographs.")
        return stand_in(4_000, 1_000, 0), dataset.val, "photographs"
    print("Learned from drawings, tried on others without their colours: there are no photographs here.")
    grey = dataset.val.images.mean(axis=3, keepdims=True).round().astype(np.uint8)
    return dataset, Split(np.repeat(grey, 3, axis=3), dataset.val.labels), "drawings without colours"


def write_few(folder: Path, path: Path) -> None:
    """Write the few images that a site carries: the first of one training batch and of the test batch.

    Args:
        folder: where the batch files are.
        path: the file to write.

    Raises:
        DataError: if a batch file is missing, truncated or damaged.
    """
    train, test = (_read_records(folder / names[0]) for names in (TRAIN_FILES, TEST_FILES))
    path.write_bytes(np.concatenate([train[: sum(FEW[:2])], test[: FEW[2]]]).tobytes())


def _dataset(name: str, images: np.ndarray, labels: np.ndarray, train: int, val: int) -> Dataset:
    """The data set of images in this order: train, val, and the rest is test."""
    cuts = [train, train + val]
    return Dataset(name, *map(Split, np.split(images, cuts), np.split(labels, cuts)))


@cache
def _drawn(n: int) -> tuple[np.ndarray, np.ndarray]:
    """The first n drawings; drawn once, as several notebooks' worth of cells may ask for them."""
    if KEPT.is_file():
        with np.load(KEPT) as kept:
            if n <= len(kept["labels"]):
                return kept["images"][:n], kept["labels"][:n]
    return drawings.draw(n)


def to_rows(dataset: Dataset) -> Rows:
    """Return the images as rows for a linear classifier. A pure function: it changes nothing, and has no memory.

    The mean image is that of the training split only: what we learn must not know the images we judge it by.
    """
    train, val, test = dataset.train, dataset.val, dataset.test
    # A sum of integers is exact, so the mean does not depend on the order of additions.
    total = train.images.sum(axis=0, dtype=np.uint32)
    mean_image = (total / (255 * len(train.images))).astype(np.float32)
    return Rows(
        *(_rows(train.images, mean_image), train.labels.copy()),
        *(_rows(val.images, mean_image), val.labels.copy()),
        *(_rows(test.images, mean_image), test.labels.copy()),
        mean_image,
    )


def steps(n: int, in_browser: int | None = None) -> int:
    """Return how many steps a loop of n steps takes: n, in a browser tab fewer, and while grading 2 at most.

    Args:
        n: on the student's own machine.
        in_browser: in a browser tab; if it is not given, a quarter of n.
    """
    if GRADING:
        return min(n, 2)
    return (in_browser or max(1, n // 4)) if IN_BROWSER else n


def _rows(images: np.ndarray, mean_image: np.ndarray) -> np.ndarray:
    """Return (N, 3073) float32 rows of images (N, 32, 32, 3) uint8."""
    rows = np.empty((len(images), mean_image.size + 1), np.float32)
    rows[:, -1] = 1
    mean = mean_image.ravel()
    for start in range(0, len(images), 256):  # a block stays in the processor's cache between the two steps
        block = images[start : start + 256].reshape(-1, mean.size)
        out = rows[start : start + 256, :-1]
        np.divide(block, 255, out=out, dtype=np.float32)
        out -= mean
    return rows


def _read_cifar10(folder: Path) -> Dataset:
    """Return the images of the official binary files in a folder; the last 1,000 for training become val."""
    train, test = _read_batches(folder, TRAIN_FILES), _read_batches(folder, TEST_FILES)
    cut = len(train.labels) - 1_000
    return Dataset(
        "CIFAR-10",
        Split(train.images[:cut], train.labels[:cut]),
        Split(train.images[cut:], train.labels[cut:]),
        test,
    )


def _read_batches(folder: Path, names: tuple[str, ...]) -> Split:
    """Return the images of several batch files, in their order."""
    images = np.empty((len(names), BATCH_SIZE, 32, 32, 3), np.uint8)
    labels = np.empty((len(names), BATCH_SIZE), np.int64)
    for i, name in enumerate(names):
        images[i], labels[i] = _images(_read_records(folder / name))
    return Split(images.reshape(-1, 32, 32, 3), labels.ravel())


def _images(records: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the images (N, 32, 32, 3) uint8 and labels (N,) int64 of records."""
    planes = records[:, 1:].reshape(-1, 3, 32, 32)
    return np.stack([planes[:, channel] for channel in range(3)], axis=-1), records[:, 0].astype(np.int64)


def _read_records(path: Path, n: int = BATCH_SIZE) -> np.ndarray:
    """Return the n records of a file, (n, 3073) uint8, after a look at whether they can be right."""
    shown = Path(*path.parts[-3:])
    cure = f"get it again with: {COMMAND}"
    if not path.is_file():
        raise DataError(f"{shown} is missing: {cure}")
    if path.stat().st_size != n * RECORD_BYTES:
        raise DataError(f"{shown} is truncated or damaged: {cure}")
    records = np.frombuffer(path.read_bytes(), np.uint8).reshape(n, RECORD_BYTES)
    if records[:, 0].max() >= len(CLASSES):
        raise DataError(f"{shown} is damaged (a label is not one of 0 to 9): {cure}")
    return records
