"""A new student's first minutes, in a real browser: unpack, open, see a check fail, repair the file, see it pass."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
MISSING = "no Chromium here, so what students see in a browser was not tested; on Debian: apt-get install chromium"
PATIENCE = 60_000
"""Milliseconds until something that should appear counts as missing."""

if CHROMIUM is None and os.environ.get("CI"):
    pytest.fail(MISSING, pytrace=False)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason=MISSING)


@pytest.fixture
def folder(student_tree, tmp_path):
    """The zip, unpacked elsewhere as a student would."""
    with zipfile.ZipFile(student_tree.with_suffix(".zip")) as archive:
        archive.extractall(tmp_path / "downloads")
    return tmp_path / "downloads" / student_tree.name


@pytest.fixture
def address(folder):
    """A JupyterLab started in the student's folder, and nothing left of it afterwards."""
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--ServerApp.token=t", "--ServerApp.port=0"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")
    environment = {**os.environ, "HOME": str(folder.parent), "JUPYTER_RUNTIME_DIR": str(folder.parent / "runtime")}
    server = subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield _address(folder.parent / "runtime")
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(30)


def _address(runtime: Path) -> str:
    for _ in range(600):
        for path in runtime.glob("jpserver-*.json"):
            try:
                return json.loads(path.read_text())["url"]
            except (ValueError, KeyError):
                continue  # still being written
        time.sleep(0.1)
    raise TimeoutError("JupyterLab did not start")


@pytest.fixture
def page(address):
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-quic"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        page = browser.new_page(viewport={"width": 1400, "height": 1000})
        page.goto(f"{address}lab/tree/00_start_here.ipynb?token=t&reset")
        yield page
        browser.close()


def run_all(page: Page) -> None:
    expect(page.get_by_text("Python 3 (ipykernel) | Idle")).to_be_visible(timeout=PATIENCE)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name=re.compile("^Run All Cells")).first.click()


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
