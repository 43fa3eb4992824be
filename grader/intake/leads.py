"""Files that may stand for work, or lead to it where nobody looks: a shortcut, a typed text, a link alone."""

import html
import re
from contextlib import suppress

from grader.intake import matching, text
from grader.intake.archives import UNREADABLE, Reader

PAGE_BYTES = 20_000
"""Of a page on which a platform wrote what somebody typed, or of a shortcut."""

NOTE_BYTES = 2_000
"""A text that is a link and little else is shorter."""

WORDS = 12
"""Words beside a link in a text that is no more than that, such as "Here is my work:"."""

_ADDRESS = re.compile(r"https?://(?!www\.w3\.org/|www\.apple\.com/DTDs/)[^\s\"'<>\\\x00-\x1f\x7f-\xa0\ufffd]+")

_CODE = re.compile(r"\bdef\s+\w+\s*\(|\bimport\s+numpy\b")

_PAGES = (".html", ".lnk", ".url", ".webloc", ".desktop", ".gdoc", ".gsheet", ".gslides")
_NOTES = (".txt", ".md", ".rtf", ".text")


def stands_for(path: str, reader: Reader) -> str:
    """Return what a file is that may stand for work, with the link in it; "" of another.

    Args:
        path: of the file.
        reader: reads it.
    """
    what, name = matching.stands_for(path), path.lower()
    with suppress(*UNREADABLE):
        if what and name.endswith(_PAGES):
            said = _text(reader(PAGE_BYTES))
            if name.endswith("text.html") and _CODE.search(html.unescape(re.sub(r"<[^<>]*>", "", said))):
                return f"{what}, with code in it: ask for the files"
            found = _ADDRESS.search(said)
            return f"{what}: {text.name(html.unescape(found[0]))}" if found else what
        if not what and name.endswith(_NOTES):
            said = _text(reader(NOTE_BYTES + 1))
            links = _ADDRESS.findall(said) if len(said) <= NOTE_BYTES else []
            if links and len(_ADDRESS.sub("", said).split()) <= WORDS:
                return f"only a link, and the work may be where it leads: {text.name(links[0])}"
    return what


def _text(data: bytes) -> str:
    return text.utf8(data).decode(errors="replace")
