"""lab.py makes its environment: with uv or a real pip, from a package index of our own on loopback.

The uv of most tests is a stand-in, on the PATH or served by this index; one test takes the real one, if there is one.
"""

import ast
import contextlib
import ensurepip
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from package_index import HANG, PIP, wheel
from trees import LAB, call, environment, one_sentence, posix_only, start


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
