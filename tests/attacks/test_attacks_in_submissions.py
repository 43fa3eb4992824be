"""Attacks in how a submission is packed: names, links, sizes, encodings. Only edited helpers and answers are taken."""

import io
import os
import random
import stat
import struct
import zipfile

import numpy as np
import pytest
from target import CANARY, leaked, points

from grader.course import STUDENT
from grader.intake import collect
from grader.sandbox import limits

WHOLE = "helpers/start.py"


def zipped(folder, more=(), skip=()):
    """A submission as a zip, with some members more; a member is a pair of ZipInfo or name, and bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in more:
            archive.writestr(name, data)
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder).as_posix()
            if path.is_file() and name not in skip:
                archive.write(path, name)
    return stream.getvalue()


def link(name, target):
    info = zipfile.ZipInfo(name)
    info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    return info, target


EVIL = b"def evil(a, b):\n    return a + b\n"

# name: members that come before the honest ones; none of them may count
MEMBERS = {
    "up and out": [("../../../../evil.py", EVIL), ("helpers/../../evil.py", EVIL)],
    "absolute": [("/etc/evil.py", EVIL), ("C:\\evil.py", EVIL), ("//server/evil.py", EVIL)],
    "backslashes": [("..\\..\\evil.py", EVIL), ("helpers\\..\\..\\evil.py", EVIL)],
    "a link": [link("helpers/link.py", b"/etc/passwd"), link("link", b"/")],
    "a link in the place of a folder": [link("data", b"/")],
    "names with line ends": [("helpers/a\nb.py", EVIL), ("evil\r\n.ipynb", b"{}")],
    "right to left": [("helpers/\u202eyp.trats", EVIL), ("00_start_here\u202e.ipynb", b"{}")],
    "a formula": [("=HYPERLINK(1).ipynb", b"{}"), ("helpers/=1+1.py", EVIL)],
    "a page": [("helpers/<script>alert(1)<!--.py", EVIL)],
    "modules of the same names": [(f"helpers/{name}/__init__.py", EVIL) for name in ("numpy", "start", "IPython")],
    "hooks of Python": [(name, EVIL) for name in ("sitecustomize.py", "conftest.py", "helpers/x.pth", "pytest.ini")],
    "our files": [("helpers/given/checking.py", EVIL), ("helpers/given/data.py", EVIL), ("helpers/__init__.py", EVIL)],
    "our cases": [("helpers/given/public.cases", b"x"), ("helpers/edited.txt", b"")],
    "our configuration": [("nbgrader_config.py", EVIL), ("gradebook.db", b"x"), ("../gradebook.db", b"x")],
    "nested archives": [("helpers.zip", b"PK"), ("more.zip", zipfile.BadZipFile.__name__.encode())],
    "very many files": [(f"junk/{k}", b"") for k in range(limits.FILES - 100)],
    "a very long name": [("x" * 60_000 + ".py", EVIL)],
    "compiled files": [("helpers/__pycache__/start.cpython-311.pyc", EVIL), ("helpers/start.so", EVIL)],
}


@pytest.mark.parametrize("name", MEMBERS)
def test_members_of_a_zip_that_nobody_asked_for_change_nothing(name, target, half, tmp_path):
    path, editable = tmp_path / "mallory.zip", collect.answer_cells(target.release)
    folder = half(tmp_path / "half")
    path.write_bytes(zipped(folder, MEMBERS[name]))
    before = sorted(tmp_path.rglob("*"))
    # What counts of equal submissions is computed once, so their results are equal too.
    assert collect.read(path, "mallory", editable).digest() == collect.read(folder, "mallory", editable).digest()
    assert sorted(tmp_path.rglob("*")) == before, "nothing is unpacked"


def bomb(folder):
    return zipped(folder, [(WHOLE, bytes(10**8))], skip={WHOLE})


def one_that_lies_about_its_size(folder):
    data = bytearray(zipped(folder, [(WHOLE, bytes(10**7))], skip={WHOLE}))
    at = data.index(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 10)
    return bytes(data)


def encrypted(folder):
    data = bytearray(zipped(folder, [(WHOLE, EVIL)], skip={WHOLE}))
    data[data.index(b"PK\x03\x04") + 6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def unknown_compression(folder):
    data = bytearray(zipped(folder, [(WHOLE, EVIL)], skip={WHOLE}))
    data[data.index(b"PK\x03\x04") + 8] = 99
    data[data.index(b"PK\x01\x02") + 10] = 99
    return bytes(data)


def cut_short(folder):
    return zipped(folder)[:-2000]


def flipped_bytes(folder):
    data = bytearray(zipped(folder))
    data[100:400] = os.urandom(300)
    return bytes(data)


def no_zip_at_all(folder):
    return b"PK\x03\x04" + os.urandom(5000)


def empty(folder):
    return b""


DAMAGED = [
    bomb,
    one_that_lies_about_its_size,
    encrypted,
    unknown_compression,
    cut_short,
    flipped_bytes,
    no_zip_at_all,
    empty,
]


@pytest.mark.usefixtures("in_one_sandbox")
@pytest.mark.parametrize("made", DAMAGED, ids=lambda made: made.__name__)
def test_a_damaged_zip_wins_nothing_and_is_told(made, target, half, honest, tmp_path):
    path = tmp_path / "mallory.zip"
    path.write_bytes(made(half(tmp_path / "half")))
    result = target.grade(path)
    right = points(honest)
    assert all(earned <= right[name] for name, earned in points(result).items())
    assert result.notes


def test_a_zip_with_any_bytes_changed_is_read_or_told(half, tmp_path, target, seed):
    whole, editable = zipped(half(tmp_path / "half")), collect.answer_cells(target.release)
    random = np.random.default_rng(list(seed.encode()))
    path = tmp_path / "mallory.zip"
    for _ in range(200):
        data = bytearray(whole)
        for at in random.integers(len(data), size=20):
            data[at] = random.integers(256)
        data[-22 + random.integers(18)] = random.integers(256)
        path.write_bytes(data)
        collect.read(path, "mallory", editable)


def latin_1(file):
    file.write_bytes("# Grüße\ndef add(a, b):\n    'für zwei'\n    return a * b\n".encode("latin-1"))


def utf_16(file):
    file.write_bytes("def add(a, b):\n    return a * b\n".encode("utf-16"))


def with_a_mark_in_front(file):
    file.write_bytes(b"\xef\xbb\xbf" + b"def add(a, b):\n    return a * b\n")


def tabs(file):
    file.write_text("def add(a, b):\n\tif a:\n        return a\n\treturn b\n")


def python_2(file):
    file.write_text("def add(a, b):\n    print a\n    return a * b\n")


def zeros(file):
    file.write_bytes(b"def add(a, b):\n    return a * b\n\0\0\0")


def binary(file):
    file.write_bytes(random.Random(1).randbytes(1000))  # one in 256 random ones begins as a web page does


def one_long_line(file):
    file.write_text("def add(a, b): return " + "+".join(["a"] * 60_000))


def deeply_nested(file):
    file.write_text("x = " + "(" * 90_000 + ")" * 90_000)


def finally_in_finally(file):
    """Python's compiler takes seven times as long for each one more: of this, half a minute and gigabytes."""
    lines = ["def add(a, b):"]
    for depth in range(1, 10):
        lines += [f"{' ' * depth}try:", *[f"{' ' * depth} if a: return"] * 3, f"{' ' * depth}finally:"]
    file.write_text("\n".join([*lines, " " * 11 + "pass"]))


def renamed(file):
    file.rename(file.with_name("Start.py"))


def missing(file):
    file.unlink()


def a_folder(file):
    file.unlink()
    file.mkdir()


def a_pipe(file):
    file.unlink()
    os.mkfifo(file)


def a_link_to_the_loot(file):
    file.unlink()
    file.symlink_to(file.parents[2] / "loot.py")


def too_large(file):
    file.write_text("#" * (limits.HELPER_BYTES + 1))


FILES = {
    latin_1: "multiplied", utf_16: "multiplied", with_a_mark_in_front: "multiplied", tabs: "TabError",
    python_2: "SyntaxError", zeros: "multiplied", binary: "Error", one_long_line: "",
    deeply_nested: "Error", finally_in_finally: "MemoryError|does it wait|ever end", renamed: "",
    missing: "was not handed in", a_folder: "was not handed in",
    a_pipe: "was not handed in, only", a_link_to_the_loot: "is a link and was not followed",
    too_large: "is larger than 200 kB and was not taken",
}  # fmt: skip


@pytest.mark.usefixtures("in_one_sandbox")
@pytest.mark.parametrize("change", FILES, ids=lambda change: change.__name__)
def test_a_file_as_it_should_not_be_costs_its_own_exercises(change, target, half, honest, tmp_path):
    (tmp_path / "loot.py").write_text(f"# {CANARY}\ndef add(a, b):\n    return a + b\n")
    folder = half(tmp_path / "mallory")
    change(folder / "helpers" / "start.py")
    result = target.grade(folder)
    assert points(result) == points(honest)
    assert leaked(target, result) == []
    lines = "\n".join(result.verdicts["start_add"].lines)
    assert not FILES[change] or any(told in lines for told in FILES[change].split("|")), lines


@pytest.mark.parametrize(
    "name", ["..", "...", "a b", "a/b", "a\nb", "\u202eevil", "=1+1", "x" * 65, "<b>", "$(id)", "é"]
)
def test_a_name_that_is_no_student_id_is_refused(name):
    assert not STUDENT.fullmatch(name)
