"""lab.py as its users meet it: what it says, how it runs a command, and what of the working folder it leaves alone."""

import os
import re
import signal
import subprocess
import sys

import pytest
from package_index import HANG
from trees import ROOT, call, environment, notebook, posix_only, start

STUDENT_COMMANDS = ["notebooks", "data", "progress", "submit", "update"]
INSTRUCTOR_COMMANDS = ["release", "site", "grade", "refresh", "export", "report", "replay", "forget", "new-term"]

# --- what it says ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("args", [(), ("--help",), ("-h",)])
def test_lists_the_commands_by_whom_they_serve(tree, args):
    result = call(tree, *args)
    assert result.returncode == 0
    groups = re.findall(r"^(?:\w[\w ]*|  (?:[\w-]+)  .*)$", result.stdout, re.M)
    assert [line.split()[0] if line.startswith(" ") else line for line in groups] == [
        *["Students", *STUDENT_COMMANDS],
        *["Anyone curious", "demo", "templates", "playground"],
        *["Instructors", *INSTRUCTOR_COMMANDS],
        *["Developers", "quality", "test"],
    ]
    assert not (tree / ".venv").exists()


def test_a_student_sees_the_students_commands_only(student):
    listed = re.findall(r"^  (\w+)  ", call(student).stdout, re.M)
    assert listed == STUDENT_COMMANDS
    result = call(student, "grade")
    assert result.returncode == 2
    assert "no command 'grade'" in result.stderr


@pytest.mark.parametrize("command", [*STUDENT_COMMANDS, "test"])
def test_help_of_a_command_installs_nothing(tree, command):
    result = call(tree, command, "--help")
    assert result.returncode == 0
    assert f"lab.py {command}" in result.stdout
    assert not (tree / ".venv").exists()


def test_unknown_command_names_the_near_one(tree):
    result = call(tree, "notebook")
    assert result.returncode == 2
    assert "did you mean" in result.stderr
    assert "lab.py notebooks" in result.stderr
    assert "lists them" in call(tree, "xyzzy").stderr


# --- running ---------------------------------------------------------------------------------------------------------


def test_notebooks_builds_the_cases_and_opens_the_first_notebook(installed):
    (installed / "notebooks/00_start_here.ipynb").write_text(notebook("42"))
    (installed / "grader/bank/__main__.py").write_text("print('cases')\n")
    [packages] = (installed / ".venv").glob("**/site-packages")
    (packages / "jupyterlab.py").write_text("import sys\nprint(sys.argv[1:])\n")
    (installed / "data").mkdir()
    (installed / "data/get_cifar10.py").write_text("import sys\nprint(sys.argv[1:])\nsys.exit(1)\n")
    result = call(installed, "notebooks", "--no-browser")
    assert result.returncode == 0, result.stderr
    cases, asked, options = result.stdout.splitlines()
    assert (cases, asked) == ("cases", "['--ask']")
    assert "'--LabApp.default_url=/lab/tree/notebooks/00_start_here.ipynb'" in options
    assert f"--ServerApp.root_dir={installed}" in options
    assert f"--LabApp.app_settings_dir={installed / 'helpers/given/jupyterlab'}" in options
    assert options.endswith("'--no-browser']")
    assert f"--LabApp.workspaces_dir={installed / '.workspaces'}" in options
    assert (installed / ".workspaces").is_dir()

    (installed / "data/get_cifar10.py").write_text("raise SystemExit(130)\n")  # Ctrl-C
    assert call(installed, "notebooks").returncode == 130
    (installed / "grader/bank/__main__.py").write_text("raise SystemExit('the cases cannot be built')\n")
    assert call(installed, "notebooks").returncode == 1


def test_test_runs_everything_and_fails_with_any_part(installed):
    for name in ("grader", "grader/publishing", "tests"):
        (installed / name).mkdir(exist_ok=True)
        (installed / name / "requirements.txt").write_text("")
    (installed / "grader/bank/__main__.py").write_text("print('cases')\n")
    [packages] = (installed / ".venv").glob("**/site-packages")
    for module, code in (("ruff", "5 if 'check' == sys.argv[1] else 0"), ("mypy", "0"), ("pytest", "0")):
        (packages / f"{module}.py").write_text(f"import sys\nprint(*['{module}', *sys.argv[1:]])\nsys.exit({code})\n")
    result = call(installed, "test", "-k", "lab")
    assert result.stdout.splitlines() == ["cases", "ruff check", "ruff format --check", "mypy", "pytest -k lab"]
    assert result.returncode == 5
    fast = call(installed, "test", "--fast", "-x")
    assert fast.stdout.splitlines()[-1] == "pytest -m not slow -x"


@posix_only
def test_ctrl_c_is_the_programs_to_handle(installed):
    (installed / "helpers/given/gallery.py").write_text(
        "import sys, time\ntry:\n    print('up', flush=True)\n    time.sleep(100)\n"
        "except KeyboardInterrupt:\n    print('saved')\n    sys.exit(7)\n"
    )
    process = start(installed, "templates", start_new_session=True)
    assert process.stdout.readline() == "up\n"
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=HANG)
    assert (process.returncode, out, err) == (7, "saved\n", "")


def test_data_runs_the_download_and_needs_no_environment(student):
    (student / "data").mkdir()
    (student / "data/get_cifar10.py").write_text("import sys\nprint('downloads', sys.argv[1])\n")
    result = call(student, "data", "here")
    assert (result.returncode, result.stdout) == (0, "downloads here\n")
    assert not (student / ".venv").exists()


# --- the working folder ----------------------------------------------------------------------------------------------

TRAPS = ("contextlib", "warnings", "types", "random", "pickle", "pip", "venv", "nbgrader_config", "jupyter_config")


@pytest.fixture
def trapped(tmp_path):
    """A folder, as of submissions, with files that leave a proof if anything imports or runs them."""
    folder = tmp_path / "trapped"
    folder.mkdir()
    for name in TRAPS:
        (folder / f"{name}.py").write_text(f"open({str(folder / 'proof')!r}, 'a').write({name!r})\n")
    (folder / "uv").write_text(f"#!/bin/sh\necho uv >> {folder}/proof\n")
    (folder / "uv").chmod(0o755)
    return folder


# What a working folder must not change, whether or not the packages are installed: as --no-venv, and nothing prepared.
AS_IT_IS = f"""
import os, sys
sys.path.insert(0, {str(ROOT)!r})
import lab
os.environ["PYTHONPATH"] = os.pathsep  # its empty items mean the working folder
lab.prepare = lambda env, needs: None
sys.exit(lab.main([*sys.argv[1:], "--no-venv"]))
"""


@pytest.mark.parametrize(
    "args",
    [
        *(
            (name, "--help")
            for name in ("submit", "update", "demo", "templates", "playground", "quality", *INSTRUCTOR_COMMANDS)
        ),
        ("grade",),
        ("notebooks", "--help"),
        ("progress", "--help"),
        ("data", "--help"),
        ("test", "--help"),
    ],
    ids=" ".join,
)
def test_no_command_imports_from_the_working_folder(trapped, args):
    result = subprocess.run(
        [sys.executable, "-P", "-c", AS_IT_IS, *args],
        cwd=trapped,
        capture_output=True,
        text=True,
        timeout=HANG,
    )
    assert not (trapped / "proof").exists(), result.stderr
    assert result.returncode == (2 if args == ("grade",) else 0), result.stderr
    assert "usage:" in result.stdout + result.stderr


@posix_only
def test_neither_installing_nor_what_a_command_starts_imports_from_the_working_folder(tree, index, trapped):
    index.has_uv()
    (tree / "helpers/given/gallery.py").write_text(
        "import multiprocessing, random, subprocess, sys, tiny\n"
        "if __name__ == '__main__':\n"
        "    with multiprocessing.get_context('spawn').Pool(1) as pool:\n        pool.apply(len, ['abc'])\n"
        "    sys.exit(subprocess.call([sys.executable, '-c', 'import contextlib, random, warnings']))\n"
    )
    variables = {"PATH": f".{os.pathsep}{environment(tree, uv=False)['PATH']}"}
    result = call(tree, "templates", url=index.url, cwd=trapped, uv=False, variables=variables)
    assert result.returncode == 0, result.stderr
    assert not (trapped / "proof").exists()


def test_a_file_beside_lab_py_does_not_take_the_place_of_pythons(student):
    for name in TRAPS:
        (student / f"{name}.py").write_text("raise SystemExit('this is a student file')\n")
    assert call(student).returncode == 0


def test_students_kernels_are_as_ever(installed):
    (installed / "notebooks/00_start_here.ipynb").write_text(notebook("42"))
    (installed / "grader/bank/__main__.py").write_text("")
    [packages] = (installed / ".venv").glob("**/site-packages")
    (packages / "jupyterlab.py").write_text("import os\nprint({'PYTHONSAFEPATH', 'PYTHONPATH'} & set(os.environ))\n")
    assert call(installed, "notebooks").stdout == "set()\n"
