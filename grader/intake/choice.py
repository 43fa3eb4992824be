"""Which files of a hand-in may be each of the assignment's, and which of them counts."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from grader.bank.solutions import edited_helpers
from grader.intake import answers, archives, matching, text
from grader.intake.archives import Files
from grader.intake.contents import Contents
from grader.intake.matching import Candidate
from grader.intake.work import TAKEN, Fate, Work

COPIES = 12
"""Copies of one file that are looked at, and files that may be one of the assignment's whatever they are called."""


def candidates(work: Work) -> dict[str, list[Candidate]]:
    """The files that may be the assignment's: by their names, else by what is in them."""
    found = matching.candidates(work.files.readers, work.form)
    named = {one.path for some in found.values() for one in some}
    for stem in work.form:
        strangers = {one.path for one in found.get(f"{stem}.ipynb", [])[:COPIES] if _is_another(work, one.path, stem)}
        found[f"{stem}.ipynb"] = [one for one in found.get(f"{stem}.ipynb", []) if one.path not in strangers]
        named -= strangers
    other = [path for path in work.files.readers if path not in named]
    for wanted, released in work.released():
        every = found.get(wanted, [])
        some = [one for one in every if one.exact or work.contents.defines(one.path, released)]
        lost = {one.path: why for one in every if isinstance(why := work.contents.helper(one.path), str)}
        work.became |= {path: Fate(why=why) for path, why in lost.items()}
        stem = PurePosixPath(wanted).stem  # a copy that is called like it counts beside a blank one
        near = [path for path in other if stem in PurePosixPath(path).name.lower()]
        some += _by_content(work, released, near if some else [*near, *other])
        found[wanted] = some or [one for one in every if one.path in lost]
    books = [path for path in other if _may_be_notebook(path, work)]
    for path in sorted(books, key=lambda path: matching.ending(path) != ".ipynb")[:COPIES]:
        content = work.contents.notebook(path)
        fits = answers.fitting(content, work.form) if isinstance(content, bytes) else set()
        for stem in fits:
            found.setdefault(f"{stem}.ipynb", []).append(Candidate(path, matching.place(path), exact=False))
        if not fits and isinstance(content, bytes):
            optional = matching.is_optional(path, work.form)
            (work.aside if optional else work.own)[path] = answers.code(content)
            work.texts[path] = answers.texts(content)
    for wanted, some in _kept(work, found).items():
        found[wanted] = [*found.get(wanted, []), *some]
    # Of copies with numbers the last one is first.
    return {
        wanted: sorted(some[:COPIES], key=lambda one: one.path, reverse=True) for wanted, some in found.items() if some
    }


def settle_twice(work: Work) -> None:
    """Take of several members with the same name the only one that is filled in."""
    twice = [path for path, readers in work.files.twice.items() if 0 < len(readers) <= COPIES][:COPIES]
    copies = {f"{k}/{path}": reader for path in twice for k, reader in enumerate(work.files.twice[path])}
    contents = Contents(Files(copies), work.form)
    for wanted, some in matching.candidates(twice, work.form).items():
        for one in some:
            every = {f"{k}/{one.path}" for k in range(len(work.files.twice[one.path]))}
            filled = [path for path in every if contents.filled(replace(one, path=path), wanted)]
            if len(filled) == 1:
                work.files.readers[one.path] = copies[filled[0]]
                others = len(work.files.twice.pop(one.path)) - 1
                work.again[one.path] = ["the one of this name that is filled in was taken"] * others
                work.remarks.append(f"{TAKEN}the one of {len(every)} files {text.name(one.path)} that is filled in.")


def root_of(work: Work, found: dict[str, list[Candidate]]) -> str:
    """The folder that stands for the student tree: where most is the student's."""
    exact = any(one.exact for some in found.values() for one in some)
    filled: dict[str, int] = {}
    for wanted, some in found.items():
        for one in some:
            if one.exact or not exact:
                filled[one.place] = filled.get(one.place, 0) + min(1, work.contents.filled(one, wanted))

    def rank(place: str) -> tuple[bool, int, tuple[bool, bool, int, int, str]]:
        likely = matching.place_rank(place)
        return likely[0], -filled[place], likely

    return min(filled, key=rank)


def best(work: Work, wanted: str, some: list[Candidate], root: str) -> Candidate:
    """Return the candidate that counts: the one in the student tree with the most of the student's, if there is one.

    What lies around the tree, as beside a zip, is as near. A file that was uploaded after an archive, or is called a
    correction, is one, unless it has less in it.
    """
    most = max(work.contents.filled(one, wanted) for one in some)

    def rank(one: Candidate) -> tuple:
        filled = work.contents.filled(one, wanted)
        full = filled == most
        around = f"{root}/".startswith(f"{one.place}/" if one.place else "")
        return (
            not filled,
            not (full and one.path in work.files.later),
            not (full and matching.is_correction(one.path)),
            not around,
            not one.named,
            -filled,
            one.place != root,
            not one.exact,
            matching.place_rank(one.place),
        )

    return min(some, key=rank)


def _kept(work: Work, there: Mapping[str, list[Candidate]]) -> dict[str, list[Candidate]]:
    """The copies that Jupyter and editors kept of files of which nothing else is the student's."""
    copies = {matching.backup(path): path for path in work.files.readers if matching.backup(path)}
    copies |= {archives.checkpoint(PurePosixPath(path)): path for path in work.files.checkpoints}
    found = matching.candidates(copies, work.form)
    kept = {}
    filled = {
        wanted for wanted, some in there.items() if any(work.contents.filled(one, wanted) for one in some[:COPIES])
    }
    for wanted in sorted(found.keys() - filled):
        some = [Candidate(copies[one.path], one.place, exact=False) for one in found[wanted][:COPIES]]
        work.files.readers |= {one.path: work.files.checkpoints[one.path] for one in some
                               if one.path in work.files.checkpoints}  # fmt: skip
        kept[wanted] = [one for one in some if work.contents.filled(one, wanted)]
    return kept


def _may_be_notebook(path: str, work: Work) -> bool:
    """Whether a file that is called like none of ours may be one of our notebooks, or another one."""
    if ".ipynb" in (matching.ending(path), matching.meant(path)) or path.lower().endswith(".json"):
        return True
    return path.split("/")[-1] in work.form or (matching.ending(path) == ".py" and matching.plain(path) in work.form)


def _is_another(work: Work, path: str, stem: str) -> bool:
    """Whether a notebook has none of the answers that its name promises, and is another one of the release."""
    parsed = work.contents.answers(path, stem)
    if isinstance(parsed, str) or parsed.sources or not work.form[stem]:
        return False
    content = work.contents.notebook(path)
    return isinstance(content, bytes) and bool(answers.fitting(content, work.form) - {stem})


def _by_content(work: Work, released: bytes, paths: list[str]) -> list[Candidate]:
    """The files that define all that a helper file does, whatever they are called: also like one without .py."""
    stems = {PurePosixPath(name).stem for name in edited_helpers()}
    likely = [
        path
        for path in paths
        if (
            ".py" in (matching.ending(path), matching.meant(path))
            or path.lower().endswith(".txt")
            or path.rpartition("/")[2].lower() in stems
        )
        and not matching.is_given(path, work.form)
    ]
    return [
        Candidate(path, matching.place(path), exact=False, named=False)
        for path in dict.fromkeys(likely[:COPIES])
        if work.contents.defines(path, released, whole=True)
    ]
