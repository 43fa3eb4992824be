"""lab.py as its users meet it: real environments and a real pip, on a package index of our own on loopback."""

import ast
import contextlib
import hashlib
import http.server
import io
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import zipfile
from pathlib import Path

import pytest

LAB = Path(__file__).resolve().parents[1] / "lab.py"
HANG = 120  # seconds; only to end a test that hangs
STUDENT_COMMANDS = ["notebooks", "data", "progress", "submit"]
posix_only = pytest.mark.skipif(os.name != "posix", reason="needs POSIX signals or shells")


def source_tree(root):
    """Make a source tree that needs one tiny package, and whose `templates` tells what it was called with."""
    for folder in ("grader", "helpers", "notebooks"):
        (root / folder).mkdir(parents=True)
    shutil.copy(LAB, root)
    (root / "requirements.txt").write_text("tiny\n")
    (root / "helpers/__init__.py").write_text("")
    (root / "helpers/gallery.py").write_text(
        "import os, sys\nimport tiny\n"
        "print('gallery', sys.argv[1:], os.getcwd())\nsys.exit(3 if 'fail' in sys.argv else 0)\n"
    )
    return root


@pytest.fixture
def tree(tmp_path):
    """A source tree in which nothing is installed."""
    return source_tree(tmp_path / "course")


@pytest.fixture(scope="session")
def installed_once(tmp_path_factory):
    root = source_tree(tmp_path_factory.mktemp("installed") / "course")
    with serving() as index:
        result = call(root, "templates", url=index.url)
    assert result.returncode == 0, result.stderr
    return root


@pytest.fixture
def installed(installed_once, tmp_path):
    """A source tree of one's own, after a first call."""
    return shutil.copytree(installed_once, tmp_path / "installed", symlinks=True)


@pytest.fixture
def student(tmp_path):
    """A student's tree: notebooks at its top, no grader, and the release's list of edited helpers."""
    root = tmp_path / "student"
    (root / "helpers").mkdir(parents=True)
    shutil.copy(LAB, root)
    (root / "requirements.txt").write_text("tiny\n")
    for name in ("00_start_here.ipynb", "02_svm_loss.ipynb", "02_svm_loss-Copy1.ipynb", "Untitled.ipynb"):
        (root / name).write_text(notebook(output="42"))
    for name in ("svm.py", "start.py", "data.py"):
        (root / "helpers" / name).write_text(f"# {name}\n")
    (root / "helpers/edited.txt").write_text("start.py\nsvm.py\n")
    return root


def notebook(output):
    outputs = [{"output_type": "stream", "name": "stdout", "text": output}]
    cell = {"cell_type": "code", "id": "a", "metadata": {}, "source": "6 * 7", "execution_count": 1, "outputs": outputs}
    return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def wheel(padding=0):
    """Return a wheel of `tiny`, which takes this many bytes more once it is installed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("tiny.py", "")
        archive.writestr("tiny-padding", bytes(padding))
        archive.writestr("tiny-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: tiny\nVersion: 1.0\n")
        archive.writestr("tiny-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr("tiny-1.0.dist-info/RECORD", "")
    return buffer.getvalue()


class Index(http.server.ThreadingHTTPServer):
    """A package index that serves `tiny`; while `gate` is clear, the download of the wheel waits half-way."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Pages)
        self.wheel = wheel()
        self.downloads = 0
        self.gate = threading.Event()
        self.gate.set()
        self.reached = threading.Event()
        self.url = f"http://127.0.0.1:{self.server_address[1]}"


class Pages(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/simple/tiny/":
            digest = hashlib.sha256(self.server.wheel).hexdigest()
            return self.answer(f'<a href="/tiny-1.0-py3-none-any.whl#sha256={digest}">tiny</a>'.encode(), "text/html")
        if self.path == "/tiny-1.0-py3-none-any.whl":
            self.server.downloads += 1
            return self.answer(self.server.wheel, "application/zip", wait=True)
        return self.send_error(404)

    def answer(self, content, kind, wait=False):
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content[:100])
        self.wfile.flush()
        if wait:
            self.server.reached.set()
            self.server.gate.wait(HANG)
        self.wfile.write(content[100:])

    def log_message(self, *args):
        pass

    def handle(self):
        with contextlib.suppress(ConnectionError):  # the client was killed
            super().handle()


@contextlib.contextmanager
def serving():
    with Index() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.gate.set()
        server.shutdown()


@pytest.fixture
def index():
    with serving() as server:
        yield server


def environment(home, url="http://127.0.0.1:9/"):
    """The environment variables of a person without any settings for pip, whose index is ours."""
    kept = {k: v for k, v in os.environ.items() if not k.upper().startswith(("PIP_", "PYTHON", "HTTP", "ALL_PROXY"))}
    return kept | {
        "HOME": str(home),
        "USERPROFILE": str(home),
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_INDEX_URL": f"{url}/simple/",
        "PIP_RETRIES": "1",
        "NO_PROXY": "127.0.0.1",
    }


def start(root, *args, url="http://127.0.0.1:9", prefix=(), **more):
    return subprocess.Popen(
        [*prefix, sys.executable, str(root / "lab.py"), *args],
        env=environment(root.parent, url),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **more,
    )


def call(root, *args, **more):
    """Run lab.py to its end; the result has returncode, stdout and stderr."""
    process = start(root, *args, **more)
    out, err = process.communicate(timeout=HANG)
    return subprocess.CompletedProcess(args, process.returncode, out, err)


def one_sentence(result, *parts):
    """Assert that lab.py failed, with a last line that is a sentence and holds these parts, and without a traceback."""
    assert result.returncode == 1
    last = result.stderr.strip().splitlines()[-1]
    for part in parts:
        assert part in last
    assert last.endswith(".")
    assert "Traceback" not in result.stderr


# --- what it says ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("args", [(), ("--help",), ("-h",)])
def test_lists_the_commands_by_whom_they_serve(tree, args):
    result = call(tree, *args)
    assert result.returncode == 0
    groups = re.findall(r"^(?:\w[\w ]*|  (?:[\w-]+)  .*)$", result.stdout, re.M)
    assert [line.split()[0] if line.startswith(" ") else line for line in groups] == [
        *["Students", *STUDENT_COMMANDS],
        *["Anyone curious", "demo", "templates", "demo-page"],
        *["Instructors", "release", "grade"],
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


def test_an_old_python_can_read_it_and_is_told(tree):
    ast.parse(LAB.read_text(encoding="utf-8"), feature_version=(3, 6))
    code = "import runpy, sys; sys.version_info = (3, 9, 0); runpy.run_path('lab.py', run_name='__main__')"
    result = subprocess.run([sys.executable, "-c", code], cwd=tree, capture_output=True, text=True, timeout=HANG)
    one_sentence(result, "3.11", "3.9", "https://www.python.org")


def test_missing_ensurepip_names_the_package(tree):
    code = (
        "import runpy, sys; sys.modules['ensurepip'] = None; sys.argv = ['lab.py', 'templates']; "
        "runpy.run_path('lab.py', run_name='__main__')"
    )
    result = subprocess.run([sys.executable, "-c", code], cwd=tree, capture_output=True, text=True, timeout=HANG)
    one_sentence(result, "ensurepip", f"apt install python3.{sys.version_info.minor}-venv")


# --- installing ------------------------------------------------------------------------------------------------------


def test_installs_once_and_passes_on_arguments_folder_and_exit_code(tree, index, tmp_path):
    first = call(tree, "templates", "--to", "x.png", url=index.url, cwd=tmp_path)
    assert first.returncode == 0, first.stderr
    assert first.stdout.split() == ["gallery", "['--to',", "'x.png']", str(tmp_path)]
    assert "MB to download" in first.stderr
    assert index.downloads == 1

    # The second call does not start pip at all: this one would leave a trace.
    [pip] = (tree / ".venv").glob("**/site-packages/pip")
    (pip / "__main__.py").write_text("import pathlib; pathlib.Path('pip-was-called').touch()")
    second = call(tree, "templates", "fail", cwd=tmp_path)
    assert (second.returncode, second.stderr) == (3, "")
    assert not list(tree.glob("**/pip-was-called"))

    # A changed list of requirements does start it.
    (tree / "requirements.txt").write_text("tiny\n# more\n")
    third = call(tree, "templates", cwd=tmp_path)
    assert "out of date" in third.stderr
    assert list(tree.glob("**/pip-was-called"))


def test_an_environment_that_lost_its_python_or_pip_is_made_anew(installed, index):
    tree = installed
    python = next(path for path in (tree / ".venv").glob("*/python*") if path.stem == "python")
    python.unlink()
    (tree / ".venv/left-over").touch()
    assert call(tree, "templates", url=index.url).returncode == 0
    assert not (tree / ".venv/left-over").exists()

    [pip] = (tree / ".venv").glob("**/site-packages/pip")
    shutil.rmtree(pip)
    result = call(tree, "templates", url=index.url)
    assert result.returncode == 0
    assert "Preparing" in result.stderr


@posix_only
@pytest.mark.parametrize("whom", ["lab.py", "lab.py and pip"])
def test_the_call_after_a_kill_repairs(tree, index, whom):
    index.gate.clear()
    process = start(tree, "templates", url=index.url, start_new_session=True)
    assert index.reached.wait(HANG)
    if whom == "lab.py":
        process.kill()  # pip lives on, and the next call must not work beside it
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert not (tree / ".venv/lab-installed").exists()
    threading.Timer(1, index.gate.set).start()
    result = call(tree, "templates", url=index.url)
    process.communicate()
    assert result.returncode == 0, result.stderr
    assert result.stdout.startswith("gallery")
    assert ("waiting for it" in result.stderr) == (whom == "lab.py")
    assert call(tree, "templates").stderr == ""


@posix_only
def test_ctrl_c_while_installing_says_what_comes_next(tree, index):
    index.gate.clear()
    process = start(tree, "templates", url=index.url, start_new_session=True)
    assert index.reached.wait(HANG)
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=HANG)
    assert process.returncode == 130
    assert "Stopped" in err
    assert "Traceback" not in err


def test_a_second_call_waits_for_the_first(tree, index):
    index.gate.clear()
    first = start(tree, "templates", url=index.url)
    assert index.reached.wait(HANG)
    second = start(tree, "templates", url=index.url)
    assert "waiting for it" in second.stderr.readline()
    index.gate.set()
    for process in (first, second):
        out, err = process.communicate(timeout=HANG)
        assert process.returncode == 0, err
        assert out.startswith("gallery")
    assert index.downloads == 1


def closed_port():
    with socket.create_server(("127.0.0.1", 0)) as unused:
        return f"http://127.0.0.1:{unused.getsockname()[1]}"


def test_without_a_network_it_says_so(tree):
    one_sentence(call(tree, "templates", url=closed_port()), "cannot be reached", "check the network")


def test_an_update_that_the_network_does_not_allow_harms_nothing(installed):
    before = (installed / "requirements.txt").read_text()
    (installed / "requirements.txt").write_text("tiny\nother\n")
    one_sentence(call(installed, "templates", url=closed_port()), "cannot be reached")
    (installed / "requirements.txt").write_text(before)
    result = call(installed, "templates")
    assert (result.returncode, result.stderr) == (0, "")


def test_a_package_that_cannot_be_found_is_named(installed, index):
    (installed / "requirements.txt").write_text("tiny>=2\n")
    one_sentence(call(installed, "templates", url=index.url), "no tiny", "Python")


def test_no_venv_uses_the_active_environment(tree, index, tmp_path):
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "mine"], check=True, timeout=HANG)
    python = next(path for path in (tmp_path / "mine").glob("*/python*") if path.stem == "python")
    for expected in (1, 1):
        result = subprocess.run(
            [python, tree / "lab.py", "templates", "--no-venv"],
            env=environment(tmp_path, index.url),
            capture_output=True,
            text=True,
            timeout=HANG,
        )
        assert result.returncode == 0, result.stderr
        assert "gallery []" in result.stdout
        assert index.downloads == expected
    assert not (tree / ".venv").exists()


def bubblewrap(*args):
    """Return a command prefix that confines a program, or skip the test where that is impossible."""
    prefix = ["bwrap", "--dev-bind", "/", "/", *args]
    if not shutil.which("bwrap") or subprocess.run([*prefix, "true"], capture_output=True).returncode:
        pytest.skip("needs bubblewrap")
    return prefix


@pytest.mark.parametrize("megabytes", [1, 8, 60])  # room for half of an environment; of pip; of the package
def test_a_full_disk_is_named(tree, index, megabytes):
    index.wheel = wheel(padding=100_000_000)
    disk = tree.parent / "disk"
    script = f'cp -r {tree}/. {disk} && shift && exec "$0" {disk}/lab.py "$@"'
    prefix = bubblewrap("--size", str(megabytes * 1_000_000), "--tmpfs", str(disk))
    result = call(tree, "templates", url=index.url, prefix=[*prefix, "sh", "-c", script])
    one_sentence(result, "disk is full", "free about 1 GB")
    assert ("installing" in result.stderr) == (megabytes == 60)


def test_a_read_only_folder_is_named(tree):
    prefix = bubblewrap("--ro-bind", str(tree), str(tree))
    one_sentence(call(tree, "templates", prefix=prefix), str(tree), "copy the folder")


# --- running ---------------------------------------------------------------------------------------------------------


def test_notebooks_builds_the_cases_and_opens_the_first_notebook(installed):
    (installed / "notebooks/00_start_here.ipynb").write_text(notebook("42"))
    (installed / "grader/cases.py").write_text("print('cases')\n")
    [packages] = (installed / ".venv").glob("**/site-packages")
    (packages / "jupyterlab.py").write_text("import sys\nprint(sys.argv[1:])\n")
    result = call(installed, "notebooks", "--no-browser")
    assert result.returncode == 0, result.stderr
    cases, options = result.stdout.splitlines()
    assert cases == "cases"
    assert "'--LabApp.default_url=/lab/tree/notebooks/00_start_here.ipynb'" in options
    assert f"--ServerApp.root_dir={installed}" in options
    assert options.endswith("'--no-browser']")

    (installed / "grader/cases.py").write_text("raise SystemExit('the cases cannot be built')\n")
    assert call(installed, "notebooks").returncode == 1


def test_test_runs_everything_and_fails_with_any_part(installed):
    for name in ("grader", "tests"):
        (installed / name).mkdir(exist_ok=True)
        (installed / name / "requirements.txt").write_text("")
    (installed / "grader/cases.py").write_text("print('cases')\n")
    [packages] = (installed / ".venv").glob("**/site-packages")
    for module, code in (("ruff", "5 if 'check' == sys.argv[1] else 0"), ("pytest", "0")):
        (packages / f"{module}.py").write_text(f"import sys\nprint('{module}', *sys.argv[1:])\nsys.exit({code})\n")
    result = call(installed, "test", "-k", "lab")
    assert result.stdout.splitlines() == ["cases", "ruff check", "ruff format --check", "pytest -k lab"]
    assert result.returncode == 5


@posix_only
def test_ctrl_c_is_the_programs_to_handle(installed):
    (installed / "helpers/gallery.py").write_text(
        "import sys, time\ntry:\n    print('up', flush=True)\n    time.sleep(100)\n"
        "except KeyboardInterrupt:\n    print('saved')\n    sys.exit(7)\n"
    )
    process = start(installed, "templates", start_new_session=True)
    assert process.stdout.readline() == "up\n"
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=HANG)
    assert (process.returncode, out, err) == (7, "saved\n", "")


@posix_only
def test_data_runs_the_download_and_needs_no_environment(student):
    (student / "data").mkdir()
    (student / "data/get_cifar10.sh").write_text('echo "downloads $1"\n')
    result = call(student, "data", "here")
    assert (result.returncode, result.stdout) == (0, "downloads here\n")
    assert not (student / ".venv").exists()


# --- handing in ------------------------------------------------------------------------------------------------------


def test_submit_packs_notebooks_and_edited_helpers_only(student):
    result = call(student, "submit", "--id", "ada.l-1_x")
    assert result.returncode == 0, result.stderr
    with zipfile.ZipFile(student / "ada.l-1_x.zip") as archive:
        names = archive.namelist()
        assert archive.read("helpers/svm.py") == b"# svm.py\n"
        assert archive.read("02_svm_loss.ipynb") == (student / "02_svm_loss.ipynb").read_bytes()
    assert sorted(names) == ["00_start_here.ipynb", "02_svm_loss.ipynb", "helpers/start.py", "helpers/svm.py"]
    assert "ada.l-1_x.zip" in result.stdout
    assert not (student / ".venv").exists()


def test_submit_in_the_source_tree_takes_the_helpers_that_carry_solutions(tree):
    (tree / "notebooks/00_start_here.ipynb").write_text(notebook("42"))
    (tree / "helpers/svm.py").write_text("### BEGIN SOLUTION (02_svm_loss, task 1)\n### END SOLUTION\n")
    assert call(tree, "submit", "--id", "me").returncode == 0
    with zipfile.ZipFile(tree / "me.zip") as archive:
        assert sorted(archive.namelist()) == ["00_start_here.ipynb", "helpers/svm.py"]


@pytest.mark.parametrize("bad", ["", ".", "..", "a/b", "../x", "a b", "ä", "x" * 65, "a\n"])
def test_submit_refuses_ids_that_are_no_names(student, bad):
    one_sentence(call(student, "submit", f"--id={bad}"), "student id")
    assert not list(student.parent.glob("**/*.zip"))


def test_submit_asks_for_the_id_it_lacks(student):
    one_sentence(call(student, "submit"), "submit --id")


def test_submit_leaves_large_outputs_out_of_the_copy(student):
    large = student / "02_svm_loss.ipynb"
    large.write_text(notebook(os.urandom(6_000_000).hex()))
    result = call(student, "submit", "--id", "me")
    assert result.returncode == 0, result.stderr
    assert "Outputs" in result.stdout
    assert (student / "me.zip").stat().st_size < 5_000_000
    with zipfile.ZipFile(student / "me.zip") as archive:
        [cell] = json.loads(archive.read("02_svm_loss.ipynb"))["cells"]
    assert (cell["outputs"], cell["execution_count"], cell["source"]) == ([], None, "6 * 7")
    assert large.stat().st_size > 5_000_000


def test_submit_refuses_what_stays_too_large_and_keeps_the_earlier_zip(student):
    assert call(student, "submit", "--id", "me").returncode == 0
    earlier = (student / "me.zip").read_bytes()
    (student / "helpers/svm.py").write_text("# " + os.urandom(6_000_000).hex())
    one_sentence(call(student, "submit", "--id", "me"), "helpers/svm.py", "5 MB")
    assert (student / "me.zip").read_bytes() == earlier


def test_submit_says_what_is_missing(student):
    (student / "helpers/svm.py").unlink()
    result = call(student, "submit", "--id", "me")
    assert result.returncode == 0
    assert "helpers/svm.py" in next(line for line in result.stdout.splitlines() if line.startswith("Not found"))
    (student / "helpers/edited.txt").unlink()
    one_sentence(call(student, "submit", "--id", "me"), "helpers/edited.txt")
    for path in student.glob("*.ipynb"):
        path.unlink()
    one_sentence(call(student, "submit", "--id", "me"), "no notebooks")
