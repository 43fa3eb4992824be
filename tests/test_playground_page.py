"""The playground's page in a real browser, and its widget in a real JupyterLab."""

import contextlib
import math
import os
import re
import shutil
import subprocess
import sys
import time
from itertools import pairwise

import nbformat
import numpy as np
import pytest
from browser import PATIENCE, browser, in_node, jupyterlab, needed, offline, run_all, window
from playwright.sync_api import expect
from test_playground import FIXTURE, SHOT, node

from grader import ROOT
from helpers import svm
from helpers.given.live.page import page
from helpers.given.live.playground import points, weights
from helpers.given.live.start import START, TITLE

with_chromium = needed()


def in_browser(test):
    """Mark a test that compares what a browser does with what node does."""
    return with_chromium(in_node(test))


COMMAND = [sys.executable, "-S", "-m", "helpers.given.live"]  # -S: without the packages that are installed


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The page that the command writes."""
    path = tmp_path_factory.mktemp("page") / "playground.html"
    done = subprocess.run([*COMMAND, "--no-open", "--out", path], cwd=ROOT, check=True, capture_output=True, text=True)
    assert done.stdout == f"The playground is in {path}\nOpen it in a browser; it needs no network.\n"
    return path


@pytest.mark.skipif(os.name != "posix", reason="the browser of this test is a script")
def test_the_command_opens_the_page_in_a_browser(tmp_path):
    script, out = tmp_path / "browser", tmp_path / "playground.html"
    script.write_text(f'#!/bin/sh\necho "$1" > {tmp_path}/shown\n')
    script.chmod(0o755)
    environment = {**os.environ, "BROWSER": str(script)}
    done = subprocess.run([*COMMAND, "--out", out], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert (done.stdout, done.stderr, done.returncode) == (f"The playground is in {out}\n", "", 0)
    assert (tmp_path / "shown").read_text() == f"{out.as_uri()}\n"


def test_a_page_that_cannot_be_written_is_said_in_one_sentence(tmp_path):
    out = tmp_path / "missing" / "playground.html"
    done = subprocess.run([*COMMAND, "--no-open", "--out", out], cwd=ROOT, capture_output=True, text=True)
    assert done.stderr == f"The page was not written: No such file or directory: {out}\n"


def test_no_state_and_no_title_ends_the_script():
    made = page("playground", "<b>&", {"a": "</script><!--"})
    assert "<b>" not in made and made.count("</script") == 2 and "<!--" not in made
    assert TITLE in page("playground", TITLE, START)


@pytest.fixture(scope="module")
def chromium():
    with browser() as started:
        yield started


@pytest.fixture
def opened(chromium, built):
    """Open the page with some state; nothing may go wrong in it."""
    wrong = []
    with contextlib.ExitStack() as pages:

        def open_page(state=None, **options):
            opened_page = pages.enter_context(
                window(chromium, **{"viewport": {"width": 1440, "height": 1000}, **options})
            )
            wrong.append(offline(opened_page))
            address = built.as_uri()
            if state is not None:
                address += "#" + node("demo.toHash(state)", state=state)
            opened_page.goto(address)
            expect(opened_page.locator(".totals td").first).not_to_be_empty()
            return opened_page

        yield open_page
    assert not any(wrong), wrong


def drawn(page, milliseconds=0):
    """Wait until the page has drawn what was done, and then so long by its own clock."""
    page.evaluate(
        "(time) => new Promise((done) =>"
        " requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, time))))",
        milliseconds,
    )


def totals(page):
    drawn(page)
    return page.locator(".totals td").all_text_contents()


def state_of(page):
    """The state in the page's address, which is written 300 ms after all is drawn."""
    drawn(page, 350)
    state = node("demo.fromHash(hash)", hash=page.evaluate("location.hash.slice(1)"))
    assert state is not None
    return state


def where(page, x0, x1):
    """Pixels of a place in the plane."""
    page.locator("canvas.plane").scroll_into_view_if_needed()
    box = page.locator("canvas.plane").bounding_box()
    return box["x"] + (x0 + 1.25) / 2.5 * box["width"], box["y"] + (1.25 - x1) / 2.5 * box["height"]


NUMBERS = ("gradient", "measured")


def values(page):
    """W as the page shows it."""
    rows = page.locator("table.weights tr", has=page.locator("input[type=number]")).all()
    return [[float(one.input_value()) for one in row.locator("input[type=number]").all()] for row in rows]


@in_browser
def test_the_page_works_from_a_file_and_shows_the_fixture(opened):
    page = opened(SHOT)
    assert totals(page) == ["0.6446", "1.9711", "2.6157", "7 of 9"]
    for loss, (_, (mean, total), _, _) in FIXTURE.items():
        page.get_by_label("Loss", exact=True).select_option(loss)
        np.testing.assert_allclose([float(shown) for shown in totals(page)[:3:2]], [mean, total], atol=0.51e-4)
    assert values(page) == np.vstack([np.transpose(SHOT["W"]), SHOT["b"]]).tolist()
    gradient, measured = (page.locator(f"table.weights tr.{name} td").all_text_contents() for name in NUMBERS)
    assert len(gradient) == 9
    assert gradient == measured


@in_browser
def test_a_point_follows_the_mouse_and_the_gradient_with_it(opened):
    page = opened(SHOT)
    before = page.locator("table.weights tbody").text_content()
    page.mouse.move(*where(page, 0.5, 0.4))
    page.mouse.down()
    page.mouse.move(*where(page, -0.5, -0.8), steps=5)
    totals(page)
    during = page.locator("table.weights tbody").text_content()
    page.mouse.up()
    assert during != before
    moved = state_of(page)
    np.testing.assert_allclose(moved["X"][0], [-0.5, -0.8], atol=0.01)
    assert moved["X"][1:] == SHOT["X"][1:]
    assert totals(page)[2] == f"{node('demo.lossAndGrad(moved).total', moved=moved):.4f}"

    page.mouse.move(*where(page, 0.0, 1.0))  # an empty place grabs nothing
    page.mouse.down()
    page.mouse.move(*where(page, 0.5, 1.0), steps=3)
    page.mouse.up()
    assert state_of(page) == moved
    page.get_by_role("button", name="Undo").click()
    assert state_of(page)["X"] == SHOT["X"]


@in_browser
def test_a_finger_drags_a_point(opened):
    page = opened(SHOT, has_touch=True, is_mobile=True, viewport={"width": 360, "height": 740})
    (x, y), (to_x, to_y) = where(page, 0.8, 0.3), where(page, 0.2, 1.1)
    touch = page.context.new_cdp_session(page)
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for share in (0.3, 0.7, 1):
        point = {"x": x + share * (to_x - x), "y": y + share * (to_y - y)}
        touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    np.testing.assert_allclose(state_of(page)["X"][1], [0.2, 1.1], atol=0.02)


@in_browser
def test_points_are_chosen_moved_relabelled_added_and_removed_by_keys(opened):
    page = opened(SHOT)
    plane = page.locator("canvas.plane")
    plane.focus()
    for key in ("n", "n", "ArrowLeft", "ArrowUp", "Shift+ArrowUp", "1"):
        plane.press(key)
    state = state_of(page)
    np.testing.assert_allclose(state["X"][2], [0.28, 0.92])
    assert state["y"] == [0, 0, 1, 1, 1, 1, 2, 2, 2]
    plane.press("Enter")
    assert len(state_of(page)["X"]) == 10
    plane.press("Delete")
    assert state_of(page)["X"] == state["X"]
    plane.press("Control+z")
    assert len(state_of(page)["X"]) == 10
    expect(page.locator("[aria-live]")).to_have_text(re.compile(r"^Undone: removal of point 9. Data loss \d"))


@in_browser
def test_every_control_is_reached_by_tab_and_its_focus_shows(opened):
    page = opened()
    count = page.evaluate(
        "[...document.querySelectorAll('button, select, summary, canvas.plane, input:not([type=radio]), .wide')]"
        ".filter((one) => one.checkVisibility()).length"
    )
    count += 2  # each group of radio buttons is reached once: the slice, and the first mission's answers
    seen = 0
    for _ in range(count):
        page.keyboard.press("Tab")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        seen += outline == "solid" and page.evaluate("document.activeElement !== document.body")
    assert seen == count


@in_browser
@pytest.mark.parametrize("loss", FIXTURE)
def test_200_steps_go_where_node_goes(opened, loss):
    page = opened({**SHOT, "loss": loss})
    page.evaluate(
        "() => { const one = [...document.querySelectorAll('button')].find((b) => b.textContent === 'Single update');"
        " for (let i = 0; i < 200; i++) one.click(); }"
    )
    state = {**SHOT, "loss": loss}
    before, after = node("[state, demo.train(state, 200)].map((s) => demo.lossAndGrad(s).total)", state=state)
    assert totals(page)[2] == f"{after:.4f}"
    assert after < before
    expect(page.get_by_role("img", name=re.compile("Loss over 200 steps"))).to_be_visible()


@in_browser
def test_start_runs_and_stop_stops(opened):
    page = opened(SHOT)
    page.get_by_role("button", name="Start").click()
    page.wait_for_timeout(1000)
    page.get_by_role("button", name="Stop").click()
    first = float(totals(page)[2])
    assert first < 2.6157
    page.wait_for_timeout(300)
    assert float(totals(page)[2]) == first
    page.get_by_role("button", name="Undo").click()
    assert totals(page)[2] == "2.6157"


@in_browser
def test_sliders_boxes_presets_undo_reset_and_the_seed(opened):
    page = opened(SHOT)
    page.get_by_label("reg (lambda)").fill("0")
    assert totals(page)[1] == "0.0000"
    page.get_by_label("W[1, 1]", exact=True).fill("-1")
    page.keyboard.press("Enter")
    assert state_of(page)["W"][1] == [0.44, -1]
    page.get_by_role("button", name="W[0, 0] up by 0.1").click()
    assert state_of(page)["W"][0][0] == 2.16
    for _ in range(3):
        page.get_by_role("button", name="Undo").click()
    assert state_of(page) == SHOT
    page.get_by_label("Points", exact=True).select_option("outlier")
    assert len(state_of(page)["X"]) == 16
    page.get_by_label("Seed").fill("7")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Randomize W").click()
    assert state_of(page)["W"] == node("demo.randomize({ ...start, seed: 7 })", start=START)["W"]
    page.get_by_role("button", name="Reset").click()
    assert state_of(page) == START


@in_browser
def test_weights_that_run_away_are_stopped_and_said(opened):
    page = opened({**SHOT, "reg": 100, "step": 5})
    button = page.get_by_role("button", name="Single update")
    for _ in range(5):
        button.click()
    expect(page.get_by_text("Stopped, because these weights blow up")).to_be_visible()
    assert np.abs(state_of(page)["W"]).max() < 1e9
    page.get_by_role("button", name="Reset").click()
    expect(page.get_by_text("blow up")).to_be_hidden()


@in_browser
def test_a_link_holds_the_state_and_a_broken_one_harms_nothing(opened, built):
    page = opened(SHOT)
    page.get_by_role("button", name="W × 2").click()
    doubled, address = state_of(page), page.url
    page.goto("about:blank")
    page.goto(address)
    assert state_of(page) == doubled
    assert doubled["W"][0] == [4.12, 2.96]
    page.goto("about:blank")
    page.goto(f"{built.as_uri()}#nonsense")
    assert totals(page)[2] == "6.3167"


@in_browser
def test_the_first_mission_is_asked_at_once(opened):
    page = opened()
    expect(page.get_by_text("Three classes of points, and a linear classifier W")).to_be_visible()
    mission = page.locator("details", has_text="Go downhill")
    mission.get_by_label("all nine").check()
    mission.get_by_role("button", name="Reveal").click()
    expect(mission.get_by_text("As you said. 2 of 9 → 9 of 9, and the loss 6.32 →")).to_be_visible()
    assert totals(page)[3] == "9 of 9"


@in_browser
def test_on_a_phone_the_table_of_points_is_whole(opened):
    page = opened(SHOT, has_touch=True, is_mobile=True, viewport={"width": 390, "height": 844})
    for table in ("points", "weights"):
        right = page.locator(f"table.{table}").evaluate("(table) => table.getBoundingClientRect().right")
        assert right <= 390
    assert page.locator(".wide").evaluate("(box) => box.scrollWidth <= box.clientWidth")


@in_browser
def test_a_mission_asks_first_and_then_shows(opened):
    page = opened()
    mission = page.locator("details", has_text="Jiggle a point")
    mission.locator("summary").click()
    mission.get_by_role("button", name="Reveal").click()
    expect(mission.get_by_text("Predict first")).to_be_visible()
    mission.get_by_label("both").check()
    mission.get_by_role("button", name="Reveal").click()
    expect(mission.get_by_text("Not so: softmax only. SVM 0.000000 → 0.000000")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    assert totals(page)[2] == "6.3167"


@in_browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 640, 768, 1440])  # 640: a window of 1280 at 200 % zoom
def test_axe_finds_nothing_and_nothing_overflows(opened, tmp_path, width, scheme):
    from axe_playwright_python.sync_playwright import Axe

    page = opened(viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce")
    page.evaluate("document.querySelectorAll('details').forEach((box) => (box.open = true))")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    # JupyterLab puts the view into a box that scrolls: a single pixel too many, and a second scroll bar appears.
    box = """(view) => {
      view.parentElement.style = "position: relative; overflow: auto";
      return view.parentElement.scrollHeight - view.parentElement.clientHeight;
    }"""
    assert page.locator(".playground").evaluate(box) == 0
    page.screenshot(path=tmp_path / f"{width}-{scheme}.png", full_page=True)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@in_browser
def test_the_theme_of_a_notebook_counts_more_than_that_of_the_system(opened):
    page = opened(color_scheme="light")
    shades = "() => { const style = getComputedStyle(document.querySelector('.playground')); return style.color; }"
    before = page.evaluate(shades)
    page.evaluate("document.body.dataset.jpThemeLight = 'false'")
    after = page.evaluate(shades)
    assert (before, after) == ("rgb(26, 26, 26)", "rgb(236, 238, 241)")


@in_browser
def test_less_is_drawn_where_motion_is_unwelcome(opened):
    page = opened(SHOT, reduced_motion="reduce")
    page.get_by_role("button", name="Start").click()
    started, shown = time.monotonic(), set()
    for _ in range(12):
        shown.add(totals(page)[2])
        page.wait_for_timeout(100)
    assert len(shown) <= 2 + (time.monotonic() - started)  # one each second
    assert f"{node('demo.lossAndGrad(demo.train(shot, 10)).total', shot=SHOT):.4f}" in shown


@in_browser
def test_500_points_can_be_dragged(opened, capsys):
    rng = np.random.default_rng(1)
    many = {**SHOT, "X": rng.uniform(-1, 1, (500, 2)).round(3).tolist(), "y": rng.integers(0, 3, 500).tolist()}
    page = opened(many)
    page.evaluate(
        "() => { window.frames_at = []; const tick = (now) => { frames_at.push(now); requestAnimationFrame(tick); };"
        " requestAnimationFrame(tick); }"
    )
    page.mouse.move(*where(page, *many["X"][0]))
    left, top, size, _ = page.locator("canvas.plane").bounding_box().values()
    page.mouse.down()
    page.evaluate("frames_at.length = 0")
    for i in range(120):
        page.mouse.move(left + (1.25 + math.sin(i / 10)) / 2.5 * size, top + (1.25 + math.cos(i / 10)) / 2.5 * size)
    frames = page.evaluate("frames_at")
    page.mouse.up()
    gaps = sorted(later - earlier for earlier, later in pairwise(frames))
    with capsys.disabled():
        print(f"\n500 points: {1000 / np.mean(gaps):.0f} frames a second, median gap {np.median(gaps):.1f} ms")
    assert np.median(gaps) < 200


# --- the widget ------------------------------------------------------------------------------------------------------

CELLS = [
    "from helpers import svm\nfrom helpers.given.live import Playground",
    "right = Playground(loss=svm.svm_loss_vectorized)\nright",
    """def half_price(W, X, y, reg):
    loss, dW = svm.svm_loss_vectorized(W, X, y, reg)
    return loss, dW - reg * W
Playground(loss=half_price)""",
    "print('read back:', right.loss, right.W.shape, right.X[0].round(2).tolist(), right.W.round(3).tolist())",
]


@pytest.fixture
def notebook(tmp_path, chromium):
    """A notebook with both demos, in a JupyterLab; what it says went wrong is looked at by the test."""
    folder = tmp_path / "course"
    shutil.copytree(ROOT / "helpers", folder / "helpers", ignore=shutil.ignore_patterns("__pycache__"))
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in CELLS])
    made.metadata.kernelspec = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    nbformat.write(made, folder / "demo.ipynb")
    with jupyterlab(folder) as address, window(chromium, viewport={"width": 1400, "height": 2600}) as page:
        page.goto(f"{address}lab/tree/demo.ipynb?token=t&reset")
        expect(page.locator(".jp-Notebook .jp-Cell").first).to_be_visible(timeout=PATIENCE)
        yield page


@in_browser
def test_in_a_notebook_the_students_function_drives_it_and_python_reads_it_back(notebook, tmp_path):
    run_all(notebook)
    right, wrong = notebook.locator(".playground").nth(0), notebook.locator(".playground").nth(1)
    said = notebook.locator(".jp-OutputArea-output", has_text="read back:")
    expect(said).to_have_text(re.compile(r"yours \(3, 3\) \[0\.5, 0\.4, 1\.0\]"), timeout=PATIENCE)

    loss, dW = svm.svm_loss_vectorized(weights(START), points(START), np.array(START["y"]), START["reg"])
    expect(right.locator(".totals td").nth(2)).to_have_text(f"{loss:.4f}", timeout=PATIENCE)
    expect(right.get_by_label("Loss", exact=True)).to_have_value("yours")
    expect(right.get_by_label("Points", exact=True)).to_have_value("lecture")
    expect(right.locator(".words").first).to_be_hidden()
    expect(wrong.locator(".words").first).to_have_text(
        re.compile(r"The gradient of half_price disagrees .* The dashed arrows follow the measured one\."),
        timeout=PATIENCE,
    )

    right.get_by_role("button", name="Single update").click()
    W = weights(START) - START["step"] * dW
    after = svm.svm_loss_vectorized(W, points(START), np.array(START["y"]), START["reg"])[0]
    expect(right.locator(".totals td").nth(2)).to_have_text(f"{after:.4f}", timeout=PATIENCE)
    right.locator("canvas.plane").focus()
    for _ in range(5):
        right.locator("canvas.plane").press("ArrowLeft")
    expect(right.locator("[aria-live]")).to_have_text(re.compile("^Point 0 at 0.40, 0.40."))
    notebook.screenshot(path=tmp_path / "notebook.png")

    notebook.locator(".jp-CodeCell", has_text="read back:").locator(".jp-InputArea-editor").click()
    notebook.keyboard.press("Control+Enter")
    text = re.escape(f"yours (3, 3) [0.4, 0.4, 1.0] {W.round(3).tolist()}")
    expect(said).to_have_text(re.compile(text), timeout=PATIENCE)
