"""Answers as texts that can be stored and shown: cleaned, and in Markdown nothing that a page would run or load."""

import html
import json
import re

from grader.sandbox import limits
from helpers.given.calling import texts

MOST_BLANKS = 200
"""So many blanks in a row are kept: the time that it takes to render Markdown grows with the square of their number."""

LONG_NAME, SHOWN = 4096, 100
"""Characters of a path that are looked at, and that are shown of a name."""

_KINDS = {
    b"PK\3\4": "a zip",
    b"Rar!": "a RAR archive",
    b"7z\xbc\xaf\x27\x1c": "a 7-Zip archive",
    b"\x1f\x8b": "compressed",
    b"%PDF": "a PDF",
    b"{\\rtf": "a formatted text",
    b"bplist": "what a cloud writes instead of a file",
    b"version https://git-lfs": "what Git LFS writes instead of a file",
}
"""What files are, by how they begin."""

_DECLARED = re.compile(rb"([^\n]*\n)?[ \t\f]*#[^\n]*?coding[:=]")
_CONTROLS = re.compile(rb"[\0-\x08\x0e-\x1f]")
_BLANKS = re.compile(rf"([^\S\n]{{{MOST_BLANKS}}})[^\S\n]+")
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_ENTITY = re.compile(r"&#?\w{1,32};")
_COMMANDS = "href|require|class|cssId|style|unicode|bbox|Tooltip|texttip|mmlToken"


def source(answer: str, kind: str) -> str:
    """Return the source of an answer cell, cleaned.

    Args:
        answer: what the student wrote.
        kind: "code" or "markdown".
    """
    whole = texts.clean(answer, limits.ANSWER_CHARACTERS)
    return whole if kind == "code" else harmless(whole)


def utf8(data: bytes) -> bytes:
    """Return a text in UTF-8 without a mark, if it is in UTF-16, begins with one, or is in Windows-1252.

    Some editors write so, and what Python makes of it depends on its version. Zeros at the end are left out: some
    disks and clouds fill up what they lost with them.
    """
    encoding = json.detect_encoding(data)
    data = data.rstrip(b"\0") if encoding.startswith("utf-8") or not data.strip(b"\0") else data
    if encoding == "utf-8":
        return _western(data)
    try:
        decoded = data.decode(encoding).lstrip("\ufeff")
    except UnicodeDecodeError:
        return data
    return data if "\0" in decoded else decoded.encode(errors="surrogatepass")


def _western(data: bytes) -> bytes:
    """A text of Windows-1252 in UTF-8; what is UTF-8, names its encoding as Python reads it, or is no text stays."""
    try:
        data.decode()
    except UnicodeDecodeError:
        if not _DECLARED.match(data) and not _CONTROLS.search(data):
            return data.decode("cp1252", "replace").encode()
    return data


def instead(data: bytes) -> str:
    """Return what a file is that should be a text or a zip, by how it begins, as " (it is ...)"; "" if nobody knows."""
    if not data.strip(b"\0 \t\r\n"):
        return " (it is empty)"
    start = data[:200].lstrip()
    kind = next((kind for magic, kind in _KINDS.items() if start.startswith(magic)), "")
    if start.startswith(b"<") and not start.startswith(b"<<<<<<<"):
        kind = "a web page"
    return f" (it is {kind})" if kind else ""


def merge_mark(data: bytes) -> int:
    """Return the line in which a conflict begins that Git wrote into a file and nobody solved, 0 if there is none."""
    before, mark, _ = (b"\n" + data).partition(b"\n<<<<<<< ")
    return before.count(b"\n") + 1 if mark else 0


def name(path: str) -> str:
    """Return the name of a file as somebody else chose it, fit to be printed on a line, which it cannot turn around.

    A long one is cut in its middle, as the last folders and the ending tell most.
    """
    whole = line(path, LONG_NAME)
    return whole if len(whole) <= SHOWN else f"{whole[: SHOWN // 3]}...{whole[-(SHOWN - SHOWN // 3 - 3) :]}"


def quoted(path: str) -> str:
    """Return the name of a file as `name` does, in quotes if its end would not be seen."""
    shown = name(path)
    return shown if path[-1:].isprintable() and path[-1:] not in " ." else f'"{shown}"'


def for_student(said: str) -> str:
    """Return what is said to an instructor in words for the student, who hands in what the other one asks for."""
    return said.replace("ask for ", "hand in ")


def line(said: str, most: int) -> str:
    """Return the first characters of what somebody else wrote, fit to be printed as a line or a part of one."""
    return _TURNS.sub("", texts.clean(said, most)).replace("\n", " ").replace("\t", " ")


def harmless(markdown: str) -> str:
    """Return a text that reads the same, with nothing in it that a page would run; what is harmless stays as it is.

    Formgrader shows students' answers in the instructor's session. An entity, such as &#92; for a backslash, is
    written as its character, so that all rules see it. A space after "<" makes letters of a tag, in text, code and
    formulas; MathJax loses the commands that make links, attributes and styles; a link leads to the web or nowhere;
    a picture becomes a link, as its address would be loaded when the page is opened.
    """
    plain = _ENTITY.sub(lambda found: html.unescape(found[0]), markdown)
    plain = _ENTITY.sub(lambda found: f"& {found[0][1:]}", texts.clean(plain, len(plain)))
    # However many backslashes: what one pass left would be a command again, and could make a tag of what is behind "<".
    plain = re.sub(rf"(?<!\\)\\++(?=({_COMMANDS})\b)", "", plain)
    plain = re.sub(r"<(?=[A-Za-z/!?])", "< ", plain)
    plain = re.sub(r"!(?=\[)", "! ", plain)
    plain = re.sub(r"(\]\(\s*+|\]:\s*+)(?!https?://|#)", r"\1#", plain)
    return _BLANKS.sub(r"\1", plain)
