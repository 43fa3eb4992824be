#!/usr/bin/env python3
"""Downloads CIFAR-10 (binary version) to the folder of this script, checks it, and unpacks it to cifar-10-batches-bin.

An interrupted download resumes where it stopped; a second run does nothing. CIFAR10_URL (http, https or file) and
CIFAR10_SHA256 name another copy of the archive. With --ask it asks first, once and only in a terminal. Standard
library only; get_cifar10.sh runs it too.
"""

import hashlib
import http.client
import os
import shutil
import sys
import tarfile
import time
import urllib.error
import urllib.request
import zlib
from pathlib import Path

URL = os.environ.get("CIFAR10_URL") or "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"
SHA256 = os.environ.get("CIFAR10_SHA256") or "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd"

DATA = Path(__file__).resolve().parent
FOLDER = DATA / "cifar-10-batches-bin"
SUMS = "sha256.txt"  # in that folder: the checksums of its batch files
PART = DATA / "cifar-10-binary.tar.gz.part"  # the archive, whole or not yet
ASKED = DATA / ".asked"
UNPACKED = DATA / "cifar-10-batches-bin.part"  # what is unpacked from it
BATCHES = (*(f"data_batch_{i}.bin" for i in range(1, 6)), "test_batch.bin")
MEMBERS = (*BATCHES, "batches.meta.txt", "readme.html")
PAUSES = (2, 5, 10, 20)  # seconds before each further try


class GetError(Exception):
    """An error to show the person at the keyboard, as one sentence."""


class ConnectionBrokenError(Exception):
    """A download that ended early; trying again may help."""


def main() -> int:
    """Get the images; return the exit code."""
    try:
        if "--ask" in sys.argv[1:] and not wanted():
            return 0
        if intact():
            print(f"CIFAR-10 is there already, in data/{FOLDER.name}: nothing to do.")
            return 0
        if PART.is_file() and sha256(PART) == SHA256:
            print("CIFAR-10 is downloaded already: unpacking it.")
        else:
            print(f"Downloading CIFAR-10, about 170 MB, from {URL}", flush=True)
            download()
            if sha256(PART) != SHA256:
                PART.unlink()
                raise GetError(
                    f"The download from {URL} has a wrong checksum, so it was removed: run the same command again."
                )
        unpack()
        print(f"CIFAR-10 is in data/{FOLDER.name}.")
        return 0
    except GetError as problem:
        print(problem, file=sys.stderr)
    except OSError as error:
        print(
            f"data/ cannot be written to ({error.strerror}): use a folder of your own with 400 MB free, then run the "
            "same command again.",
            file=sys.stderr,
        )
    except KeyboardInterrupt:
        print("\nStopped: run the same command again to continue.", file=sys.stderr)
        return 130
    return 1


def wanted() -> bool:
    """Ask whether to download the images now, if nobody was asked before and somebody can answer."""
    if FOLDER.exists() or ASKED.exists() or not (sys.stdin.isatty() and sys.stdout.isatty()):
        return False
    question = (
        "The course is about photographs: CIFAR-10, 170 MB to download (2 minutes at 10 Mbit/s), 350 MB in all.\n"
        "Without them the notebooks use drawings, and `python3 lab.py data` gets them at any time.\n"
        "Download them now? [y, or Enter for later] "
    )
    print(question, end="", flush=True)
    answer = sys.stdin.readline()
    ASKED.touch()
    return answer.strip().lower() in ("y", "yes")


def sha256(path: Path) -> str:
    """Return the checksum of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def batch_sums(folder: Path) -> str:
    """Return a line "checksum name" for each batch file in a folder."""
    return "".join(f"{sha256(folder / name)} {name}\n" for name in BATCHES)


def intact() -> bool:
    """Tell whether the batch files are as they were when they were unpacked."""
    try:
        return batch_sums(FOLDER) == (FOLDER / SUMS).read_text()
    except FileNotFoundError:
        return False


def download() -> None:
    """Fetch what is missing of PART, trying again with pauses.

    Raises:
        GetError: if that did not help.
    """
    for pause in (*PAUSES, None):
        try:
            fetch()
            return
        except ConnectionBrokenError as error:
            reason = error
            if pause:
                have = PART.stat().st_size if PART.exists() else 0
                print(f"The connection broke at {have} bytes: trying again in {pause} seconds.", flush=True)
                time.sleep(pause)
    raise GetError(
        f"{URL} cannot be reached ({reason}): check the network connection, then run the same command again; it "
        "resumes where it stopped."
    )


def fetch() -> None:
    """Fetch what is missing of PART, once.

    Raises:
        ConnectionBrokenError: if the connection cannot be made, or ends early.
        GetError: if there is nothing to be had.
    """
    have = PART.stat().st_size if PART.exists() else 0
    try:
        answer = connect(have)
    except urllib.error.HTTPError as error:
        if error.code != 416:
            raise
        PART.unlink()  # nothing comes after what we have, and that is not the archive
        answer = connect(0)
    with answer:
        # Other than 206 Partial Content, the answer is the whole archive: the server cannot resume.
        receive(answer, have if answer.status == 206 else 0)


def connect(start: int) -> http.client.HTTPResponse:
    """Ask for the archive from a byte on, and return the answer, yet to be read.

    Raises:
        ConnectionBrokenError: if there is none, or not now.
        GetError: if there will never be one.
        urllib.error.HTTPError: 416, if the archive is not longer than that.
    """
    try:
        request = urllib.request.Request(URL, headers={"Range": f"bytes={start}-"} if start else {})
        return urllib.request.urlopen(request, timeout=60)
    except urllib.error.HTTPError as error:
        if error.code == 416 and start:
            raise
        if error.code >= 500 or error.code in (408, 429):  # busy
            raise ConnectionBrokenError(error) from error
        reason = error
    except urllib.error.URLError as error:
        reason = error.reason
        if not isinstance(reason, str | FileNotFoundError | IsADirectoryError | PermissionError):
            raise ConnectionBrokenError(reason) from error
    except (OSError, http.client.HTTPException) as error:
        raise ConnectionBrokenError(error) from error
    except ValueError as error:
        reason = error
    raise GetError(
        f"There is no CIFAR-10 archive at {URL} ({reason}): check CIFAR10_URL if you set it, otherwise try again later."
    )


def receive(answer: http.client.HTTPResponse, start: int) -> None:
    """Write an answer to PART from a byte on, and show how far it is."""
    length = answer.headers.get("Content-Length")
    end = start + int(length) if length else None
    done = start
    with PART.open("ab") as file:
        file.truncate(start)
        while chunk := read(answer):
            file.write(chunk)
            done += len(chunk)
            show(done, end)
    if sys.stderr.isatty():
        print(file=sys.stderr)
    if end is not None and done < end:
        raise ConnectionBrokenError("it ended early")


def read(answer: http.client.HTTPResponse) -> bytes:
    """Return the next bytes of an answer, none at its end; only here can OSError mean the network, not the disk."""
    try:
        return answer.read(1 << 18)
    except (OSError, http.client.HTTPException) as error:
        raise ConnectionBrokenError(error) from error


def show(done: int, end: int | None) -> None:
    """Show the progress on a terminal, in one line."""
    if sys.stderr.isatty():
        total = f" of {end / 1e6:.0f} MB, {done / end:.0%}" if end else " MB"
        print(f"\r  {done / 1e6:.0f}{total}", end="", file=sys.stderr, flush=True)


def unpack() -> None:
    """Unpack PART next to its place, then put it there in one step, and remove PART."""
    shutil.rmtree(UNPACKED, ignore_errors=True)
    UNPACKED.mkdir()
    try:
        with tarfile.open(PART, "r|gz") as archive:
            for member in archive:
                # Only files we know by name, written by ourselves: nothing in an archive can lead out of the folder.
                folder, _, name = member.name.rpartition("/")
                if member.isfile() and folder == FOLDER.name and name in MEMBERS:
                    with (UNPACKED / name).open("wb") as file:
                        shutil.copyfileobj(archive.extractfile(member), file)
        (UNPACKED / SUMS).write_bytes(batch_sums(UNPACKED).encode())
    except (tarfile.TarError, zlib.error, EOFError, FileNotFoundError) as error:
        shutil.rmtree(UNPACKED, ignore_errors=True)
        PART.unlink()
        raise GetError(
            f"The archive from {URL} does not hold the six CIFAR-10 batch files, so nothing was kept: check "
            "CIFAR10_URL."
        ) from error
    except OSError:
        shutil.rmtree(UNPACKED, ignore_errors=True)
        raise
    if FOLDER.exists():
        shutil.rmtree(FOLDER)
    UNPACKED.rename(FOLDER)
    PART.unlink()


if __name__ == "__main__":
    sys.exit(main())
