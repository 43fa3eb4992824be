"""The JavaScript: one format, no lint, and modules that a page and a widget can load. Settings are in .oxfmtrc.json
and .oxlintrc.json.
"""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from browser import NODE, in_node

from grader import ROOT
from helpers.given.live.page import HERE, module

SETTINGS = {"oxfmt": ("--check",), "oxlint": ("--deny-warnings",)}


@pytest.mark.parametrize("tool", SETTINGS)
def test_format_and_lint(tool):
    """To repair the format: .venv/bin/oxfmt helpers/given/live."""
    program = shutil.which(tool, path=str(Path(sys.executable).parent)) or shutil.which(tool)
    assert program, f"{tool} is missing: it is in tests/requirements.txt"
    done = subprocess.run([program, *SETTINGS[tool], HERE], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@in_node
@pytest.mark.parametrize("name", ["playground", "explorer"])
def test_a_module_is_joined_with_all_it_imports(name):
    text = module(name)
    assert "import " not in {line[:7] for line in text.splitlines()}
    command = [NODE, "--check", "--input-type=module"]
    done = subprocess.run(command, input=text, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr


def test_every_file_belongs_to_a_page():
    joined = module("playground") + module("explorer")
    for path in HERE.glob("*.js"):
        assert path.read_text(encoding="utf-8").splitlines()[-1] in joined
        assert path.read_text(encoding="utf-8").partition("*/")[0] in joined, path.name
