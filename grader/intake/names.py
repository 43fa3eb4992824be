"""From what a platform calls a student to the student's id: by the roster, else an id made of the name."""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from pathlib import Path

from grader.course import STUDENT
from grader.intake.labels import Label, label
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

FEW = 3
"""Students of whom a part of a name, such as a first name, may be; if it is more people's, it says nothing."""

_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"]+@[^\s<>()\[\],;:\"]+")

_WORD = re.compile(r"[^\W_]+")

_GROUP = re.compile(r"\d|\b(groupe?|gruppe|grupo|gruppo|groep|team|section|kurs|course|tutorial)\b", re.IGNORECASE)
"""In what is a group's name and no first name."""

_TASK = re.compile(
    r"(home)?work|hw|assign(ment)?|abgabe|aufgabe|lab|project|projekt|task|exercise|submission|final|solution|copy|files?"
    r"|notebooks?|code|week|woche|part|version|from|by|my|loss(es)?|linear|classifiers?|svm|softmax|gradients?|scores?"
    r"|main|master|onedrive|dropbox|drive|icloud|google|github|download(s|ed)?|zip|abgegeben|corrected|fixed|resubmission"
    r"|regularization|training|templates?|start|python|jupyter|colab|group|team|hausaufgabe|tarea|devoir|new|late",
    re.IGNORECASE,
)
"""What students call their work, beside their names."""

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
        alike: the students of the roster whose a hand-in may be, if it is not certain, by the id that it got instead.
        doubtful: students of the roster whom something fits that fits others, too, or only half.
        groups: what Moodle writes before names, as `see` found it.
        beside: the names that Blackboard's pages write beside logins.
    """

    def __init__(
        self, roster: Mapping[str, Person], known: Mapping[str, str], submitted: Path | None = None
    ) -> None:  # fmt: skip
        self.roster, self.known, self.submitted = roster, dict(known), submitted
        times = Counter(known.values())
        self.ids = {who: student for student, who in known.items() if times[who] == 1}
        self.listed: dict[tuple[str, str], str] = {}
        self.before: dict[str, str] = {}
        self.alike: dict[str, list[str]] = {}
        self.doubtful: set[str] = set()
        self.groups: set[str] = set()
        self.beside: dict[str, str] = {}
        self.meant: dict[str, set[str]] = {}
        self.sure: dict[str, set[str]] = {}
        self.words = {person.id: words(person.name) for person in roster.values()}
        self.called: dict[tuple[str, ...], list[str]] = {}
        for student, name in self.words.items():
            if name:
                self.called.setdefault(name, []).append(student)
        self.logins: dict[str, set[str]] = {}
        for person in roster.values():
            for one in filter(_is_telling, (person.id, *person.ids.values())):
                self.logins.setdefault(one.casefold(), set()).add(person.id)

    def see(self, found: Iterable[Label]) -> None:
        """See what Moodle writes before the names in a download: a group, or the first half of a name.

        Hans-Peter Müller is not Peter Müller of the group Hans. A group has a number, is called one or is a team of the
        roster. Any other word is one where most names of a download have one, and it is before three of them.
        """
        before: dict[str, set[tuple[str, ...]]] = {}
        names = {one.name for one in found if one.platform == "moodle"}
        for name in names:
            for group, rest in _halves(name):
                if words(rest) in self.called and words(name) not in self.called:
                    before.setdefault(group, set()).add(words(rest))
        most = 2 * sum(map(len, before.values())) > len(names)
        teams = {words(person.team) for person in self.roster.values()} - {()}
        self.groups |= {
            group
            for group, some in before.items()
            if _GROUP.search(group) or words(group) in teams or (most and len(some) > 2)
        }

    def is_exact(self, found: Label) -> bool:
        """Return whether a label has somebody's name as the roster writes it, with all accents."""
        return any(exact(found.name) == exact(person.name) for person in self.roster.values())

    def student(self, found: Label) -> str:
        """Return the id of the student that a label names."""
        fit, who = self._fitting(found), whom(found)
        student = _only(fit) or (fit[0] if fit and {*fit} <= {*self.team(fit[0])} else "")
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
            student = made(unicodedata.normalize("NFC", found.name), found.number)
        if self.known.setdefault(student, who) != who:  # two names that only look alike here
            student = f"{student[:LONGEST]}-{_short(who)}"
            self.known[student] = who
        if alike := fit or self._near(found):
            self.alike[student] = alike
            self.doubtful |= {*alike}
        return self._new(student, who)

    def whose(self, found: Label) -> str:
        """Return the student of the roster whom a label names, "" if it is nobody for certain, or a team."""
        return _only(self._fitting(found)) or ""

    def team(self, student: str) -> list[str]:
        """Return all whose work a student's hand-in is: by the roster's column team, or the student alone."""
        person = self.roster.get(student)
        return [student, *(one for one in self._members(person.team if person else "") if one != student)]

    def other_team(self, student: str, found: Label) -> list[str]:
        """Return the team that is called like a label which is a student's who is not in it."""
        members = self._members(found.name) if found.platform == PLAIN else []
        return members if not {*members} & {*self.team(student)} else []

    def with_the_name(self, student: str, found: Label) -> tuple[str, list[str]]:
        """Return a platform's name of a student of the roster and whose whole name it is, if only others' there.

        Where a number says one student and the name beside it another, a column of the roster may be shifted.

        Returns:
            the name, and the ids of these others; no ids if all is well.
        """
        name = (
            self.beside.get(found.name, "")
            if found.platform == "blackboard"
            else found.name
            if found.number or found.email
            else ""
        )
        if student not in self.roster or not name or found.platform == PLAIN:
            return name, []
        about = replace(found, name=name)
        people = {one for spelt in self._names(about, words) if spelt for one in self.called.get(spelt, [])}
        if found.platform == "canvas":
            people |= {person.id for person in self.roster.values() if _joined(name) in _written(person)}
        return name, [] if people & {*self.team(student)} else sorted(people)

    def _members(self, team: str) -> list[str]:
        wanted = words(team)
        return [one.id for one in self.roster.values() if wanted and one.team and words(one.team) == wanted]

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
        student = _only(self.fitting(name, within)) or (name if name in self else "")
        return student or next(iter(self._members(name)), "")

    def fitting(self, name: str, within: bool = True) -> list[str]:
        """Return the students of the roster whom the name of a folder or file fits; within: as in named."""
        return self._fitting(Label(PLAIN, name), within)

    def others(self, name: str) -> set[str]:
        """Return the students of the roster whose whole name is in that of a file or folder, or on whose it is put."""
        if name not in self.meant:
            about = label(name)
            self.meant[name] = set(self._fitting(about) if about else self._spelt(name)[0])
        return self.meant[name]

    def surely(self, name: str) -> set[str]:
        """Return the students of the roster whom the name of a folder gives beyond doubt.

        It has a whole name of two words or more, or a login with a digit in it, or is the login, if that is made of the
        student's name: students call folders by words, such as results or mark2, that may be somebody's login.
        """
        if name not in self.sure:  # each student has the same folders
            people = {*self._spelt(name)[0]}
            self.sure[name] = {one for one in self._within(name, []) if one in people or self._has_login(name, one)}
        return self.sure[name]

    def _has_login(self, name: str, student: str) -> bool:
        """Whether a folder is called by an id or login of a student that is no common word."""
        person, text = self.roster[student], name.strip().casefold()
        parts, own = _parts(name[:LONGEST_NAME]), [part for part in self.words[student] if len(part) > 2]
        for one in map(str.casefold, filter(_is_telling, (person.id, *person.ids.values()))):
            if _TASK.fullmatch(one.strip("0123456789._-")):
                continue
            letters, digits = any(map(str.isalpha, one)), any(map(str.isdecimal, one))
            if (text == one and (digits or any(part in one for part in own))) or (letters and digits and one in parts):
                return True
        return False

    def guesses(self, found: Label) -> bool:
        """Whether a label gives a student only as one of the words in it."""
        return found.platform == PLAIN and self.lists(found.name) and not self.lists(found.name, within=False)

    def _fitting(self, found: Label, within: bool = True) -> list[str]:
        """The students of the roster whom a label fits, by the surest that it says; within: as in named."""
        number = (found.number or found.name).strip()
        names, spelt = (set(self._names(found, read)) - {()} for read in (words, exact))
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
        ]
        by_name: list[Callable[[Person], bool]] = [
            # People write their own names without accents, platforms do not.
            lambda person: (found.platform != PLAIN or not found.name.isascii()) and exact(person.name) in spelt,
            lambda person: self.words[person.id] in names,
            # Alphabets without capitals may have no blanks between names, either.
            lambda person: (
                (found.platform == "canvas" or _has_no_case(found.name)) and _joined(found.name) in _written(person)
            ),
        ]
        fit: list[str] = []
        for test in tests:
            fit = fit or [person.id for person in self.roster.values() if test(person)]
        # Whose number the roster has is nobody with another one.
        others = [one for one in self.roster.values() if not (found.number and one.ids.get(found.platform))]
        for test in () if fit else by_name:
            fit = fit or [person.id for person in others if test(person)]
        return self._within(found.name, fit) if within and found.platform == PLAIN and len(fit) != 1 else fit

    def _within(self, name: str, fit: list[str]) -> list[str]:
        """The students whose id, login or name is in a longer name, as in "Homework 2 (ada12) final".

        Args:
            name: the longer one.
            fit: whom all of it fits, if these are several with the same name.
        """
        text, parts = name.casefold()[:LONGEST_NAME], _parts(name[:LONGEST_NAME])
        whole, halves = self._spelt(name)
        by_name = set(fit) or set(whole)
        # The login ann is not meant where Ann Leeson is, nor where it is the first name of somebody.
        tokens = list(_WORD.finditer(_composed(name[:LONGEST_NAME])))
        words = [k for k, token in enumerate(tokens) if token[0].isalpha()]  # one with a digit is no first name
        firsts = [tokens[k][0].casefold() for k in words if _is_half(tokens, k, k + 1)]
        named = [part for student in {*by_name, *halves} for part in self.words[student]] + firsts
        spans = {
            match.span(): self.logins[one]
            for one in self.logins
            if one in text and (one not in named or parts.count(one) > named.count(one))
            for match in re.finditer(rf"(?<![^\W_]){re.escape(one)}(?![^\W_])", text)
        }
        by_login = {student for span in _longest(spans) for student in spans[span]}
        return sorted(by_login & by_name or by_login | by_name)

    def _spelt(self, name: str) -> tuple[list[str], list[str]]:
        """The students whose whole name is in a longer text, and those with whose name a longer one begins or ends.

        Of Ann Lee and Ann Lee Smith the longer one is meant.
        """
        found: dict[tuple[int, int], list[str]] = {}
        halves: list[str] = []
        tokens = list(_WORD.finditer(_composed(name[:LONGEST_NAME])))
        plain = ["".join(_parts(token[0])) for token in tokens]
        for size in range(2, WORDS + 1):
            for k in range(len(tokens) - size + 1):
                some = self.called.get(tuple(sorted(plain[k : k + size])), [])
                if some and _is_half(tokens, k, k + size):
                    halves += some
                elif some:
                    found[k, k + size] = some
        return [student for span in _longest(found) for student in found[span]], halves

    def _near(self, found: Label) -> list[str]:
        """The students with the name under another number, or with half of it, as Peter Müller of Hans-Peter Müller."""
        if found.number and (same := self._fitting(replace(found, number=""), within=False)):
            return same
        if found.platform == "moodle":
            return [student for _, rest in _halves(found.name) for student in self.called.get(words(rest), [])]
        return self._spelt(found.name)[1] or self.with_words_of(found.name) if found.platform == PLAIN else []

    def with_words_of(self, name: str) -> list[str]:
        """Return the few students in whose names all words of a shorter one are, such as a first name or "Ada L".

        It is enough to ask whether one of them is meant, and never to take something for theirs.
        """
        parts = [one for one in _parts(name[:LONGEST_NAME]) if not (one.isdecimal() or _TASK.fullmatch(one))]
        fit = [
            student for student, own in self.words.items()
            if all(one in own or (len(one) == 1 and any(word.startswith(one) for word in own)) for one in parts)
        ]  # fmt: skip
        return sorted(fit) if any(len(one) > 1 for one in parts) and len(fit) <= FEW else []

    def _names(self, found: Label, read: Callable[[str], tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
        """The names in what a platform calls a student, as a function reads each.

        Moodle writes a group before the name, Google Forms a file, and others the login in brackets.
        """
        yield read(found.name)
        if found.platform == "moodle":
            behind = (rest for group, rest in _halves(found.name) if group in self.groups)
            yield from map(read, islice((rest for rest in behind if words(rest) in self.called), 1))
        elif found.platform == PLAIN:
            yield from map(read, re.split(r" - |[()]", found.name))


def _only(fit: list[str]) -> str | None:
    return fit[0] if len(fit) == 1 and STUDENT.fullmatch(fit[0]) else None


def whom(found: Label) -> str:
    """Return what tells a student from all others of the same platform."""
    name = unicodedata.normalize("NFC", found.name)  # macOS writes the same name in another way
    if found.platform in NUMBERING:
        return f"{found.platform} {found.number or name}"
    return found.number or name


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


def exact(name: str) -> tuple[str, ...]:
    """Return the words of a name, whatever their order, with their accents."""
    return tuple(sorted(_WORD.findall(_composed(name).casefold())))


def _composed(name: str) -> str:
    return re.sub(r"['’`]", "", unicodedata.normalize("NFC", name))


def _longest(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Those of some spans that are not within another."""
    every = list(spans)
    return [(a, b) for a, b in every if not any(c <= a and b <= d and (a, b) != (c, d) for c, d in every)]


def _halves(name: str) -> list[tuple[str, str]]:
    """What is before and behind each hyphen in a name."""
    return [(name[: match.start()], name[match.end() :]) for match in re.finditer("-", name)]


def _is_half(tokens: list[re.Match[str]], start: int, end: int) -> bool:
    """Whether some words of a text are only part of a name: a hyphen or a blank ties another one to them.

    Where hyphens are between all words they tie nothing, and a blank ties only what has a capital.
    """

    def tie(k: int) -> str:
        return tokens[k].string[tokens[k].end() : tokens[k + 1].start()]

    hyphens = {"-"} - {tie(k) for k in range(start, end - 1)}
    small = all(token[0].islower() for token in tokens[start:end])
    beside = [(start - 1, start - 1)] if start else []
    beside += [(end, end - 1)] if end < len(tokens) else []
    for word, k in beside:
        one, tied = tokens[word][0], tie(k)
        capital = one[0].isupper()
        if (
            one.isalpha()
            and not _TASK.fullmatch(one)
            and (capital if tied == " " else tied in hyphens and (small or capital))
        ):
            return True
    return False


def _parts(name: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", name.translate(_LETTERS)).casefold()
    plain = "".join(one for one in plain if not unicodedata.combining(one))
    return re.findall(r"\w+", re.sub(r"['’`]", "", plain).replace("_", " "))


def _is_telling(login: str) -> bool:
    """Whether an id or login is nobody else's word or number where it stands in a longer name."""
    return len(login) > (4 if login.isdecimal() else 2)


def _joined(name: str) -> str:
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFC", name)).lower()


def _has_no_case(name: str) -> bool:
    return any(map(str.isalpha, name)) and name.lower() == name.upper()


def _written(person: Person) -> set[str]:
    """How Canvas may write a person: the last name first, and nothing between the words."""
    words = person.name.replace(",", " ").split()
    return {_joined("".join(words[k:] + words[:k])) for k in range(len(words))} - {""}
