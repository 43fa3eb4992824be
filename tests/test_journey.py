"""A student's way through the series, in a real browser: unpack, open, fail, repair, pass, run all, validate."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from browser import PATIENCE, browser, jupyterlab, needed, run_all
from playwright.sync_api import Page, expect

from grader import ROOT
from grader.bank import EXERCISES
from grader.bank.solutions import edited_helpers

pytestmark = needed()

TRAINING = ("05", "06", "07")
"""Notebooks that train for minutes; LAB_JOURNEY=whole goes through them, too, as is done each night."""

OPEN = """async path => {
  const {commands, started} = window.jupyterapp;
  await started;
  if (commands.isEnabled("docmanager:save")) await commands.execute("docmanager:save");
  await commands.execute("application:close-all");
  await commands.execute("docmanager:open", {path});
}"""

HANG_SECONDS = 1800
"""A notebook that has not run by then hangs; the longest computes for two minutes on a quiet machine."""


@pytest.fixture
def folder(student_tree, tmp_path):
    """The zip, unpacked elsewhere as a student would."""
    with zipfile.ZipFile(student_tree.with_suffix(".zip")) as archive:
        archive.extractall(tmp_path / "downloads")
    return tmp_path / "downloads" / student_tree.name


@pytest.fixture
def opened(folder):
    """Opens a file of the student's in JupyterLab; returns the page."""
    with jupyterlab(folder) as address, browser() as chromium:
        page = chromium.new_page(viewport={"width": 1400, "height": 1000})
        page.goto(f"{address}lab?token=t&reset")
        page.wait_for_function("window.jupyterapp?.started")

        def open_file(name: str) -> Page:
            page.evaluate(OPEN, name)  # to load JupyterLab anew for each takes longer than most of the notebooks
            shown = ".jp-Notebook .jp-Cell" if name.endswith(".ipynb") else ".jp-FileEditor .cm-line"
            expect(page.locator(shown).first).to_be_visible(timeout=PATIENCE)
            expect(page.get_by_role("menuitem", name="Run", exact=True)).to_be_visible(timeout=PATIENCE)
            return page

        yield open_file


def outputs_when_run(page: Page, path: Path) -> list[dict]:
    """Wait until the last cell of the open notebook has run, save, and return all outputs."""
    deadline = time.monotonic() + HANG_SECONDS
    while time.monotonic() < deadline:
        page.wait_for_timeout(1000)
        if page.get_by_text("Python 3 (ipykernel) | Idle").count():
            page.keyboard.press("Control+s")
            page.wait_for_timeout(1000)
            cells = [cell for cell in json.loads(path.read_text())["cells"] if cell["cell_type"] == "code"]
            if all(cell["execution_count"] for cell in cells):
                return [output for cell in cells for output in cell["outputs"]]
    raise TimeoutError(f"{path.name} did not run to its end")


def texts(outputs: list[dict]) -> str:
    return "\n".join(
        "".join(output.get("text", []) or output.get("data", {}).get("text/plain", [])) for output in outputs
    )


def test_the_file_list_shows_whole_names_beside_whole_lines_of_code(folder):
    """On a screen of 1280 pixels, for the longest name and the longest line of code."""
    with jupyterlab(folder) as address, browser() as chromium:
        page = chromium.new_page(viewport={"width": 1280, "height": 900})
        page.goto(f"{address}lab/tree/04_gradient_checking.ipynb?token=t")
        expect(page.get_by_text("Python 3 (ipykernel) | Idle")).to_be_visible(timeout=PATIENCE)
        names = page.locator(".jp-DirListing-itemText")
        wide = "every => every.map(one => [one.textContent, one.scrollWidth > one.clientWidth])"
        cut = dict(names.evaluate_all(wide))
        assert {path.name for path in folder.glob("*.ipynb")} <= cut.keys()
        assert [name for name in cut if cut[name]] == []
        lines = page.locator(".jp-Notebook .cm-scroller")
        assert not any(lines.evaluate_all("every => every.map(one => one.scrollWidth > one.clientWidth)"))


@pytest.mark.long
def test_from_the_first_check_that_fails_to_the_last_notebook(opened, folder, course, tmp_path):
    page = opened("00_start_here.ipynb")
    run_all(page)
    output = page.locator(".jp-OutputArea-output", has_text=re.compile(r"\badd\b"))
    expect(output.filter(has_text="still open add: 00_start_here, task 1.").first).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("Jupyter news")).to_have_count(0)
    page.screenshot(path=tmp_path / "fails.png")

    page = opened("helpers/start.py")
    page.locator(".cm-line", has_text="raise NotImplementedError").click()
    page.keyboard.press("Home")
    page.keyboard.press("Shift+End")
    page.keyboard.type("return a + b")
    page.keyboard.press("Control+s")
    page.wait_for_timeout(1000)
    page.screenshot(path=tmp_path / "repaired.png")

    page = opened("00_start_here.ipynb")
    run_all(page)
    expect(output.filter(has_text="passed add: 1 of 1 points (visible checks).").first).to_be_visible(timeout=PATIENCE)
    page.screenshot(path=tmp_path / "passes.png")

    # Weeks later: all helpers written, all questions answered.
    opened("lab.py")  # so that nothing is open that now comes anew
    for name in edited_helpers():
        shutil.copy(ROOT / "helpers" / name, folder / "helpers" / name)
    sources = sorted(course.source.glob("*.ipynb"))
    if os.environ.get("LAB_JOURNEY") != "whole":
        sources = [source for source in sources if not source.stem.startswith(TRAINING)]
    checks = 0
    for source in sources:
        path = Path(shutil.copy(source, folder))
        page = opened(path.name)
        run_all(page)
        outputs = outputs_when_run(page, path)
        page.screenshot(path=tmp_path / f"{path.stem}.png")
        assert not [output for output in outputs if output["output_type"] == "error"], path.name
        said = texts(outputs)
        assert not re.search(r"^(x|--) ", said, re.M), said
        checks += len(re.findall(r"^(ok|->) ", said, re.M))
    stems = {source.stem for source in sources}
    assert checks == sum(exercise.notebook in stems for exercise in EXERCISES.values())
    validated = subprocess.run(
        [sys.executable, "-m", "nbgrader", "validate", "02_svm_loss.ipynb"],
        cwd=folder, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "Your notebook passes all the tests" in validated.stdout + validated.stderr
