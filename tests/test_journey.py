"""A new student's first minutes, in a real browser: unpack, open, see a check fail, repair the file, see it pass."""

import re
import zipfile

import pytest
from browser import PATIENCE, browser, jupyterlab, needed, run_all
from playwright.sync_api import expect

pytestmark = needed()


@pytest.fixture
def folder(student_tree, tmp_path):
    """The zip, unpacked elsewhere as a student would."""
    with zipfile.ZipFile(student_tree.with_suffix(".zip")) as archive:
        archive.extractall(tmp_path / "downloads")
    return tmp_path / "downloads" / student_tree.name


@pytest.fixture
def page(folder):
    with jupyterlab(folder) as address, browser() as chromium:
        page = chromium.new_page(viewport={"width": 1400, "height": 1000})
        page.goto(f"{address}lab/tree/00_start_here.ipynb?token=t&reset")
        yield page


def test_a_new_student_sees_the_check_fail_repairs_the_file_and_sees_it_pass(page, folder, tmp_path):
    expect(page.locator(".jp-Notebook .jp-Cell").first).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_role("menuitem", name="Run", exact=True)).to_be_visible(timeout=PATIENCE)
    run_all(page)
    output = page.locator(".jp-OutputArea-output", has_text=re.compile(r"\badd\b"))
    expect(output.filter(has_text="add is still open: 00_start_here, task 1.").first).to_be_visible(timeout=PATIENCE)
    page.screenshot(path=tmp_path / "fails.png")

    stub = folder / "helpers" / "start.py"
    text = stub.read_text(encoding="utf-8")
    stub.write_text(re.sub(r"raise NotImplementedError\(.*\)", "return a + b", text), encoding="utf-8")
    run_all(page)
    expect(output.filter(has_text="visible checks passed").first).to_be_visible(timeout=PATIENCE)
    page.screenshot(path=tmp_path / "passes.png")
