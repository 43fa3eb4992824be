"""Cuts the solutions out of helper files: what is between the markers becomes a stub.

The first region of a function leaves a NotImplementedError that names function and task; later ones leave a comment
alone, so that what is above them (`dW = None`) is returned.
"""

import ast

from grader.bank.solutions import CutError, last_line, regions


def cut(text: str, name: str) -> str:
    """Return the text of a helper file with its solutions cut out; still Python, with the same functions.

    Raises:
        CutError: the markers do not fit together, or a region is outside a function.
    """
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)]
    lines, seen = text.splitlines(), set()
    kept, position = [], 0
    for region in regions(text, name):
        inside = [node for node in functions if node.lineno < region.first <= last_line(node, lines)]
        if not inside:
            raise CutError(f"{name}, line {region.first}: a solution is outside a function")
        function = max(inside, key=lambda node: node.lineno)
        kept += lines[position : region.first - 1]
        if function in seen:
            kept.append(f"{region.margin}# YOUR CODE HERE ({region.place})")
        else:
            kept.append(f"{region.margin}# YOUR CODE HERE")
            sentence = f"{function.name} is still open: {region.place}."
            kept.append(f'{region.margin}raise NotImplementedError("{sentence}")')
        seen.add(function)
        position = region.last
    return "\n".join([*kept, *lines[position:]]) + "\n"
