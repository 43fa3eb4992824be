"""lab.py as its users meet it: real environments and a real pip, on a package index of our own on loopback.

The uv of most tests is a stand-in, on the PATH or served by this index; one test takes the real one, if there is one.
"""

import ast
import contextlib
import ensurepip
import hashlib
import http.server
import importlib.util
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

ROOT = Path(__file__).resolve().parents[1]
LAB = ROOT / "lab.py"
HANG = 120  # seconds; only to end a test that hangs
PIP = importlib.util.find_spec("pip").submodule_search_locations[0]
STUDENT_COMMANDS = ["notebooks", "data", "progress", "submit", "update"]
INSTRUCTOR_COMMANDS = ["release", "site", "grade", "refresh", "export", "report", "replay", "forget", "new-term"]
posix_only = pytest.mark.skipif(os.name != "posix", reason="needs POSIX signals or shells")


def source_tree(root):
    """Make a source tree that needs one tiny package, and whose `templates` tells what it was called with."""
    for folder in ("grader/bank", "helpers/given", "notebooks"):
        (root / folder).mkdir(parents=True)
    shutil.copy(LAB, root)
    for name in ("submit.py", "files.py", "update.py"):
        shutil.copy(ROOT / "helpers/given" / name, root / "helpers/given")
    (root / "requirements.txt").write_text("tiny\n")
    (root / "helpers/__init__.py").write_text("")
    (root / "helpers/given/gallery.py").write_text(
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
    (root / "helpers/given").mkdir(parents=True)
    shutil.copy(LAB, root)
    for name in ("submit.py", "files.py", "update.py"):
        shutil.copy(ROOT / "helpers/given" / name, root / "helpers/given")
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


def wheel(name, code="", scripts="", padding=0):
    """Return a wheel of one module, which takes this many bytes more once it is installed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{name}.py", code)
        archive.writestr(f"{name}-padding", bytes(padding))
        info = f"{name}-1.0.dist-info"
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/entry_points.txt", scripts)
        archive.writestr(f"{info}/RECORD", "")
    return buffer.getvalue()


# Does what lab.py asks of uv: installs tiny, together with a pip, which is the one of these tests.
UV = f"""
import io, json, os, pathlib, shutil, sys, urllib.request, zipfile

def main():
    [packages] = pathlib.Path(sys.argv[4]).parents[1].glob("**/site-packages")
    settings = {{name: value for name, value in os.environ.items() if name.startswith("UV_")}}
    (packages / "uv-was-called").write_text(json.dumps([sys.argv[1:], settings]))
    files = [word.partition("=")[2] for word in sys.argv if word.startswith("--requirement=")]
    wanted = [line for file in files for line in pathlib.Path(file).read_text().splitlines() if line[0] != "#"]
    if not (packages / "pip").exists():
        try:
            (packages / "pip").symlink_to({PIP!r})
        except OSError:
            shutil.copytree({PIP!r}, packages / "pip")
    if wanted != ["tiny"]:
        sys.exit("error: this is beyond me")
    if not (packages / "tiny.py").exists():
        with urllib.request.urlopen(os.environ["UV_INDEX_URL"] + "../tiny-1.0-py3-none-any.whl") as answer:
            wheel = zipfile.ZipFile(io.BytesIO(answer.read()))
        print("Prepared 1 package", flush=True)
        wheel.extractall(packages)
"""


class Index(http.server.ThreadingHTTPServer):
    """A package index that serves `tiny`; while `gate` is clear, the download of its wheel waits half-way."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Pages)
        self.wheels = {"tiny-1.0-py3-none-any.whl": wheel("tiny")}
        self.downloads = 0
        self.gate = threading.Event()
        self.gate.set()
        self.reached = threading.Event()
        self.url = f"http://127.0.0.1:{self.server_address[1]}"

    def has_uv(self):
        """Serve the stand-in for uv, too."""
        self.wheels["uv-1.0-py3-none-any.whl"] = wheel("uv", UV, "[console_scripts]\nuv = uv:main\n")


class Pages(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        wheels = self.server.wheels
        folder, _, name = self.path.rstrip("/").rpartition("/")
        links = [
            f'<a href="/{file}#sha256={hashlib.sha256(content).hexdigest()}">{file}</a>'
            for file, content in wheels.items()
            if folder == "/simple" and file.startswith(f"{name}-")
        ]
        if links:
            return self.answer("".join(links).encode(), "text/html")
        if name not in wheels:
            return self.send_error(404)
        if not name.startswith("tiny") or self.command == "HEAD":
            return self.answer(wheels[name], "application/zip")
        self.server.downloads += 1
        return self.answer(wheels[name], "application/zip", wait=True)

    def do_HEAD(self):  # uv asks for both
        self.do_GET()

    def answer(self, content, kind, wait=False):
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command == "HEAD":
            return
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


def environment(home, url="http://127.0.0.1:9/", uv=True):
    """The environment variables of a person without any settings for pip and uv, whose index is ours."""
    settings = ("PIP_", "UV_", "PYTHON", "HTTP", "ALL_PROXY")
    kept = {name: value for name, value in os.environ.items() if not name.upper().startswith(settings)}
    path = os.pathsep.join(item for item in os.environ["PATH"].split(os.pathsep) if not shutil.which("uv", path=item))
    if uv and os.name == "posix":
        script = home / "bin/uv"
        script.parent.mkdir(exist_ok=True)
        script.write_text(f"#!{sys.executable}\n{UV}\nmain()\n")
        script.chmod(0o755)
        path = f"{script.parent}{os.pathsep}{path}"
    return kept | {
        "PATH": path,
        "HOME": str(home),
        "USERPROFILE": str(home),
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_INDEX_URL": f"{url}/simple/",
        "PIP_RETRIES": "1",
        "NO_PROXY": "127.0.0.1",
    }


def start(root, *args, url="http://127.0.0.1:9", prefix=(), uv=True, variables=(), **more):
    return subprocess.Popen(
        [*prefix, sys.executable, str(root / "lab.py"), *args],
        env=environment(root.parent, url, uv) | dict(variables),
        stdin=subprocess.DEVNULL,
        text=True,
        **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | more,
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


def test_an_old_python_can_read_it_and_is_told(tree):
    ast.parse(LAB.read_text(encoding="utf-8"), feature_version=(3, 6))
    code = "import runpy, sys; sys.version_info = (3, 9, 0); runpy.run_path('lab.py', run_name='__main__')"
    result = subprocess.run([sys.executable, "-c", code], cwd=tree, capture_output=True, text=True, timeout=HANG)
    one_sentence(result, "3.11", "3.9", "https://www.python.org")


def test_missing_ensurepip_names_the_package(tree):
    code = (
        "import runpy, sys; sys.modules['ensurepip'] = sys.modules['pip'] = None; sys.argv = ['lab.py', 'templates']; "
        "runpy.run_path('lab.py', run_name='__main__')"
    )
    env = environment(tree, uv=False)
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=tree, env=env, capture_output=True, text=True, timeout=HANG
    )
    one_sentence(result, "ensurepip", f"apt install python3.{sys.version_info.minor}-venv")


# --- installing ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["uv from the index", "pip, as there is no uv", "pip, as uv fails"])
def test_installs_once_and_passes_on_arguments_folder_and_exit_code(tree, index, tmp_path, way):
    if way == "uv from the index":
        index.has_uv()
    if way == "pip, as uv fails":
        (tree / "requirements.txt").write_text("tiny>=1\n")
    uv = way == "pip, as uv fails"
    first = call(tree, "templates", "--to", "x.png", url=index.url, cwd=tmp_path, uv=uv)
    assert first.returncode == 0, first.stderr
    assert first.stdout.split() == ["gallery", "['--to',", "'x.png']", str(tmp_path)]
    assert "MB to download" in first.stderr
    assert ("with pip" in first.stderr) == (way != "uv from the index")
    assert len(set(first.stderr.splitlines())) == len(first.stderr.splitlines())
    assert index.downloads == 1

    second = call(tree, "templates", "fail", cwd=tmp_path, uv=uv)
    assert (second.returncode, second.stderr) == (3, "")


def test_a_changed_list_of_packages_is_installed(installed, index):
    (installed / "requirements.txt").write_text("tiny\n# more\n")
    result = call(installed, "templates", url=index.url)
    assert result.returncode == 0, result.stderr
    assert "out of date" in result.stderr
    assert call(installed, "templates").stderr == ""


def uv_was_called(root):
    [note] = (root / ".venv").glob("**/uv-was-called")
    return json.loads(note.read_text())


@posix_only
def test_uv_gets_the_settings_of_pip(tree, index, tmp_path):
    (tmp_path / "pip.conf").write_text(
        "[global]\nindex-url = http://nowhere/simple\nextra-index-url =\n  http://one/simple\n  http://two/simple\n"
        "constraint = /some/constraints.txt\n[install]\nno-index = false\n"
    )
    variables = {"PIP_CONFIG_FILE": str(tmp_path / "pip.conf"), "PIP_FIND_LINKS": "/some/wheels /more/wheels"}
    variables |= {"PIP_EXTRA_INDEX_URL": f"{index.url}/simple/", "UV_CONSTRAINT": "/mine.txt"}
    variables |= {"PYTHONDONTWRITEBYTECODE": "1"}
    result = call(tree, "templates", url=index.url, variables=variables)
    assert result.returncode == 0, result.stderr
    words, settings = uv_was_called(tree)
    assert words[:3] == ["pip", "install", "--python"]
    assert words[4:] == ["pip", f"--requirement={tree / 'requirements.txt'}"]
    assert settings["UV_INDEX_URL"] == f"{index.url}/simple/"
    assert settings["UV_EXTRA_INDEX_URL"] == f"{index.url}/simple/"
    assert settings["UV_FIND_LINKS"] == "/some/wheels,/more/wheels"
    assert settings["UV_OFFLINE"] == "false"
    assert settings["UV_CONSTRAINT"] == "/mine.txt", "what a person tells uv counts"
    assert settings["UV_COMPILE_BYTECODE"] == "1", "what Python may not keep is compiled here, once"


def test_the_real_uv_understands_us(tree, index):
    beside = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    uv = shutil.which("uv", path=beside)
    bundled = sorted(Path(ensurepip.__file__).parent.glob("_bundled/pip-*.whl"))
    if not uv or not bundled:
        pytest.skip("needs uv, and a Python that brings pip's wheel")
    index.wheels[bundled[-1].name] = bundled[-1].read_bytes()
    path = os.pathsep.join([str(Path(uv).parent), beside])
    result = call(tree, "templates", url=index.url, variables={"PATH": path})
    assert result.returncode == 0, result.stderr
    assert "with pip" not in result.stderr
    assert call(tree, "templates", url=closed_port()).stderr == ""


@posix_only
def test_a_terminal_shows_one_line_that_is_kept_up_to_date(tree, index):
    import pty

    ours, theirs = pty.openpty()
    with start(tree, "templates", url=index.url, stderr=theirs) as process:
        os.close(theirs)
        shown = b""
        with contextlib.suppress(OSError):  # the end, on Linux
            while part := os.read(ours, 10_000):
                shown += part
        assert process.wait(HANG) == 0
    os.close(ours)
    assert shown.startswith(b"Preparing")
    assert b"\r  installing packages, " in shown
    assert shown.strip().split(b"\r")[-1].startswith(b"Ready after")


def test_an_environment_that_lost_its_python_is_made_anew(installed, index):
    python = next(path for path in (installed / ".venv").glob("*/python*") if path.stem == "python")
    python.unlink()
    (installed / ".venv/left-over").touch()
    result = call(installed, "templates", url=index.url)
    assert result.returncode == 0, result.stderr
    assert "Preparing" in result.stderr
    assert not (installed / ".venv/left-over").exists()


@posix_only
@pytest.mark.parametrize("whom", ["lab.py", "lab.py and uv"])
def test_the_call_after_a_kill_repairs(tree, index, whom):
    index.gate.clear()
    process = start(tree, "templates", url=index.url, start_new_session=True)
    assert index.reached.wait(HANG)
    if whom == "lab.py":
        process.kill()  # uv lives on, and the next call must not work beside it
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert not (tree / ".venv/lab-installed").exists()
    again = start(tree, "templates", url=index.url)
    said = again.stderr.readline()
    assert ("waiting for it" in said) == (whom == "lab.py")
    index.gate.set()
    out, err = again.communicate(timeout=HANG)
    process.communicate()
    assert again.returncode == 0, err
    assert out.startswith("gallery")
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
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "mine"], check=True, timeout=HANG)
    [packages] = (tmp_path / "mine").glob("**/site-packages")
    shutil.copytree(PIP, packages / "pip")
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
    from grader.sandbox.backends.bubblewrap import program  # the one that grades

    bwrap = program()
    prefix = [bwrap or "bwrap", "--dev-bind", "/", "/", *args]
    if not bwrap or subprocess.run([*prefix, "true"], capture_output=True).returncode:
        pytest.skip("needs bubblewrap")
    return prefix


@pytest.mark.parametrize("megabytes", [1, 60])  # room for no pip; for half of the package
def test_a_full_disk_is_named(tree, index, megabytes):
    index.wheels["tiny-1.0-py3-none-any.whl"] = wheel("tiny", padding=100_000_000)
    disk = tree.parent / "disk"
    script = f'cp -r {tree}/. {disk} && shift && exec "$0" {disk}/lab.py "$@"'
    prefix = bubblewrap("--size", str(megabytes * 1_000_000), "--tmpfs", str(disk))
    result = call(tree, "templates", url=index.url, prefix=[*prefix, "sh", "-c", script], uv=megabytes == 60)
    one_sentence(result, "disk is full", "free about 1 GB")
    assert ("installing packages with pip" in result.stderr) == (megabytes == 60)


def test_a_read_only_folder_is_named(tree):
    prefix = bubblewrap("--ro-bind", str(tree), str(tree))
    one_sentence(call(tree, "templates", prefix=prefix), str(tree), "copy the folder")


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
    assert options.endswith("'--no-browser']")

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


# --- handing in ------------------------------------------------------------------------------------------------------


def test_submit_packs_notebooks_and_edited_helpers_only(student):
    result = call(student, "submit", "--id", "ada.l-1_x")
    assert result.returncode == 0, result.stderr
    with zipfile.ZipFile(student / "ada.l-1_x.zip") as archive:
        names = archive.namelist()
        assert archive.read("helpers/svm.py") == b"# svm.py\n"
        assert archive.read("02_svm_loss.ipynb") == (student / "02_svm_loss.ipynb").read_bytes()
    books = ["00_start_here.ipynb", "02_svm_loss-Copy1.ipynb", "02_svm_loss.ipynb"]
    assert sorted(names) == [*books, "helpers/start.py", "helpers/svm.py"]
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
    half = "\\ud83d"  # of a character, as some editors leave it
    large.write_text(notebook(os.urandom(6_000_000).hex()).replace("6 * 7", f"6 * 7  # {half}"))
    result = call(student, "submit", "--id", "me")
    assert result.returncode == 0, result.stderr
    assert "Outputs" in result.stdout
    assert (student / "me.zip").stat().st_size < 5_000_000
    with zipfile.ZipFile(student / "me.zip") as archive:
        [cell] = json.loads(archive.read("02_svm_loss.ipynb"))["cells"]
    assert (cell["outputs"], cell["execution_count"], cell["source"]) == ([], None, "6 * 7  # ?")
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
