"""Makes the folder of a new course like this one, without its students: `python3 lab.py new-term FOLDER`.

The new course.toml has the same title, late rule and attempts; term, due time and extensions are empty.
"""

import argparse
import re
from pathlib import Path

from grader import settings
from grader.course import Course, CourseError, started, told
from helpers.given.files import write_atomically


def new_term(old: Course, folder: Path) -> Course:
    """Make a course in a folder with the settings of another, and return it.

    Raises:
        CourseError: there is something in the folder, or the old course.toml cannot be read.
    """
    if folder.exists() and any(path.suffix != ".part" for path in folder.iterdir()):  # what somebody stopped left
        raise CourseError(f"{folder} is not empty: name a folder that does not exist yet.")
    settings.load(old)
    text = old.settings.read_text(encoding="utf-8-sig") if old.settings.is_file() else settings.DEFAULTS
    text = re.sub(r"""^(term|due)(\s*=\s*)("[^"\n]*"|'[^'\n]*'|[^#\n]*[^#\s])""", r'\1\2""', text, flags=re.MULTILINE)
    head, mark, extensions = text.partition("\n[extensions]\n")
    if mark:
        entries, after, rest = extensions.partition("\n[")
        kept = "\n".join(line for line in entries.split("\n") if line.lstrip()[:1] in ("#", ""))
        text = head + mark + kept + after + rest
    made = Course(folder)
    try:
        carried = settings.parsed(made, text)
    except CourseError:
        carried = None
    if carried is None or carried.term or carried.due or carried.extensions:
        raise CourseError(f"{old.settings}: term, due and each extension should be on one line; correct it.")
    write_atomically(made.settings, text)
    return made


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="lab.py new-term", description=__doc__.partition(":")[0] + ".")
    parser.add_argument("folder", type=Path, help="where the new course goes")
    arguments, course = started(parser)
    with told(course, CourseError):
        made = new_term(course, arguments.folder)
    print(f"Write term and due time into {made.settings}, then run `python3 lab.py release --course {made.root}`.")


if __name__ == "__main__":
    main()
