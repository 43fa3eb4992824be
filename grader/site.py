"""Builds the series as a site that runs in a browser tab: `python3 lab.py site`."""

import argparse
import sys
import tempfile
from pathlib import Path

from grader import ROOT
from grader.bank.solutions import CutError
from grader.course import CourseError, locked, started, told
from grader.publishing.build import SiteError, build, contents, sizes
from grader.publishing.wheels import WheelError
from grader.releasing import leaks
from grader.releasing.build import ReleaseError, release
from helpers.given import data


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="lab.py site", description=__doc__.partition(":")[0] + ".")
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "site", help="the folder to write (%(default)s)")
    parser.add_argument(
        "--offline",
        action="store_true",
        help="put Pyodide and its wheels into the site, so that it needs no other host",
    )
    parser.add_argument(
        "--cifar",
        action="store_true",
        help=f"include {sum(data.FEW):,} photographs of CIFAR-10 from data/ (15 MB), which a page cannot download",
    )
    parser.add_argument("--steps", type=int, default=1500, help="steps of training for its templates (%(default)s)")
    arguments, course = started(parser)
    out = arguments.folder
    problems = (CourseError, ReleaseError, CutError, SiteError, WheelError, data.DataError)
    with told(course, *problems), locked(course), tempfile.TemporaryDirectory() as folder:
        tree, made = release(course, published=Path(folder) / "release"), Path(folder) / "contents"
        name = contents(tree, made, arguments.offline, data.FOLDER if arguments.cifar else None)
        solutions = leaks.solution_lines(ROOT / "helpers", sorted((ROOT / "notebooks").glob("*.ipynb")))
        if found := list(leaks.leaks(made, solutions, course.secret())):
            raise SiteError(f"Not built, because of {len(found)} leaks; the first: {found[0]}.")
        build(made, name, out, arguments.offline, arguments.steps)
    for label, megabytes in sizes(out).items():
        print(f"  {label:<20}{megabytes:6.1f} MB")
    print(f"The site is in {out}: put it on any web server. To look at it here, run")
    print(f"  {sys.executable} -m http.server --bind 127.0.0.1 --directory {out} 8000")
    print("and open http://127.0.0.1:8000/.")


if __name__ == "__main__":
    main()
