"""A hand-in, taken apart into plain data: the edited helper files and the answers, and nothing else.

Files are read by name, up to a size. Whatever is wrong with one is said of it, and stops no other; for each file there
is a word on what became of it.
"""

import html
import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from grader.bank import EXERCISES
from grader.bank.solutions import edited_helpers
from grader.course import ASSIGNMENT
from grader.intake import answers, archives, astray, broken, labels, matching, own_cells, pasted, text
from grader.intake.answers import Answers
from grader.intake.archives import UNREADABLE, ArchiveError, Files
from grader.intake.contents import Contents
from grader.intake.matching import Candidate
from grader.intake.submission import AnswerCell, Form, Submission, asks, blank, canonical
from grader.sandbox import limits
from helpers.given.files import BACKUP

MOST_NOTES = 20

FEW = 3
"""Missing files that are named; more are counted."""

COPIES = 12
"""Copies of one file that are looked at, and files that may be one of the assignment's whatever they are called."""

ARCHIVE = "archive"
"""What an archive that is looked into is taken for."""

BLANK = "It is as it was handed out: no function and no answer is filled in."

ANOTHERS = " If it is another student's, grade each by itself."
"""The end of what is said of a folder that may be a student's of its own."""

NOTHING = ", so nothing of it was taken."
"""The end of what is said of a hand-in that cannot be opened."""

TAKEN = "Taken: "
"""The beginning of a sentence on what was taken from where one would not look for it."""

ELSEWHERE = " was taken from another place"

MOST_FILES = 40
"""Python files that are looked at for what a helper file leaves open."""

NESTED = 12
"""Archives in a hand-in that are looked into."""

NESTED_DEPTH = 3
"""Archives within archives that are looked into."""


PAGE_BYTES = 20_000
"""Of a page on which a platform wrote what somebody typed."""

_ADDRESS = re.compile(r"https?://(?!www\.w3\.org/)[^\s\"'<>]+")


class Fate(NamedTuple):
    """What became of a file: what it was taken for, such as "helpers/svm.py", or why it was not."""

    what: str = ""
    why: str = ""


@dataclass
class Taken:
    """What was taken of a hand-in.

    submission: it in canonical form. files: what became of each of its files, by path.
    """

    submission: Submission
    files: dict[str, Fate] = field(default_factory=dict)


def is_taken(remark: str) -> bool:
    """Return whether a remark says what was taken from where one would not look for it."""
    return remark.startswith(TAKEN)


def answer_cells(release: Path) -> Form:
    """Return for each notebook of the student tree the cells in which students answer."""
    form = Form()
    for path in sorted(release.glob("*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        if not asks(cells):
            form.optional.add(path.stem)
            continue
        sources = ["".join(cell["source"]) for cell in cells]
        marks = [cell["metadata"].get("nbgrader", {}) for cell in cells]
        given = [
            "" if mark.get("solution") else answers.words(source) for mark, source in zip(marks, sources, strict=True)
        ]
        form[path.stem] = {
            mark["grade_id"]: AnswerCell(
                cells[k]["cell_type"], sources[k], given[k - 1] if k else "", given[k + 1] if k + 1 < len(cells) else ""
            )
            for k, mark in enumerate(marks)
            if mark.get("solution")
        }
        form.given[path.stem] = set(given) - {""}
        form.texts[path.stem] = {
            str(cell["id"])
            for cell, mark in zip(cells, marks, strict=True)
            if cell["cell_type"] == "markdown" and "id" in cell and not mark.get("solution")
        }
        code = [
            source
            for cell, mark, source in zip(cells, marks, sources, strict=True)
            if cell["cell_type"] == "code" and not mark.get("solution")
        ]
        form.names[path.stem] = {name for source in code for name in own_cells.Code(source).names}
    for name in edited_helpers():
        if (path := release / "helpers" / name).is_file():
            form.helpers[name] = path.read_bytes()
    folder = release / "helpers" / "given"
    form.course = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    return form


def read(path: Path, student: str, form: Form) -> Submission:
    """Return what is taken of the folder or archive at path."""
    try:
        with archives.opened(path) as files:
            return take(student, files, form).submission
    except ArchiveError as error:
        return nothing(student, form, error)


def nothing(student: str, form: Form, error: ArchiveError) -> Submission:
    """Return what stands for a hand-in that cannot be opened."""
    return blank(student, form, f"{error}{NOTHING}")


def take(student: str, files: Files, form: Form) -> Taken:
    """Return what is taken of some files, and what became of each of them."""
    with ExitStack() as stack:
        own = Files()
        own.readers, own.checkpoints, own.skipped = dict(files.readers), dict(files.checkpoints), dict(files.skipped)
        own.links, own.twice, own.outside = list(files.links), dict(files.twice), list(files.outside)
        for path in labels.given_back(own.readers):
            del own.readers[path]
            own.skipped[path] = "the teacher's, not handed in"
        work = _Work(own, form)
        try:
            work.look_within(stack)
            work.require_one_students()
            helpers, sources = work.chosen()
            said = tuple(work.notes), tuple(work.remarks)
            submission = canonical(student, helpers, sources, form, *said, work.lost)
        except ArchiveError as error:
            submission = nothing(student, form, error)
            mine = {one.path for some in matching.candidates(own.readers, form).values() for one in some}
            reasons = {path: one.why for path, one in work.became.items()}
            work.became = {path: Fate(why=reasons.get(path) or str(error)) for path in {*reasons, *mine}}
        return Taken(submission, work.told())


class _Work:
    """One hand-in on its way from files to what is taken of them."""

    def __init__(self, files: Files, form: Form) -> None:
        self.files, self.form = files, form
        self.contents = Contents(files, form)
        self.notes: list[str] = []
        self.lost: dict[str, str] = {}
        self.remarks: list[str] = []
        self.became: dict[str, Fate] = {}
        self.unread: list[str] = []
        self.moved: list[str] = []
        self.own: dict[str, list[str]] = {}

    def require_one_students(self) -> None:
        """Make sure that these are not the files of several students, as platforms name them.

        Raises:
            ArchiveError: they are.
        """
        folders: dict[str, set[str]] = {}
        for path in self.files.readers:
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

    def look_within(self, stack: ExitStack) -> None:
        """Open the archives that are among the files."""
        waiting = [(name, 1) for name in self.files.packed()]
        if matching.candidates(self.files.readers, self.form):
            backups = [name for name, _ in waiting if BACKUP.fullmatch(PurePosixPath(name).name)]
            self.became |= dict.fromkeys(backups, Fate(why="a copy of what an update replaced"))
            data = [name for name, _ in waiting if matching.is_data(name)]
            self.became |= dict.fromkeys(data, Fate(why="data, which is not graded"))
            waiting = [(name, depth) for name, depth in waiting if name not in {*backups, *data}]
        else:
            packed = {name for name, _ in waiting}
            other = [name for name in self.files.readers if name not in packed and not matching.ending(name)]
            zips = [name for name in other[: archives.ENTRIES // 100] if self._is_packed(name)][:NESTED]
            waiting += [(name, 1) for name in zips if self._holds_work(name)]
        books = [name for name in self.files.readers if matching.ending(name)][: archives.ENTRIES // 100]
        waiting += [(name, 1) for name in books if self._is_packed(name)]  # a zip that somebody called a notebook
        for count, (name, depth) in enumerate(waiting):
            if not (name.lower().endswith(archives.READABLE) or self._is_packed(name)):
                self.unread.append(f"{text.name(name)} is an archive that cannot be opened: ask for a zip")
            elif depth > NESTED_DEPTH:
                self.unread.append(f"{text.name(name)} was not opened: it is more than {NESTED_DEPTH} archives deep")
            elif count >= NESTED or len(self.files.readers) > archives.ENTRIES:
                self.unread.append(f"{text.name(name)} was not opened: there are too many archives")
            else:
                try:
                    inside = stack.enter_context(archives.nested(self.files, name))
                except ArchiveError as error:
                    self.unread.append(str(error))
                else:
                    self.files.add(name, inside)
                    waiting += [(f"{name}/{path}", depth + 1) for path in inside.packed()]
                    self.became[name] = Fate(ARCHIVE)
                    continue
            # Without its name, so that a report lists all of one kind together.
            self.became[name] = Fate(why=self.unread[-1].removeprefix(f"{text.name(name)} "))

    def _is_packed(self, name: str) -> bool:
        """Whether a file is a zip, whatever it is called."""
        try:
            return self.files.readers[name](4) == b"PK\3\4"
        except UNREADABLE:
            return False

    def _holds_work(self, name: str) -> bool:
        """Whether a zip has files of the assignment or archives in it, as a document that is a zip has not."""
        try:
            with archives.nested(self.files, name) as inside:
                return bool(matching.candidates(inside.readers, self.form) or inside.packed())
        except ArchiveError:
            return "." not in name

    def chosen(self) -> tuple[dict[str, bytes], dict[str, dict[str, str]]]:
        """Choose the file that counts of each of the assignment's; return helpers and answers.

        Raises:
            ArchiveError: there is none, or none that can be taken.
        """
        self._untwice()
        found = {wanted: some[:COPIES] for wanted, some in self._candidates().items()}
        root = self._root(found) if found else ""
        helpers: dict[str, bytes] = {}
        sources: dict[str, dict[str, str]] = {}
        for wanted, some in sorted(found.items()):
            some.sort(key=lambda one: one.path, reverse=True)  # of copies with numbers the last
            best = min(some, key=partial(self._rank, wanted, root))
            if best.path in self.files.twice:
                why = f"there are two files {wanted}, and nothing says which one counts"
                self._lose(wanted, f"{why}.")
                self.became[best.path] = Fate(why=why)
            else:
                self._take(best, wanted, root, helpers, sources)
        if found and not helpers and not sources:
            raise ArchiveError(f"its files cannot be taken ({self.notes[0].removesuffix('.')})")
        self._moved(sources)
        blank = not any(self.contents.filled(one, wanted) for wanted, some in found.items() for one in some)
        before = dict(helpers)
        whole = self._pasted(helpers) | self._astray(helpers, found, root)
        if not found and not helpers:
            raise ArchiveError(self._nothing())
        if blank and helpers == before:
            self.remarks.append(BLANK)
        if len(self.moved) > 3:
            self.moved = [f"{len(self.moved)} files from other places, such as {self.moved[0]}"]
        self.remarks += [f"{TAKEN}{moved}." for moved in self.moved]
        if outside := [path for path in self.files.outside if self.became.get(path, Fate()).what]:
            count = f"{len(outside)} file{'s' if len(outside) > 1 else ''}"
            self.remarks.append(
                f"Taken under names without what leads out of the archive: {count}, such as {text.name(outside[0])}."
            )
        self._put_together(found)
        self._missing(found, whole)
        self._left_out(found, root)
        return helpers, sources

    def _untwice(self) -> None:
        """Take of several members with the same name the only one that is filled in."""
        twice = [path for path, readers in self.files.twice.items() if 0 < len(readers) <= COPIES][:COPIES]
        copies = {f"{k}/{path}": reader for path in twice for k, reader in enumerate(self.files.twice[path])}
        contents = Contents(Files(copies), self.form)
        for wanted, some in matching.candidates(twice, self.form).items():
            for one in some:
                every = {f"{k}/{one.path}" for k in range(len(self.files.twice[one.path]))}
                filled = [path for path in every if contents.filled(replace(one, path=path), wanted)]
                if len(filled) == 1:
                    self.files.readers[one.path] = copies[filled[0]]
                    del self.files.twice[one.path]
                    self.remarks.append(
                        f"{TAKEN}the one of {len(every)} files {text.name(one.path)} that is filled in."
                    )

    def _put_together(self, found: dict[str, list[Candidate]]) -> None:
        """Say that the work is from folders that each hold notebooks and helper files, as those of several students."""
        every = [(wanted, one) for wanted, some in found.items() for one in some]
        taken = [(wanted, one) for wanted, one in every if self.became.get(one.path, Fate()).what == wanted]
        filled = [one.place for wanted, one in taken if self.contents.filled(one, wanted)]
        above = os.path.commonpath(filled) if filled else ""
        kinds: dict[str, set[bool]] = {}
        for wanted, one in every:
            kinds.setdefault(_branch(one.place, above), set()).add(wanted.startswith("helpers/"))
        branches = sorted({_branch(place, above) for place in filled} - {""})
        whole = [name for name in branches if len(kinds[name]) == 2 and not matching.is_version(name)]
        if len(whole) > 1:
            named = " and ".join(map(text.name, whole))
            self.notes.append(f"The work is put together from {named}, which each hold notebooks and helper files.")

    def _nothing(self) -> str:
        """Say that nothing was found, and what may be the reason."""
        why = [f"{text.name(name)} is a link, and links are not followed" for name in self.files.links[:3]]
        why += self.unread[:3]
        packed = [name for name, one in self.became.items() if one.what == ARCHIVE]
        every = [*self.files.readers, *self.files.links, *self.files.skipped]
        empty = [name for name in packed if not any(path.startswith(f"{name}/") for path in every)]
        self.became |= dict.fromkeys(empty, Fate(why="is empty"))
        why += [f"{text.name(name)} is empty" for name in empty[:3]] if every else ["it is empty"]
        others = [(name, self._stands_for(name)) for name in self.files.readers]
        why += [f"{text.name(name)} is {what}" for name, what in others if what][:3]
        skipped = [(name, one) for name, one in self.files.skipped.items() if one != archives.JUNK]
        why += [f"{text.name(name)}: {one}" for name, one in skipped[:1]]
        return "nothing of the assignment was found" + (f" ({'; '.join(why)})" if why else "")

    def _stands_for(self, path: str) -> str:
        """Return what a file is that may stand for work, as matching.stands_for does; of a platform's page the link."""
        what = matching.stands_for(path)
        if what and path.lower().endswith(".html"):
            with suppress(*UNREADABLE):
                found = _ADDRESS.search(self.files.readers[path](PAGE_BYTES).decode(errors="replace"))
                return f"{what}: {text.name(html.unescape(found[0]))}" if found else what
        return what

    def told(self) -> dict[str, Fate]:
        """Return what became of each file."""
        told = {path: self._stands_for(path) or "no file that is graded" for path in self.files.readers}
        given = [path for path in told if matching.is_given(path, self.form)]
        told |= dict.fromkeys(given, "given by the course, whose own file counts")
        optional = [path for path in told if matching.is_optional(path, self.form)]
        told |= dict.fromkeys(optional, "optional, so not asked for")
        told |= {path: f"{told[path]}, and there are two of this name" for path in self.files.twice if path in told}
        told |= dict.fromkeys(self.files.links, "a link, which is not followed")
        return {path: Fate(why=why) for path, why in (told | self.files.skipped).items()} | self.became

    def _candidates(self) -> dict[str, list[Candidate]]:
        """The files that may be the assignment's: by their names, else by what is in them."""
        found = matching.candidates(self.files.readers, self.form)
        named = {one.path for some in found.values() for one in some}
        for stem in self.form:
            strangers = {
                one.path for one in found.get(f"{stem}.ipynb", [])[:COPIES] if self._is_another(one.path, stem)
            }
            found[f"{stem}.ipynb"] = [one for one in found.get(f"{stem}.ipynb", []) if one.path not in strangers]
            named -= strangers
        other = [path for path in self.files.readers if path not in named]
        for wanted, released in self._helpers():
            every = found.get(wanted, [])
            some = [one for one in every if one.exact or self.contents.defines(one.path, released)]
            lost = {one.path: why for one in every if isinstance(why := self.contents.helper(one.path), str)}
            self.became |= {path: Fate(why=why) for path, why in lost.items()}
            stem = PurePosixPath(wanted).stem  # a copy that is called like it counts beside a blank one
            near = [path for path in other if stem in PurePosixPath(path).name.lower()]
            some += self._by_content(released, near if some else [*near, *other])
            found[wanted] = some or [one for one in every if one.path in lost]
        books = [
            path for path in other if _ending(path) == ".ipynb" or path.lower().endswith(".json")
            or path.split("/")[-1] in self.form
        ]  # fmt: skip
        for path in sorted(books, key=lambda path: _ending(path) != ".ipynb")[:COPIES]:
            content = self.contents.notebook(path)
            fits = answers.fitting(content, self.form) if isinstance(content, bytes) else set()
            for stem in fits:
                found.setdefault(f"{stem}.ipynb", []).append(Candidate(path, matching.place(path), exact=False))
            if not fits and isinstance(content, bytes) and not matching.is_optional(path, self.form):
                self.own[path] = answers.code(content)
        for wanted, some in self._kept(found).items():
            found[wanted] = [*found.get(wanted, []), *some]
        return {wanted: some for wanted, some in found.items() if some}

    def _kept(self, there: Mapping[str, list[Candidate]]) -> dict[str, list[Candidate]]:
        """The copies that Jupyter and editors kept of files of which nothing else is the student's."""
        copies = {matching.backup(path): path for path in self.files.readers if matching.backup(path)}
        copies |= {archives.checkpoint(PurePosixPath(path)): path for path in self.files.checkpoints}
        found = matching.candidates(copies, self.form)
        kept = {}
        filled = {wanted for wanted, some in there.items() if any(self.contents.filled(one, wanted) for one in some)}
        for wanted in sorted(found.keys() - filled):
            some = [Candidate(copies[one.path], one.place, exact=False) for one in found[wanted]]
            self.files.readers |= {one.path: self.files.checkpoints[one.path] for one in some
                                   if one.path in self.files.checkpoints}  # fmt: skip
            kept[wanted] = [one for one in some if self.contents.filled(one, wanted)]
        return kept

    def _is_another(self, path: str, stem: str) -> bool:
        """Whether a notebook has none of the answers that its name promises, and is another one of the release."""
        parsed = self.contents.answers(path, stem)
        if isinstance(parsed, str) or parsed.sources or not self.form[stem]:
            return False
        content = self.contents.notebook(path)
        return isinstance(content, bytes) and bool(answers.fitting(content, self.form) - {stem})

    def _by_content(self, released: bytes, paths: list[str]) -> list[Candidate]:
        """The files that define all that a helper file does, whatever they are called: also like one without .py."""
        stems = {PurePosixPath(name).stem for name in edited_helpers()}
        likely = [
            path
            for path in paths
            if (_ending(path) == ".py" or path.lower().endswith(".txt") or path.rpartition("/")[2].lower() in stems)
            and not matching.is_given(path, self.form)
        ]
        return [
            Candidate(path, matching.place(path), exact=False, named=False)
            for path in dict.fromkeys(likely[:COPIES])
            if self.contents.defines(path, released, whole=True)
        ]

    def _helpers(self) -> Iterator[tuple[str, bytes]]:
        for name in edited_helpers():
            yield f"helpers/{name}", self.form.helpers.get(name, b"")

    def _root(self, found: dict[str, list[Candidate]]) -> str:
        """The folder that stands for the student tree: where most is the student's."""
        exact = any(one.exact for some in found.values() for one in some)
        filled: dict[str, int] = {}
        for wanted, some in found.items():
            for one in some:
                if one.exact or not exact:
                    filled[one.place] = filled.get(one.place, 0) + min(1, self.contents.filled(one, wanted))

        def rank(place: str) -> tuple[bool, int, tuple[bool, bool, int, int, str]]:
            likely = matching.place_rank(place)
            return likely[0], -filled[place], likely

        return min(filled, key=rank)

    def _rank(self, wanted: str, root: str, one: Candidate) -> tuple:
        filled = self.contents.filled(one, wanted)
        return not filled, one.place != root, -filled, not one.exact, not one.named, matching.place_rank(one.place)

    def _take(
        self, one: Candidate, wanted: str, root: str, helpers: dict[str, bytes], sources: dict[str, dict[str, str]]
    ) -> None:
        said = wanted if one.exact and one.place == root else f"{wanted} ({_named(one.path)})"
        if wanted.startswith("helpers/"):
            content = self.contents.helper(one.path)
            if isinstance(content, bytes):
                helpers[wanted.removeprefix("helpers/")] = content
                if why := broken.unreadable(content):
                    self.notes.append(f"{wanted} {why}")
        else:
            stem = wanted.removesuffix(".ipynb")
            parsed = self.contents.answers(one.path, stem)
            content = b"" if isinstance(parsed, Answers) else parsed
            if isinstance(parsed, Answers):
                self.remarks += [self.contents.large[one.path]] if one.path in self.contents.large else []
                sources[stem] = parsed.sources
                self.notes += parsed.notes
                for listed, how in (
                    (parsed.found, "found between question and check, as the cell has no mark or is blank"),
                    (parsed.elsewhere, "taken from other cells, as the answer's own is blank or gone"),
                    (parsed.typed, "taken from the check, where the value is typed; it belongs in the cell above"),
                    (parsed.turned, "taken as code, though the cell is a text now"),
                    (parsed.completed, "taken with cells that the student added"),
                ):
                    self.remarks += [f"{wanted}: {', '.join(listed)}: {how}."] if listed else []
        if isinstance(content, str):
            self._lose(wanted, f"{said} {content}.")
            self.became[one.path] = Fate(why=content)
            return
        self.became[one.path] = Fate(wanted)
        if said != wanted and one.path != wanted:
            self.moved.append(f"{wanted} from {_named(one.path)}")

    def _lose(self, wanted: str, said: str) -> None:
        """Say of a file of the assignment why it is not taken; a link may stand for several."""
        self.lost[wanted] = said
        if said not in self.notes:
            self.notes.append(said)

    def _moved(self, sources: dict[str, dict[str, str]]) -> None:
        """Take marked answers that are in another notebook than theirs, where an older release had the question."""
        missing = {name: stem for stem in sources for name in self.form[stem] if name not in sources[stem]}
        books = [path for path, one in self.became.items() if missing and one.what.removesuffix(".ipynb") in sources]
        whole = self.form.joined()
        for path in books:
            content = self.contents.notebook(path)
            parsed = answers.read(content, "", whole) if isinstance(content, bytes) else ""
            if isinstance(parsed, str):
                continue
            for name in sorted(missing.keys() & parsed.sources.keys() - {*parsed.found, *parsed.elsewhere}):
                stem = missing.pop(name)
                sources[stem][name] = parsed.sources[name]
                self.notes = [note for note in self.notes if note != f"{stem}.ipynb: the answer {name} is not in it."]
                self.remarks.append(f"{stem}.ipynb: {name}: taken from {text.name(path)}.")

    def _pasted(self, helpers: dict[str, bytes]) -> set[str]:
        """Take functions from cells for helper files that are blank or missing; return which of these are whole now."""
        whole = set()
        parsed = self.contents.parsed.items()
        books = {path: one.code for (path, _), one in parsed if path in self.became and not isinstance(one, str)}
        code = [cell for path, some in (books | self.own).items() for cell in pasted.cells(path, some)]
        for wanted, released in self._helpers():
            name = wanted.removeprefix("helpers/")
            made = pasted.completed(helpers.get(name), released, code)
            if made.other:
                self.remarks.append(f"{wanted} counts, though cells redefine these: {', '.join(made.other)}.")
            if made.taken and len(made.content) <= limits.HELPER_BYTES:
                helpers[name] = made.content
                self._say_taken(made.taken, wanted, "cells of ")
                whole |= {wanted} if made.whole else set()
        return whole

    def _astray(self, helpers: dict[str, bytes], found: Mapping[str, list[Candidate]], root: str) -> set[str]:
        """Take functions from files of other names for helper files that are open; return which of these are whole now.

        A copy under a helper file's own name gives nothing if it does not count.
        """
        named = {one.path for some in found.values() for one in some if one.named}
        counts = {path for path, fate in self.became.items() if fate.what.startswith("helpers/")}
        every = [path for path in self.files.readers if _ending(path) == ".py" and path not in self.files.twice]
        paths = [path for path in every if path in counts or not (path in named or matching.is_given(path, self.form))]
        places = {matching.place(path) for path in counts.intersection(paths)} or {root}
        whole = set()
        for wanted, released in self._helpers():
            near = astray.near(wanted, paths, places)
            own = [path for path, fate in self.became.items() if fate.what == wanted]
            some = [path for path in dict.fromkeys([*near, *paths]) if path not in own][:MOST_FILES]
            others = {path: content for path in some if isinstance(content := self.contents.helper(path), bytes)}
            made = astray.completed(wanted, helpers.get(wanted.removeprefix("helpers/")), released, others, near)
            if made.taken and len(made.content) <= limits.HELPER_BYTES:
                helpers[wanted.removeprefix("helpers/")] = made.content
                self._say_taken(made.taken, wanted, "")
                whole |= {wanted} if made.whole else set()
            for said, left in made.left.items():
                self.notes.append(said)
                for path in left:
                    self.became.setdefault(path, Fate(why=f"defines what is open in {wanted}"))
        return whole

    def _say_taken(self, taken: Mapping[str, str], wanted: str, within: str) -> None:
        """Say which functions of a helper file are from elsewhere; taken: the path for each. within: what is at it."""
        for path in dict.fromkeys(taken.values()):
            names = ", ".join(one for one, source in taken.items() if source == path)
            self.remarks.append(f"{TAKEN}{names} for {wanted} from {within}{text.name(path)}.")
            self.became.setdefault(path, Fate(wanted))

    def _missing(self, found: dict[str, list[Candidate]], whole: set[str]) -> None:
        """Say which files of the assignment are not there, and what cannot be opened."""
        # Where only some notebooks are released, nobody needs the files of the others.
        here = [one for one in EXERCISES.values() if one.target and one.notebook in self.form]
        wanted = {f"helpers/{one.target.partition('.')[0]}.py" for one in here}
        wanted |= {f"{stem}.ipynb" for stem, cells in self.form.items() if cells}
        every = wanted | {f"helpers/{name}" for name in edited_helpers()}
        last = {name.rpartition("/")[2] for name in every} | {"helpers", ASSIGNMENT}
        links = [path for path in self.files.links if path.rpartition("/")[2] in last]
        linked = {path: f"{text.name(path)} is a link and was not followed." for path in links}
        self.notes += linked.values()
        missing = []
        for name in sorted(every - set(found) - whole):
            instead = [linked[path] for path in links if path.rpartition("/")[2] in (ASSIGNMENT, *name.split("/"))]
            other = self._instead(name)
            if instead or other:
                self._lose(name, next(iter(instead), f"{name} was not handed in{other}."))
            elif name in wanted:
                self.lost[name] = f"{name} was not handed in."
                missing.append(name)
        if missing:
            which = f"{len(missing)} of {len(wanted)} files" if len(missing) > FEW else " and ".join(missing)
            self.notes.append(f"{which} {'was' if len(missing) == 1 else 'were'} not handed in.")
        self.notes += [f"{one}." for one in self.unread]
        folders = [path for path in self.files.skipped if path.endswith("/")]
        self.notes += [f"{text.name(path)} {self.files.skipped[path]}." for path in folders]

    def _left_out(self, found: dict[str, list[Candidate]], root: str) -> None:
        """Say which files somebody may have meant to hand in, and are not taken."""
        others: dict[str, list[tuple[str, str]]] = {}
        strange: dict[str, int] = {}
        same: dict[str, list[tuple[bool, int]]] = {}
        for name, some in found.items():
            taken = next((path for path, fate in self.became.items() if fate.what == name), None)
            for one in some:
                if self.became.get(one.path, Fate()).what:
                    continue
                if taken and one.place != root and self._is_foreign(one, name, taken, root):
                    self.became.setdefault(one.path, Fate(why="has nothing of the release in it"))
                    strange[one.place] = strange.get(one.place, 0) + 1
                    continue
                self.became.setdefault(one.path, Fate(why=f"{name}{ELSEWHERE}" if taken else "not taken"))
                if not taken:
                    continue
                filled = self.contents.filled(one, name)
                same.setdefault(one.place, []).append((name.startswith("helpers/"), filled))
                if filled and self.contents.differ(one.path, taken):
                    others.setdefault(one.place, []).append((one.path, taken))
        at = text.name(root or "the top")
        for place, copies in others.items():
            if len(copies) == 1 or place == root:
                self.notes += [
                    f"{text.name(path)} was not taken, as {text.name(better)} was: they differ."
                    for path, better in copies
                ]
            else:
                what = f"{len(copies)} other copies of files of the assignment"
                self.notes.append(f"{text.name(place or 'the top')}: {what} were not taken, as the work is in {at}.")
        for place in sorted(same.keys() - others.keys()):
            kinds = {kind for kind, _ in same[place]}
            if len(kinds) == 2 and any(filled for _, filled in same[place]) and root and _is_other(place, root):
                self.remarks.append(f"{text.name(place)} holds no other work than {at}.{ANOTHERS}")
        for place, count in strange.items():
            files = f"{count} other file{'s' if count > 1 else ''} like those of the assignment"
            self.remarks.append(f"{text.name(place or 'the top')}: {files}, not taken, as nothing of it is in them.")
        if len(self.notes) > MOST_NOTES:
            self.notes[MOST_NOTES:] = [f"{len(self.notes) - MOST_NOTES} more files were left out."]

    def _is_foreign(self, one: Candidate, wanted: str, taken: str, root: str) -> bool:
        """Whether a helper file is no copy of the one that was taken, but of another course that has such functions."""
        released = self.form.helpers.get(wanted.removeprefix("helpers/"), b"")
        copy = one.exact or any(map(matching.is_version, _beyond(one.place, root)))
        return not copy and self.contents.is_of(taken, released) and not self.contents.is_of(one.path, released)

    def _instead(self, name: str) -> str:
        """Name a file that somebody may have taken for one of the assignment's, such as a notebook's web page."""
        stem = PurePosixPath(name).stem
        every = (*self.files.readers, *self.files.skipped)
        own = [path for path in every if not matching.is_given(path, self.form)]
        begins = (f"{stem}.", f".{stem}.", f"{stem}-checkpoint.")
        named = [path for path in own if PurePosixPath(path).name.lower().startswith(begins)]
        if any(PurePosixPath(path).name == name and path in self.files.readers for path in named):
            return ", only another notebook under its name"
        if not named:
            return ""
        why = self.files.skipped.get(named[0]) or matching.stands_for(named[0]) or archives.JUNK
        if any(path in self.files.readers and PurePosixPath(path).name == f"{stem}.py" for path in named):
            why = "it defines nothing that is asked for"
        return f", only {_named(named[0])}" + (f" ({why})" if why != archives.JUNK else "")


def _branch(place: str, above: str) -> str:
    """The first folder on the way to a place from the one above it, "" if it is that one or elsewhere."""
    return (
        place[len(above) :].lstrip("/").partition("/")[0]
        if f"{place}/".startswith(f"{above}/" if above else "")
        else ""
    )


def _beyond(place: str, other: str) -> list[str]:
    """The parts of a place from where it leaves the way to another one."""
    return [part for part in place[len(os.path.commonpath([place, other])) :].split("/") if part]


def _is_other(place: str, root: str) -> bool:
    """Whether two folders or archives, neither in the other, are called neither like copies nor like versions."""
    names = [one[0] for one in (_beyond(place, root), _beyond(root, place)) if one]
    ends = "|".join(map(re.escape, archives.PACKED))
    called = {matching.plain(re.sub(f"({ends})$", "", name, flags=re.IGNORECASE)) for name in names}
    return len(called) == 2 and not any(map(matching.is_version, names))


def _ending(path: str) -> str:
    return matching.ending(path.rpartition("/")[2])


def _named(path: str) -> str:
    """A file's name in a sentence: in quotes if its end would not be seen."""
    shown = text.name(path)
    return shown if path[-1:].isprintable() and path[-1:] not in " ." else f'"{shown}"'
