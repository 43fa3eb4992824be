"""The site: what it is built of, and a newcomer's way through it in a real browser that can reach no other host."""

import functools
import http.server
import json
import re
import shutil
import subprocess
import sys
import threading
import zipfile

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import browser, needed
from playwright.sync_api import Page, expect

from grader.course import Course, CourseError
from grader.intake import collect
from grader.publishing import build, cells, wheels

BOOT = 600_000
"""Milliseconds until Python has certainly started in a browser on a busy machine; on a quiet one it takes 20,000."""


STILL = """addEventListener("DOMContentLoaded", () => {
  const style = document.createElement("style");
  style.textContent = "* { animation: none !important }";
  document.head.append(style);
});"""
"""Without a graphics card, drawing JupyterLab's spinner takes the processor from Python, which it waits for."""


@pytest.fixture(scope="module")
def made(student_tree, tmp_path_factory):
    """The notebooks and helpers as the site has them, and the name of this release."""
    folder = tmp_path_factory.mktemp("contents") / "made"
    return folder, build.contents(student_tree, folder, offline=True)


@pytest.fixture(scope="module")
def site(made, tmp_path_factory):
    """A site that brings its own Pyodide, in the folder vision/site of a server's root."""
    folder = tmp_path_factory.mktemp("server") / "vision" / "site"
    try:
        build.build(*made, folder, offline=True, steps=20)
    except wheels.WheelError as error:
        pytest.skip(str(error))
    return folder


@pytest.fixture
def address(site):
    """Where the site is served: as from GitHub Pages, by static files that a browser keeps for ten minutes."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def end_headers(self) -> None:
            self.send_header("Cache-Control", "max-age=600")
            super().end_headers()

        def log_message(self, *_: object) -> None:
            pass

    handler = functools.partial(Quiet, directory=site.parents[1])
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/vision/site/"
        server.shutdown()


def test_notebooks_say_what_is_different_and_are_graded_as_before(made, student_tree):
    folder, name = made
    assert re.fullmatch("linear-classifiers-[0-9a-f]{12}", name)
    form = collect.answer_cells(student_tree)
    assert collect.read(folder, "ann", form).digest() == collect.read(student_tree, "ann", form).digest()
    said = set()
    for path in student_tree.glob("*.ipynb"):
        before, after = (json.loads((tree / path.name).read_text())["cells"] for tree in (student_tree, folder))
        added = [cell for cell in after if cell["id"].startswith("browser_")]
        assert [cell for cell in after if cell not in added] == before
        assert added[0]["source"] == cells.KEPT
        said |= {cell["id"] for cell in added}
    assert said == {f"browser_{name}" for name in cells.BELOW}
    assert not list(folder.rglob("lab.py"))


def test_given_modules_come_from_one_file_and_are_what_they_were(made):
    code = """if True:
        import inspect, pathlib, sys
        from helpers.given import bundle, check, hunt, plots, work
        for name, module in sys.modules.items():
            if name.startswith("helpers.given.") and module is not bundle:
                assert type(module.__loader__) is bundle.Loader, name
                assert inspect.getsource(module) == pathlib.Path(module.__file__).read_text(encoding="utf-8"), name
                print(name)
    """
    done = subprocess.run([sys.executable, "-c", code], cwd=made[0], capture_output=True, text=True)
    assert not done.stderr
    assert len(done.stdout.split()) > 40


def test_another_release_has_another_name(made, student_tree, tmp_path):
    changed = shutil.copytree(student_tree, tmp_path / "changed")
    (changed / "helpers" / "start.py").write_text("# new\n")
    assert build.contents(changed, tmp_path / "made", offline=True) != made[1]
    assert build.contents(student_tree, tmp_path / "again", offline=True) == made[1]


def test_another_pyodide_has_another_place_or_a_browser_would_mix_the_two(monkeypatch):
    def kernel():
        (options,) = build._settings("a", offline=True)["jupyter-config-data"]["litePluginSettings"].values()
        return options

    before = kernel()
    monkeypatch.setitem(wheels.LOCK["core"], "pyodide.asm.wasm", "0" * 64)
    after = kernel()
    assert before["pyodideUrl"] != after["pyodideUrl"]
    assert before["loadPyodideOptions"]["lockFileURL"] != after["loadPyodideOptions"]["lockFileURL"]


def test_without_offline_each_notebook_says_where_python_comes_from(student_tree, tmp_path):
    build.contents(student_tree, tmp_path / "made", offline=False)
    for path in student_tree.glob("*.ipynb"):
        assert cells.ELSEWHERE in (tmp_path / "made" / path.name).read_text(encoding="utf-8")


def test_without_offline_only_pyodides_own_files_come_from_its_address():
    packages = wheels.lock(offline=False)["packages"]
    far = {name for name, entry in packages.items() if entry["file_name"].startswith(wheels.ADDRESS)}
    assert far == set(wheels.LOCK["official"])
    assert set(build.PRELOADED) <= set(packages)
    assert all(set(entry["depends"]) <= set(packages) for entry in packages.values())


def test_what_cannot_be_fetched_is_one_sentence(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", "")
    with pytest.raises(wheels.WheelError, match=r"did not give open-webui \(.*\): check the network, then"):
        wheels.fetched("carrier")


def test_a_folder_with_other_files_is_left_alone(made, tmp_path):
    (tmp_path / "thesis.txt").write_text("years")
    with pytest.raises(build.SiteError, match="holds something other than a site"):
        build.build(*made, tmp_path, offline=True)
    assert (tmp_path / "thesis.txt").read_text() == "years"


@pytest.mark.parametrize("text", ["", "correct horse battery", "é"])
def test_a_secret_that_is_none_is_said_in_a_sentence(tmp_path, text):
    (tmp_path / "secret").write_text(text, encoding="utf-8")
    with pytest.raises(CourseError, match="does not hold a course's secret, 64 hexadecimal digits: put"):
        Course(tmp_path).secret()


@needed()
@pytest.mark.parametrize("offline", [True, False])
def test_the_landing_page_says_when_python_cannot_be_loaded(tmp_path, offline):
    (tmp_path / "index.html").write_text(build._landing("linear-classifiers-0", offline, cifar=False))
    with browser("--host-resolver-rules=MAP * ~NOTFOUND") as chromium:
        page = chromium.new_page()
        page.goto(f"file://{tmp_path}/index.html", wait_until="networkidle")
        expect(page.get_by_role("alert")).to_have_count(0 if offline else 1)
        assert (wheels.PYTHON in page.inner_text("body")) != offline


@pytest.mark.long
@needed()
def test_from_the_landing_page_to_a_repaired_function_and_the_hand_in(site, address, tmp_path):
    assert build.sizes(site)["total"] < 60
    assert not list(site.rglob("*.map"))
    settings = json.loads((site / "jupyter-lite.json").read_text())["jupyter-config-data"]["settingsOverrides"]
    assert not settings["@jupyterlab/filebrowser-extension:browser"]["showLastModifiedColumn"]
    with browser("--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1") as chromium:
        page = chromium.new_page(viewport={"width": 1280, "height": 860})
        page.add_init_script(STILL)
        asked = []
        page.context.on("request", lambda request: asked.append(request.url))
        page.goto(address)
        assert Axe().run(page).violations_count == 0
        page.screenshot(path=tmp_path / "landing-1280.png", full_page=True)
        page.set_viewport_size({"width": 820, "height": 1100})
        page.screenshot(path=tmp_path / "landing-820.png", full_page=True)
        page.set_viewport_size({"width": 1280, "height": 860})

        page.get_by_role("link", name="Start the notebooks").click()
        run_all(page)
        expect(told(page, "still open add: 00_start_here, task 1.")).to_be_visible(timeout=BOOT)
        told(page, "still open add: 00_start_here, task 1.").scroll_into_view_if_needed()
        page.screenshot(path=tmp_path / "open.png")
        edit(page, "raise NotImplementedError", "return a * b")
        run_all(page)
        expect(told(page, "your add(2, 3) 6, expected 5")).to_be_visible(timeout=BOOT)
        told(page, "your add(2, 3) 6, expected 5").scroll_into_view_if_needed()
        page.screenshot(path=tmp_path / "fails-1280.png")
        page.set_viewport_size({"width": 820, "height": 1100})
        page.screenshot(path=tmp_path / "fails-820.png")
        page.set_viewport_size({"width": 1280, "height": 860})
        edit(page, "return a * b", "return a + b")
        run_all(page)
        expect(told(page, "passed add: 1 of 1 points (visible checks).")).to_be_visible(timeout=BOOT)
        told(page, "passed add: 1 of 1 points (visible checks).").scroll_into_view_if_needed()
        page.screenshot(path=tmp_path / "passes.png")
        expect(page.locator(".jp-OutputArea-output img").first).to_be_attached(timeout=BOOT)

        # two files are left open: opening them again, JupyterLab may leave out the one that the address names, so
        # that the link has a workspace of its own
        page.keyboard.press("Control+s")
        page.wait_for_timeout(3000)
        page.goto(address)
        page.get_by_role("link", name="my_work").click()
        written = cells.MY_WORK[1][1].replace("your-id", "ann")
        played = "\n\nfrom helpers.given.live import Playground\nPlayground(loss=lambda W, X, y, reg: (7.25, 0 * W))"
        expect(page.get_by_role("tab", name=cells.WORK, selected=True)).to_be_visible(timeout=BOOT)
        expect(page.get_by_text("Python (Pyodide) | Idle")).to_be_visible(timeout=BOOT)
        page.get_by_role("tab", name=cells.WORK).click()
        page.get_by_role("tabpanel", name=cells.WORK).locator(".jp-CodeCell .cm-content").first.click()
        page.keyboard.press("Control+a")
        page.keyboard.insert_text(written + played)
        page.keyboard.press("Shift+Enter")
        expect(page.locator(".playground")).to_contain_text("7.25", timeout=BOOT)
        with page.expect_download() as handed_in:
            page.get_by_role("link", name="Download ann.zip").click()
        handed_in.value.save_as(tmp_path / "ann.zip")
    with zipfile.ZipFile(tmp_path / "ann.zip") as archive:
        assert "return a + b" in archive.read("helpers/start.py").decode()
    assert [url for url in asked if "127.0.0.1" not in url and url.startswith("http")] == []


@needed()
def test_a_new_release_at_the_same_address_is_what_a_returning_student_gets(made, site, address):
    with browser("--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1") as chromium:
        page = chromium.new_page()
        page.add_init_script(STILL)
        page.goto(address)
        page.get_by_role("link", name="Start the notebooks").click()
        expect(page.get_by_role("heading", name="00 Start here")).to_be_visible(timeout=BOOT)
        for path in (site / "index.html", site / "jupyter-lite.json", site / "files" / "00_start_here.ipynb"):
            old = path.read_text(encoding="utf-8")
            path.write_text(
                old.replace(made[1], "linear-classifiers-next").replace("# 00 Start here", "# 00 Corrected")
            )
        page.goto(address)
        page.wait_for_function("document.documentElement.outerHTML.includes('linear-classifiers-next')", timeout=BOOT)
        page.get_by_role("link", name="Start the notebooks").click()
        expect(page.get_by_role("heading", name="00 Corrected")).to_be_visible(timeout=BOOT)


def told(page: Page, text: str):
    return page.locator(".jp-OutputArea-output", has_text=text).first


def run_all(page: Page) -> None:
    """Run all cells of the notebook that is shown, once Python is there."""
    expect(page.get_by_text("Python (Pyodide) | Idle")).to_be_visible(timeout=BOOT)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name=re.compile("^Run All Cells")).first.click()


def edit(page: Page, old: str, new: str) -> None:
    """Replace the end of a line of helpers/start.py in the editor, save, and go back to the notebook."""
    if page.get_by_role("tab", name="start.py").count():
        page.get_by_role("tab", name="start.py").click()
    else:
        page.locator(".jp-DirListing-item", has_text="helpers").dblclick()
        page.locator(".jp-DirListing-item", has_text="start.py").dblclick()
    line = page.locator(".jp-FileEditor .cm-line", has_text=old)
    line.click(timeout=BOOT)
    page.keyboard.press("End")
    page.keyboard.press("Shift+Home")
    page.keyboard.type(new)
    page.keyboard.press("Control+s")
    page.wait_for_timeout(3000)
    page.get_by_role("tab", name="00_start_here.ipynb").click()
