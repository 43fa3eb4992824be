"""Trees with lab.py in them, and lab.py called in them as its users do."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from package_index import HANG, UV

ROOT = Path(__file__).resolve().parents[1]
LAB = ROOT / "lab.py"
posix_only = pytest.mark.skipif(os.name != "posix", reason="needs POSIX signals or shells")


def made_source(root):
    """Make a source tree that needs one tiny package, and whose `templates` tells what it was called with."""
    for folder in ("grader/bank", "helpers/given/jupyterlab/workspaces", "notebooks"):
        (root / folder).mkdir(parents=True)
    shutil.copy(LAB, root)
    for name in ("submit.py", "unfinished.py", "files.py", "update.py"):
        shutil.copy(ROOT / "helpers/given" / name, root / "helpers/given")
    (root / "requirements.txt").write_text("tiny\n")
    (root / "helpers/__init__.py").write_text("")
    (root / "helpers/given/gallery.py").write_text(
        "import os, sys\nimport tiny\n"
        "print('gallery', sys.argv[1:], os.getcwd())\nsys.exit(3 if 'fail' in sys.argv else 0)\n"
    )
    return root


def made_student(root):
    """Make a student's tree: notebooks at its top, no grader, and the release's list of edited helpers."""
    (root / "helpers/given").mkdir(parents=True)
    shutil.copy(LAB, root)
    for name in ("submit.py", "unfinished.py", "files.py", "update.py"):
        shutil.copy(ROOT / "helpers/given" / name, root / "helpers/given")
    (root / "requirements.txt").write_text("tiny\n")
    for name in ("00_start_here.ipynb", "02_svm_loss.ipynb", "02_svm_loss-Copy1.ipynb", "Untitled.ipynb"):
        (root / name).write_text(notebook(output="42"))
    for name in ("svm.py", "start.py", "data.py"):
        (root / "helpers" / name).write_text(f"# {name}\n")
    (root / "helpers/given/edited.txt").write_text("start.py\nsvm.py\n")
    return root


def notebook(output):
    outputs = [{"output_type": "stream", "name": "stdout", "text": output}]
    cell = {"cell_type": "code", "id": "a", "metadata": {}, "source": "6 * 7", "execution_count": 1, "outputs": outputs}
    return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


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
