"""Writes the demo of a linear classifier as a page: `python3 lab.py demo-page`."""

import argparse
from pathlib import Path

from helpers.given.live.page import HERE, page
from helpers.given.live.playground import START, TITLE


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(
        prog="lab.py demo-page",
        description="Write the demo of a linear classifier as one page, to open in any browser, without a network.",
    )
    parser.add_argument("--out", type=Path, default=HERE / "index.html", help="the file to write (%(default)s)")
    target = parser.parse_args().out.resolve()
    try:
        target.write_text(page("playground", TITLE, START), encoding="utf-8", newline="\n")
    except OSError as error:
        raise SystemExit(f"The page was not written: {error.strerror}: {target}") from error
    print(f"The demo is in {target}: open it in a browser; it needs no network.")


if __name__ == "__main__":
    main()
