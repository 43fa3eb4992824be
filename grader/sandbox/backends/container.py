"""Sandboxes that are containers of docker or podman, for machines where bubblewrap may not make namespaces.

The image is empty but for folders and links: the containers show this machine's own Python, as bubblewrap's do. So
nothing is fetched, and results are the same to the byte. The engine must be one of this machine, not behind a network.
"""

import atexit
import hashlib
import io
import json
import os
import platform
import shutil
import subprocess
import tarfile
import tempfile
import uuid
from functools import cache
from pathlib import Path

from grader.sandbox import limits, syscalls, view
from grader.sandbox.place import Place

PROCESSES = 4096
"""Of all containers together, as they share a user. Left alone, podman asks for more than some machines give it."""

IN_MEMORY = ("/tmp", "/work")
"""Folders that can be written to."""

MOST_FILES = {"docker": f",nr_inodes={limits.FILES_INSIDE}", "podman": ""}
"""How an engine limits the number of files in each of them; podman 4 cannot, and only root may count them outside."""


class Container(Place):
    """A container around a warm process."""

    def __init__(self, engine: str, folder: Path) -> None:
        """Make a name for it; engine: "docker" or "podman"; folder: becomes its /work."""
        self.engine = engine
        self.name = f"sandbox-{uuid.uuid4().hex}"
        # Containers share the user that code runs as, so the kernel would count their processes together; the engine
        # counts them for each.
        resources = {name: value for name, value in limits.RESOURCES.items() if name != "RLIMIT_NPROC"}
        command = [*_run(engine, folder, self.name), *view.command(), json.dumps(resources)]
        watched = () if MOST_FILES[engine] or os.geteuid() else IN_MEMORY
        super().__init__(command, None, in_memory=watched)

    def first_process(self, started: int) -> int:
        """Return the engine's first process in it; what was started is only the engine's client."""
        told = _asked(self.engine, "inspect", "--format", "{{.State.Pid}}", self.name)
        return int(told.stdout or started)

    def end(self, started: int) -> None:
        """End all processes in it, and the client."""
        _asked(self.engine, "kill", self.name)
        super().end(started)


class Engine:
    """Docker or podman, as a kind of sandbox."""

    def __init__(self, name: str) -> None:
        self.name = name

    def place(self, folder: Path) -> Place:
        """Return a container around a warm process, with a folder as its /work."""
        return Container(self.name, folder)

    def problem(self) -> str:
        """Return why this machine cannot do it and what to do, as a sentence; "" if it can."""
        if shutil.which(self.name) is None:
            return (
                f"SANDBOX={self.name} is set and {self.name} is missing: install it, or unset SANDBOX to use"
                " bubblewrap."
            )
        if platform.machine() not in syscalls.MACHINES:
            return f"There is no filter of system calls for {platform.machine()} yet: grade on another machine."
        run = _run(self.name, view.HERE / "inside", f"sandbox-{uuid.uuid4().hex}")
        tried = _asked(*run, str(view.executable()), "-I", "-c", "")
        if tried.returncode == 0:
            return ""
        said = tried.stderr.strip().splitlines()
        why = said[0].rstrip(".") if said else f"it ended with {tried.returncode}"
        return f"{self.name} cannot run a container here ({why}): correct this, or unset SANDBOX to use bubblewrap."


def _run(engine: str, folder: Path, name: str) -> list[str]:
    """The command that runs another one in a container."""
    nobody, size = str(view.NOBODY), f"size={limits.DISK_BYTES}{MOST_FILES[engine]}"
    binds = {path: path for path in view.machine()} | view.shown(folder)
    return [
        *(engine, "run", "--rm", "--interactive", "--name", name, "--pull", "never", "--log-driver", "none"),
        *("--network", "none", "--ipc", "none", "--hostname", "sandbox", "--user", f"{nobody}:{nobody}"),
        *("--cap-drop", "ALL", "--security-opt", "no-new-privileges", "--security-opt", "label=disable", "--read-only"),
        *("--memory", str(limits.TOTAL_BYTES), "--memory-swap", str(limits.TOTAL_BYTES), "--oom-score-adj", "1000"),
        *("--pids-limit", str(limits.PROCESSES), "--security-opt", f"seccomp={_profile()}"),
        *("--ulimit", f"nofile={limits.OPEN_FILES}", "--ulimit", "core=0", "--ulimit", f"nproc={PROCESSES}"),
        *(part for at in IN_MEMORY for part in ("--tmpfs", f"{at}:rw,mode=1777,{size}")),
        *(
            part
            for pair in binds.items()
            for part in ("--mount", "type=bind,source={},target={},readonly".format(*pair))
        ),
        *(part for pair in view.variables().items() for part in ("--env", "{}={}".format(*pair))),
        *("--workdir", "/work", _image(engine)),
    ]


@cache
def _profile() -> Path:
    """The file with the filter of system calls, for as long as this process lives."""
    folder = Path(tempfile.mkdtemp(prefix="sandbox-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = folder / "seccomp.json"
    path.write_text(syscalls.profile(platform.machine()))
    return path


@cache
def _image(engine: str) -> str:
    """The name of the image, which is made if it is not there."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for name in ("etc", "tmp", "work", "inside", "proc", "dev"):
            folder = tarfile.TarInfo(name)
            # An engine may give what it mounts the mode of the folder beneath.
            folder.type, folder.mode = tarfile.DIRTYPE, 0o1777 if name in ("tmp", "work") else 0o755
            archive.addfile(folder)
        for path, target in view.links().items():
            link = tarfile.TarInfo(path.name)
            link.type, link.linkname = tarfile.SYMTYPE, str(target)
            archive.addfile(link)
    name = f"localhost/sandbox:{hashlib.sha256(stream.getvalue()).hexdigest()[:12]}"
    if _asked(engine, "image", "inspect", name).returncode:
        subprocess.run([engine, "import", "-", name], input=stream.getvalue(), capture_output=True, check=False)
    return name


def _asked(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=60)
