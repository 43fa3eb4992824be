"""One student's work as it was found: whose it is, where, and what opens it."""

from dataclasses import dataclass, field
from pathlib import Path

from grader.intake.labels import Label
from grader.intake.places import Opener


@dataclass
class HandIn:
    """One student's work as it arrived once.

    student: the id. label: what the platform says. shown: where it is, as it is printed. opens: gives its files.
    sources: where its files are, by the names in it; what is not there is at `shown`. place: its folder or archive on
    the disk, if it is one. suffix: of the archive that it is, "" if it is none. problem: why nothing of it is taken.
    shared: for how many students it counts.
    """

    student: str
    label: Label
    shown: str
    opens: Opener
    sources: dict[str, str] = field(default_factory=dict)
    place: Path | None = None
    suffix: str = ""
    problem: str = ""
    shared: int = 1

    def source(self, name: str) -> str:
        """Return where a file of it is."""
        if name in self.sources:
            return self.sources[name]
        for own, shown in self.sources.items():
            if name == own or name.startswith(f"{own}/"):
                return shown + name.removeprefix(own)
        return f"{self.shown}/{name}"
