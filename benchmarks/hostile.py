"""A batch of which half are attacks: `.venv/bin/python benchmarks/hostile.py --submissions 100`.

Honest work of all kinds, full, partial, late, oddly written and oddly packed, and as many attacks from tests/attacks
are graded in one run; then the honest ones alone, in another course with the same secret. Their rows have to be equal.
Prints what is not as it should be, and the memory of all processes that no sandbox holds.
"""

import argparse
import contextlib
import csv
import io
import json
import lzma
import os
import random
import shutil
import socket
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks"), str(ROOT / "tests" / "attacks"), str(ROOT / "tests")]

import test_attacks_in_functions as in_functions  # noqa: E402
import test_attacks_in_notebooks as in_notebooks  # noqa: E402
import test_attacks_in_submissions as in_submissions  # noqa: E402
from hand_ins import hand_in  # noqa: E402
from target import CANARY, HONEST, Target  # noqa: E402
from test_attacks_on_borders import trapped  # noqa: E402

from grader.bank.solutions import edited_helpers  # noqa: E402
from grader.course import ASSIGNMENT, Course  # noqa: E402
from grader.packing import zipped  # noqa: E402
from grader.releasing.build import release  # noqa: E402

KINDS = ("the reference", "written otherwise", "a mistake", "half", "late", "pasted")
RULES = {'due = ""': 'due = "2026-12-01 12:00+00:00"', "per_day = 0 ": "per_day = 10 "}


def honest(folder: Path, collected: Path, course: Course, number: int, chance: random.Random) -> None:
    """Write an honest hand-in, of a kind that its number gives; what is late nbgrader collected."""
    kind = KINDS[number % len(KINDS)]
    if kind == "late":
        hand_in(collected / folder.name / ASSIGNMENT, course, "a mistake", chance)
        time = f"2026-12-0{1 + number % 4} 13:00:00.000000 UTC"
        (collected / folder.name / ASSIGNMENT / "timestamp.txt").write_text(time)
        return
    if kind == "half":
        half(folder, course)
    else:
        hand_in(folder, course, kind if kind in KINDS[:3] else "a mistake", chance)
    if kind == "pasted":  # a function in a cell, and no file that it belongs to
        path = folder / "helpers" / "start.py"
        cell = {"cell_type": "code", "metadata": {}, "outputs": [], "source": path.read_text()}
        (folder / "mine.ipynb").write_text(json.dumps({"cells": [cell], "nbformat": 4, "nbformat_minor": 5}))
        shutil.copy(course.release / "helpers" / "start.py", path)
    pack = PACKED[number // len(KINDS) % len(PACKED)]
    if pack:
        name, data = pack(folder)
        shutil.rmtree(folder)
        folder.with_name(f"{folder.name}{name}").write_bytes(data)


def half(folder: Path, course: Course) -> None:
    """Write the half-correct hand-in that attacks are planted in."""
    shutil.copytree(course.release, folder)
    for name in HONEST:
        shutil.copy(ROOT / "helpers" / name, folder / "helpers" / name)
    notebook = in_notebooks.notebook_of(folder)
    in_notebooks.cell_of(notebook, "answer_winners")["source"] = "winners = [5, 1, 9]"
    in_notebooks.write(folder, notebook)


def _zip(folder: Path) -> tuple[str, bytes]:
    return ".zip", zipped(folder, folder.name)


def _zip_within(folder: Path) -> tuple[str, bytes]:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        packed.writestr("my work/inner.zip", zipped(folder, "linear_classifiers"))
    return ".zip", stream.getvalue()


def _tar_xz(folder: Path) -> tuple[str, bytes]:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:xz") as packed:
        packed.add(folder, folder.name)
    return ".tar.xz", stream.getvalue()


def _zip_lzma(folder: Path) -> tuple[str, bytes]:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_LZMA) as packed:
        for name in edited_helpers():
            packed.write(folder / "helpers" / name, f"helpers/{name}")
        for path in sorted(folder.glob("*.ipynb")):
            packed.write(path, path.name)
    return ".zip", stream.getvalue()


PACKED = (None, _zip, _zip_within, _tar_xz, _zip_lzma)


# --- attacks


def attack(folder: Path, course: Course, target: Target, proof: Path, number: int) -> None:
    """Write an attack: one in a function, one in a notebook, files that run if they are imported, and odd packing."""
    half(folder, course)
    own = trapped(folder)
    for path in folder.glob("*.py"):
        path.write_text(path.read_text().replace(str(own), str(proof)))
    top, body, _ = _one(in_functions.ATTACKS, number)
    writes = f"for place in ({str(proof)!r}, 'proof', '../proof'):\n    try: open(place, 'a').write('start.py')\n"
    in_functions.plant(folder, target.filled(f"{writes}    except OSError: pass\n{top}"), target.filled(body))
    notebook = in_notebooks.notebook_of(folder)
    code = target.filled(_one(in_notebooks.ATTACKS, number)[0])
    in_notebooks.cell_of(notebook, "answer_cat_scores")["source"] = code
    if number % 3 == 0:
        in_notebooks.TAMPERED[number // 3 % len(in_notebooks.TAMPERED)](notebook)
    in_notebooks.write(folder, notebook)
    packed = None
    if number % 5 == 1:
        packed = in_submissions.zipped(folder, _one(in_submissions.MEMBERS, number // 5))
    elif number % 5 == 2:
        packed = BOMBS[number // 5 % len(BOMBS)](folder)
    elif number % 5 == 3:
        list(in_submissions.FILES)[number // 5 % len(in_submissions.FILES)](folder / "helpers" / "start.py")
    elif number % 5 == 4:
        (folder / "helpers" / "training.py").unlink()
        (folder / "helpers" / "training.py").symlink_to(target.loot)
    if packed is not None:
        shutil.rmtree(folder)
        folder.with_name(f"{folder.name}.zip").write_bytes(packed)


def _one(attacks: dict[str, Any], number: int) -> Any:
    return list(attacks.values())[number % len(attacks)]


def _bzip2_bomb(folder: Path) -> bytes:
    return _bomb(zipfile.ZIP_BZIP2)


def _lzma_bomb(folder: Path) -> bytes:
    return _bomb(zipfile.ZIP_LZMA)


def _bomb(method: int) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as packed, packed.open("helpers/svm.py", "w") as member:
        for _ in range(1000):
            member.write(bytes(10**6))
    return stream.getvalue()


def _endless_text(folder: Path) -> bytes:
    return in_submissions.zipped(folder, [(f"{in_notebooks.NAME}.ipynb", b'{"cells": "' + b'\\"' * 10**6)], skip={
        f"{in_notebooks.NAME}.ipynb"
    })  # fmt: skip


def _many_lists(folder: Path) -> bytes:
    return in_submissions.zipped(folder, [("more.ipynb", b'{"cells": [' + b"[]," * 6 * 10**6 + b"[]]}")])


def _zips_within_zips(folder: Path) -> bytes:
    data = _bomb(zipfile.ZIP_DEFLATED)
    for _ in range(5):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as packed:
            for number in range(4):
                packed.writestr(f"{number}.zip", data)
        data = stream.getvalue()
    return data


def _asks_for_memory(folder: Path) -> bytes:
    packed = bytearray(lzma.compress(bytes(10**6)))
    packed[16] = 40
    return in_submissions.zipped(folder, [("more.tar.xz", bytes(packed))])


def _deep_names(folder: Path) -> bytes:
    return in_submissions.zipped(folder, [(f"{'a/' * 30_000}{number}.py", b"") for number in range(100)])


BOMBS: tuple[Callable[[Path], bytes], ...] = (
    _bzip2_bomb,
    _lzma_bomb,
    _endless_text,
    _many_lists,
    _zips_within_zips,
    _asks_for_memory,
    _deep_names,
    *in_submissions.DAMAGED,
)


# --- the run


def outside(first: int) -> dict[str, float]:
    """Return the megabytes of a process and of all that it started and no sandbox holds, by what was started."""
    ours: Path = Path("/proc/self/ns/pid").readlink()
    found: dict[int, tuple[int, float, Path]] = {}
    for path in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):  # it has ended, or is in a sandbox
            if (path / "ns" / "pid").readlink() == ours:
                fields = (path / "stat").read_text().rpartition(")")[2].split()
                pages = int((path / "statm").read_text().split()[1])
                size = pages * os.sysconf("SC_PAGE_SIZE") / 1e6
                found[int(path.name)] = int(fields[1]), size, path / "cmdline"
    sizes: dict[str, float] = {}
    waiting = [first]
    while waiting:
        pid = waiting.pop()
        with contextlib.suppress(OSError, KeyError):
            command = found[pid][2].read_bytes().replace(b"\0", b" ").decode(errors="replace")
            sizes[f"{pid} {command[:150]}"] = found[pid][1]
        waiting += [child for child, (parent, *_) in found.items() if parent == pid]
    return sizes


def graded(course: Course, folders: list[Path], cwd: Path) -> tuple[int, str, float, dict[str, float]]:
    """Run `grade`; return its exit code, what it said, and the most megabytes outside of sandboxes: of all, of each."""
    each: dict[str, float] = {}
    most = 0.0
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONSAFEPATH": "1"}
    command = [sys.executable, "-m", "grader.grade", "--course", str(course.root), *map(str, folders)]
    with tempfile.TemporaryFile("w+") as said:
        run = subprocess.Popen(command, cwd=cwd, env=environment, stdout=said, stderr=subprocess.STDOUT)
        while run.poll() is None:
            sizes = outside(run.pid)
            most = max(most, sum(sizes.values()))
            for name, size in sizes.items():
                each[name] = max(each.get(name, 0.0), size)
            time.sleep(0.2)
        said.seek(0)
        return run.returncode, said.read(), most, each


def rows(course: Course) -> dict[str, str]:
    """Return the lines of grades.csv by student."""
    return {line.partition(",")[0]: line for line in course.grades.read_text(encoding="utf-8").splitlines()[1:]}


def cells(row: str) -> list[str]:
    """Return what is in the columns of a line."""
    return next(csv.reader([row]))


def leaks(course: Course, secrets: dict[str, str]) -> list[str]:
    """Return in which files of the results and pages there are secrets."""
    folders = (course.store, course.root / "feedback", course.root / "autograded")
    paths = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    texts = ((path, path.read_text(encoding="utf-8", errors="replace")) for path in paths)
    return [f"{name} in {path}" for path, text in texts for name, secret in secrets.items() if secret in text]


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__.partition(":")[0] + ".")
    parser.add_argument("--submissions", type=int, default=100, help="how many, half of them attacks (%(default)s)")
    parser.add_argument("--seed", type=int, default=time.time_ns() % 10**6, help="which honest ones")
    arguments = parser.parse_args()
    print(f"seed {arguments.seed}", flush=True)
    chance = random.Random(arguments.seed)
    os.environ["CANARY"] = CANARY
    with tempfile.TemporaryDirectory(prefix="hostile-") as name, socket.create_server(("127.0.0.1", 0)) as server:
        place = Path(name)
        place.chmod(0o755)
        (place / "proofs").mkdir()
        (place / "proofs").chmod(0o777)  # whoever gets there can write one
        (place / "loot.txt").write_text(CANARY)
        course, alone = Course(place / "course"), Course(place / "alone")
        release(course, published=place / "published")
        rules = course.settings.read_text(encoding="utf-8")
        for old, new in RULES.items():
            assert old in rules
            rules = rules.replace(old, new)
        course.settings.write_text(rules, encoding="utf-8")
        shutil.copytree(course.root, alone.root)
        target = Target(course, course.release, place / "loot.txt", server.getsockname()[1])
        for number in range(arguments.submissions - arguments.submissions // 2):
            honest(place / "honest" / f"ann{number}", place / "submitted", course, number, chance)
        shutil.copytree(place / "honest", place / "in")
        for number in range(arguments.submissions // 2):
            attack(place / "in" / f"mallory{number}", course, target, place / "proofs" / "proof", number)
        start = time.monotonic()
        code, said, most, each = graded(course, [place / "in", place / "submitted"], place / "in" / "mallory0")
        print(f"all: {(time.monotonic() - start) / 60:.1f} min, exit code {code}", flush=True)
        print(f"outside of sandboxes {most:.0f} MB at most, {max(each.values()):.0f} MB in one process:")
        print(*(f"{size:6.0f} {what}" for what, size in sorted(each.items(), key=lambda one: -one[1])[:8]), sep="\n")
        start = time.monotonic()
        code_alone, said_alone, *_ = graded(alone, [place / "honest", place / "submitted"], place)
        print(f"the honest ones alone: {(time.monotonic() - start) / 60:.1f} min, exit code {code_alone}", flush=True)
        if 1 in (code, code_alone):
            sys.exit(said + said_alone)
        beside, quiet = rows(course), rows(alone)
        halves = [float(cells(quiet[f"ann{number}"])[1]) for number in range(3, len(quiet), len(KINDS))]
        wrong = [f"{one} beside attacks: {beside.get(one)}\n  alone: {row}" for one, row in quiet.items()
                 if beside.get(one) != row]  # fmt: skip
        wrong += [f"an attack with more than the honest half of {halves}: {row}" for one, row in beside.items()
                  if one not in quiet and float(cells(row)[1]) > max(halves)]  # fmt: skip
        wrong += [f"nobody has a row for {arguments.submissions - len(beside)} hand-ins"] * (
            len(beside) != arguments.submissions
        )
        wrong += [f"a proof: {path}: {path.read_text()}" for path in place.rglob("proof*") if path.is_file()]
        wrong += leaks(course, {"the canary": CANARY, "the course's secret": course.secret().hex()})
        wrong += [f"exit codes {code} and {code_alone}, not 3 and 0"] * ((code, code_alone) != (3, 0))
        wrong += [line for line in (said + said_alone).splitlines() if "Traceback" in line or "\x1b" in line]
        wrong += ["nobody was late"] * (not any(float(cells(row)[7]) for row in quiet.values()))
        states = Counter(cells(row)[6].partition(":")[0] for row in beside.values())
    print(f"{len(quiet)} honest rows compared, {dict(states)}, {len(wrong)} wrong", *wrong, sep="\n")
    if wrong:
        print(said)
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
