"""A real browser, a real JupyterLab for it, and node, for the tests of what people see."""

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from helpers.given.live.page import module

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
MISSING = "no Chromium here, so what people see in a browser was not tested; on Debian: apt-get install chromium"
PATIENCE = 60_000
"""Milliseconds until something that should appear counts as missing."""


NODE = shutil.which("node")
if NODE is None and os.environ.get("CI"):
    pytest.fail("no node here: apt-get install nodejs", pytrace=False)
in_node = pytest.mark.skipif(NODE is None, reason="no node here; on Debian: apt-get install nodejs")


def in_javascript(name: str, expression: str, /, **given: Any) -> Any:
    """The value of an expression of JavaScript: in it, `demo` is a module of helpers/given/live, `given` are names."""
    text = module(name)
    program = f"""
      const demo = await import("data:text/javascript;base64," + Buffer.from({json.dumps(text)}).toString("base64"));
      const {{ {", ".join(given)} }} = {json.dumps(given)};
      console.log(JSON.stringify({expression}));"""
    command = [NODE, "--input-type=module"]
    done = subprocess.run(command, input=program, capture_output=True, encoding="utf-8", timeout=120)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def needed() -> pytest.MarkDecorator:
    """The mark of tests that need a browser: without one they are left out, and in CI that is a failure."""
    if CHROMIUM is None and os.environ.get("CI"):
        pytest.fail(MISSING, pytrace=False)
    return pytest.mark.skipif(CHROMIUM is None, reason=MISSING)


@contextlib.contextmanager
def browser(*more: str) -> Iterator[Browser]:
    """A Chromium that calls nobody on its own; more: arguments for it."""
    arguments = [*more, "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-quic"]
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield started
        started.close()


@contextlib.contextmanager
def window(started: Browser, **options: Any) -> Iterator[Page]:
    """A page of a browser, with options of a context. A window takes most of the time: pages share one if they can."""
    media = {name: options.pop(name) for name in ("color_scheme", "reduced_motion") if name in options}
    viewport = options.pop("viewport", {"width": 1280, "height": 720})
    if not started.contexts:
        started.new_context().new_page()  # it stays, and the window with it
    own = started.new_context(**options) if options else None
    page = (own or started.contexts[0]).new_page()
    page.set_viewport_size(viewport)
    page.emulate_media(**media)
    yield page
    (own or page).close()


def offline(page: Page) -> list[str]:
    """Block the network for a page; return the list of what goes wrong in it, to which more may come."""
    wrong = []

    def answer(route):
        if route.request.url.startswith(("file:", "data:", "blob:")):
            return route.continue_()
        wrong.append(f"asked for {route.request.url}")
        return route.abort()

    page.route("**/*", answer)
    page.on("console", lambda said: wrong.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    return wrong


@contextlib.contextmanager
def jupyterlab(folder: Path) -> Iterator[str]:
    """The address of a JupyterLab started in a folder, and nothing left of it afterwards; its token is t."""
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--ServerApp.token=t", "--ServerApp.port=0"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")
    given, kept = folder / "helpers" / "given" / "jupyterlab", folder.parent / ".workspaces"
    shutil.copytree(given / "workspaces", kept)
    command += [f"--LabApp.app_settings_dir={given}", f"--LabApp.workspaces_dir={kept}"]  # as lab.py does
    command += ["--LabApp.expose_app_in_browser=True"]  # as window.jupyterapp
    config = folder.parent / ".jupyter" / "labconfig"
    config.mkdir(parents=True)
    # Whether its extensions fit is not asked: that starts node several times for each page.
    (config / "page_config.json").write_text('{"buildCheck": false}')
    runtime = folder.parent / "runtime"
    environment = {**os.environ, "HOME": str(folder.parent), "JUPYTER_RUNTIME_DIR": str(runtime)}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    server = subprocess.Popen(command, cwd=folder, env=environment, start_new_session=True, **quiet)
    try:
        yield _address(runtime)
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


def run_all(page: Page) -> None:
    """Run all cells of the notebook that JupyterLab shows."""
    expect(page.get_by_text("Python 3 (ipykernel) | Idle")).to_be_visible(timeout=PATIENCE)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name=re.compile("^Run All Cells")).first.click()
