"""Texts that a stranger wrote, cleaned where they come in: what is left can be stored, printed and shown anywhere."""

import re

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b\n]*\x07?)")
_BYTE = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_CODE = f"(?:[34]8;(?:5;{_BYTE}|2;{_BYTE};{_BYTE};{_BYTE})|(?![34]8[;m]){_BYTE})"
_COLOUR = re.compile(rf"\x1b\[(?:{_CODE}(?:;{_CODE}){{0,4}})?m")
"""A terminal's colour code that is complete: what reads half a one may stop with an error, as nbconvert does."""


def clean(text: str, most: int) -> str:
    """Return the first characters of a text, as valid Unicode, without control characters but line ends and tabs.

    Args:
        text: what somebody else wrote; halves of surrogate pairs and line ends of all systems may be in it.
        most: so many characters are kept.
    """
    lines = text[:most].replace("\r\n", "\n").replace("\r", "\n")
    whole = lines.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return _CONTROLS.sub("", whole)


def shown(text: str, most: int, colours: int) -> str:
    """Return what a terminal would show of a text, cleaned; complete colour codes stay, up to a number of them.

    Args:
        text: what a program printed.
        most: so many characters are kept.
        colours: so many colour codes are kept.
    """
    lines = text[:most].split("\n")
    over = "\n".join(line.rstrip("\r").rpartition("\r")[2] for line in lines)  # as a progress bar writes over itself
    kept, start = [], 0
    for found in _COLOUR.finditer(over):
        kept += [_without_escapes(over[start : found.start()]), found[0] if colours > 0 else ""]
        start, colours = found.end(), colours - 1
    return "".join([*kept, _without_escapes(over[start:])])


def _without_escapes(text: str) -> str:
    return clean(_ESCAPES.sub("", text), len(text))
