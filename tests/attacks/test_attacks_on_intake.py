"""Attacks by how a hand-in is laid out: links, names, layouts and archives, each beside one that is honest."""

import gzip
import io
import os
import shutil
import struct
import tarfile
import time
import zipfile

import pytest
from test_attacks_in_submissions import EVIL, link, zipped

from grader.intake import archives, collect, contents, desk, text, unpacking


@pytest.fixture
def honest_folder(half, tmp_path):
    return half(tmp_path / "in" / "honest")


def counted(submission):
    return submission.helpers, submission.answers, submission.problem


def test_no_link_is_followed_below_the_path_on_the_command_line(half, target, form, tmp_path):
    neighbour = half(tmp_path / "neighbour")
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a").symlink_to(neighbour)
    (folder / "b").mkdir()
    (folder / "b" / "linear_classifiers").symlink_to(neighbour)
    half(folder / "c")
    shutil.rmtree(folder / "c" / "helpers")
    (folder / "c" / "helpers").symlink_to(neighbour / "helpers")
    half(folder / "d")
    (folder / "d" / "helpers" / "svm.py").unlink()
    (folder / "d" / "helpers" / "svm.py").symlink_to(neighbour / "helpers" / "svm.py")
    (folder / "e.zip").symlink_to(tmp_path / "e.zip")
    (tmp_path / "e.zip").write_bytes(zipped(neighbour))
    (folder / "f").mkdir()
    (folder / "f" / "work").symlink_to(neighbour)
    (tmp_path / "by a link").symlink_to(folder)
    half(folder / "z")
    found = {
        one.student: one for one in desk.submissions([tmp_path / "by a link"], collect.answer_cells(target.release))
    }
    assert counted(found["z"]) == counted(collect.read(neighbour, "z", form))
    for name in "abcdef":
        assert "svm.py" not in found[name].helpers
        told = f"{found[name].problem} {found[name].notes}"
        assert "is a link" in told, name
    for name in "abef":
        assert found[name].problem
        assert found[name].helpers == {}
    assert "helpers/svm.py is a link and was not followed." in found["d"].notes


def test_links_in_a_zip_are_noted_and_not_read(half, form, tmp_path):
    path = tmp_path / "mallory.zip"
    path.write_bytes(zipped(half(tmp_path / "half"), [link("helpers/svm.py", b"/etc/passwd")], skip={"helpers/svm.py"}))
    submission = collect.read(path, "mallory", form)
    assert "svm.py" not in submission.helpers
    assert "helpers/svm.py is a link and was not followed." in submission.notes


def test_a_link_named_on_the_command_line_is_that_student(half, target, tmp_path):
    (tmp_path / "ann").symlink_to(half(tmp_path / "elsewhere"))
    (submission,) = desk.submissions([tmp_path / "ann"], collect.answer_cells(target.release))
    assert submission.student == "ann"
    assert "svm.py" in submission.helpers


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("second", ["helpers/start.py", "helpers\\start.py", "./helpers/start.py"])
def test_of_two_members_of_one_name_the_only_one_with_work_counts_and_of_two_with_work_none(
    half, form, tmp_path, second
):
    folder = half(tmp_path / "half")
    path = tmp_path / "mallory.zip"
    info = zipfile.ZipInfo("x")
    info.filename = second
    alone = collect.read(folder, "mallory", form)
    path.write_bytes(zipped(folder, [(info, EVIL)]))
    submission = collect.read(path, "mallory", form)
    assert submission.helpers == alone.helpers | {"start.py": EVIL}
    assert "Taken: the one of 2 files helpers/start.py that is filled in." in submission.remarks
    path.write_bytes(
        zipped(folder, [("helpers/start.py", EVIL + b"# mine\n"), (info, EVIL)], skip={"helpers/start.py"})
    )
    submission = collect.read(path, "mallory", form)
    assert submission.helpers == {name: alone.helpers[name] for name in alone.helpers if name != "start.py"}
    assert submission.notes == ("there are two files helpers/start.py, and nothing says which one counts.",)
    path.write_bytes(zipped(folder, [(info, (folder / "helpers" / "start.py").read_bytes())]))
    assert counted(collect.read(path, "mallory", form)) == counted(alone)


@pytest.mark.parametrize(
    "layout", ["my work", "my work/more", "a zip", "a zip and junk", "a zip in a zip", "a large .venv"]
)
def test_layouts_as_they_come_are_read_like_the_plain_one(half, form, tmp_path, layout):
    plain = half(tmp_path / "plain")
    student = tmp_path / "in" / "olga"
    student.mkdir(parents=True)
    whole = zipped(plain)
    if layout.startswith("my work"):
        shutil.copytree(plain, student / layout)
    elif layout == "a zip in a zip":
        student = student.with_suffix(".zip")
        with zipfile.ZipFile(student, "w") as archive:
            archive.writestr("__MACOSX/._work.zip", b"x")
            archive.writestr("work.zip", whole)
    elif layout == "a large .venv":
        student = student.with_suffix(".zip")
        student.write_bytes(zipped(plain, [(f".venv/lib/{k}.py", b"") for k in range(3000)]))
    else:
        (student / "olga.zip").write_bytes(whole)
        if layout == "a zip and junk":
            (student / ".DS_Store").write_bytes(b"x")
    submission = collect.read(student, "olga", form)
    assert counted(submission) == counted(collect.read(plain, "olga", form))
    assert submission.notes == ()


def test_what_is_left_out_is_said(half, form, tmp_path):
    folder = half(tmp_path / "olga")
    shutil.copytree(folder, folder / "old")
    (folder / "old" / "helpers" / "svm.py").write_text("# another one\ndef svm_loss_naive(W, X, y, reg):\n    pass\n")
    (folder / "helpers" / "svm-LAPTOP.py").write_bytes((folder / "helpers" / "svm.py").read_bytes() + b"# mine")
    (folder / "more.rar").write_bytes(b"Rar!")
    (folder / "helpers" / "start.py").rename(folder / "start.py")
    (folder / "old" / "helpers" / "start.py").unlink()
    (folder / "helpers" / "training.py").unlink()
    os.mkfifo(folder / "helpers" / "training.py")
    (folder / "old" / "helpers" / "training.py").unlink()
    submission = collect.read(folder, "olga", form)
    notes = "\n".join(submission.notes)
    assert "helpers/svm.py was taken, old/helpers/svm.py was not: they differ." in notes
    assert "helpers/svm.py was taken, helpers/svm-LAPTOP.py was not: they differ." in notes
    assert "more.rar is an archive that cannot be opened: ask for a zip." in notes
    why = "not a file but a pipe, socket or device"
    assert f"helpers/training.py was not handed in, only helpers/training.py ({why})." in notes
    assert submission.remarks == ("Taken: helpers/start.py from start.py.",)
    only = tmp_path / "rita"
    only.mkdir()
    (only / "work.7z").write_bytes(b"7z")
    (only / "/".join("d" * (archives.DEPTH + 1))).mkdir(parents=True)
    problem = collect.read(only, "rita", form).problem
    assert "work.7z is an archive that cannot be opened: ask for a zip" in problem
    assert f"d: more than {archives.DEPTH} folders deep" in problem


def test_a_file_that_cannot_be_read_is_noted(half, form, tmp_path):
    path = tmp_path / "mallory.zip"
    data = bytearray(zipped(half(tmp_path / "half")))
    at = data.index(b"helpers/start.py") + len(b"helpers/start.py")
    data[at : at + 20] = bytes(20)
    path.write_bytes(data)
    submission = collect.read(path, "mallory", form)
    assert "svm.py" in submission.helpers
    assert any(note.startswith("helpers/start.py cannot be read") for note in submission.notes)


def tarred(path, files, links=()):
    with tarfile.open(path, "w:gz") as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        for name, target in links:
            info = tarfile.TarInfo(name)
            info.type, info.linkname = tarfile.SYMTYPE, target
            archive.addfile(info)
    return path


def test_a_tar_is_read_as_carefully_as_a_zip(half, form, tmp_path):
    folder = half(tmp_path / "half")
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.*") if path.is_file()}
    whole = collect.read(tarred(tmp_path / "mallory.tar.gz", files), "mallory", form)
    assert counted(whole) == counted(collect.read(folder, "mallory", form))
    svm = files.pop("helpers/svm.py")
    links = [("helpers/svm.py", "/etc/passwd"), ("helpers/hard.py", "../../secret")]
    hidden = {".git/helpers/svm.py": EVIL, ".git/.ipynb_checkpoints/svm-checkpoint.py": EVIL}
    submission = collect.read(tarred(tmp_path / "m.tgz", files | hidden, links), "mallory", form)
    assert "svm.py" not in submission.helpers
    assert "helpers/svm.py is a link and was not followed." in submission.notes
    own = {name: data for name, data in files.items() if "given" not in name}
    for other in ("./helpers/svm.py", "../helpers/svm.py", "/helpers/svm.py"):
        for more, aside in ((own | {"helpers/svm.py": svm}, []), (own, links)):
            twice = tarred(tmp_path / "m.tar.gz", more | {other: EVIL}, aside)
            submission = collect.read(twice, "mallory", form)
            assert "svm.py" not in submission.helpers
            assert "there are two files helpers/svm.py, and nothing says which one counts." in submission.notes


def test_a_tar_that_unpacks_to_more_than_fits_is_not_read(form, tmp_path):
    (tmp_path / "bomb.tar.gz").write_bytes(gzip.compress(bytes(unpacking.TAR_BYTES + 1), 1))
    assert "larger than" in collect.read(tmp_path / "bomb.tar.gz", "mallory", form).problem
    for kind in (".tar", ".tgz", ".tar.xz", ".tar.bz2"):
        (tmp_path / f"cut{kind}").write_bytes(b"\x1f\x8b\x08 and no more")
        assert "cannot be read as a tar" in collect.read(tmp_path / f"cut{kind}", "mallory", form).problem


def test_of_many_large_copies_not_all_are_read(form, monkeypatch):
    monkeypatch.setattr(contents, "TOTAL_BYTES", 10**6)
    book, read = b'{"cells": [{"source": "' + b"x" * 300_000 + b'"}]}', []

    def reader(size):
        read.append(min(size, len(book)))
        return book[:size]

    names = [f"{k}/{stem}" for k in range(8) for stem in ("01_score_functions.ipynb", "Untitled.ipynb")]
    collect.take("mallory", archives.Files(dict.fromkeys(names, reader)), form)
    assert 0 < sum(read) <= 10**6 + len(book)


def test_a_name_cannot_change_the_line_that_it_is_printed_on():
    assert text.name("a\u202eyp.b\u2067\x1b[2K\r\n\tgraded.py") == "ayp.b[2K  graded.py"
    assert text.name("שלום مرحبا.py") == "שלום مرحبا.py"


def test_names_that_take_long_to_read_are_not(form, tmp_path):
    long = "-" * 60_000
    path = tmp_path / "mallory.zip"
    names = [
        f"{long}.py",
        f"{long}x.ipynb",
        f"svm{' (1)' * 15_000}x.py",
        "a_1" * 20_000 + "_assignsubmission",
        "a/" * 30_000,
    ]
    names = [f"{name}svm.py" for name in (*names, "b/" * (archives.DEPTH + 2))]
    path.write_bytes(zipped(tmp_path / "none", [(name, EVIL) for name in names]))
    start = time.process_time()
    collect.read(path, "mallory", form)
    assert time.process_time() - start < 20
    with archives.opened(path) as files:
        why = [files.skipped[name[: archives.LONGEST]] for name in names]
    assert why == ["its name is too long"] * 5 + [f"more than {archives.DEPTH} folders deep"]


def test_a_member_whose_entry_is_damaged_hides_no_other(tmp_path):
    path, names = tmp_path / "mallory.zip", ("L\xf6sung/svm.py", "fields.py", "unicode.py", "version.py", "fine.py")
    members = [zipfile.ZipInfo(name) for name in names]
    members[1].extra = b"xt\0\0"
    members[2].extra = struct.pack("<HHBI2s", 0x7075, 7, 1, 0, b"xy")
    data = zipped(tmp_path / "none", [(member, member.filename[-6:].encode()) for member in members])
    at = data.index(b"PK\1\2")
    entries = data[at:].replace("L\xf6".encode(), b"L\xf6\xf6").replace(b"xt\0\0", b"xt\xff\xff")
    entries = bytearray(entries.replace(b"xy", b"\xff\xff"))
    entries[entries.index(b"version.py") - 46 + 6] = 200
    path.write_bytes(data[:at].replace("L\xf6".encode(), b"L\xf6\xf6") + entries)
    with archives.opened(path) as files:
        read = [reader(100).decode() for reader in files.readers.values()]
    assert read == [name[-6:] for name in names]
    assert list(files.readers) == ["L\xf7\xf7sung/svm.py", *names[1:]]  # as if it were of 1981


@pytest.mark.parametrize("many", ["in the list", "in a second list", "where the end seems to be elsewhere"])
def test_a_zip_with_too_many_members_is_not_listed(form, tmp_path, many):
    data = bytearray(zipped(tmp_path, [("a", b"")]))
    end = data.index(b"PK\5\6")
    if many == "in a second list":
        data[end:end] = b"PK\6\6" + bytes(36) + (10**9).to_bytes(8, "little") + bytes(8) + b"PK\6\7" + bytes(16)
    else:
        data[end + 12 : end + 16] = (10**9).to_bytes(4, "little")
    if many == "where the end seems to be elsewhere":
        data[end + 16 : end + 20] = b"PK\5\6"
    path = tmp_path / "mallory.zip"
    path.write_bytes(data)
    problem = collect.read(path, "mallory", form).problem
    assert "too many members" in problem or "cannot be read as a zip" in problem  # Python 3.14 looks closer itself
