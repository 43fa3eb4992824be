"""Writes the playground as a page, and opens it: `python3 lab.py playground`. The standard library is enough for it."""

import argparse
import webbrowser
from pathlib import Path

from helpers.given.live.page import HERE, page
from helpers.given.live.start import START, TITLE

TOP = HERE.parents[2]
"""The folder of lab.py."""


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(
        prog="lab.py playground",
        description="Write the playground, a linear classifier to play with, as one page, and open it.",
    )
    parser.add_argument("--out", type=Path, default=TOP / "playground.html", help="the file to write (%(default)s)")
    parser.add_argument("--no-open", action="store_true", help="only write the page")
    arguments = parser.parse_args()
    target = arguments.out.resolve()
    try:
        target.write_text(page("playground", TITLE, START), encoding="utf-8", newline="\n")
    except OSError as error:
        raise SystemExit(f"The page was not written: {error.strerror}: {target}") from error
    print(f"The playground is in {target}", flush=True)
    if arguments.no_open or not webbrowser.open(target.as_uri()):
        print("Open it in a browser; it needs no network.")


if __name__ == "__main__":
    main()
