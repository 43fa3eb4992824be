"""What code in a sandbox sees of this machine: files to read, and variables. The same in every kind of sandbox."""

import os
import site
import sys
import sysconfig
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from helpers.given.alarm import ENVIRONMENT

HERE = Path(__file__).resolve().parent
NOBODY = 65534
"""The user and group that code in a sandbox runs as."""

SYSTEM = ("/usr/bin", "/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/share/fonts", "/usr/share/zoneinfo")
"""What is shown of /usr: programs, libraries, and data that NumPy, matplotlib and a shell command may look for."""

ROOT = ("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/etc/ld.so.cache")
"""What is shown beside it. On most systems the folders are links into /usr."""


def command(inside: Path = Path("/inside"), work: Path = Path("/work")) -> list[str]:
    """Return the command that starts the warm process; limits as JSON come after it.

    Args:
        inside: where our program is.
        work: the working folder.
    """
    return [str(executable()), "-I", str(inside / "warm.py"), str(work)]


def variables(work: Path = Path("/work"), temporary: Path = Path("/tmp")) -> dict[str, str]:
    """Return all variables: none of the instructor's.

    Args:
        work: the working folder.
        temporary: a folder for IPython's and matplotlib's own files, in which matplotlib finds its lists of fonts.
    """
    return {
        "PATH": "/usr/bin",
        "HOME": str(work),
        "LANG": "C.UTF-8",
        "IPYTHONDIR": str(temporary / "ipython"),
        "MPLCONFIGDIR": str(temporary),
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "MKL_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        ENVIRONMENT: "autograde",
    }


def program() -> list[Path]:
    """Return the files of our program inside: those of inside/, and the protocol, which both sides use."""
    return [*sorted((HERE / "inside").glob("*.py")), HERE / "protocol.py"]


def executable() -> Path:
    """Return the Python that runs, by a path without `..` and without links on the way to it.

    The last part may be a link: by following it, Python would forget the environment that it belongs to.
    """
    path = Path(sys.executable)
    path, home = path.parent.resolve() / path.name, Path(sys.prefix).resolve()
    return path if path.is_relative_to(home) else home / "bin" / "python3"


def links() -> dict[Path, Path]:
    """Return the links to make at the root, each with what it leads to."""
    return {path: path.readlink() for path in map(Path, ROOT) if path.is_symlink()}


@cache
def machine() -> list[Path]:
    """Return what is shown of this machine where it lies: the system's libraries, and Python with its packages.

    No folder is shown for what else may lie in it: of /usr and of a Python's own folder only the parts with programs,
    libraries and packages.
    """
    homes = [Path(sys.prefix).resolve(), Path(sys.base_prefix).resolve()]
    # An environment may know its Python by a path with a link in it.
    homes += [path for path in [Path(sys.base_prefix)] if ".." not in path.parts]
    parts = [home / name for home in homes for name in ("bin", "lib", "lib64", "pyvenv.cfg")]
    packages = [sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    parts += [Path(path).resolve() for path in [*packages, *site.getsitepackages()]]
    found = [path for path in map(Path, (*SYSTEM, *ROOT)) if not path.is_symlink()]
    found = [path for path in dict.fromkeys([*found, *parts]) if path.exists()]
    return [path for path in found if not any(other in path.parents for other in found)]


def exposed(paths: Iterable[Path]) -> str | None:
    """Return why students' code could read one of these paths, and what to do, as a sentence; None if it cannot."""
    for path in paths:
        for shown in machine():
            if path.resolve().is_relative_to(shown.resolve()):
                return (
                    f"{path} is in {shown}, which students' code has to see to run Python: move it elsewhere, such as"
                    " a folder of its own in /srv or in your home."
                )
    return None


def shown(folder: Path) -> dict[Path, Path]:
    """Return what else is shown, each with where: our program, fonts, and the student's files in /work."""
    places = {path: Path("/inside") / path.name for path in program()}
    places |= {path: Path("/tmp") / path.name for path in fonts()}
    return places | {path: Path("/work") / path.name for path in sorted(folder.iterdir())}


@cache
def fonts() -> list[Path]:
    """Return matplotlib's lists of the machine's fonts, as far as there are any: it takes seconds to make one.

    They are where it looks for them on Linux; to ask it would take a fifth of a second for each process.
    """
    caches = os.environ.get("XDG_CACHE_HOME") or Path(os.environ.get("HOME", "/"), ".cache")
    folder = Path(os.environ.get("MPLCONFIGDIR") or Path(caches, "matplotlib"))
    return sorted(folder.resolve().glob("fontlist-v*.json"))
