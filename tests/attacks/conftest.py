"""What the attacks share: a half-correct submission to plant them in, and things on this machine worth stealing."""

import os
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from once import in_turn
from target import CANARY, HONEST, Target

from grader import ROOT
from grader.grading.store import Result
from grader.intake import collect
from grader.intake.submission import Form
from grader.sandbox import limits


@pytest.fixture(scope="session")
def target(course, tmp_path_factory, sandboxed) -> Iterator[Target]:
    """A course with two notebooks, for speed, and with a canary in a file, the environment and a network service."""
    place = tmp_path_factory.mktemp("target")
    release = Path(shutil.copytree(course.release, place / "release"))
    for path in release.glob("*.ipynb"):
        if not path.name.startswith(("00", "01")):
            path.unlink()
    loot = place / "loot.txt"
    loot.write_text(CANARY)
    loot.chmod(0o644)
    os.environ["CANARY"] = CANARY
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_serve, args=(server,), daemon=True).start()
        yield Target(course, release, loot, server.getsockname()[1])
    del os.environ["CANARY"]


@pytest.fixture(autouse=True)
def short_limits(monkeypatch) -> None:
    """Limits that a test can wait for."""
    for name, seconds in {"CALL": 1.0, "CELL": 2.0, "NOTEBOOK": 20.0, "GRACE": 1.0}.items():
        monkeypatch.setattr(limits, f"{name}_SECONDS", seconds)
    monkeypatch.setattr(limits, "PATIENCE", 3)


@pytest.fixture(scope="session")
def half(target, tmp_path_factory) -> Callable[[Path], Path]:
    """Writes the half-correct submission to a folder."""

    def write(folder: Path) -> Path:
        shutil.copytree(target.release, folder, ignore=shutil.ignore_patterns("__pycache__"))
        for name in HONEST:
            shutil.copy(ROOT / "helpers" / name, folder / "helpers" / name)
        return folder

    return write


@pytest.fixture
def in_one_sandbox(warm, monkeypatch) -> None:
    """Submissions are graded in a sandbox that is warm already.

    For attacks that leave nothing behind in it, as far as we know; if they do, it hurts the next ones.
    """
    in_turn(warm, monkeypatch)


@pytest.fixture(scope="session")
def honest(target, half, tmp_path_factory) -> Result:
    """What the half-correct submission gets without an attack."""
    return target.grade(half(tmp_path_factory.mktemp("honest") / "mallory"))


@pytest.fixture
def form(target) -> Form:
    """The answer cells of the attacked course."""
    return collect.answer_cells(target.release)


def _serve(server: socket.socket) -> None:
    while True:
        try:
            with server.accept()[0] as connection:
                connection.sendall(CANARY.encode())
        except OSError:
            return
