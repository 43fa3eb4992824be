"""What code in a sandbox sees of this machine: files to read, and variables. The same in every kind of sandbox."""

import sys
from functools import cache
from pathlib import Path

from helpers.given.checking import ENVIRONMENT

INSIDE = Path(__file__).parent / "inside"
NOBODY = 65534
"""The user and group that code in a sandbox runs as."""

COMMAND = [sys.executable, "-I", "/inside/warm.py", "/work"]
"""Starts the warm process there; it takes limits as JSON."""


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
        "OPENBLAS_NUM_THREADS": "1",
        ENVIRONMENT: "autograde",
    }


def system() -> tuple[list[Path], list[Path]]:
    """Return the operating system's programs and libraries: what to show, and which links to them to make."""
    links = [path for path in map(Path, ("/lib", "/lib64", "/bin", "/sbin")) if path.is_symlink()]
    files = [path for path in map(Path, ("/usr", "/lib", "/lib64", "/etc/ld.so.cache")) if path.exists()]
    return [path for path in files if not path.is_symlink()], links


def interpreter() -> list[Path]:
    """Return the folders of the Python that runs, and of the one that its environment was made from."""
    folders = [Path(sys.prefix), Path(sys.base_prefix)]
    return [path for path in dict.fromkeys(folders) if not path.is_relative_to("/usr")]


def shown(folder: Path) -> list[tuple[Path, Path]]:
    """Return what else is shown, and where: the interpreter, our program, fonts, and the student's files in /work."""
    pairs = [(path, path) for path in interpreter()] + [(INSIDE, Path("/inside"))]
    pairs += [(path, Path("/tmp") / path.name) for path in fonts()]
    return pairs + [(path, Path("/work") / path.name) for path in sorted(folder.iterdir())]


@cache
def fonts() -> list[Path]:
    """Return matplotlib's lists of the machine's fonts, as far as there are any: it takes seconds to make one."""
    import matplotlib

    return sorted(Path(matplotlib.get_cachedir()).glob("fontlist-v*.json"))
