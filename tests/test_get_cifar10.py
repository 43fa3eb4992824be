"""The download as its users meet it, from a server of our own on loopback."""

import contextlib
import hashlib
import http.server
import io
import os
import shutil
import signal
import socket
import subprocess
import sys
import tarfile
import threading
import time
from pathlib import Path

import numpy as np
import pytest

DATA = Path(__file__).resolve().parents[1] / "data"
HANG = 60  # seconds; only to end a test that hangs
BATCHES = [*(f"data_batch_{i}.bin" for i in range(1, 6)), "test_batch.bin"]
SCRIPTS = ["get_cifar10.py", "get_cifar10.sh"]
posix = os.name == "posix"


def tar(members):
    """Return the bytes of a .tar.gz with these members."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return file.getvalue()


def members():
    """Return small batch files (random, so that they do not compress: 1.8 MB in all) by their names in the archive."""
    rng = np.random.default_rng(231)
    files = {f"cifar-10-batches-bin/{name}": rng.bytes(100 * 3073) for name in BATCHES}
    return {"cifar-10-batches-bin/batches.meta.txt": b"airplane\n", **files}


MEMBERS = members()
ARCHIVE = tar(MEMBERS)
WITHOUT_PAUSES = """
import runpy, sys, time
time.sleep = lambda seconds: print("slept", seconds)
runpy.run_path(sys.argv[1], run_name="__main__")
"""
PART_SENT = 1_000_000  # how much of it a bad server sends


class Server(http.server.ThreadingHTTPServer):
    """Serves one file, as well or as badly as it is told; remembers the Range headers it was sent."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.content = ARCHIVE
        self.ranges = True
        self.sends = None  # how many bytes of each answer, before it stalls or breaks
        self.stalls = False
        self.busy = 0  # how many requests are refused first
        self.asked = []
        self.over = threading.Event()
        self.url = f"http://127.0.0.1:{self.server_port}/cifar-10-binary.tar.gz"


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        server, wanted = self.server, self.headers["Range"]
        server.asked.append(wanted)
        if not self.path.endswith(".tar.gz"):
            self.send_error(404)
            return
        if server.busy:
            server.busy -= 1
            self.send_error(503)
            return
        start = int(wanted.removeprefix("bytes=").removesuffix("-")) if wanted and server.ranges else 0
        if start and start >= len(server.content):
            self.send_error(416)
            return
        body = server.content[start:]
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(server.content) - 1}/{len(server.content)}")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with contextlib.suppress(OSError):
            self.wfile.write(body[: server.sends])
            self.wfile.flush()
            if server.stalls:
                server.over.wait(HANG)

    def log_message(self, *args):
        pass


@pytest.fixture
def server():
    with Server() as it:
        threading.Thread(target=it.serve_forever, args=(0.02,), daemon=True).start()
        yield it
        it.over.set()
        it.shutdown()


class Student:
    """A folder with the scripts in data/. Pauses take no time; stdout tells of them."""

    def __init__(self, root):
        self.data = root / "data"
        self.data.mkdir(parents=True)
        for name in SCRIPTS:
            shutil.copy(DATA / name, self.data)

    def start(self, url, archive=ARCHIVE, prefix=(), shell=False, arguments=(), **streams):
        environment = {**os.environ, "CIFAR10_URL": url, "CIFAR10_SHA256": hashlib.sha256(archive).hexdigest()}
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            environment.pop(name, None)
        command = [sys.executable, "-c", WITHOUT_PAUSES, str(self.data / "get_cifar10.py"), *arguments]
        if shell:
            command = ["sh", str(self.data / "get_cifar10.sh")]
            environment["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
        streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **streams}
        return subprocess.Popen(
            [*prefix, *command], env=environment, start_new_session=posix, encoding="utf-8", **streams
        )

    def run(self, url, archive=ARCHIVE, **more):
        process = self.start(url, archive, **more)
        try:
            out, err = process.communicate(timeout=HANG)
        finally:
            process.kill()
        return subprocess.CompletedProcess([], process.returncode, out, err)

    def kept(self):
        """Return what lies in data/ besides the scripts."""
        return sorted(path.name for path in self.data.iterdir() if path.name not in SCRIPTS)

    def has_it_all(self):
        folder = self.data / "cifar-10-batches-bin"
        return self.kept() == [folder.name] and all(
            (folder / name).read_bytes() == MEMBERS[f"cifar-10-batches-bin/{name}"] for name in BATCHES
        )


@pytest.fixture
def student(tmp_path):
    return Student(tmp_path)


# Through either script; the rest is the same, as the one calls the other.
either_script = pytest.mark.parametrize(
    "shell", [False, pytest.param(True, marks=pytest.mark.skipif(not posix, reason="needs sh"))]
)


def says(result, *parts):
    """Tell whether it failed with one sentence of ours, with these parts, as the last thing the person reads."""
    last = result.stderr.replace("\r", "\n").strip().splitlines()[-1]
    return result.returncode == 1 and last.endswith(".") and all(part in last for part in parts)


@pytest.mark.skipif(not posix, reason="needs a terminal of its own")
def test_it_asks_once_in_a_terminal_and_enter_means_later(student, server):
    import pty

    def asked(answer):
        ours, theirs = pty.openpty()
        process = student.start(server.url, arguments=["--ask"], stdin=theirs, stdout=theirs)
        os.close(theirs)
        os.write(ours, answer)
        said = b""
        with contextlib.suppress(OSError):  # how the end of a terminal is read
            while more := os.read(ours, 4096):
                said += more
        os.close(ours)
        assert process.wait(HANG) == 0
        process.stderr.close()
        return said.decode()

    said = asked(b"\n")
    assert "170 MB" in said and "Download them now?" in said and "Downloading" not in said
    assert student.kept() == [".asked"] and not server.asked
    assert "Download" not in asked(b"y\n") and not server.asked  # once is enough
    (student.data / ".asked").unlink()
    assert "CIFAR-10 is in data" in asked(b"y\n")
    (student.data / ".asked").unlink()
    assert student.has_it_all() and student.run(server.url, arguments=["--ask"]).stdout == ""


@either_script
def test_whole_and_a_second_run_does_nothing(student, server, shell):
    first = student.run(server.url, shell=shell)
    assert first.returncode == 0, first.stderr
    assert "170 MB" in first.stdout.splitlines()[0]
    assert student.has_it_all()
    second = student.run(server.url, shell=shell)
    assert second.returncode == 0
    assert "nothing to do" in second.stdout
    assert server.asked == [None]


def test_a_file_address(student, tmp_path):
    archive = tmp_path / "mirror.tar.gz"
    archive.write_bytes(ARCHIVE)
    result = student.run(archive.as_uri())
    assert result.returncode == 0, result.stderr
    assert student.has_it_all()
    assert archive.read_bytes() == ARCHIVE


def half_way(student, server, shell=False):
    """Start a download from a server that stalls, and return the process once half of what was sent has arrived."""
    part = student.data / "cifar-10-binary.tar.gz.part"
    process = student.start(server.url, shell=shell)
    for _ in range(HANG * 20):
        if part.exists() and part.stat().st_size > PART_SENT // 2:
            break
        time.sleep(0.05)
    return process


@pytest.mark.skipif(not posix, reason="needs process groups")
@either_script
def test_ctrl_c_says_what_comes_next(student, server, shell):
    server.sends, server.stalls = PART_SENT, True
    process = half_way(student, server, shell)
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=HANG)
    assert process.returncode == 130
    assert err.strip().endswith("Stopped: run the same command again to continue.")
    assert student.kept() == ["cifar-10-binary.tar.gz.part"]


@pytest.mark.skipif(not posix, reason="needs process groups")
@pytest.mark.parametrize("ranges", [True, False])
def test_killed_half_way_and_resumed(student, server, ranges):
    server.sends, server.stalls, server.ranges = PART_SENT, True, ranges
    process = half_way(student, server)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    assert student.kept() == ["cifar-10-binary.tar.gz.part"]

    server.sends, server.stalls = None, False
    result = student.run(server.url)
    assert result.returncode == 0, result.stderr
    assert student.has_it_all()
    assert server.asked[0] is None
    assert int(server.asked[1].removeprefix("bytes=").removesuffix("-")) > PART_SENT // 2


@pytest.mark.parametrize("ranges", [True, False])
def test_a_connection_that_breaks_is_tried_again(student, server, ranges):
    server.sends, server.ranges = PART_SENT, ranges
    result = student.run(server.url)
    assert "slept 2" in result.stdout
    if ranges:
        assert result.returncode == 0, result.stderr
        assert student.has_it_all()
    else:  # it never gets further, and gives up
        assert says(result, server.url, "run the same command again")
        assert "slept 20" in result.stdout


def test_a_busy_server_costs_nothing_that_was_downloaded(student, server):
    (student.data / "cifar-10-binary.tar.gz.part").write_bytes(ARCHIVE[:PART_SENT])
    server.busy = 2
    result = student.run(server.url)
    assert result.returncode == 0, result.stderr
    assert student.has_it_all()
    assert server.asked == [f"bytes={PART_SENT}-"] * 3


@pytest.mark.parametrize("harm", ["damaged", "truncated"])
def test_a_wrong_archive_is_not_kept(student, server, harm):
    middle = len(ARCHIVE) // 2
    flipped = ARCHIVE[:middle] + bytes([ARCHIVE[middle] ^ 1]) + ARCHIVE[middle + 1 :]
    server.content = flipped if harm == "damaged" else ARCHIVE[:middle]
    assert says(student.run(server.url), "checksum", "removed", "run the same command again")
    assert student.kept() == []
    server.content = ARCHIVE
    assert student.run(server.url).returncode == 0
    assert student.has_it_all()


@pytest.mark.parametrize("length", [len(ARCHIVE) // 2, len(ARCHIVE), len(ARCHIVE) + 10])
def test_left_overs_of_something_else_are_overcome_at_the_second_run_at_the_latest(student, server, length):
    (student.data / "cifar-10-binary.tar.gz.part").write_bytes(bytes(length))
    result = student.run(server.url)
    if result.returncode:
        assert says(result, "checksum")
        assert student.kept() == []
        result = student.run(server.url)
    assert result.returncode == 0, result.stderr
    assert student.has_it_all()


def test_a_whole_download_is_not_fetched_again(student, server):
    (student.data / "cifar-10-binary.tar.gz.part").write_bytes(ARCHIVE)
    (student.data / "cifar-10-batches-bin.part").mkdir()  # it was being unpacked
    assert student.run(server.url).returncode == 0
    assert student.has_it_all()
    assert server.asked == []


@pytest.mark.parametrize("harm", ["truncated", "changed", "missing"])
def test_damaged_batches_are_replaced(student, server, harm):
    assert student.run(server.url).returncode == 0
    batch = student.data / "cifar-10-batches-bin/data_batch_3.bin"
    content = batch.read_bytes()
    batch.unlink()
    if harm != "missing":
        batch.write_bytes(content[:-1] if harm == "truncated" else bytes([content[0] ^ 1]) + content[1:])
    assert student.run(server.url).returncode == 0
    assert student.has_it_all()


def test_an_address_that_leads_nowhere(student, server, tmp_path):
    for url in (server.url + ".nix", (tmp_path / "nix.tar.gz").as_uri()):
        result = student.run(url)
        assert says(result, url, "CIFAR10_URL")
        assert "slept" not in result.stdout
        assert "cifar-10-batches-bin" not in student.kept()


def test_no_network(student):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/cifar-10-binary.tar.gz"
    result = student.run(url)
    assert says(result, url, "cannot be reached", "network")
    assert [line for line in result.stdout.splitlines() if line.startswith("slept")] == [
        f"slept {seconds}" for seconds in (2, 5, 10, 20)
    ]


def test_an_archive_without_all_batches_is_not_kept(student, server):
    server.content = tar({name: content for name, content in MEMBERS.items() if "batch_4" not in name})
    assert says(student.run(server.url, server.content), "six CIFAR-10 batch files")
    assert student.kept() == []


def test_unpacks_only_what_belongs_there(student, server, tmp_path):
    outside = {"../outside": b"x", "cifar-10-batches-bin/../../outside": b"x", str(tmp_path / "outside"): b"x"}
    server.content = tar({**outside, **MEMBERS, "cifar-10-batches-bin/more.txt": b"x"})
    assert student.run(server.url, server.content).returncode == 0
    assert student.has_it_all()
    assert not (tmp_path / "outside").exists()
    assert not (student.data / "cifar-10-batches-bin/more.txt").exists()


@pytest.mark.skipif(not posix, reason="needs sh")
@pytest.mark.parametrize("old", [False, True])
def test_without_a_python_that_is_new_enough_the_shell_script_says_so(student, tmp_path, old):
    (tmp_path / "bin").mkdir()
    if old:
        (tmp_path / "bin/python3").write_text("#!/bin/sh\nexit 1\n")
        (tmp_path / "bin/python3").chmod(0o755)
    command = [shutil.which("sh"), str(student.data / "get_cifar10.sh")]
    result = subprocess.run(
        command, env={"PATH": str(tmp_path / "bin")}, capture_output=True, encoding="utf-8", timeout=HANG
    )
    assert (result.returncode, result.stdout, result.stderr.count("\n")) == (1, "", 1)
    assert "Python 3.11 or newer" in result.stderr


def bubblewrap(*args):
    """Return the words that run a command with these changes to its file system, or None where that is impossible."""
    from grader.sandbox.backends.bubblewrap import program  # the one that grades

    if not (bwrap := program()):
        return None
    words = [bwrap, "--dev-bind", "/", "/", *args]
    return words if subprocess.run([*words, "true"], capture_output=True).returncode == 0 else None


@pytest.mark.parametrize("megabytes", [1, 3])  # too small for the archive, and for what it holds
def test_a_full_disk_is_named(student, server, megabytes):
    prefix = bubblewrap("--size", str(megabytes * 2**20), "--tmpfs", str(student.data))
    if prefix is None:
        pytest.skip("needs bubblewrap")
    scripts = [word for name in SCRIPTS for word in ("--ro-bind", str(DATA / name), str(student.data / name))]
    assert says(student.run(server.url, prefix=[*prefix, *scripts]), "400 MB", "run the same command again")
