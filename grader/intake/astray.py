"""Functions in another file than theirs, as in svm_vectorized.py, where svm.py has them still open."""

import ast
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from grader.intake import matching, own_cells, pasted, sources, text
from grader.intake.own_cells import Code
from grader.intake.pasted import Cell
from helpers.given.calling.calls import AT_GRADING, PACKAGE

FEW = 3
"""Files with the same function that are named; more are counted."""

_DECORATED = re.compile(r"^@", re.MULTILINE)
_NUMPY = re.compile(r"^from[ \t]+numpy[ \t]+import[ \t]+\*", re.MULTILINE)


@dataclass(frozen=True)
class Completed:
    """A helper file with what other files define of it.

    content: the file. taken: the path for each name that is from another file. left: a sentence, and the paths that it
    is on, where such a file is not taken from. whole: whether nothing of the helper file is open now.
    """

    content: bytes
    taken: dict[str, str]
    left: dict[str, list[str]]
    whole: bool


def near(wanted: str, paths: Iterable[str], places: Collection[str]) -> list[str]:
    """Return the files that may well hold a part of a helper file, the likeliest first.

    They are in helpers/, or have its name in theirs or are called helpers.py, as if that were the folder, and are in no
    folder of an older or another version.

    Args:
        wanted: what it is called, such as "helpers/svm.py".
        paths: of the files.
        places: the folders in which the helper files that count are, or their helpers/ is.
    """
    stem = PurePosixPath(wanted).stem
    here = [path for path in paths if any(_is_beside(matching.place(path), one) for one in places)]
    called = [path for path in here if stem in path.rpartition("/")[2].lower()]
    within = [path for path in here if path.lower().split("/")[-2:-1] == [PACKAGE] or matching.plain(path) == PACKAGE]
    return list(dict.fromkeys([*called, *within]))


def _is_beside(place: str, other: str) -> bool:
    """Whether one of two folders is in the other one, and is no older version."""
    first, second = (f"{one}/" if one else "" for one in (place, other))
    return (first.startswith(second) or second.startswith(first)) and not matching.place_rank(place)[0]


def completed(
    wanted: str, content: bytes | None, released: bytes, others: Mapping[str, bytes], likely: Collection[str]
) -> Completed:
    """Return a helper file with the functions that it leaves open and exactly one other file defines.

    They are as they are in that file: nothing is taken that would mean something else here. What the helper file
    imports is left to it: such a file is no more there at grading than it is for a check.

    Args:
        wanted: what it is called, such as "helpers/svm.py".
        content: of the file, None if it was not handed in.
        released: the file as it was given out.
        others: what is in the student's other files, by path.
        likely: the paths of those that may be taken from, as `near` gives them.
    """
    file = released if content is None else content
    there = file.decode("utf-8", "replace")
    missing = pasted.missing(content, released)
    if content is not None:  # a line may give the name, too
        missing = {name: stub for name, stub in missing.items() if name not in pasted.lines(there)}
    cells = {path: _cell(path, other, missing) for path, other in others.items() if missing}
    cells = {path: cell for path, cell in cells.items() if cell.defines.keys() & missing and not _imports(there, path)}
    chosen: dict[str, list[str]] = {}
    taken: dict[str, str] = {}
    left: dict[str, list[str]] = {}
    for name in missing:
        having = [path for path in cells if name in cells[path].defines]
        if len({others[path] for path in having}) > 1:
            left[_said(having, [name], wanted, "nothing says which one counts")] = having
        elif having:
            path = next((one for one in having if one in likely), having[0])
            chosen.setdefault(path, []).append(name)
    for path, names in chosen.items():
        defines = {own: one for own, one in cells[path].defines.items() if own in names or own not in missing}
        cell, source = replace(cells[path], defines=defines), others[path].decode("utf-8", "replace")
        why = "" if path in likely else f"it is neither where {wanted} belongs nor named after it"
        why = why or _unfit(cell, names, source, file.decode("utf-8", "replace"), wanted)
        if why:
            left[_said([path], names, wanted, why)] = [path]
        else:
            made = pasted.completed(file, released, [cell])
            file, taken = made.content, taken | made.taken
    return Completed(file, taken, left, whole=not missing.keys() - taken.keys())


def differing(content: bytes, other: bytes, released: bytes) -> list[str]:
    """Return which functions of a helper file two files fill in, each in its own way."""
    here, there = (pasted.blocks(one.decode("utf-8", "replace")) for one in (content, other))
    still_open = {*pasted.missing(content, released), *pasted.missing(other, released)}
    filled = pasted.missing(None, released).keys() - still_open
    return [name for name in here if name in filled and not _same(here[name], there[name])]


def _said(paths: list[str], names: list[str], wanted: str, why: str) -> str:
    more = [f"{len(paths) - FEW} more"] if len(paths) > FEW else []
    which = " and ".join([*map(text.name, paths[:FEW]), *more])
    open_there = f"{', '.join(names)} {'is' if len(names) == 1 else 'are'} open in {wanted}"
    return f"{which}: {open_there}, but {'was' if len(names) == 1 else 'were'} not taken from here, as {why}."


def _cell(path: str, content: bytes, missing: Mapping[str, str]) -> Cell:
    """What a file gives to others; what is open in it, too, it does not define."""
    source = content.decode("utf-8", "replace")
    defines = {name: one for name, one in pasted.blocks(source).items() if one.split() != missing.get(name, "").split()}
    return Cell(path, defines, pasted.lines(source))


def _imports(source: str, path: str) -> bool:
    """Whether a file imports from the one at a path, whatever comes of that; by its name helpers/ is the folder."""
    if PurePosixPath(path).stem == PACKAGE:
        return False
    stem = re.compile(rf"\b{re.escape(PurePosixPath(path).stem)}\b")
    return any("import" in line and stem.search(line) for line in source.split("\n"))


def _unfit(cell: Cell, names: list[str], source: str, target: str, wanted: str) -> str:
    """Why functions of a file would not do in another file what they do in theirs, "" if they would.

    cell: what the file gives; names: of the functions; source: of the file. target: that of the file that they are for,
    and wanted: what that is called.
    """
    pool = cell.lines | cell.defines
    known, own = pasted.lines(target) | pasted.blocks(target), wanted.removesuffix(".py").replace("/", ".")
    if _DECORATED.search(source) or cell.lines.keys() & set(names):
        return "a decorator or another line changes it"
    if not all(sources.read(cell.defines[name]) for name in names):
        return "Python cannot read it, or it is too long"
    needs = _needs(cell, names)
    if len(needs) > pasted.MOST:
        return f"it needs more than {pasted.MOST} other names"
    for name in needs:
        modules = list(_modules(pool.get(name, "")))
        whole = name in pool and sources.read(pool[name]) and modules != [own]
        if not (whole or name in known or _NUMPY.search(source)):
            return f"it needs {name}, which that file does not define"
        if name in pool and name in known and modules != [own] and not _same(pool[name], known[name]):
            return f"{name} differs between the two files"
        if not all(map(_is_there, modules)):
            return f"it needs {name} from a file or package that is not there when work is graded"
    return ""


def _same(one: str, other: str) -> bool:
    """Whether two texts are the same but for blanks and comments."""
    read = [sources.read(text) for text in (one, other)]
    return one.split() == other.split() or (None not in read and len({ast.dump(tree) for tree in read if tree}) == 1)


def _needs(cell: Cell, names: Iterable[str]) -> list[str]:
    """The names that functions read, and that what these names stand for reads in turn, as far as they are few."""
    pool = cell.lines | cell.defines
    found: set[str] = set()
    waiting = [cell.defines[name] for name in names]
    while waiting and len(found) <= pasted.MOST:
        new = Code(waiting.pop()).needs - found - own_cells.NAMES - set(names)
        found |= new
        waiting += [pool[name] for name in sorted(new) if name in pool]
    return sorted(found)


def _modules(source: str) -> Iterator[str]:
    """The modules that an import asks for; none of anything else."""
    module = sources.read(source)
    for node in module.body if module else []:
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            package = ".".join(filter(None, [PACKAGE if node.level else "", node.module]))
            yield from (f"{package}.{one.name}" for one in node.names) if package == PACKAGE else [package]


def _is_there(module: str) -> bool:
    """Whether a module is there when work is graded."""
    top, _, rest = module.partition(".")
    if top == PACKAGE and rest:
        return rest.partition(".")[0] in ("given", *(PurePosixPath(name).stem for name in matching.helpers()))
    return top in AT_GRADING
