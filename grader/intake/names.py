"""From what a platform calls a student to the student's id: by the roster, else an id made of the name."""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from grader.course import STUDENT
from grader.intake.labels import Label
from grader.settings import Person

PLAIN = "folder"
"""The platform of hand-ins that bear no platform's name."""

NUMBERING = ("canvas", "moodle", "brightspace")
"""Platforms that give students numbers of their own, which are nobody's id anywhere else."""

LONGEST = 40
"""Characters of a name in an id that is made of it."""

LONGEST_NAME = 300
"""Characters of a platform's name that are looked through for an address."""

WORDS = 6
"""Words of a name that is looked for within a longer one."""

_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"]+@[^\s<>()\[\],;:\"]+")

_LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "Æ": "Ae", "œ": "oe", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d",
                          "ð": "d", "þ": "th", "ı": "i"})  # fmt: skip


class Names:
    """Gives each student an id, and no two students the same.

    Args:
        roster: the students by id; may be empty.
        known: who has which id already, as `whom` writes it, by id.
        submitted: the course's own folder of submissions, whose folders are called by ids.

    Attributes:
        before: the ids that students had before the roster, or another name on the platform, gave them a new one.
        alike: the students of the roster whom a hand-in fits, if they are several, by the id that it got instead.
    """

    def __init__(
        self, roster: Mapping[str, Person], known: Mapping[str, str], submitted: Path | None = None
    ) -> None:  # fmt: skip
        self.roster, self.known, self.submitted = roster, dict(known), submitted
        self.ids = {who: student for student, who in known.items() if list(known.values()).count(who) == 1}
        self.listed: dict[tuple[str, str], str] = {}
        self.before: dict[str, str] = {}
        self.alike: dict[str, list[str]] = {}
        self.words = {person.id: words(person.name) for person in roster.values()}
        self.logins: dict[str, set[str]] = {}
        for person in roster.values():
            for one in filter(_is_telling, (person.id, *person.ids.values())):
                self.logins.setdefault(one.casefold(), set()).add(person.id)

    def student(self, found: Label) -> str:
        """Return the id of the student that a label names."""
        fit, who = self._fitting(found), whom(found)
        student = _only(fit)
        # One of two people with the same name may not be in the roster.
        if student and (self.listed.setdefault((found.platform, student), found.number) == found.number):
            return self._new(student, who)
        if not student and (members := self._members(found.name) or self._classroom(found)):
            return members[0]
        if found.platform in (PLAIN, "nbgrader", "blackboard") and STUDENT.fullmatch(found.name):
            student = found.name
        elif found.platform == "gradescope" and STUDENT.fullmatch(found.number):
            student = found.number
        else:
            student = made(found.name, found.number)
        if self.known.setdefault(student, who) != who:  # two names that only look alike here
            student = f"{student[:LONGEST]}-{_short(who)}"
            self.known[student] = who
        if len(fit) > 1:
            self.alike[student] = fit
        return self._new(student, who)

    def team(self, student: str) -> list[str]:
        """Return all whose work a student's hand-in is: by the roster's column team, or the student alone."""
        person = self.roster.get(student)
        return [student, *(one for one in self._members(person.team if person else "") if one != student)]

    def _members(self, team: str) -> list[str]:
        wanted = words(team)
        return [person.id for person in self.roster.values() if wanted and words(person.team) == wanted]

    def _classroom(self, found: Label) -> list[str]:
        """The members of the team after which GitHub Classroom called a folder: behind the assignment, with hyphens."""
        ends = {re.sub(r"\W+", "-", person.team).strip("-").casefold() for person in self.roster.values()} - {""}
        fit = [one for one in ends if found.platform == PLAIN and found.name.casefold().endswith(f"-{one}")]
        return self._members(max(fit, key=len).replace("-", " ")) if fit else []

    def _new(self, student: str, who: str) -> str:
        before = self.ids.get(who, student)
        if before not in self.team(student):  # a hand-in of the team is as much the others'
            self.before[student] = before
        return student

    def __contains__(self, student: str) -> bool:
        """Whether somebody has this id."""
        return student in self.roster or student in self.known

    def lists(self, name: str, within: bool = True) -> bool:
        """Whether a folder or archive has the name of somebody who is known, or of a team; within: as in named."""
        return bool(self.named(name, within))

    def named(self, name: str, within: bool = True) -> str:
        """Return the id of whom a folder or archive names, of a team the first one's, "" if nobody is known.

        Args:
            name: what it is called.
            within: it may have other words around it.
        """
        student = _only(self._fitting(Label(PLAIN, name), within)) or (name if name in self else "")
        return student or next(iter(self._members(name)), "")

    def guesses(self, found: Label) -> bool:
        """Whether a label gives a student only as one of the words in it."""
        return found.platform == PLAIN and self.lists(found.name) and not self.lists(found.name, within=False)

    def _fitting(self, found: Label, within: bool = True) -> list[str]:
        """The students of the roster whom a label fits, by the surest that it says; within: as in named."""
        number, names = (found.number or found.name).strip(), set(_names(found)) - {()}
        # Hand-ins by e-mail are called by addresses, perhaps with names beside them.
        emails = {one.casefold() for one in _ADDRESS.findall((found.email or found.name)[:LONGEST_NAME])}

        def ids(person: Person) -> Iterable[str]:
            # The numbers of these are nobody's id on another platform, where another student may have them.
            other = NUMBERING if found.platform != PLAIN else set()
            return person.id, *(one for column, one in person.ids.items() if column not in other)

        tests: list[Callable[[Person], bool]] = [
            lambda person: number == person.ids.get(found.platform),
            lambda person: person.email.casefold() in emails,
            lambda person: found.platform not in NUMBERING and number == person.id,
            lambda person: found.platform not in NUMBERING and number.casefold() in map(str.casefold, ids(person)),
            # Spreadsheets leave out zeros at the beginning.
            lambda person: (
                found.platform not in NUMBERING
                and number.isdecimal()
                and number.lstrip("0") in {one.lstrip("0") for one in ids(person)} - {""}
            ),
            # GitHub Classroom calls a folder by the assignment and the login.
            lambda person: (
                found.platform == PLAIN and number.casefold().endswith(f"-{person.ids.get('github') or '/'}".casefold())
            ),
            lambda person: self.words[person.id] in names,
            lambda person: found.platform == "canvas" and _joined(found.name) in _written(person),
        ]
        fit: list[str] = []
        for test in tests:
            fit = fit or [person.id for person in self.roster.values() if test(person)]
        return self._within(found.name, fit) if within and found.platform == PLAIN and len(fit) != 1 else fit

    def _within(self, name: str, fit: list[str]) -> list[str]:
        """The students whose id, login or name is in a longer name, as in "Homework 2 (ada12) final".

        Args:
            name: the longer one.
            fit: whom all of it fits, if these are several with the same name.
        """
        text, parts = name.casefold()[:LONGEST_NAME], _parts(name[:LONGEST_NAME])
        spans = {
            match.span(): self.logins[one]
            for one in self.logins
            if one in text
            for match in re.finditer(rf"(?<![^\W_]){re.escape(one)}(?![^\W_])", text)
        }
        whole = [(a, b) for a, b in spans if not any(c <= a and b <= d and (a, b) != (c, d) for c, d in spans)]
        by_login = {student for span in whole for student in spans[span]}
        runs = {
            tuple(sorted(parts[k : k + size])) for size in range(2, WORDS + 1) for k in range(len(parts) - size + 1)
        }
        by_name = set(fit) or {student for student, name in self.words.items() if name in runs}
        return sorted(by_login & by_name or by_login | by_name)


def _only(fit: list[str]) -> str | None:
    return fit[0] if len(fit) == 1 and STUDENT.fullmatch(fit[0]) else None


def whom(found: Label) -> str:
    """Return what tells a student from all others of the same platform."""
    if found.platform in NUMBERING:
        return f"{found.platform} {found.number or found.name}"
    return found.number or found.name


def made(name: str, number: str = "") -> str:
    """Return an id made of a name and a platform's number: of the letters that an id may have.

    A name in another alphabet cannot be written with them; a few characters of a hash stand for it.
    """
    letters = unicodedata.normalize("NFKD", name.translate(_LETTERS))
    letters = "".join(one for one in letters if not unicodedata.combining(one))
    known = re.findall(r"[A-Za-z0-9._]+", letters)
    whole = all(one.isascii() for one in letters if one.isalnum())
    kept = "-".join(known)[:LONGEST].strip("-.")
    parts = (
        [kept, number]
        if number
        else [kept]
        if whole and kept and len("-".join(known)) <= LONGEST
        else [kept, _short(name)]
    )
    student = re.sub(r"[^A-Za-z0-9._-]+", "-", "-".join(filter(None, parts)))[:64]
    return student if kept else f"student-{student}"[:64]


def _short(name: str) -> str:
    return hashlib.sha256(name.encode(errors="surrogatepass")).hexdigest()[:6]


def words(name: str) -> tuple[str, ...]:
    """Return the words of a name, whatever their order, without accents and apostrophes, which Moodle leaves out."""
    return tuple(sorted(_parts(name)))


def _parts(name: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", name.translate(_LETTERS)).casefold()
    plain = "".join(one for one in plain if not unicodedata.combining(one))
    return re.findall(r"\w+", re.sub(r"['’`]", "", plain).replace("_", " "))


def _is_telling(login: str) -> bool:
    """Whether an id or login is nobody else's word or number where it stands in a longer name."""
    return len(login) > (4 if login.isdecimal() else 2)


def _names(found: Label) -> Iterator[tuple[str, ...]]:
    """The names in what a platform calls a student.

    Moodle writes a group before the name, Google Forms a file, and others the login in brackets.
    """
    yield words(found.name)
    if found.platform == "moodle":
        yield from (words(found.name[match.end() :]) for match in re.finditer("-", found.name))
    elif found.platform == PLAIN:
        yield from map(words, re.split(r" - |[()]", found.name))


def _joined(name: str) -> str:
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFC", name)).lower()


def _written(person: Person) -> set[str]:
    """How Canvas may write a person: the last name first, and nothing between the words."""
    words = person.name.replace(",", " ").split()
    return {_joined("".join(words[k:] + words[:k])) for k in range(len(words))} - {""}
