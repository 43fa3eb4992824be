"""Finds the hand-ins at some paths, whatever platform they come from, and whose each of them is.

A path is one hand-in, or a folder or zip of such: plain ones named after students, nbgrader's submitted/, or what
Canvas, Moodle, Gradescope, Blackboard or Brightspace let an instructor download. Only a name says that a zip holds the
work of many: one that a student made must not be taken for the work of others, whatever is in it.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from grader.course import ASSIGNMENT, STUDENT
from grader.intake import archives, halves, labels, leads, looks, matching, parts, persons, places, text, unpacking
from grader.intake.archives import ArchiveError
from grader.intake.hand_in import HandIn
from grader.intake.labels import Label
from grader.intake.names import PLAIN, Names
from grader.intake.places import Opener, Place

SAKAI = "Submission attachment(s)"
"""Sakai's folder in a student's."""

BESIDE = "next to the hand-ins, and named after nobody"

OTHERS = "holds hand-ins for other assignments only"

LOOKED = 200
"""Folders and archives in one hand-in that may each be a hand-in."""

CUTS = 12
"""Places in the name of a loose file at which a student's name may end."""

DEPTH = 5
"""Folders or zips around the work of a class."""

PAGE_BYTES = 1000
"""Of what Blackboard writes about an attempt; the student's name and login are at its top."""

_ENDING = re.compile(r"\.\w{1,5}$")


class SubmissionError(ValueError):
    """Nothing can be graded; the message says why and what to do."""


class Stray(NamedTuple):
    """A file that is nobody's: why, and whether somebody should look at it, as it may be somebody's work."""

    why: str
    look: bool


@dataclass
class Found:
    """What is at some paths: hand-ins, and other files by path.

    strays: what is nobody's. unread: whose they are, beside a hand-in of theirs, and why they are none.
    """

    hand_ins: list[HandIn] = field(default_factory=list)
    strays: dict[str, Stray] = field(default_factory=dict)
    unread: dict[str, tuple[str, str]] = field(default_factory=dict)


@contextmanager
def found(paths: list[Path], names: Names) -> Iterator[Found]:
    """Give the hand-ins at some paths; zips of many stay open as long.

    Args:
        paths: folders or zips. They may be links; what is in them may not.
        names: gives students their ids.

    Raises:
        SubmissionError: one of them does not exist, or all cannot be read or hold nothing.
    """
    with ExitStack() as stack:
        search = _Search(names, stack, alone=_is_one_download([path.as_posix() for path in paths]))
        search.named([path for path in paths if labels.label(path.name)])
        without: dict[Path, str] = {}
        for path in paths:
            if not path.exists():
                raise SubmissionError(f"{path} does not exist.")
            if labels.label(path.name):
                continue
            before, others = len(search.found.hand_ins) + len(search.loose), search.others
            try:
                search.path(path)
            except OSError as error:
                without[path] = f"cannot be read: {error.strerror}"
            else:
                if len(search.found.hand_ins) + len(search.loose) == before:
                    without[path] = OTHERS if search.others > others else search.without(path)
        for path, why in without.items():
            if not search.found.hand_ins and not search.loose:
                raise SubmissionError(f"{path} {why}.")
            if why != OTHERS:
                search.nothing(path)
        search.end()
        yield search.found


class _Search:
    """One walk over the paths."""

    def __init__(self, names: Names, stack: ExitStack, alone: bool) -> None:
        self.names, self.stack, self.alone, self.found = names, stack, alone, Found()
        self.loose: list[tuple[str, str, str]] = []
        self.pieces = halves.Pieces()
        self.collected: dict[str, bool] = {}
        self.others = 0

    def named(self, paths: list[Path]) -> None:
        """Find what is at paths whose names a platform made, as when a shell wrote them for `submissions/*`."""
        for folder in dict.fromkeys(path.parent for path in paths):
            here = [path for path in paths if path.parent == folder and path.exists()]
            folders = [path.name for path in here if path.is_dir()]
            place = Place(folder.as_posix(), folders, [path.name for path in here if path.is_file()], path=folder)
            self._labelled(place, {path.name: one for path in here if (one := labels.label(path.name))})

    def path(self, path: Path) -> None:
        """Find what is at a path of the command line."""
        real, shown = path.resolve(), path.as_posix()
        if real.name == ASSIGNMENT and real.parents[1].name == looks.SUBMITTED:  # nbgrader's folder of one student
            path, real, shown = path.parent, real.parent, path.parent.as_posix()
        if not real.is_dir():
            around = Place(str(PurePosixPath(shown).parent), files=[path.name], path=real.parent)
            if real.name != path.name:  # a link, which was named on purpose
                around = replace(around, path=path.parent)
            elif not looks.ending(path.name) and self._loose(around, path.name):
                return
            self._archive(around, path.name, self.alone, DEPTH, real)
            return
        if real.parent.name == looks.SUBMITTED:
            around = places.disk(real.parent, PurePosixPath(shown).parent.as_posix())
            if real.name in around.folders and self._is_collected(around):
                self._plain(around, real.name)
                return
        place = places.disk(real, shown)
        persons = self._is_persons(path.name)
        inner = place if persons else self._inner(place)
        several = {} if persons else looks.signed_by_several(place)
        if inner is not place:
            self._many(inner, DEPTH)
        elif several and not (any(map(self.names.lists, several)) or looks.whole(place)):
            who = ", ".join(map(text.name, list(several)[:3]))
            why = (
                f"its files seem to be of several students ({who}): name these in roster.csv, or make a folder for each"
            )
            self._add(Label(PLAIN, path.name), shown, _opener(real), place=real, problem=why)
        elif several:
            self._many(place, DEPTH)
        elif not looks.labelled(place) and self._is_ones(path.name, place):
            opens = self._ones(path.name, _opener(real))
            named = Label(PLAIN, path.name, time=_time(real.parent, place))
            made = self._add(named, shown, opens, place=real)
            if real.name == path.name and not named.time:
                around = Place(str(PurePosixPath(shown).parent), folders=[path.name], path=real.parent)
                self.pieces.add(self.names.student(named), around, {path.name: path.name}, made)
        else:
            self._many(place, DEPTH)

    def without(self, path: Path) -> str:
        """Say that a path holds no hand-in, or none that has a name."""
        shown = f"{path.as_posix()}/"
        look = [
            (one.removeprefix(shown), why.why)
            for one, why in self.found.strays.items()
            if one.startswith(shown) and why.look
        ]
        if not look:
            return "holds no submission: no notebooks, no helpers/, no zips"
        name, why = look[0]
        more = f", and {len(look) - 1} more like it" if len(look) > 1 else ""
        return f"holds no submission with a student's name: {text.name(name)} is {why}{more}"

    def nothing(self, path: Path) -> None:
        """Take a path beside others for its student's hand-in, as a shell writes `submissions/*`: it stops nobody."""
        shown = path.as_posix()
        self.found.strays = {one: some for one, some in self.found.strays.items() if not one.startswith(f"{shown}/")}
        self._add(Label(PLAIN, looks.first(path.name)), shown, _opener(path.resolve()), place=path.resolve())

    def _is_persons(self, name: str) -> bool:
        """Whether what has this name is one person's; a course's own folder may have a name among its words."""
        return self.names.lists(name, within=not looks.says_many(name))

    def _says_many(self, name: str) -> bool:
        """Whether a name says that it holds the work of many, if what is in it looks so, too."""
        moodles = looks.SHORT_NUMBERED.fullmatch(looks.first(name)) and not self.names.fitting(name)
        return looks.says_many(name) or bool(moodles)

    def _is_ones(self, name: str, place: Place) -> bool:
        """Whether a folder of the command line is one student's hand-in."""
        if self._is_persons(name):
            return looks.is_one(place) or bool(looks.whole(place)) or any(map(looks.is_archive, place.files))
        if looks.is_one(place):
            return not self._is_class(place)
        if looks.are_chapters(place):
            return True
        # With others, as a shell writes `submissions/*`, it is no class of one.
        wrapped = not self.alone and len(place.items) == 1 and bool(place.folders) and not looks.says_many(name)
        return wrapped and not self.names.lists(place.items[0]) and bool(looks.held(place, 2))

    def _inner(self, place: Place) -> Place:
        """Leave the folders around a class's hand-ins, if nothing is beside them that may be one."""
        inner = place
        for _ in range(DEPTH):
            if len(inner.folders) != 1 or inner.links or any(map(looks.may_be_work, inner.files)):
                break
            if labels.label(inner.folders[0]) or self._is_persons(inner.folders[0]):
                break
            inner = inner.sub(inner.folders[0])
            if looks.labelled(inner) or self._is_collected(inner) or (self.alone and self._is_of_many(inner)):
                return inner
        return place

    def _of_known(self, place: Place) -> Place | None:
        """The place in a part of a download that holds folders of known people, if only of one."""
        for _ in range(DEPTH):
            if self._has_known(place):
                return place
            if len(place.items) != 1 or not place.folders:
                break
            place = place.sub(place.folders[0])
        return None

    def _is_of_many(self, place: Place) -> bool:
        """Whether a place has folders or archives of known people in it, or of several who hand in the same files."""
        return looks.share_files(place) or self._has_known(place)

    def _has_known(self, place: Place) -> bool:
        """Whether a place has folders or archives of known people in it."""
        return any(self.names.lists(looks.stem(name)) for name in looks.whole(place))

    def _is_class(self, place: Place) -> bool:
        """Whether a folder or archive that is nobody's by its name holds the work of many."""
        whole = looks.whole(place)
        # A zip is one student's, unless its name or what is known says something else.
        many = place.path or looks.says_many(looks.stem(place.shown.rpartition("/")[2]))
        if self.alone and ((many and looks.are_strangers(place)) or looks.are_nameless(place)):
            return True
        if self._has_known(place):
            return True
        if len(whole) > 1 and not looks.are_chapters(place):
            return True
        signed = self._signed(place)
        rest = {*place.items} - {name for some in signed.values() for name in some.values()}
        return len(signed) > 1 or bool(signed and not any(map(matching.may_be_wanted, rest)) and "helpers" not in rest)

    def _ones(self, name: str, opens: Opener) -> Opener:
        """Return what opens a hand-in, or says that it holds those of several.

        They are not taken for these students': a student could have made it so.
        """

        @contextmanager
        def given() -> Iterator[archives.Files]:
            with opens() as files:
                back = labels.given_back(files.readers)
                own = replace(files, readers={path: one for path, one in files.readers.items() if path not in back})
                if number := self._several(places.inside(own, name)):
                    raise ArchiveError(f"{text.name(name)} holds {number} {persons.SEVERAL}")
                yield files

        return given

    def _several(self, place: Place) -> int:
        """How many hand-ins a place holds that seem to be of several students, 0 if they are one's."""
        listed = self.names.named(looks.stem(place.shown)) in self.names.roster
        for _ in range(DEPTH):
            if looks.is_one(place):
                return 0
            if len(place.items) != 1 or not place.folders:
                break
            place = place.sub(place.folders[0])
        whole = looks.whole(replace(place, folders=place.folders[:LOOKED], files=place.files[:LOOKED]))
        full = looks.alike(place, whole)
        if looks.are_parts(place, full) or (listed and looks.are_numbered(full)):
            full = []
        named = {self.names.named(looks.stem(one)) for one in whole} - {""} if len(whole) > 1 else set()
        teams = {min(self.names.team(one)) for one in named}
        return len(full) if len(full) > 2 else len(teams) if len(teams) > 1 else 0

    def _signed(self, place: Place) -> dict[str, dict[str, str]]:
        """The loose files in a place by the student whom their names tell; a notebook may have that name alone."""
        signed = [(who, own, name) for who, some in looks.signed(place).items() for own, name in some.items()]
        books = [name for name in place.files if matching.ending(name) == ".ipynb" and labels.label(name) is None]
        signed += [(matching.parted(name).stem, name, name) for name in books]
        found: dict[str, tuple[str, dict[str, str]]] = {}
        for who, own, name in signed:
            if self.names.lists(who):
                _, some = found.setdefault(self.names.student(Label(PLAIN, who)), (who, {}))
                some[name if own in some else own] = name
        return dict(found.values())

    def _many(self, place: Place, depth: int) -> None:
        """Find the hand-ins in a place that holds those of many."""
        known = {name: one for name in place.items if (one := labels.label(name))}
        if looks.is_gradescopes(place):
            self._gradescope(place)
            return
        self._labelled(place, known)
        feedback = set(filter(labels.is_feedback, place.items))
        for name in feedback:
            self._nobodys(place, name, "feedback, not a hand-in")
        signed = self._signed(place)
        for who, some in signed.items():
            named = Label(PLAIN, who)
            made = self._add(named, place.shown, place.loose(some), sources=_sources(place, some))
            self.pieces.add(self.names.student(named), place, some, made)
        known |= {name: Label(PLAIN, who) for who, some in signed.items() for name in some.values()}
        given = {name for name in place.folders if name.lower() == "helpers"}
        for name in given:
            self._nobodys(place, name, BESIDE)
        ours = {name for name in place.items if looks.first(looks.stem(name)) == ASSIGNMENT and len(place.items) > 1}
        for name in ours:
            self._nobodys(place, name, "named after the assignment, and after nobody", look=True)
        known |= {name: Label(PLAIN, "") for name in ours}
        for name in sorted(place.folders, key=looks.turned_in):
            if name not in known and name not in feedback | given:
                below = _unwrapped(place.sub(name))
                if (
                    depth
                    and name not in self.names
                    and self._says_many(name)
                    and (looks.labelled(below) or (looks.MANY.search(name) and looks.many(below)))
                ):
                    self._many(below, depth - 1)
                else:
                    self._plain(place, name)
        for name in sorted(place.files, key=looks.age):
            if name in known or name in feedback:
                continue
            if name.lower().endswith(archives.PACKED):
                self._archive(place, name, self.alone and _is_one_download(place.items), depth)
            elif not self._loose(place, name):
                self._stray(f"{place.shown}/{name}", matching.stands_for(name) or BESIDE)
        for name in place.links:
            if name not in known:
                self._linked(place, name)

    def _labelled(self, place: Place, known: dict[str, Label]) -> None:
        """Put together what the names of a platform say belongs together."""
        assignments = {one.assignment for one in known.values()} - {""}
        # An instructor may have called ours otherwise, where it is the only one.
        ours = assignments if len(assignments) == 1 else {one for one in assignments if one.lower() == ASSIGNMENT}
        groups: dict[tuple, dict[str, Label]] = {}
        for name, one in known.items():
            if one.assignment and one.assignment not in ours:
                self._another(place, name, one.assignment)
            else:
                groups.setdefault((one.platform, one.number, one.name, one.login, one.time), {})[name] = one
        self.names.see(known.values())
        # Whose name is exactly as in the roster is meant there, whoever has nearly the same.
        every = sorted(groups.values(), key=lambda group: not self.names.is_exact(next(iter(group.values()))))
        for group in map(partial(self._with_login, place), every):
            for attempt in halves.joined(place, labels.attempts(group)):
                about = labels.merged([group[name] for name in attempt.values()])
                whole = [name for name in attempt.values() if not group[name].file and name in place.folders]
                if len(attempt) == 1 and whole:
                    path = place.path / whole[0] if place.path else None
                    self._add(about, f"{place.shown}/{whole[0]}", place.opener(whole[0]), place=path)
                else:
                    later = labels.uploaded_later(
                        {name: group[name] for name in attempt.values()}, filter(looks.is_archive, attempt.values())
                    )
                    self._add(about, place.shown, place.loose(attempt, later), sources=_sources(place, attempt))

    def _with_login(self, place: Place, group: dict[str, Label]) -> dict[str, Label]:
        """Find which login is meant: Blackboard's page of an attempt says it, or else the roster has it.

        The page may also say in which zone the time is.
        """
        pieces = next(iter(group.values())).login.split("_")
        logins = ["_".join(pieces[k:]) for k in range(len(pieces))]
        said = set()
        for name in (name for name, one in group.items() if one.login and not one.file and name in place.files):
            with suppress(*archives.UNREADABLE):
                page = place.reader(name)(PAGE_BYTES)
                said.add(labels.login_on(page))
                self.names.beside[labels.login_on(page)] = labels.name_on(page)
                group = {one: replace(about, time=labels.zoned(about.time, page)) for one, about in group.items()}
        if len(logins) == 1:
            return group
        which = (
            [one for one in logins if one in said]
            or [one for one in logins if self.names.lists(one, within=False)]
            or logins[-1:]
        )
        return {name: replace(one, name=which[0]) for name, one in group.items()}

    def _stray(self, shown: str, why: str, look: bool | None = None) -> None:
        """Say of a file that it is nobody's; look: as in Stray, else by its name."""
        self.found.strays[shown] = Stray(why, is_work(shown) if look is None else look)

    def _nobodys(self, place: Place, name: str, why: str, look: bool | None = None) -> None:
        """Say of a file or folder, such as what instructors gave back, that it is no hand-in."""
        inside = [""]
        if name in place.folders:
            with suppress(ArchiveError), place.opener(name)() as files:
                inside = [f"/{path}" for path in (*files.readers, *files.links, *files.skipped)]
        for path in inside:
            self._stray(f"{place.shown}/{name}{path}", why, look)

    def _is_collected(self, place: Place) -> bool:
        """Whether a place is nbgrader's submitted/; it is looked at once."""
        if place.shown not in self.collected:
            self.collected[place.shown] = looks.is_collected(place)
        return self.collected[place.shown]

    def _another(self, place: Place, name: str, assignment: str) -> None:
        """Leave out what was handed in for another assignment of nbgrader's."""
        self._nobodys(place, name, f"for another assignment, {text.name(assignment)}", look=False)
        self.others += 1

    def _gradescope(self, place: Place) -> None:
        """Find the hand-ins of a Gradescope export."""
        about = labels.metadata(place.files)
        shown = f"{place.shown}/{about}"
        whose: dict[str, list[Label]] = {}
        unsaid = f"{labels.GRADESCOPE_FILE} does not say whose it is"
        try:
            if not about:
                raise FileNotFoundError
            data = place.reader(about)(labels.METADATA_BYTES + 1)
            if len(data) > labels.METADATA_BYTES:
                raise ValueError("it is too large")
            whose, damage = labels.gradescope(data)
            self._stray(shown, f"{damage}: export it again" if damage else "says whose the folders are", bool(damage))
            unsaid = f"{labels.GRADESCOPE_FILE} {damage}, and does not say whose it is" if damage else unsaid
        except FileNotFoundError:
            unsaid = f"there is no {labels.GRADESCOPE_FILE}, which says whose it is"
        except archives.UNREADABLE as error:
            why = text.name(unpacking.why(error))
            self._stray(shown, f"cannot be read ({why}): export it again", look=True)
        there = {looks.stem(name) for name in place.items} | set(place.items)
        for name in whose.keys() - there:
            for one in whose[name]:
                problem = f"{labels.GRADESCOPE_FILE} names {text.name(name)}, which is not there"
                self._add(one, f"{place.shown}/{text.name(name)}", places.Place("").loose({}), problem=problem)
        for name in place.items:
            if name == about:
                continue
            if name not in place.folders and not name.lower().endswith(archives.PACKED):
                self._stray(f"{place.shown}/{name}", BESIDE)
                continue
            stem = looks.stem(name)
            submitters = whose.get(name) or whose.get(stem) or []
            group = [self.names.student(one) for one in submitters]
            for one in submitters or [Label("gradescope", stem)]:
                problem = "" if submitters else unsaid
                self._add(
                    one,
                    f"{place.shown}/{name}",
                    place.opener(name),
                    place=place.path / name if place.path else None,
                    suffix=looks.ending(name),
                    problem=problem,
                    group=group,
                )

    def _plain(self, place: Place, name: str) -> None:
        """Add a folder named after its student; in nbgrader's submitted/ it holds one for each assignment."""
        path, below, opens = place.path / name if place.path else None, place.sub(name), place.opener(name)
        others = looks.of_others(below) if self._is_collected(place) else []
        for one in others:
            self._another(below, one, one)
        ours = [one for one in below.items if one not in others]
        if others and not ours:
            return
        if others:
            opens = below.loose({one: one for one in ours})
        named = Label(PLAIN, looks.first(name), time=_time(place.path, below))
        called = [one for one in below.folders if not one.lower().startswith(ASSIGNMENT)]
        if self._is_collected(place) and ours == called and called:
            why = f"there is no {ASSIGNMENT}, so {text.name(called[0])} was taken: is it for this assignment?"
            self.found.unread[f"{place.shown}/{name}/{called[0]}"] = self.names.student(named), why
        made = self._add(named, f"{place.shown}/{name}".removeprefix("./"), self._ones(name, opens), place=path)
        if not (named.time or self._is_collected(place)):
            self.pieces.add(self.names.student(named), place, {name: name}, made)

    def _archive(self, place: Place, name: str, alone: bool, depth: int, real: Path | None = None) -> None:
        """Add an archive named after its student, or look for the hand-ins in one that holds those of many."""
        shown, stem, suffix = f"{place.shown}/{name}".removeprefix("./"), looks.stem(name), looks.ending(name)
        path = real or (place.path / name if place.path else None)
        opens: Opener = partial(archives.opened, path, name) if path else place.opener(name)
        problem = ""
        if not suffix:
            problem = f"{text.name(name)} is neither a folder nor an archive"
        elif depth and not self._is_persons(stem) and (alone or self._says_many(stem)):
            with suppress(ArchiveError):
                given = partial(archives.opened, path, name, archives.EXPORT_BYTES) if path else opens
                below = _unwrapped(places.inside(self.stack.enter_context(given()), shown))
                inner = self._inner(below)
                if looks.labelled(inner) or (looks.MANY.search(stem) and looks.many(inner)):
                    self._many(inner, depth - 1)
                    return
                if inner is below and len(below.items) == len(below.folders) == 1:
                    inner = below.sub(below.folders[0])
                if alone and parts.download(name):
                    inner = self._of_known(below) or inner
                if alone and self._is_class(inner):
                    self._many(inner, depth - 1)
                    return
        opens, named = self._ones(name, opens), Label(PLAIN, looks.first(stem))
        made = self._add(named, shown, opens, place=path, suffix=suffix, problem=problem)
        if not problem:
            self.pieces.add(self.names.student(named), place, {name: name}, made)

    def _loose(self, place: Place, name: str) -> bool:
        """Find whose a file is that is not called like a hand-in, and return whether it is anybody's.

        It is a hand-in if it is a zip with work in it; then it is somebody's, whether known or not.
        """
        plain, shown = name.lstrip("."), f"{place.shown}/{name}".removeprefix("./")
        ends = [match.start() for match in re.finditer(r"[\W_]", plain)][:CUTS] if len(name) <= labels.LONGEST else []
        begins = map(str.strip, [_own_stem(name), plain, *(plain[:end] for end in reversed(ends))])
        who = next((one for one in begins if one and (self.names.lists(one) or self.names.fitting(one))), "")
        fits = [] if self.names.lists(who) else self.names.fitting(who) if who else []
        fits = fits or ([] if who else self.names.with_words_of(_own_stem(name)))
        why = _unread(place, name)
        if not why:
            path = place.path / name if place.path else None
            self._add(Label(PLAIN, who or _own_stem(name)), shown, place.opener(name), place=path, suffix=".zip")
        elif fits:
            self.names.doubtful |= {*fits}
            self._stray(shown, f"it may be of {' or '.join(fits)} of the roster: use the id as its name", look=True)
        elif who:
            self.loose.append((who, shown, why))
        return bool(who or fits) or not why

    def end(self) -> None:
        """Join halves, and say whose the files are that cannot be read: of who has nothing else, one is the hand-in."""
        self.found.hand_ins = parts.joined(self.pieces.joined(self.found.hand_ins))
        for who, shown, why in self.loose:
            student = self.names.student(Label(PLAIN, who))
            if any(one.student == student for one in self.found.hand_ins):
                self.found.unread[shown] = student, why
            else:
                self._add(Label(PLAIN, who), shown, Place("").loose({}), problem=why)

    def _linked(self, place: Place, name: str) -> None:
        why = f"{text.name(name)} is a link, and links are not followed"
        self._add(Label(PLAIN, looks.stem(name)), f"{place.shown}/{name}", places.Place("").loose({}), problem=why)

    def _add(
        self, label: Label, shown: str, opens: Opener, sources: dict[str, str] | None = None, place: Path | None = None,
        suffix: str = "", problem: str = "", group: Sequence[str] = (),
    ) -> list[HandIn]:  # fmt: skip
        ours = place is not None and place.parent == self.names.submitted and STUDENT.fullmatch(place.name)
        students = [place.name] if place and ours else self.names.team(self.names.student(label))
        shared = len({*students, *group})
        made = [
            HandIn(student, label, shown, opens, sources or {}, place, suffix, problem, shared) for student in students
        ]
        self.found.hand_ins += made
        return made


def is_work(path: str) -> bool:
    """Return whether a file that is nobody's may be somebody's work."""
    name = path.rpartition("/")[2]
    return matching.may_be_wanted(name) or name.lower().endswith(".py") or bool(matching.stands_for(name))


def _is_one_download(paths: list[str]) -> bool:
    """Whether some paths are one, or the parts of one download."""
    return len({parts.download(path) or path for path in paths}) == 1


def _own_stem(name: str) -> str:
    """What a file is called that is not called like a hand-in, without its endings and what marks a copy."""
    return looks.first(looks.stem(_ENDING.sub("", name)))


def _sources(place: Place, items: halves.Items) -> dict[str, str]:
    """Where the items of a hand-in are, by what they are called in it."""
    return {own: f"{place.shown}/{name}" for own, name in items.items()}


def _unwrapped(place: Place) -> Place:
    """Leave the folders around what somebody packed."""
    while place.items == place.folders and len(place.folders) == 1 and labels.label(place.folders[0]) is None:
        below = place.sub(place.folders[0])
        if not (looks.labelled(below) or _unwrapped(below) is not below):
            break
        place = below
    return place


def _unread(place: Place, name: str) -> str:
    """Why a file that is not called like a hand-in cannot be read as one, "" if it can: a zip with work in it."""
    shown = text.name(name)
    if other := leads.stands_for(name, place.reader(name)):
        return f"{shown} is {other}"
    try:
        start = place.reader(name)(1000)
        if archives.is_packed(start):
            with place.opener(name)() as files:
                if files.packed() or any(matching.may_be_wanted(path.rpartition("/")[2]) for path in files.readers):
                    return ""
                return f"{shown} holds nothing of the assignment (ask for a zip of the work)"
    except ArchiveError as error:
        return str(error)
    except archives.UNREADABLE:
        start = b"?"
    kind = text.instead(start).strip(" ()")
    return f"{shown} cannot be read as a hand-in ({f'{kind}; ' if kind else ''}ask for a zip)"


def _time(folder: Path | None, place: Place) -> str:
    """What a file says about the time of a submission: of nbgrader in its own folders, and of Sakai."""
    sakais = SAKAI in place.folders
    if folder and folder.name == looks.SUBMITTED and ASSIGNMENT in place.folders:
        place = place.sub(ASSIGNMENT)
    elif not sakais:
        return ""
    if looks.TIMESTAMP not in place.files:
        return ""
    try:
        said = text.name(text.utf8(place.reader(looks.TIMESTAMP)(100)).decode(errors="replace").strip())
    except archives.UNREADABLE as error:
        return f"{looks.TIMESTAMP}: {unpacking.why(error)}"  # no time, so that a line says it
    return (labels.sakai_time(said) if sakais else said) or f"{looks.TIMESTAMP} is empty"


def _opener(path: Path) -> Opener:
    return partial(archives.opened, path)
