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

LONGEST = 40
"""Characters of a name in an id that is made of it."""

LONGEST_NAME = 300
"""Characters of a platform's name that are looked through for an address."""

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

    def lists(self, name: str) -> bool:
        """Whether a folder or archive has the name of somebody who is known, or of a team."""
        return name in self or _only(self._fitting(Label(PLAIN, name))) is not None or bool(self._members(name))

    def _fitting(self, found: Label) -> list[str]:
        """The students of the roster whom a label fits, by the surest that it says."""
        number, names = (found.number or found.name).strip(), set(_names(found)) - {()}
        # Hand-ins by e-mail are called by addresses, perhaps with names beside them.
        emails = {one.casefold() for one in _ADDRESS.findall((found.email or found.name)[:LONGEST_NAME])}

        def ids(person: Person) -> Iterable[str]:
            # The numbers of these are nobody's id on another platform, where another student may have them.
            other = {"canvas", "moodle"} if found.platform != PLAIN else set()
            return person.id, *(one for column, one in person.ids.items() if column not in other)

        tests: list[Callable[[Person], bool]] = [
            lambda person: number == person.ids.get(found.platform),
            lambda person: person.email.casefold() in emails,
            lambda person: found.platform not in ("canvas", "moodle") and number == person.id,
            lambda person: (
                found.platform not in ("canvas", "moodle") and number.casefold() in map(str.casefold, ids(person))
            ),
            # Spreadsheets leave out zeros at the beginning.
            lambda person: (
                found.platform not in ("canvas", "moodle")
                and number.isdecimal()
                and number.lstrip("0") in {one.lstrip("0") for one in ids(person)} - {""}
            ),
            # GitHub Classroom calls a folder by the assignment and the login.
            lambda person: (
                found.platform == PLAIN and number.casefold().endswith(f"-{person.ids.get('github') or '/'}".casefold())
            ),
            lambda person: words(person.name) in names,
            lambda person: found.platform == "canvas" and _joined(found.name) in _written(person),
        ]
        for test in tests:
            fit = [person.id for person in self.roster.values() if test(person)]
            if fit:
                return fit
        return []


def _only(fit: list[str]) -> str | None:
    return fit[0] if len(fit) == 1 and STUDENT.fullmatch(fit[0]) else None


def whom(found: Label) -> str:
    """Return what tells a student from all others of the same platform."""
    if found.platform in ("canvas", "moodle"):
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
    plain = unicodedata.normalize("NFKD", name.translate(_LETTERS)).casefold()
    plain = "".join(one for one in plain if not unicodedata.combining(one))
    return tuple(sorted(re.findall(r"\w+", re.sub(r"['’`]", "", plain).replace("_", " "))))


def _names(found: Label) -> Iterator[tuple[str, ...]]:
    """The names in what a platform calls a student.

    Moodle writes a group before the name, Google Forms a file, Brightspace a number and after it the time, and others
    the login in brackets.
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
