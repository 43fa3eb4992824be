"""Builds the student tree, as a folder and as a zip.

Steps: the public cases, nbgrader's source folder with hints and cut helpers, nbgrader's own generate_assignment, the
page of the playground, a look for leaks, and only then the published folder and zip.
"""

import hashlib
import json
import shutil
from collections.abc import Mapping, Set
from itertools import chain
from pathlib import Path
from typing import Any

from nbgrader.apps import NbGraderAPI

from grader import ROOT, settings
from grader.bank import EXERCISES, cases, faults
from grader.bank.solutions import edited_helpers
from grader.course import ASSIGNMENT, Course
from grader.gradebook.nbgrader_setup import configuration, write_configuration
from grader.intake.submission import asks
from grader.packing import replace, workshop, zipped
from grader.releasing import colab, hints, leaks, puzzles, series
from grader.releasing.stubs import cut
from helpers.given import update
from helpers.given.files import write_atomically
from helpers.given.judge import caseset
from helpers.given.judge.puzzles import FILE as PUZZLES
from helpers.given.live.page import page
from helpers.given.live.start import START, TITLE

GIVEN = ("lab.py", "data/get_cifar10.sh", "data/get_cifar10.py")
HERE = Path(__file__).resolve().parent
STUDENTS_OWN = {"README.md": HERE / "student_readme.md", "requirements.txt": HERE / "student_requirements.txt"}
"""Files at the top of the student tree that differ from the instructors'."""


KEPT = "submissions associated with it"
"""What nbgrader says where graded cells would come or go."""

WORKSHOP = "releasing.part"
"""Where a release is made before it is put in its place."""


class ReleaseError(RuntimeError):
    """The release was not made; the message says why."""


def release(target: Course, root: Path = ROOT, published: Path | None = None) -> Path:
    """Build a release in a course folder, look it through, and publish it; return the published folder.

    Args:
        target: the course whose source/ and release/ are written.
        root: the instructors' tree.
        published: where the folder and the zip go; by default root/release.

    Raises:
        CourseError: course.toml has something in it that has no meaning.
        ReleaseError: notebooks and exercises do not fit together, nothing is asked for, nbgrader failed, or there is a
            leak.
    """
    published = published or root / "release"
    settings.write_defaults(target)
    try:
        paths = series.notebooks(root / "notebooks", settings.load(target).notebooks)
        notebooks = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in paths}
        series.connect(notebooks)
    except ValueError as error:
        raise ReleaseError(str(error)) from None
    if fault := next(chain(faults.faults(), faults.of_checks(root / "notebooks")), ""):
        raise ReleaseError(fault)
    if root == ROOT:
        cases.build_public()
    optional = {stem: notebooks.pop(stem) for stem in list(notebooks) if not asks(notebooks[stem]["cells"])}
    if not notebooks:
        raise ReleaseError(f"Nothing is asked for in {', '.join(optional)}: add another to notebooks in course.toml.")
    write_configuration(target)
    with workshop(target.root / WORKSHOP) as folder:
        _write_source(target, root, notebooks, folder / "source")
        tree = _generated(target, folder)
        for stem, notebook in optional.items():  # not in the source: nbgrader has nothing to grade in them
            _write_notebook(tree / f"{stem}.ipynb", notebook)
        # Not in the source: nbgrader ignores it, so that no hand-in carries it.
        (tree / "playground.html").write_text(page("playground", TITLE, START), encoding="utf-8", newline="\n")
        write_hashes(tree)
        solutions = leaks.solution_lines(root / "helpers", sorted((root / "notebooks").glob("*.ipynb")))
        solutions.add(puzzles.solved(target.secret()))
        if found := list(leaks.leaks(tree, solutions, target.secret())):
            raise ReleaseError(f"Not released, because of {len(found)} leaks; the first: {found[0]}.")
        replace(tree, target.release)
    return _publish(target.release, published)


def _write_source(target: Course, root: Path, notebooks: Mapping[str, dict[str, Any]], made: Path) -> None:
    """Write nbgrader's source folder, with hints in the notebooks and the course's puzzles solved.

    Helpers are cut here already: nbgrader releases .py files as they are.

    Args:
        target: the course.
        root: the instructors' tree.
        notebooks: those that are graded, by their names without ".ipynb".
        made: where the folder is made, before it is put in its place.
    """
    made.mkdir()
    for stem, notebook in notebooks.items():
        hints.add(notebook)
        puzzles.solve(notebook, target.secret())
        _write_notebook(made / f"{stem}.ipynb", notebook)
    ignored = shutil.ignore_patterns("__pycache__", "*.pyc", "edited.txt")
    shutil.copytree(root / "helpers", made / "helpers", ignore=ignored)
    _write_cases(made / caseset.PUBLIC.relative_to(ROOT), notebooks.keys())
    if EXERCISES["find_the_bug"].notebook in notebooks:
        (made / PUZZLES.relative_to(ROOT)).write_bytes(puzzles.made(target.secret()))
    edited = edited_helpers(root / "helpers")
    for name in edited:
        file = made / "helpers" / name
        file.write_text(cut(file.read_text(encoding="utf-8"), name), encoding="utf-8")
    (made / update.EDITED).write_text("\n".join(edited) + "\n", encoding="utf-8")
    for name in GIVEN:
        _made((made / name).parent)
        shutil.copy(root / name, made / name)
    for name, file in STUDENTS_OWN.items():
        shutil.copy(file, made / name)
    replace(made, target.source)


def _write_notebook(path: Path, notebook: dict[str, Any]) -> None:
    path.write_text(f"{json.dumps(notebook, ensure_ascii=False, indent=1)}\n", encoding="utf-8", newline="\n")


def _write_cases(path: Path, stems: Set[str]) -> None:
    """Leave of the public cases those of the notebooks that are released; a tree without cases gets none."""
    if path.is_file():
        exercises, made_from = caseset.load(path)
        kept = {name: one for name, one in exercises.items() if name in EXERCISES and EXERCISES[name].notebook in stems}
        if len(kept) < len(exercises):
            write_atomically(path, caseset.dump(kept, made_from))


def _generated(target: Course, folder: Path) -> Path:
    """Let nbgrader make the student tree, in a folder of the course: what it has made half counts as no release."""
    config = configuration(target)
    config.CourseDirectory.release_directory = (folder / "release").relative_to(target.root).as_posix()
    api = NbGraderAPI(config=config)
    result = api.generate_assignment(ASSIGNMENT, force=True, create=True)
    if not result["success"]:
        said = "".join(result.get(name) or "" for name in ("log", "error"))
        if KEPT in said:
            raise ReleaseError(
                "Not released, and nothing changed: students have handed in work for notebooks that have other graded"
                " cells, and nbgrader keeps to those. Finish the term with the version of the project, and the list"
                " notebooks in course.toml, that it began with; lab.py new-term makes the folder of the next one."
            )
        raise ReleaseError(f"nbgrader could not make the release:\n{said}")
    return folder / "release" / ASSIGNMENT


def write_hashes(tree: Path) -> None:
    """Write what the files that students edit are now: `lab.py update` tells by it who changed which of them."""
    edited = (tree / update.EDITED).read_text(encoding="utf-8").split()
    paths = [*(tree / "helpers" / name for name in edited), *sorted(tree.glob("*.ipynb"))]
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(tree).as_posix()}\n" for path in paths
    ]
    (tree / update.RELEASED).write_text("".join(lines), encoding="utf-8", newline="\n")


def _publish(tree: Path, published: Path) -> Path:
    """Copy the tree to its published place, and write the zip: sorted, with fixed times, the same bytes each time."""
    with workshop(published / WORKSHOP) as folder:
        copy = folder / ASSIGNMENT
        shutil.copytree(tree, copy)
        colab.notebooks(copy, folder / "colab")
        write_atomically(published / f"{ASSIGNMENT}.zip", zipped(copy, ASSIGNMENT))
        replace(copy, published / ASSIGNMENT)
        replace(folder / "colab", published / f"{ASSIGNMENT}_colab")
    return published / ASSIGNMENT


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder
