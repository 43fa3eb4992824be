"""Copies of a file in which what a call stopped at is mended, where the stop itself tells what was meant.

They are made for a second look alone, and no student reads them: what is told is only what is wrong behind the stop.
"""

import ast
import re
from collections.abc import Callable
from typing import NamedTuple

from grader.grading import axes, changes, classes, libraries, lists, names, rounds, starts, statements
from grader.grading.statements import end
from grader.intake import compiler
from helpers.given.calling.calls import shortened
from helpers.given.calling.drivers import SWAPPED_BATCH
from helpers.given.judge import PartVerdict
from helpers.given.judge.shapes import NOTEBOOKS, OF_CLASSES, ONE_SHAPE_TRANSPOSED, WHICH_SIZE
from helpers.given.judge.stop_lines import GRADIENT_SHAPE
from helpers.given.judge.stops import MATH

MEANT = (
    (re.compile(r"name '(\w+)' is not defined\. Did you mean (\w+)\b"), ast.Name),
    (re.compile(r"(\w+) has no value yet at this line, but (\w+) has one"), ast.Name),
    (re.compile(r"(\w+) has no value in this file; NumPy's function is (np\.\w+)"), ast.Name),
    (re.compile(r"(\w) has no value in this file\. Did you mean the digit (\d)\?"), ast.Name),
    (re.compile(r"no attribute '(\w+)'\. Did you mean (\w+)\?"), ast.Attribute),
    (re.compile(r"there is no (randint) here: write rng\.(integers)"), ast.Attribute),
)
"""What is said of a name that is not known, and of which kind it is."""
LACKS = re.compile(r"TypeError: ([\w.]+)\(\) missing 1 required positional argument: '(\w+)'")
PAIR = "NumPy's max and min give the values alone; argmax and argmin give the places."
ALIAS = re.compile(r"(\w+) is not in this file; (\w+) is")
ROW = re.compile(r"(\w+)\[\w+(?:\[\w+\])?\] is a row of \1 and")
ROWS = "stop.rows-of-labels"
ALL = "stop.all-labels"
LABELS = {ALL, "stop.array-as-condition", "stop.value-error"}
"""Symptoms of all labels in the place of one, which may be in another line of the same loop."""
OF_SHAPES = {"stop.value-error", "stop.index-error", "stop.type-error", "stop.array-as-condition", "stop.pythons-max"}
"""Symptoms of arrays that are larger, or smaller, than a line needs."""
COLUMNS = "An (N, N) array has a column"
LABELS_FIRST = "stop.labels-first"
BESIDE = "Beside an array of shape (N, C) they have to be a column: [:, np.newaxis]."
NO_WHOLE = {"stop.no-whole-number", "stop.no-whole-numbers"}
SAME_IN = {
    "stop.feature-for-image",
    LABELS_FIRST,
    "stop.maximum-not-max",
    "stop.along-axis",
    "stop.label-in-a-row",
    *NO_WHOLE,
}
SAME_SAID = "counts on 10?", "a notebook may take", "An image of CIFAR-10 has"
"""What is mended in every line of a function, by symptoms and by words that are said of it."""
MOST_LINES = 6
"""So many lines are named of which the same is said."""
MOST_PLACES = 3
"""So many places of a kind are told."""


class Mend(NamedTuple):
    """A file in which a stop is mended.

    text: the file; says: what the student should know of what else was mended with it.
    renames: whether it differs only by a name.
    """

    text: bytes
    says: str = ""
    renames: bool = False


def mended(text: bytes, name: str, stop: PartVerdict) -> Mend | None:
    """Return a file in which a stop is mended; None where nobody knows what was meant.

    What compiler.tree raises of a file is left to the caller.

    Args:
        text: the file; name: of the function that stopped.
        stop: what was said of it.
    """
    if found := ALIAS.search(stop.cause):
        return Mend(text + f"\n\n{found[1]} = {found[2]}\n".encode())
    if copy := libraries.with_numpy(text, stop):
        return Mend(copy)
    source = text.decode()
    function = statements.function(compiler.tree(source), name)
    here = statements.at(function, stop.line) if function else None
    if function and SWAPPED_BATCH in stop.cause:  # which has no line
        here = next((one for one in ast.walk(function) if isinstance(one, ast.Return)), None)
    if not function or not here or not statements.counted_in_one_way(source):
        return None
    if stop.symptom == "stop.bitwise" and "^" in (ast.get_source_segment(source, here) or ""):
        return Mend(_powers(source, here).encode())  # binds otherwise, so that the tree is another one
    if starts.NO_FIRST.search(stop.cause):
        begun = starts.begun(source, function, here)
        return Mend(begun.encode()) if begun != source else None
    line, above = lists.above(function, here, stop.cause)
    pair = PAIR if changes.pair(here, stop.cause) else ""
    table = _all_scores(function, here) if stop.symptom in OF_SHAPES else None
    counted = next(classes.lines(function), "") if classes.STOPS in stop.cause else ""
    counted = counted or starts.says(function, here, stop.cause)
    without = names.NONE.search(stop.cause)
    meant = names.meant(function, without[1]) if without else ""
    renames = bool(meant) or any(kind is ast.Name and pattern.search(stop.cause) for pattern, kind in MEANT)
    new = changes.changed(
        source,
        [(one, lists.as_two(function)) for one in statements.every(function)]
        if above
        else [(table.made, changes.row_of_round(table))]
        if table
        else [(one, names.put(without[1], meant)) for one in statements.every(function)]
        if without and meant
        else _changes(function, here, stop),
    )
    says = (
        (table.says if table else "")
        or (_whole_too(function, here, stop, source, new) if stop.symptom in NO_WHOLE else "")
        or " ".join(filter(None, [above, _lists_too(function, line or here.lineno, f"{above} {stop.cause}")]))
        or pair
        or _column(stop, source, new)
        or counted
        or names.says(meant)
        or _elsewhere(function, here, stop.symptom)
        or _same_slips(function, here, stop, source, new)
    )
    return Mend((new + changes.HELPS).encode(), says, renames) if new != source else None


def _all_scores(function: ast.FunctionDef, here: ast.stmt) -> rounds.Table | None:
    """The scores of all images that the loop around a statement makes in every round."""
    loop = changes.over_images(function, here)
    inside = list(ast.walk(loop)) if loop else []
    return next((one for one in rounds.tables(function) if one.made in inside), None)


def with_row_of_round(source: str, table: rounds.Table) -> str:
    """Return a file with the scores of one image for those of all."""
    return changes.changed(source, [(table.made, changes.row_of_round(table))])


def _column(stop: PartVerdict, source: str, new: str) -> str:
    """What is said of entries that are mended to be a column, too."""
    more = new.count("as_columns_") > source.count("as_columns_")
    return BESIDE if stop.symptom == LABELS_FIRST and more else ""


def _lists_too(function: ast.FunctionDef, line: int, cause: str) -> str:
    """What is said of lines other than one that have a list for an index, too."""
    others = sorted({one.lineno for one in lists.taken(function)} - {line})
    return f"The same goes for {in_lines(others)}." if others and "one index" in cause else ""


def _powers(source: str, here: ast.stmt) -> str:
    """A file with ** for ^ in a statement."""
    lines = source.split("\n")
    lines[here.lineno - 1 : end(here)] = [one.replace("^", "**") for one in lines[here.lineno - 1 : end(here)]]
    return "\n".join(lines)


def _changes(function: ast.FunctionDef, here: ast.stmt, stop: PartVerdict) -> changes.Changes:
    """What mends a stop; here: its statement."""
    everywhere = statements.every(function)
    for pattern, kind in MEANT:
        if found := pattern.search(stop.cause):
            return [(one, changes.renamed(kind, found[1], found[2])) for one in everywhere]
    if found := changes.KEYWORD.search(stop.cause):
        change = changes.keyword(found[1], found[2])
        pairs = [changes.pair(one, stop.cause) for one in everywhere]
        return [
            (one, changes.with_places(pair, change) if pair else change)
            for one, pair in zip(everywhere, pairs, strict=True)
        ]
    if found := LACKS.search(stop.cause):
        return (
            [(here, changes.given(found[1], found[2]))] if found[2] in {one.arg for one in function.args.args} else []
        )
    if SWAPPED_BATCH in stop.cause and isinstance(here, ast.Return):
        return [(here, changes.results_swapped(here.value))]
    if isinstance(here, ast.Assert):
        return [(here, lambda node: ast.Constant(True) if node is here.test else node)]
    if stop.symptom in NO_WHOLE:
        return changes.whole(function, here)
    if stop.symptom in IN_LINE:
        return [(here, IN_LINE[stop.symptom])]
    if stop.symptom == ROWS:
        return changes.own_entries(everywhere, changes.takes_rows)
    if stop.symptom == "stop.boolean-array":
        return changes.of_numbers(everywhere, here)
    if stop.symptom == LABELS_FIRST:
        return changes.rows_first(everywhere, here)
    if stop.symptom in IN_EACH:
        return [(one, IN_EACH[stop.symptom]) for one in everywhere]
    if found := ROW.search(stop.cause):
        return [(here, axes.column_of(found[1]))]
    if stop.symptom == "stop.matrix-product":
        return changes.entry_by_entry(here, stop.cause)
    if "the matrix product is @" in stop.cause and "which one do you transpose" not in stop.cause:
        return axes.matrix_product(here, stop.cause)
    said = next((words for words in SAID if words in stop.cause), "")
    if said:
        return SAID[said](function, here, everywhere)
    if stop.symptom in OF_SHAPES and (times := changes.image_times(function, here)):
        return times
    return changes.of_one_image(function, here) if stop.symptom in LABELS and "naive" in function.name else []


def _made_in(function: ast.FunctionDef, here: ast.stmt) -> str:
    """In which line the one array is made that is an index of a statement, or has it; "" if that is not to be told."""
    names = set().union(*(statements.names(ast.parse(one)) for one in changes.float_indices(function, here)))
    made = [one for one in statements.every(function) if isinstance(one, ast.Assign)]
    found = [one for one in made if names & set(map(ast.unparse, one.targets))]
    if len(found) != 1 or found[0].lineno == here.lineno:
        return ""
    what = shortened(ast.unparse(found[0]), changes.LONGEST)
    return f"Line {found[0].lineno} makes it: {what}."


def _elsewhere(function: ast.FunctionDef, here: ast.stmt, symptom: str) -> str:
    """Where else rows are taken for entries, or all labels for one."""
    loop = changes.over_images(function, here)
    if symptom == ROWS:
        there, takes = [one for one in ast.walk(function) if changes.takes_rows(one)], "takes whole rows, too"
    elif loop and symptom in LABELS:
        i = ast.unparse(loop.target)
        there, takes = (
            [one for one in ast.walk(loop) if changes.takes_all_labels(one, i)],
            "takes the labels of all images",
        )
    else:
        return ""
    lines = {one.lineno: ast.unparse(one) for one in there if isinstance(one, ast.expr)}
    others = sorted((line, what) for line, what in lines.items() if not here.lineno <= line <= end(here))[:MOST_PLACES]
    asks = ["Which entry of y belongs to the image of this round?"] if others and symptom in LABELS - {ALL} else []
    return " ".join([*(f"{shortened(what, changes.LONGEST)} in line {line} {takes}." for line, what in others), *asks])


def _whole_too(function: ast.FunctionDef, here: ast.stmt, stop: PartVerdict, source: str, new: str) -> str:
    """What is said of floats that are indices: which line makes them, and where else they are."""
    return " ".join(filter(None, [_made_in(function, here), _same_slips(function, here, stop, source, new)]))


def _same_slips(function: ast.FunctionDef, here: ast.stmt, stop: PartVerdict, source: str, new: str) -> str:
    """What is said of other lines in which the same was mended; without it, all else would be called right."""
    columns = COLUMNS in stop.cause
    name = any(kind is ast.Name and pattern.search(stop.cause) for pattern, kind in MEANT)
    same = any(pattern.search(stop.cause) for pattern, _ in MEANT) or changes.KEYWORD.search(stop.cause)
    if not (columns or same or stop.symptom in SAME_IN or any(words in stop.cause for words in SAME_SAID)):
        return ""
    pairs = zip(source.split("\n"), new.split("\n"), strict=False)  # the copy has more at its end
    lines = {number for number, (one, other) in enumerate(pairs, 1) if one != other and other.strip()}
    if columns:  # names beside them are changed, too
        lines &= {number for number in lines if "own_entries_" in new.split("\n")[number - 1]}
    if name:  # a line that only gives the name a value has nothing wrong
        gives = (one for one in statements.every(function) if isinstance(one, ast.Assign))
        old = source.split("\n")
        for one in gives:
            if old[one.lineno - 1].partition("=")[2] == new.split("\n")[one.lineno - 1].partition("=")[2]:
                lines.discard(one.lineno)
    others = sorted(lines - set(range(here.lineno, _head_end(here) + 1)))
    if not others:
        return ""
    if columns:
        return f"[:, y] takes whole columns in {in_lines(sorted(lines))}."
    return f"The same goes for {in_lines(others)}."


def _head_end(here: ast.stmt) -> int:
    """The last line of a statement without those that are inside of it."""
    body = getattr(here, "body", None)
    return max(here.lineno, body[0].lineno - 1) if body else end(here)


def in_lines(numbers: list[int]) -> str:
    """Return some lines by their numbers, the first few of many."""
    more = [f"{len(numbers) - MOST_LINES} more"] if len(numbers) > MOST_LINES else []
    *first, last = [*map(str, numbers[:MOST_LINES]), *more]
    return f"lines {', '.join(first)} and {last}" if first else f"line {last}"


IN_LINE = {
    "stop.mask-in-list": changes.mask,
    "stop.pythons-max": changes.pythons_max,
    "stop.chained": changes.first_unchanged,
    "stop.max-of-two": changes.compared,
    "stop.max-not-maximum": changes.compared,
}
"""What mends the line of a stop, by its symptom."""
IN_EACH = {
    "stop.feature-for-image": changes.image,
    "stop.iterator": changes.list_of,
    "stop.maximum-not-max": changes.largest,
    "stop.along-axis": changes.with_axis,
    "stop.label-in-a-row": changes.one_label,
}
"""What mends it in each line of the function."""
SAID: dict[str, Callable[[ast.FunctionDef, ast.stmt, list[ast.stmt]], changes.Changes]] = {
    COLUMNS: lambda function, here, everywhere: changes.own_entries(everywhere, changes.takes_columns),
    "One number for each row needs shape": lambda function, here, everywhere: [
        (here, changes.as_columns(here, lambda _: True))
    ],
    "The other way round": lambda function, here, everywhere: [(here, axes.swapped)],
    "which one do you transpose": lambda function, here, everywhere: axes.transposed(function, here),
    "counts on 10?": lambda function, here, everywhere: [(one, changes.own_sizes("W", 10)) for one in everywhere],
    "a notebook may take": lambda function, here, everywhere: [
        (one, changes.images_for(*NOTEBOOKS)) for one in everywhere
    ],
    "An image of CIFAR-10 has": lambda function, here, everywhere: [
        (one, changes.own_sizes("X", 3072, 3073)) for one in everywhere
    ],
    "write range(n)": lambda function, here, everywhere: changes.counted(here),
    "list is one index": lambda function, here, everywhere: [(one, lists.as_two(function)) for one in everywhere],
    "list of two arrays is one index": lambda function, here, everywhere: [
        (one, lists.as_two(function)) for one in everywhere
    ],
    WHICH_SIZE: lambda function, here, everywhere: changes.counted_images(function, here),
    classes.STOPS: lambda function, here, everywhere: [(one, classes.all_of_them) for one in everywhere],
    GRADIENT_SHAPE: lambda function, here, everywhere: axes.as_weights(function, here),
    ONE_SHAPE_TRANSPOSED: lambda function, here, everywhere: axes.as_weights(function, here),
    starts.OUTSIDE: lambda function, here, everywhere: starts.from_zero(function, here),
    OF_CLASSES: lambda function, here, everywhere: [(here, axes.other_axis)],
    MATH: lambda function, here, everywhere: [(here, changes.of_numpy)],
    "a * is missing": lambda function, here, everywhere: [(here, changes.times)],
    "several sizes need brackets": lambda function, here, everywhere: [(here, changes.one_shape)],
}
"""The same by words that are said of it."""
