"""What several tests share: one release, made by the real nbgrader in a course folder of the tests' own."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import arrivals
import hypothesis
import pytest
from once import alone, copied
from package_index import serving
from trees import call, made_source, made_student

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # before NumPy is imported: there are more processes than processors

from grader import ROOT, sandbox
from grader.bank.solutions import edited_helpers
from grader.course import ASSIGNMENT, Course
from grader.publishing import wheels

# Shells start background jobs with Ctrl-C ignored, and children inherit that; the tests that press it need it back.
signal.signal(signal.SIGINT, signal.default_int_handler)

# Images of containers often forbid Python to keep what it has compiled; the tests start it a thousand times.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False


SEED = os.environ.get("LAB_SEED", "231")
"""What tests draw from; the same at each run, unless LAB_SEED gives another."""


SLOW = [
    "arrivals",
    "attacks",
    "attempts",
    "cluster",
    "colab",
    "collect",
    "diagnosis_benchmark",
    "editors",
    "execute",
    "explorer",
    "exports",
    "feedback",
    "functions",
    "gallery",
    "get_cifar10",
    "grade",
    "installing",
    "journey",
    "judge",
    "lab",
    "learned",
    "loading",
    "numbers",
    "playground",
    "points",
    "postgresql",
    "privacy",
    "progress",
    "pyodide",
    "regrade",
    "release",
    "replay",
    "resume",
    "rubrics",
    "sandbox",
    "site",
    "update",
    "work",
]
"""Tests of these files start kernels, sandboxes, browsers or environments, make a release or judge all known mistakes;
`lab.py test --fast` leaves them out."""


@pytest.hookimpl(tryfirst=True)  # before Hypothesis reads its option
def pytest_configure(config: pytest.Config) -> None:
    """Let Hypothesis draw from the seed too, and take its time, as the machine may be busy."""
    config.option.hypothesis_seed = SEED
    hypothesis.settings.register_profile("ours", deadline=None)
    hypothesis.settings.load_profile("ours")


def is_slow(path: Path) -> bool:
    """Tell whether the tests of a file are slow."""
    return path.parent.name in SLOW or path.stem.removeprefix("test_") in SLOW


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Do not even import a slow file where slow tests are left out: that takes longer than many a test."""
    return True if config.option.markexpr == "not slow" and is_slow(collection_path) else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the slow tests, and put a long one at the beginning of what each process is given: one that begins last lets
    the other processes wait for its end.
    """
    for item in items:
        if is_slow(item.path):
            item.add_marker(pytest.mark.slow)
    processes = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    long = [item for item in items if item.get_closest_marker("long")][:processes]
    start, left = 0, len(items)
    items[:] = [item for item in items if item not in long]
    for number, item in enumerate(long):
        items.insert(start, item)
        share = left // (processes - number)  # as many as xdist gives this process
        start, left = start + share, left - share


@pytest.fixture(scope="session")
def seed() -> str:
    """What a test draws from."""
    return SEED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell the seed, so that a failure can be seen again."""
    terminalreporter.write_line(f"drawn from LAB_SEED={SEED}")


@pytest.fixture(scope="session")
def shared(tmp_path_factory) -> Path:
    """The one folder that all processes of this run share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session")
def course(shared) -> Course:
    """A course with a release; its student tree is published beside it, in release/. Not to be changed."""
    return _made_once(shared / "whole")


@pytest.fixture(scope="session")
def short(shared) -> Course:
    """The same of the first notebooks alone, which are soon graded."""
    return _made_once(shared / "short", ["00", "01", "02"])


def _made_once(folder: Path, notebooks: Sequence[str] = ()) -> Course:
    from grader.releasing.build import ReleaseError, release  # it imports nbgrader, and that takes a second

    made = Course(folder / "course")
    made.root.mkdir(parents=True, exist_ok=True)
    with alone(folder / "release") as to_be_made:
        if to_be_made:
            if notebooks:
                made.settings.write_text(f"notebooks = {notebooks}\n", encoding="utf-8")
            try:
                release(made, published=folder / "release")
            except ReleaseError as error:
                pytest.fail(f"There is no release to test: {error}", pytrace=False)
            made.secret()
    return made


@pytest.fixture(scope="session")
def student_tree(course):
    """The published student tree; not to be changed."""
    return course.root.parent / "release" / "linear_classifiers"


@pytest.fixture(scope="session")
def hand_ins(short, shared) -> Path:
    """A folder with three hand-ins for the short course, which differ in what is right. Not to be changed."""
    tree, place = short.root.parent / "release" / ASSIGNMENT, shared / "in"
    with alone(place) as to_be_made:
        for k in range(3 if to_be_made else 0):
            folder = Path(shutil.copytree(tree, place / f"student{k}"))
            for name in edited_helpers()[: 2 * k]:
                shutil.copy(ROOT / "helpers" / name, folder / "helpers" / name)
    return place


@pytest.fixture(scope="session")
def quiet(sandboxed, short, hand_ins, shared) -> Course:
    """The short course with these graded; seconds.txt beside it says how long that took. Not to be changed."""
    place = shared / "quiet"
    place.mkdir(exist_ok=True)
    with alone(place / "seconds.txt") as to_be_made:
        if to_be_made:
            made, start = copied(short, place), time.monotonic()
            subprocess.run(
                [sys.executable, "-m", "grader.grade", "--course", made.root, hand_ins],
                cwd=ROOT, capture_output=True, check=True, timeout=600,
            )  # fmt: skip
            (place / "seconds.txt").write_text(str(time.monotonic() - start))
    return Course(place / "course")


@pytest.fixture(scope="session")
def sandboxed():
    """What needs a sandbox asks for this: where there can be none it is left out; in CI, or if SANDBOX asks for one, it
    fails.
    """
    if problem := sandbox.problem():
        if os.environ.get("CI") or os.environ.get("SANDBOX"):
            pytest.fail(problem, pytrace=False)
        pytest.skip(problem)


@pytest.fixture(scope="session")
def warm(tmp_path_factory, sandboxed) -> Iterator[sandbox.Sandbox]:
    """A sandbox that many submissions use, one after the other; see once.in_turn."""
    with sandbox.Sandbox(tmp_path_factory.mktemp("warm") / "work") as inside:
        yield inside


@pytest.fixture(scope="session")
def pyodide(tmp_path_factory) -> Path:
    """A folder with Pyodide and the wheels of its own; where they cannot be had, tests are left out and say why."""
    folder = tmp_path_factory.mktemp("pyodide")
    try:
        wheels.lay_out(folder)
    except wheels.WheelError as error:
        pytest.skip(str(error))
    (folder / "pyodide-lock.json").write_text(json.dumps(wheels.lock(offline=True)))
    return folder


@pytest.fixture
def classroom(course, tmp_path) -> Course:
    """A copy of the course, with its release and an empty gradebook, which a test may change."""
    return Course(Path(shutil.copytree(course.root, tmp_path / "course", ignore=shutil.ignore_patterns("store"))))


@pytest.fixture(scope="session")
def small(course, tmp_path_factory) -> Course:
    """A course with two notebooks, for speed. Not to be changed."""
    made = Course(tmp_path_factory.mktemp("small") / "course")
    ignored = shutil.ignore_patterns("store", "submitted", "autograded", "feedback", "arrived")
    shutil.copytree(course.root, made.root, ignore=ignored)
    arrivals.keep_notebooks(made, *arrivals.NUMBERS)
    return made


@pytest.fixture
def fresh(small, tmp_path) -> Course:
    """The same with nothing in it, and a roster."""
    made = Course(Path(shutil.copytree(small.root, tmp_path / "course")))
    (made.root / "roster.csv").write_text(
        "id,name,email,canvas,moodle,gradescope,team\n"
        "ada,Ada Lovelace,ada@example.org,101,201,,\n"
        "ben,Ben Núñez,ben@example.org,,,s77,\n"
        "cem,Cem Öz,cem@example.org,,,,\n"
        "dan,Dan O’Hara,dan.o@example.org,,,,\n"
        "zoe,Zoe Zimmer,zoe@example.org,,,,\n",
        encoding="utf-8",
    )
    return made


@pytest.fixture(scope="session")
def work(small) -> arrivals.Work:
    """What students of it hand in."""
    return arrivals.Work(small.release)


@pytest.fixture
def in_zone(monkeypatch) -> Iterator[Callable[[str], None]]:
    """Puts this machine into a time zone, until the end of a test."""

    def put(zone: str) -> None:
        monkeypatch.setenv("TZ", zone)
        time.tzset()

    yield put
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def index():
    """A package index of our own."""
    with serving() as server:
        yield server


@pytest.fixture
def tree(tmp_path) -> Path:
    """A source tree with lab.py in which nothing is installed."""
    return made_source(tmp_path / "course")


@pytest.fixture(scope="session")
def installed_once(tmp_path_factory) -> Path:
    """The same after a first call. Not to be changed."""
    root = made_source(tmp_path_factory.mktemp("installed") / "course")
    with serving() as index:
        result = call(root, "templates", url=index.url)
    assert result.returncode == 0, result.stderr
    return root


@pytest.fixture
def installed(installed_once, tmp_path) -> Path:
    """A copy of it, which a test may change."""
    return shutil.copytree(installed_once, tmp_path / "installed", symlinks=True)


@pytest.fixture
def student(tmp_path) -> Path:
    """A student's tree with lab.py in which nothing is installed."""
    return made_student(tmp_path / "student")
