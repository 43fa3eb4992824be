"""`lab.py templates`: from nothing but the drawings to a picture of ten classes."""

import re
import shutil
import subprocess
import sys

import pytest

from helpers.given import data, gallery


def test_templates_are_trained_and_saved(tmp_path, capsys):
    out = tmp_path / "templates.png"
    accuracy = gallery.train_templates(out, steps=150)
    assert accuracy > 0.5
    assert out.read_bytes().startswith(b"\x89PNG")
    assert list(tmp_path.iterdir()) == [out]
    assert f"{accuracy:.1%} right on the validation images" in capsys.readouterr().out


def test_with_open_tasks_it_says_in_a_sentence_what_is_open(student_tree, tmp_path):
    tree = shutil.copytree(student_tree, tmp_path / "tree")
    command = [sys.executable, "-m", "helpers.given.gallery", "--steps", "1"]
    ran = subprocess.run(command, cwd=tree, capture_output=True, text=True, timeout=120)
    assert ran.returncode == 1
    assert re.fullmatch(
        r"The templates have to wait: \w+ is still open: 06_training_and_templates, task \d\.\n", ran.stderr
    )
    assert not (tree / "templates.png").exists()


@pytest.mark.skipif(not data.FOLDER.is_dir(), reason="CIFAR-10 is not here: python3 lab.py data")
def test_photographs_reach_what_the_notebook_promises(tmp_path):
    assert gallery.train_templates(tmp_path / "templates.png") >= 0.36
