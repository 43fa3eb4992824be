"""Loads the files that students edit, whatever is in them; the first cell of each notebook calls `loading.watch()`.

A file that Python cannot load becomes a module whose functions say why when they are called. So the first cell survives
it, nothing of an older version is left to be judged, and the cell after the repair works again.
"""

import ast
import builtins
import contextlib
import linecache
import sys
import warnings
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from importlib.util import decode_source, spec_from_file_location
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

from IPython.core.getipython import get_ipython
from IPython.extensions.autoreload import superreload

from helpers.given import stale
from helpers.given.alarm import graded, within_limit
from helpers.given.calling import calls
from helpers.given.calling.calls import AT_GRADING, PACKAGE
from helpers.given.judge import stops

GIVEN = f"{PACKAGE}.given"
OLDEST = (3, 11)
"""The Python that the series asks for; work may be graded with it."""


class Unreadable(Exception):  # noqa: N818 - students read the name
    """A helper file cannot be loaded; shown as the message alone."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


class NoSuchName(AttributeError):  # noqa: N818 - as above
    """A helper file lacks a function; shown as the message alone."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


class StandIn:
    """Stands for a function or class that its file does not give, so that a check of it can say why."""

    def __init__(self, module: str, name: str, problem: Exception) -> None:
        self.__module__, self.__qualname__, self.__name__ = module, name, name
        self.problem = problem

    def __call__(self, *inputs: Any, **named: Any) -> Any:
        """Say why there is no result."""
        raise type(self.problem)(*self.problem.args)

    __mro_entries__ = __call__  # it is no class to derive another from, either


class Loader(SourceFileLoader):
    """Loads a module from its file as it is now, past Python's cache, which knows no changes within a second.

    problem: what is wrong with the file, a sentence, or "". data: the file as it was read, None if there was none.
    defined: what it gave the module, by name.
    """

    problem = ""
    data: bytes | None = None
    defined: dict[str, Any]

    def exec_module(self, module: ModuleType) -> None:
        """Run the file in the module; if that fails, nothing of it is left there."""
        linecache.checkcache(self.path)
        self.data = _read(self.path)
        empty = dict(vars(module))
        try:
            if self.data is None:
                raise FileNotFoundError
            code = _compiled(self.data, self.path)
            vars(module)["__builtins__"] = {**vars(builtins), "__import__": _import}
            within_limit(lambda: _run(code, module))
        except BaseException as error:  # also an exit() in the file, or an interrupt
            vars(module).clear()
            vars(module).update(empty)
            told = "The file is not there: give it its name back, or take it from the assignment again."
            if self.data is not None:
                told = stops.stop(calls.stopped(module, error), {}, "", ()).sentences
            self.problem = f"{self._shown} cannot be loaded. {told}"
        self.defined = dict(vars(module))
        vars(module)["__getattr__"] = self._missing

    @property
    def _shown(self) -> str:
        return f"{PACKAGE}/{Path(self.path).name}"

    def _missing(self, name: str) -> Any:
        """What the module has under a name that the file does not give it."""
        if name.startswith("__"):
            raise AttributeError(name)
        problem = Unreadable(self.problem) if self.problem else NoSuchName(self.lack(name))
        if self.problem or _is_task(f"{Path(self.path).stem}.{name}"):
            return StandIn(self.name, name, problem)
        raise problem

    def lack(self, name: str) -> str:
        """Return what is to be said of a name that the file does not define."""
        if not (self.data or b"").strip():
            return f"{self._shown} is empty: undo that in the editor, or take the file from the assignment again."
        return f"{self._shown} has no {name}: was it renamed or deleted?"


def _is_task(target: str) -> bool:
    """Whether there is a check for a name such as "svm.svm_loss_naive"."""
    from helpers.given.checking import exercises  # not above: checking imports this module

    return any(one.target == target for one in exercises().values())


def _import(name: str, globals: Any = None, locals: Any = None, fromlist: Any = (), level: int = 0) -> Any:
    """Import for a helper file what will be there when it is graded.

    Raises:
        ModuleNotFoundError: it will not be.
    """
    if not level and name.partition(".")[0] not in AT_GRADING:
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)
    return builtins.__import__(name, globals, locals, fromlist, level)


def _run(code: Any, module: ModuleType) -> None:
    """Run a file's code in its module, annotations included, as Pythons before 3.14 do, and the grader's may be one."""
    exec(code, vars(module))
    for one in list(vars(module).values()):
        for defined in (one, *(vars(one).values() if isinstance(one, type) else ())):
            if isinstance(defined, FunctionType | type) and defined.__module__ == module.__name__:
                _ = defined.__annotations__


class Finder:
    """Finds the files of helpers/ that are not given, for Loader."""

    @staticmethod
    def find_spec(name: str, path: Sequence[str] | None = None, target: object = None) -> ModuleSpec | None:
        """Return how to load a module, or None if it is none of the students'.

        Raises:
            ModuleNotFoundError: it is a file that is not handed in, so it would be missing at grading.
        """
        package, _, file = name.rpartition(".")
        if package != PACKAGE or name == GIVEN or not path:
            return None
        if not _handed_in(f"{file}.py", Path(path[0])):
            raise ModuleNotFoundError(f"{name!r} is not handed in: move its code to a file of the task", name=name)
        found = PathFinder.find_spec(name, path)
        origin = found.origin if found and found.origin else str(Path(path[0], f"{file}.py"))
        return spec_from_file_location(name, origin, loader=Loader(name, origin))


def _handed_in(name: str, folder: Path) -> bool:
    """Whether a file of helpers/ is one that students edit, there or gone; in the source tree all of them are."""
    places = folder / "given" / "edited.txt", folder / "edited.txt"  # the second in earlier releases
    listed = next(filter(None, map(_read, map(str, places))), None)
    return listed is None or name.encode() in listed.split()


_old_objects: dict[tuple[str, str], list] = {}
"""What notebooks hold of earlier versions, by weak references; superreload gives it the new code."""


def watch() -> None:
    """Load helper files whatever is in them; before each cell reload what has changed, and note those that stop."""
    if Finder not in sys.meta_path:
        sys.meta_path.insert(0, Finder)
        shell = get_ipython()
        if shell and not graded():  # no file changes while a notebook is graded
            shell.events.register("pre_run_cell", refresh)
            shell.events.register("pre_run_cell", stale.starts)
            shell.events.register("post_run_cell", stale.ends)


def refresh(*event: object) -> None:
    """Reload the helper files that have changed since they were loaded."""
    for name, module in list(sys.modules.items()):
        loader = _loader(module) if name.startswith(f"{PACKAGE}.") else None
        if loader and _read(loader.path) != loader.data:
            with contextlib.suppress(Exception):  # the module is new; what holds on to an old one may not be like it
                superreload(module, old_objects=_old_objects)


def problem(target: str) -> str:
    """Return why a target, such as "svm.svm_loss_naive", is not what its file would give at grading; "" if it is."""
    file, _, name = target.partition(".")
    module = sys.modules.get(f"{PACKAGE}.{file}")
    loader = _loader(module)
    if not loader or loader.problem:
        return loader.problem if loader else ""
    if name not in vars(module) and name not in loader.defined:
        return loader.lack(name)
    if vars(module).get(name) is not loader.defined.get(name):
        return f"{name} was redefined in this notebook, but the one in {PACKAGE}/{file}.py is graded: write it there."
    return ""


def _loader(module: ModuleType | None) -> Loader | None:
    loader = getattr(module, "__loader__", None)
    return loader if isinstance(loader, Loader) else None


def _read(path: str) -> bytes | None:
    try:
        return Path(path).read_bytes()
    except OSError:
        return None


def _compiled(data: bytes, path: str) -> Any:
    """The code in a file.

    Raises:
        SyntaxError: it is no Python, or no text.
    """
    odd = data.find(b"\0")
    if odd < 0:
        try:
            text = decode_source(data)
        except UnicodeDecodeError as error:
            odd = error.start
    if odd >= 0:
        line = len((data[:odd] + b"x").splitlines()) - 1
        shown = data.splitlines()[line].decode("ascii", "replace").replace("\0", "\ufffd")
        raise SyntaxError("it is not saved as UTF-8", (path, line + 1, 0, shown))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)
        return compile(ast.parse(text, path, feature_version=OLDEST), path, "exec", dont_inherit=True)
