"""The archives within a hand-in, opened up to a number and a depth, and a word on each that is not."""

from contextlib import ExitStack
from pathlib import PurePosixPath

from grader.intake import archives, labels, matching, tars, text
from grader.intake.archives import ArchiveError
from grader.intake.work import ARCHIVE, Fate, Work
from helpers.given.files import BACKUP

NESTED = 12
"""Archives in a hand-in that are looked into."""

NESTED_DEPTH = 3
"""Archives within archives that are looked into."""


def require_one_students(work: Work) -> None:
    """Make sure that these are not the files of several students, as platforms name them.

    Raises:
        ArchiveError: they are.
    """
    folders: dict[str, set[str]] = {}
    for path in work.files.readers:
        parts = path.split("/")
        for k in range(min(len(parts), labels.LEVELS)):
            folders.setdefault("/".join(parts[:k]), set()).add(parts[k])
    for names in folders.values():
        known = [one for one in map(labels.label, names) if one]
        whose = {(one.platform, one.number or one.name) for one in known}
        if labels.metadata(names) or (len(whose) > 1 and 2 * len(known) > len(names)):
            raise ArchiveError(
                "it looks like a platform's download of several students' work (name it alone on the command line,"
                " or call it submissions.zip)"
            )


def open_archives(work: Work, stack: ExitStack) -> None:
    """Open the archives that are among the files."""
    waiting = [(name, 1) for name in work.files.packed()]
    if matching.candidates(work.files.readers, work.form):
        backups = [name for name, _ in waiting if BACKUP.fullmatch(PurePosixPath(name).name)]
        work.became |= dict.fromkeys(backups, Fate(why="a copy of what an update replaced"))
        data = [name for name, _ in waiting if matching.is_data(name)]
        work.became |= dict.fromkeys(data, Fate(why="data, which is not graded"))
        waiting = [(name, depth) for name, depth in waiting if name not in {*backups, *data}]
    else:
        packed = {name for name, _ in waiting}
        other = [name for name in work.files.readers if name not in packed and not matching.ending(name)]
        zips = [name for name in other[: archives.ENTRIES // 100] if _is_packed(work, name)][:NESTED]
        waiting += [(name, 1) for name in zips if _holds_work(work, name)]
    books = [name for name in work.files.readers if matching.ending(name)][: archives.ENTRIES // 100]
    # A zip that somebody called a notebook.
    waiting += [(name, 1) for name in books if work.contents.starts(name, 4).startswith((b"PK\3\4", b"MZ"))]
    for count, (name, depth) in enumerate(waiting):
        if not (name.lower().endswith(archives.READABLE) or _is_packed(work, name)):
            work.unread.append(f"{text.name(name)} is an archive that cannot be opened: ask for a zip")
        elif depth > NESTED_DEPTH:
            work.unread.append(f"{text.name(name)} was not opened: it is more than {NESTED_DEPTH} archives deep")
        elif count >= NESTED or len(work.files.readers) > archives.ENTRIES:
            work.unread.append(f"{text.name(name)} was not opened: there are too many archives")
        else:
            try:
                inside = stack.enter_context(archives.nested(work.files, name))
            except ArchiveError as error:
                work.unread.append(str(error))
            else:
                work.files.add(name, inside)
                waiting += [(f"{name}/{path}", depth + 1) for path in inside.packed()]
                work.became[name] = Fate(ARCHIVE)
                continue
        # Without its name, so that a report lists all of one kind together.
        work.became[name] = Fate(why=work.unread[-1].removeprefix(f"{text.name(name)} "))


def _is_packed(work: Work, name: str) -> bool:
    """Whether a file is an archive, whatever it is called."""
    return archives.is_packed(work.contents.starts(name, tars.BLOCK))


def _holds_work(work: Work, name: str) -> bool:
    """Whether a zip has files of the assignment or archives in it, as a document that is a zip has not."""
    try:
        with archives.nested(work.files, name) as inside:
            return bool(matching.candidates(inside.readers, work.form) or inside.packed())
    except ArchiveError:
        return "." not in name
