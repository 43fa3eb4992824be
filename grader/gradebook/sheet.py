"""A table that somebody else wrote, of which some cells change and every other byte stays: ends of lines, marks at the
start, quotes, order."""

import re
from dataclasses import dataclass

from helpers.given.calling import texts


class SheetError(ValueError):
    """It cannot be filled; the message says why."""


@dataclass(frozen=True)
class Cell:
    """A cell: its value, and where it is in the text, quotes included."""

    value: str
    start: int
    end: int
    quoted: bool


class Sheet:
    """A CSV file. rows: of cells; the first is the header. separator: guessed from the header."""

    def __init__(self, data: bytes) -> None:
        """Read a CSV file.

        Raises:
            SheetError: it is empty, or no text.
        """
        if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in data:
            raise SheetError("it is not a CSV file in UTF-8: export it again, and do not save it from a spreadsheet")
        try:
            self.encoding = "utf-8"
            self.text = data.decode(self.encoding)
        except UnicodeDecodeError:
            self.encoding = "latin-1"  # each byte is a character, and stays what it was
            self.text = data.decode(self.encoding)
        start = 1 if self.text[:1] == "\ufeff" else 0
        head = self.text[start:].partition("\n")[0]
        self.separator = max(",;\t", key=head.count)
        self.ends = re.compile(f"[{self.separator}\n\r]")
        self.rows = self._rows(start)
        if not self.rows:
            raise SheetError("it is empty")
        self.changes: dict[int, tuple[Cell, str]] = {}

    def _rows(self, at: int) -> list[list[Cell]]:
        text, rows, row = self.text, [], list[Cell]()
        while at < len(text):
            cell = self._cell(at)
            row.append(cell)
            at = cell.end
            if text[at : at + 1] == self.separator:
                at += 1
                if at < len(text):
                    continue
                row.append(Cell("", at, at, False))  # the file ends after a separator
            at += 2 if text[at : at + 2] == "\r\n" else 1
            if len(row) > 1 or row[0].value:
                rows.append(row)
            row = []
        return rows

    def _cell(self, start: int) -> Cell:
        text = self.text
        if text[start : start + 1] == '"':
            end = start + 1
            while True:
                end = text.find('"', end)
                if end < 0:
                    raise SheetError(f"the quote that opens in line {self._line(start)} is not closed")
                if text[end + 1 : end + 2] != '"':
                    break
                end += 2
            if text[end + 1 : end + 2] not in ("", self.separator, "\r", "\n"):
                raise SheetError(f"the quote that opens in line {self._line(start)} closes in the middle of a cell")
            return Cell(text[start + 1 : end].replace('""', '"'), start, end + 1, True)
        found = self.ends.search(text, start)
        end = found.start() if found else len(text)
        return Cell(text[start:end], start, end, False)

    def _line(self, at: int) -> int:
        return self.text.count("\n", 0, at) + 1

    @property
    def header(self) -> list[str]:
        """The names of the columns."""
        return [cell.value.strip() for cell in self.rows[0]]

    @property
    def decimal_comma(self) -> bool:
        """Whether numbers in it are written as 1,5."""
        number = (cell.value.partition(",") for row in self.rows[1:] for cell in row)
        return self.separator == ";" and any(whole.isdigit() and part.isdigit() for whole, _, part in number)

    def number(self, value: float) -> str:
        """Return points as they are written in it, with two decimals."""
        text = f"{value:.2f}"
        return text.replace(".", ",") if self.decimal_comma else text

    def put(self, row: list[Cell], column: int, value: str) -> None:
        """Change a cell; one that has this value stays as it is, quotes and all."""
        if column < len(row) and row[column].value != value:
            self.changes[row[column].start] = (row[column], value)

    def data(self) -> bytes:
        """Return the file with what was changed."""
        pieces, at = [], 0
        for _, (cell, value) in sorted(self.changes.items()):
            pieces += [self.text[at : cell.start], self._written(cell, value)]
            at = cell.end
        return "".join([*pieces, self.text[at:]]).encode(self.encoding, "replace")

    def _written(self, cell: Cell, value: str) -> str:
        value = texts.clean(value, 20_000)
        if cell.quoted or any(mark in value for mark in (self.separator, '"', "\n")):
            return '"' + value.replace('"', '""') + '"'
        return value


def number(text: str) -> float | None:
    """Return what a cell says as a number, with a decimal point or comma; None if it says none."""
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return None
