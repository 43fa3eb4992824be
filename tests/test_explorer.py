"""The explorer of learned templates: its mathematics in node, its page in a browser, its widget in JupyterLab."""

import contextlib
import json
import re
import shutil
import subprocess
import sys

import nbformat
import numpy as np
import pytest
from browser import PATIENCE, browser, in_javascript, in_node, jupyterlab, needed, offline, run_all, window
from playwright.sync_api import expect

from grader import ROOT
from helpers import templates
from helpers.given import data
from helpers.given.live import Learned, TemplatesExplorer
from helpers.given.live.explorer import described, picture
from helpers.given.live.page import page as page_of

in_chromium = needed()


@pytest.fixture(scope="module")
def dataset():
    return data.stand_in(200, 100, 20)


@pytest.fixture(scope="module")
def rows(dataset):
    return data.to_rows(dataset)


@pytest.fixture(scope="module")
def models(rows):
    """Three sets of weights that are no accident: each class's mean image, more or less blurred by noise."""
    rng = np.random.default_rng(5)
    means = np.stack([rows.X_train[rows.y_train == k].mean(axis=0) for k in range(10)], axis=1)
    weights = [(means * 0.02 + rng.normal(0, noise, means.shape)).astype(np.float32) for noise in (0.02, 0.005, 0.0)]
    return [
        Learned(reg, W, float(np.mean(np.argmax(rows.X_val @ W, axis=1) == rows.y_val)))
        for reg, W in zip((0.001, 0.1, 1.0), weights, strict=True)
    ]


@pytest.fixture(scope="module")
def learned(dataset, rows, models):
    return described(dataset, rows.mean_image, models)


@in_node
def test_scores_and_where_they_come_from_are_numpys(learned, dataset, rows, models):
    expression = """(() => {
      const all = demo.decoded(learned);
      const row = demo.rowOf(all, image);
      const { W } = all.models[model];
      const scores = demo.scoresOf(row, W, 10);
      const parts = demo.contributionsOf(row, W, 10, k);
      const every = all.labels.map((_, i) => demo.scoresOf(demo.rowOf(all, i), W, 10));
      return { row: [...row], scores, parts: [...parts], template: [...demo.templateOf(W, 10, k)],
               ranking: demo.rankingOf(every, k) };
    })()"""
    chosen = [np.flatnonzero(dataset.val.labels == k)[:6] for k in range(10)]
    X = rows.X_val[np.sort(np.concatenate(chosen))]
    for image, model, k in [(0, 0, 3), (17, 1, 0), (59, 2, 9)]:
        found = in_javascript("explorer", expression, learned=learned, image=image, model=model, k=k)
        W = models[model].W.astype(float)
        np.testing.assert_array_equal(np.float32(found["row"]), X[image, :-1])
        np.testing.assert_allclose(found["scores"], X[image] @ W, atol=1e-6)
        parts = (X[image, :-1] * W[:-1, k]).reshape(32, 32, 3).sum(axis=2).ravel()
        np.testing.assert_allclose(found["parts"], parts, atol=1e-7)
        np.testing.assert_allclose(sum(found["parts"]) + W[-1, k], X[image] @ W[:, k], atol=1e-6)
        image_of_template = templates.weights_to_images(models[model].W)[k].ravel().astype(int)
        assert np.abs(np.array(found["template"]) - image_of_template).max() <= 1
        scores = (X @ W)[found["ranking"], k]
        assert np.all(np.diff(scores) <= 1e-9)


@in_node
def test_the_terms_shown_add_up_to_the_total_shown():
    rng = np.random.default_rng(8)
    terms = np.concatenate([rng.normal(0, 3, (3000, 3)), rng.integers(-9, 9, (200, 3)) / 200, np.zeros((1, 3))])
    expression = """sums.map((terms) => {
      const total = terms[0] + terms[1] + terms[2];
      return [...demo.addingUp(terms, total), total].map(demo.signed);
    })"""
    found = in_javascript("explorer", expression, sums=terms.tolist())
    shown = np.array([[float(text.replace("\u2212", "-")) for text in texts] for texts in found])
    np.testing.assert_allclose(shown[:, :3].sum(axis=1), shown[:, 3], atol=1e-9)
    assert np.abs(shown[:, :3] - terms).max() < 0.01 + 1e-9
    assert np.abs(shown[:, 3] - terms.sum(axis=1)).max() < 0.005 + 1e-9
    assert found[-1] == ["+0.00"] * 4


@pytest.fixture(scope="module")
def chromium():
    with browser() as started:
        yield started


@pytest.fixture
def opened(chromium, learned, tmp_path):
    """Opens the page from a file, the network blocked; whatever goes wrong in it fails the test."""
    path = tmp_path / "templates.html"
    choice = {"image": 0, "class": 0, "model": 0}
    path.write_text(page_of("explorer", "Templates", {"learned": learned, "choice": choice}), encoding="utf-8")
    wrong = []
    with contextlib.ExitStack() as pages:

        def open_page(**options):
            page = pages.enter_context(window(chromium, **options))
            wrong.append(offline(page))
            page.goto(path.as_uri())
            return page

        yield open_page
    assert not any(wrong), wrong


def scores_on(page):
    texts = page.locator("tbody td:nth-child(2)").all_inner_texts()
    return [float(text.replace("\u2212", "-")) for text in texts]


@in_chromium
def test_image_class_and_strength_are_chosen_by_keys(opened, learned, rows, dataset, models):
    page = opened()
    chosen = [np.flatnonzero(dataset.val.labels == k)[:6] for k in range(10)]
    X = rows.X_val[np.sort(np.concatenate(chosen))]
    np.testing.assert_allclose(scores_on(page), X[0] @ models[0].W, atol=0.0051)
    page.get_by_role("radio", name=re.compile("^image 0, ")).focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    np.testing.assert_allclose(scores_on(page), X[2] @ models[0].W, atol=0.0051)
    taken = data.CLASSES[int(np.argmax(X[2] @ models[0].W))]
    expect(page.locator("p[role=status]")).to_contain_text("Image 2 is a")
    expect(page.get_by_role("radio", name=f"template of {taken}")).to_be_checked()
    page.get_by_role("slider").focus()
    page.keyboard.press("End")
    np.testing.assert_allclose(scores_on(page), X[2] @ models[2].W, atol=0.0051)
    expect(page.get_by_role("slider")).to_have_attribute("aria-valuetext", re.compile(r"^1: [\d.]+% of the validation"))
    page.get_by_role("radio", name="template of frog").check(force=True)
    expect(
        page.get_by_text(re.compile(r"^frog: \+[\d.]+ from pixels for it, \u2212[\d.]+ from pixels against it"))
    ).to_be_visible()
    best = page.locator("ul").first.locator("li").all_inner_texts()
    assert len(best) == 5
    everybody = sorted((X @ models[2].W)[:, data.CLASSES.index("frog")])
    assert float(best[0].split(", ")[1].replace("\u2212", "-")) == pytest.approx(everybody[-1], abs=0.0051)


@in_chromium
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 640, 768, 1440])  # 640 is 1280 at 200 % zoom
def test_axe_finds_nothing_and_nothing_overflows(opened, tmp_path, width, scheme):
    from axe_playwright_python.sync_playwright import Axe

    page = opened(viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    pictures = page.locator(".product img").evaluate_all("all => all.map((one) => one.getBoundingClientRect().top)")
    assert len(pictures) == 3 and len(set(pictures)) == 1  # an image times a template, in one row
    page.screenshot(path=tmp_path / f"{width}-{scheme}.png", full_page=True)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@in_chromium
def test_what_has_the_focus_shows_it(opened):
    page = opened()
    for _ in range(3):  # the slider, the chosen class, the chosen image
        page.keyboard.press("Tab")
        outline = "getComputedStyle(document.activeElement.closest('label') ?? document.activeElement).outlineStyle"
        assert page.evaluate(outline) == "solid"


@in_chromium
@pytest.mark.parametrize("width", [360, 900])  # one column, and two that are narrow
def test_all_rows_of_scores_are_as_high_whatever_they_say(opened, width):
    page = opened(viewport={"width": width, "height": 900})
    heights, said = set(), set()
    for image in page.locator(".thumbs input").all():
        image.check(force=True)
        rows = page.locator("tbody tr")
        heights |= set(rows.evaluate_all("all => all.map((row) => Math.round(row.getBoundingClientRect().height))"))
        said |= set(page.locator("td.words").all_inner_texts())
    assert said == {"", "highest", "the right one", "highest and right"}
    assert len(heights) == 1


@in_chromium
def test_lab_py_writes_the_page(chromium, tmp_path):
    out = tmp_path / "templates.html"
    done = subprocess.run(
        [sys.executable, "-m", "helpers.given.gallery", "--html", str(out), "--steps", "20"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.count("right on the validation images") == 5
    assert out.stat().st_size < 3e6
    with window(chromium) as page:
        wrong = offline(page)
        page.goto(out.as_uri())
        expect(page.get_by_role("heading", level=1)).to_contain_text("What a linear classifier learned")
        expect(page.get_by_text("% of the validation images right")).to_be_visible()
        assert page.get_by_role("radio").count() == 70
        assert wrong == []


CELLS = (
    "import numpy as np\nfrom helpers.given import data\nfrom helpers.given.live import Learned, TemplatesExplorer\n"
    "dataset = data.stand_in(200, 100, 20)\nrows = data.to_rows(dataset)\n"
    "models = [Learned(reg, np.random.default_rng(1).normal(0, 0.01, (3073, 10)), 0.1) for reg in (0.1, 1.0)]\n"
    "explorer = TemplatesExplorer(dataset, rows.mean_image, models)\nexplorer",
    "print('chosen', explorer.choice)",
)


@in_chromium
def test_in_jupyterlab_python_reads_what_is_chosen(chromium, student_tree, tmp_path):
    folder = shutil.copytree(student_tree, tmp_path / "mine")
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(text) for text in CELLS])
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, folder / "explore.ipynb")
    with jupyterlab(folder) as address, window(chromium, viewport={"width": 1400, "height": 2600}) as page:
        page.goto(f"{address}lab/tree/explore.ipynb?token=t&reset")
        expect(page.locator(".jp-Notebook .jp-Cell").first).to_be_visible(timeout=PATIENCE)
        run_all(page)
        frog = page.get_by_role("radio", name="template of frog")
        expect(frog).to_be_visible(timeout=PATIENCE)
        frog.check(force=True)
        slider = page.get_by_role("slider", name="strength of regularization")
        slider.click()
        for key in ("End", "ArrowRight", "ArrowLeft", "ArrowLeft"):
            page.keyboard.press(key)
        expect(slider).to_be_visible()  # and the arrows did not go to the notebook
        page.locator(".jp-CodeCell").nth(1).click()
        page.keyboard.press("Shift+Enter")
        said = page.get_by_text(re.compile(r"chosen \{'image': 0, 'class': 6, 'model': 0\}"))
        expect(said).to_be_visible(timeout=PATIENCE)
        page.screenshot(path=tmp_path / "explorer.png")


def test_without_models_a_sentence_says_so_and_while_grading_nothing_is_shown(
    dataset, rows, models, capsys, monkeypatch
):
    TemplatesExplorer(dataset, rows.mean_image, [])._ipython_display_()
    assert capsys.readouterr().out.startswith("Nothing to explore yet:")
    monkeypatch.setattr(data, "GRADING", True)
    TemplatesExplorer(dataset, rows.mean_image, models)._ipython_display_()
    assert capsys.readouterr().out == ""


def test_the_title_of_the_picture_is_computed(models):
    figure, alt = picture(models)
    found = figure.get_suptitle()
    ratio = float(re.fullmatch(r"Neighbouring pixels differ (\S+) times as much at reg 0.001 as at 1", found)[1])
    assert ratio > 1 and found in alt
    assert picture(models[::-1])[0].get_suptitle() != found


def test_what_goes_to_the_browser_is_plain(learned):
    assert json.loads(json.dumps(learned)) == learned
    assert sorted(set(learned["labels"])) == list(range(10))
