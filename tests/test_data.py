"""The images: CIFAR-10 from files as they are downloaded, and the drawings that stand in for it."""

import hashlib
import os
import subprocess
import sys
import tracemalloc
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from helpers.given import data, drawings
from helpers.training import LinearSVM

ROOT = Path(__file__).resolve().parents[1]
HANG = 60  # seconds; only to end a test that hangs

# All 10,000 images and labels. It may change only when the drawings are changed on purpose.
DRAWINGS_SHA256 = "d35424ba33fd3a61bfe6fbf5ab339b51464c4c3d427ce9f68f9e801d72a6170c"


@pytest.fixture(scope="module")
def records():
    """The 60,000 records of a data set in the layout of CIFAR-10, random."""
    records = np.random.default_rng(231).integers(0, 256, (60_000, 3073), np.uint8)
    records[:, 0] %= 10
    return records


@pytest.fixture(scope="module")
def written(records, tmp_path_factory):
    """The folder of the six batch files."""
    folder = tmp_path_factory.mktemp("data") / "cifar-10-batches-bin"
    folder.mkdir()
    for name, batch in zip((*data.TRAIN_FILES, *data.TEST_FILES), records.reshape(6, 10_000, 3073), strict=True):
        batch.tofile(folder / name)
    return folder


@pytest.fixture
def folder(written, tmp_path):
    """A folder with those files that may be changed: links to them."""
    copy = tmp_path / "cifar-10-batches-bin"
    copy.mkdir()
    for path in written.iterdir():
        os.link(path, copy / path.name)
    return copy


@pytest.fixture(scope="module")
def stand_in():
    return data.stand_in()


@pytest.fixture(scope="module")
def small():
    return data.stand_in(200, 50, 50)


def test_reads_the_layout_of_cifar10(written, records, capsys):
    dataset = data.load(written)
    assert capsys.readouterr().out == "CIFAR-10: 49,000 / 1,000 / 10,000 images (train / val / test).\n"
    assert not dataset.is_stand_in
    assert [len(s.images) for s in (dataset.train, dataset.val, dataset.test)] == [49_000, 1_000, 10_000]
    images = np.concatenate([dataset.train.images, dataset.val.images, dataset.test.images])
    labels = np.concatenate([dataset.train.labels, dataset.val.labels, dataset.test.labels])
    assert (images.dtype, images.shape[1:], labels.dtype) == (np.uint8, (32, 32, 3), np.int64)
    assert np.array_equal(labels, records[:, 0])
    for channel in range(3):  # the red plane, row by row, then the green and the blue one
        plane = records[:, 1 + 1024 * channel : 1 + 1024 * (channel + 1)]
        assert np.array_equal(images[..., channel].reshape(-1, 1024), plane)


def test_the_few_images_of_a_site_are_read_where_there_are_no_others(written, records, tmp_path, capsys):
    data.write_few(written, tmp_path / data.FEW_FILE)
    dataset = data.load(tmp_path / "cifar-10-batches-bin")
    assert capsys.readouterr().out == "CIFAR-10: 4,000 / 500 / 500 images (train / val / test).\n"
    whole = data.load(written)
    for name, n in (("train", 4_000), ("test", 500)):
        few, split = getattr(dataset, name), getattr(whole, name)
        assert np.array_equal(few.images, split.images[:n])
        assert np.array_equal(few.labels, split.labels[:n])
    assert np.array_equal(dataset.val.images, whole.train.images[4_000:4_500])


@pytest.mark.parametrize("name", ["data_batch_3.bin", "test_batch.bin"])
@pytest.mark.parametrize("harm", ["missing", "empty", "truncated", "too long", "label"])
def test_a_damaged_file_is_named_with_the_cure(folder, name, harm):
    path = folder / name
    content = path.read_bytes()
    path.unlink()  # the link, not the file
    if harm != "missing":
        label = content[: 3073 * 77] + b"\x0a" + content[3073 * 77 + 1 :]
        path.write_bytes(
            {"empty": b"", "truncated": content[:-1], "too long": content + content[:3073], "label": label}[harm]
        )
    with pytest.raises(data.DataError) as error:
        data.load(folder)
    message = str(error.value)
    assert str(Path("cifar-10-batches-bin", name)) in message
    assert ("missing" if harm == "missing" else "damaged") in message
    assert message.endswith("lab.py data")
    assert "\n" not in message


def test_without_cifar10_it_draws_and_says_so(tmp_path, capsys, stand_in):
    dataset = data.load(tmp_path / "nothing")
    said = capsys.readouterr().out
    assert max(map(len, said.splitlines())) < 90  # or the command is broken in two on a narrow page
    assert all(part in said for part in ("not CIFAR-10", "8,000 / 1,000 / 1,000", "lab.py data"))
    assert dataset.is_stand_in
    assert np.array_equal(dataset.test.images, stand_in.test.images)


def test_the_drawings_are_the_same_bytes_everywhere(stand_in):
    splits = (stand_in.train, stand_in.val, stand_in.test)
    digest = hashlib.sha256(b"".join(s.images.tobytes() + s.labels.astype("<i8").tobytes() for s in splits))
    assert digest.hexdigest() == DRAWINGS_SHA256


def test_the_drawings_do_not_depend_on_the_instructions_numpy_uses():
    found = np.show_config(mode="dicts")["SIMD Extensions"].get("found")
    if not found:
        pytest.skip("this NumPy has only one set of instructions to use here")
    code = (
        "import hashlib, numpy as np; from helpers.given import drawings\n"
        "print(np.show_config(mode='dicts')['SIMD Extensions'].get('found', []))\n"
        "print(hashlib.sha256(drawings.draw(300)[0]).hexdigest())"
    )
    environment = {**os.environ, "NPY_DISABLE_CPU_FEATURES": " ".join(found)}
    command = [sys.executable, "-c", code]
    result = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=HANG)
    assert result.returncode == 0, result.stderr
    assert result.stdout.splitlines() == ["[]", hashlib.sha256(drawings.draw(300)[0]).hexdigest()]


def test_a_drawing_depends_on_its_number_only(stand_in):
    images, labels = drawings.draw(237)
    assert np.array_equal(images, stand_in.train.images[:237])
    assert np.array_equal(labels, stand_in.train.labels[:237])


def test_no_two_drawings_are_alike(stand_in):
    images = np.concatenate([stand_in.train.images, stand_in.val.images, stand_in.test.images])
    assert len({image.tobytes() for image in images}) == len(images)


def test_the_classes_are_balanced(stand_in):
    for split in (stand_in.train, stand_in.val, stand_in.test):
        assert np.bincount(split.labels).tolist() == [len(split.labels) // 10] * 10


@pytest.mark.slow
def test_another_kind_of_image_is_photographs_or_drawings_without_colours(written, small, capsys):
    photographs = data.load(written)
    drawn, others, kind = data.another_kind(photographs)
    assert drawn.is_stand_in and kind == "photographs" and "tried on photographs" in capsys.readouterr().out
    assert others is photographs.val
    drawn, others, kind = data.another_kind(small)
    assert drawn is small and kind == "drawings without colours"
    assert "there are no photographs here" in capsys.readouterr().out
    assert others.images.shape == small.val.images.shape and others.images.dtype == np.uint8
    assert np.ptp(others.images, axis=3).max() == 0 < np.ptp(small.val.images, axis=3).max()
    assert np.array_equal(others.labels, small.val.labels)


def test_a_linear_classifier_is_right_on_about_two_thirds_of_the_drawings(stand_in):
    rows = data.to_rows(stand_in)
    for learning_rate, reg in ((6.5e-3, 0.38), (2e-2, 1e-2)):
        svm = LinearSVM()
        svm.train(rows.X_train, rows.y_train, learning_rate, reg, num_iters=1500, batch_size=200)
        assert 0.55 < np.mean(svm.predict(rows.X_val) == rows.y_val) < 0.75
    # What looks alike is mixed up: by far most cars taken for something else are taken for trucks.
    cars = svm.predict(rows.X_train[rows.y_train == 1])
    assert np.argsort(np.bincount(cars, minlength=10))[-2:].tolist() == [9, 1]


def test_rows(small):
    rows = data.to_rows(small)
    mean = np.mean(small.train.images / 255, axis=0)
    assert rows.mean_image.shape == (32, 32, 3)
    np.testing.assert_allclose(rows.mean_image, mean, atol=1e-6)
    for X, y, split in (
        (rows.X_train, rows.y_train, small.train),
        (rows.X_val, rows.y_val, small.val),
        (rows.X_test, rows.y_test, small.test),
    ):
        assert (X.dtype, X.shape) == (np.float32, (len(split.images), 3073))
        expected = split.images.reshape(len(split.images), -1) / 255 - mean.ravel()
        np.testing.assert_allclose(X[:, :-1], expected, atol=1e-6)
        assert np.all(X[:, -1] == 1)
        assert np.array_equal(y, split.labels)


def test_rows_know_the_training_images_only(small):
    rows = data.to_rows(small)
    dark = data.Split(np.zeros_like(small.val.images), small.val.labels)
    assert np.array_equal(data.to_rows(replace(small, val=dark, test=dark)).mean_image, rows.mean_image)


def test_rows_are_a_pure_function(small):
    before = small.train.images.copy(), small.train.labels.copy()
    first = data.to_rows(small)
    first.X_train[:] = 7  # as a student may; what comes next must not show it
    first.y_train[:] = 7
    second, third = data.to_rows(small), data.to_rows(small)
    for name in ("X_train", "y_train", "X_val", "y_val", "X_test", "y_test", "mean_image"):
        assert np.array_equal(getattr(second, name), getattr(third, name))
    assert np.array_equal(small.train.images, before[0])
    assert np.array_equal(small.train.labels, before[1])
    assert second.X_train.max() < 2


def test_rows_need_little_more_memory_than_they_take(small):
    images = np.zeros((5_000, 32, 32, 3), np.uint8)
    split = data.Split(images, np.zeros(5_000, np.int64))
    tracemalloc.start()
    try:
        rows = data.to_rows(replace(small, train=split))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < rows.X_train.nbytes + rows.X_val.nbytes + rows.X_test.nbytes + images.nbytes


def python(code, **more):
    command = [sys.executable, "-c", f"from helpers.given import data\n{code}"]
    environment = {**os.environ, **more}
    result = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=HANG)
    assert result.returncode == 0, result.stderr
    return result.stdout.splitlines()[-1]


def test_while_grading_images_are_few_and_drawn_and_loops_short(written):
    code = (
        f"d = data.load({str(written)!r})\n"
        "print(data.GRADING, d.is_stand_in, len(d.train.images), len(d.val.images), len(d.test.images), "
        "data.steps(7), data.steps(1500))"
    )
    assert python(code, NBGRADER_EXECUTION="autograde") == "True True 400 50 50 2 2"
    for other in ("", "validate"):
        assert (
            python("print(data.GRADING, data.steps(7), data.steps(1500))", NBGRADER_EXECUTION=other) == "False 7 1500"
        )


def test_in_a_browser_tab_loops_are_shorter_where_the_notebook_asks_for_it(monkeypatch):
    assert data.steps(400, in_browser=300) == 400
    monkeypatch.setattr(data, "IN_BROWSER", True)
    assert (data.steps(1500), data.steps(3), data.steps(400, in_browser=300)) == (375, 1, 300)
