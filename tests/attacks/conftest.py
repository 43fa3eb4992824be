"""What the attacks share: a half-correct submission to plant them in, and things on this machine worth stealing."""

import os
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from grader import collect, limits, results
from grader.course import ROOT, Course
from grader.results import Result

CANARY = "canary-5f1d3b7c9e"
HONEST = ("scores.py", "svm.py")
"""These files hold the reference, the others are blank. Attacks stand in start.py, or in an answer of notebook 01."""


@dataclass(frozen=True)
class Target:
    """Where an attack is carried out, and what it would like to have. port: somebody listens there on this machine."""

    course: Course
    release: Path
    loot: Path
    port: int

    def filled(self, code: str) -> str:
        """Return an attack's code with the names of this machine's things in it."""
        names = {"@LOOT@": self.loot, "@COURSE@": self.course.root, "@PORT@": self.port, "@ROOT@": ROOT}
        for name, thing in names.items():
            code = code.replace(name, str(thing))
        return code

    def grade(self, path: Path, student: str = "mallory") -> Result:
        """Take a folder or zip apart and compute its result, as `grade` does."""
        submission = collect.read(path, student, collect.editable_cells(self.release))
        return results.compute(self.release, self.course.secret(), submission)


@pytest.fixture(scope="session")
def target(course, tmp_path_factory, sandboxed) -> Iterator[Target]:
    """A course with one notebook, for speed, and with a canary in a file, the environment and a network service."""
    place = tmp_path_factory.mktemp("target")
    release = Path(shutil.copytree(course.release, place / "release"))
    for path in release.glob("*.ipynb"):
        if not path.name.startswith("01"):
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
    for name, seconds in {"CALL": 2.0, "CELL": 3.0, "NOTEBOOK": 8.0, "GRACE": 1.0}.items():
        monkeypatch.setattr(limits, f"{name}_SECONDS", seconds)


@pytest.fixture(scope="session")
def half(target, tmp_path_factory) -> Callable[[Path], Path]:
    """Writes the half-correct submission to a folder."""

    def write(folder: Path) -> Path:
        shutil.copytree(target.release, folder, ignore=shutil.ignore_patterns("__pycache__"))
        for name in HONEST:
            shutil.copy(ROOT / "helpers" / name, folder / "helpers" / name)
        return folder

    return write


@pytest.fixture(scope="session")
def honest(target, half, tmp_path_factory) -> Result:
    """What the half-correct submission gets without an attack."""
    return target.grade(half(tmp_path_factory.mktemp("honest") / "mallory"))


def points(result: Result) -> dict[str, float]:
    """Return the points of each exercise."""
    return {name: verdict.points for name, verdict in result.verdicts.items()}


def leaked(target: Target, result: Result) -> list[str]:
    """Return which secrets are anywhere in a result."""
    text = results.to_json(result)
    secrets = {"canary": CANARY, "secret": target.course.secret().hex()}
    return [name for name, secret in secrets.items() if secret in text]


def _serve(server: socket.socket) -> None:
    while True:
        try:
            with server.accept()[0] as connection:
                connection.sendall(CANARY.encode())
        except OSError:
            return
