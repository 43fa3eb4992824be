"""The working folder may hold a contextlib.py that somebody handed in: nothing of it is imported, or read as ours."""

import os
import sys
from pathlib import Path

from grader import ROOT


def isolate() -> Path:
    """Leave the working folder, for this process and all that it starts; return where it was.

    Python puts the working folder on its path when it runs `-m` or `-c`, as the children of multiprocessing and Dask
    do, and nbgrader and Jupyter read configuration from there. lab.py starts us without it; here we keep it so.
    """
    before = Path.cwd()
    os.environ["PYTHONSAFEPATH"] = "1"
    sys.path[:] = [item for item in sys.path if item and (Path(item) == ROOT or Path(item).resolve() != before)]
    os.chdir(ROOT)
    return before
