"""Answers that are in another notebook than theirs: an older release had them there, or it is the student's own."""

from collections.abc import Mapping

from grader.intake import answers, own_cells, text
from grader.intake.matching import Candidate
from grader.intake.work import TAKEN, Fate, Work

MOST = 6
"""Notebooks of the student's own that are looked at for answers."""


def take_moved(work: Work) -> None:
    """Take marked answers that are in another notebook than theirs, where an older release had the question."""
    missing = {name: stem for stem in work.sources for name in work.form[stem] if name not in work.sources[stem]}
    books = [path for path, one in work.became.items() if missing and one.what.removesuffix(".ipynb") in work.sources]
    whole = work.form.joined()
    for path in books:
        content = work.contents.notebook(path)
        parsed = answers.read(content, "", whole) if isinstance(content, bytes) else ""
        if isinstance(parsed, str):
            continue
        for name in sorted(missing.keys() & parsed.sources.keys() - {*parsed.found, *parsed.elsewhere}):
            stem = missing.pop(name)
            work.sources[stem][name] = parsed.sources[name]
            work.notes = [note for note in work.notes if note != f"{stem}.ipynb: the answer {name} is not in it."]
            work.remarks.append(f"{stem}.ipynb: {name}: taken from {text.name(path)}.")


def take_parted(work: Work, found: Mapping[str, list[Candidate]]) -> None:
    """Take answers that are not in a notebook from others beside it under its name, as of a notebook in two parts."""
    places = {one.path: one.place for some in found.values() for one in some}
    for stem, sources in work.sources.items():
        wanted = f"{stem}.ipynb"
        # One that holds several notebooks is none with parts of its own.
        place = next((places[path] for path, fate in work.became.items() if fate.what == wanted), None)
        for one in found[wanted]:
            parsed = work.contents.answers(one.path, stem) if one.place == place else ""
            if isinstance(parsed, str) or one.path in work.became:
                continue
            stubs = {name: answers.words(cell.stub) for name, cell in work.form[stem].items()}
            filled = {name: own for name, own in parsed.sources.items() if answers.words(own) not in ("", stubs[name])}
            if more := {name: own for name, own in filled.items() if name not in sources}:
                sources |= more
                lost = {f"{wanted}: the answer {name} is not in it." for name in more}
                work.notes = [note for note in work.notes if note not in lost]
                work.remarks.append(f"{wanted}: {', '.join(more)}: taken from {text.name(one.path)}.")
                if all(sources[name] == own for name, own in filled.items()):
                    work.became[one.path] = Fate(wanted)


def take_scattered(work: Work) -> None:
    """Take answers in code that are blank or gone from a notebook of the student's own that gives the names values."""
    for stem, cells in work.form.items():
        wanted, sources, given = f"{stem}.ipynb", work.sources.get(stem, {}), dict[str, dict[str, str]]()
        blank = {
            name: own_cells.Code(cell.stub).names for name, cell in cells.items()
            if cell.kind == "code" and answers.words(sources.get(name, "")) in ("", answers.words(cell.stub))
        }  # fmt: skip
        asked = {one for names in blank.values() for one in names}
        for path, code in [*work.own.items()][:MOST]:
            if any(one in source for source in code for one in asked):
                parsed = work.contents.answers(path, stem)
                if not isinstance(parsed, str):
                    for name in blank.keys() & {*parsed.elsewhere, *parsed.typed}:
                        given.setdefault(name, {})[path] = parsed.sources[name]
        taken: dict[str, list[str]] = {}
        for name in filter(given.__contains__, blank):
            path, source = next(iter(given[name].items()))
            if len({*given[name].values()}) > 1:
                several = " and ".join(map(text.name, given[name]))
                work.notes.append(f"{wanted}: {name}: not taken from {several}, as they differ.")
                continue
            work.sources.setdefault(stem, {})[name] = source
            work.became[path] = Fate(wanted)
            work.notes = [note for note in work.notes if note != f"{wanted}: the answer {name} is not in it."]
            taken.setdefault(path, []).append(name)
        work.remarks += [
            f"{TAKEN}{', '.join(names)} of {wanted} from {text.name(path)}." for path, names in taken.items()
        ]
