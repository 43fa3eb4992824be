"""The gradebook on a real PostgreSQL server on this machine: the same grades as in SQLite."""

import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

import pytest
from once import copied, take_results

from grader.gradebook.run import grade
from grader.releasing.build import release

BINARIES = max(Path("/usr/lib/postgresql").glob("*/bin"), default=None)
psycopg2 = pytest.importorskip("psycopg2")


@pytest.fixture
def server(monkeypatch):
    """The address of an empty database on a server of the test's own."""
    if BINARIES is None:
        why = "no PostgreSQL here: apt-get install postgresql"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(why)
    folder = Path(tempfile.mkdtemp(prefix="postgresql-"))
    user = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
    if user:
        shutil.chown(folder, "postgres", "postgres")

    def run(program, *arguments):
        subprocess.run(
            [BINARIES / program, *arguments], check=True, cwd=folder, stdout=subprocess.DEVNULL, timeout=120, **user
        )

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    run("initdb", "--pgdata", folder / "data", "--username", "grader", "--auth", "trust", "--no-sync")
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder}"
    run("pg_ctl", "--pgdata", folder / "data", "--log", folder / "log", "--options", options, "--wait", "start")
    run("createdb", "--host", "127.0.0.1", "--port", str(port), "--username", "grader", "gradebook")
    yield f"postgresql+psycopg2://grader@127.0.0.1:{port}/gradebook"
    run("pg_ctl", "--pgdata", folder / "data", "--mode", "immediate", "stop")
    shutil.rmtree(folder)


def test_grades_on_postgresql_equal_those_in_sqlite(quiet, server, short, hand_ins, tmp_path, monkeypatch):
    monkeypatch.setenv("GRADEBOOK_URL", server)
    course = copied(short, tmp_path)
    (course.root / "gradebook.db").unlink()
    release(course, published=tmp_path / "release")
    take_results(course, quiet)
    grade(course, [hand_ins])
    assert not (course.root / "gradebook.db").exists()
    assert (quiet.root / "gradebook.db").exists()
    assert course.grades.read_text() == quiet.grades.read_text()
    assert len(set(quiet.grades.read_text().splitlines())) == 4
