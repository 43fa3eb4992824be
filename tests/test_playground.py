"""The linear classifier to play with: its mathematics in node, its words, and its widget as far as Python goes."""

import json
import math
import os
import re
import subprocess
import sys
from functools import partial

import nbformat
import numpy as np
import pytest
from browser import in_javascript, in_node
from nbconvert import HTMLExporter

from grader import ROOT
from helpers import softmax, svm
from helpers.given.live import Playground, playground
from helpers.given.live.playground import points, respond, weights
from helpers.given.live.start import START

# The state on the lecture's screenshot, and what its losses are there; W and b (C, ...) one class per row. The lecture
# leaves b out of the penalty; here, as in the course, it is in: 0.1 * sum(b * b) more.
SHOT = {**START, "W": [[2.06, 1.48], [0.44, -1.82], [2.27, -2.04]], "b": [-0.42, 0.52, -0.10]}
B_TOO = 0.1 * (0.42**2 + 0.52**2 + 0.1**2)
SVM = (
    [0.017, 0.432, 0, 0.402, 1.884, 0, 0.251, 0.573, 2.242],
    (0.644556, 2.570006 + B_TOO),
    [[-0.2222, 0.0333], [0.1667, -0.2778], [0.0556, 0.2444]],
    [0, 0.1111, -0.1111],
)
FIXTURE = {
    "svm": SVM,
    "structured": SVM,
    "ova": (
        [2.231, 3.430, 0.196, 1.402, 2.884, 1.152, 3.986, 3.554, 3.242],
        (2.453000, 4.378450 + B_TOO),
        [[0.0556, 0], [0.4222, -0.1333], [0.1889, 0.1333]],
        [0.4444, 0.3333, 0.1111],
    ),
    "softmax": (
        [0.5178, 0.6026, 0.1824, 0.5834, 1.3048, 0.3265, 0.4862, 0.5490, 1.5257],
        (0.675402, 2.600852 + B_TOO),
        [[-0.1089, 0.0084], [0.1015, -0.1364], [0.0073, 0.1279]],
        [0.0316, 0.0432, -0.0748],
    ),
}
AFTER_2000 = {"svm": 0.663435, "ova": 1.721403, "structured": 0.633969, "softmax": 0.877366}


node = partial(in_javascript, "playground")


def random_state(rng, loss):
    N, C = int(rng.integers(1, 20)), 3
    return {
        "X": rng.uniform(-1, 1, (N, 2)).tolist(),
        "y": rng.integers(0, C, N).tolist(),
        "W": (rng.normal(size=(C, 2)) * 10 ** rng.uniform(-1, 1)).tolist(),
        "b": rng.normal(size=C).tolist(),
        "reg": float(rng.uniform(0, 2)),
        "loss": loss,
    }


@pytest.fixture(scope="module")
def states():
    rng = np.random.default_rng(0)
    return [random_state(rng, loss) for loss in FIXTURE for _ in range(100)]


# --- the mathematics -------------------------------------------------------------------------------------------------


@in_node
def test_the_gradient_is_the_measured_one_at_100_random_states_of_each_loss(states):
    pairs = node("states.map((s) => [demo.lossAndGrad(s), demo.numericGrad(s, 1e-6)])", states=states)
    assert len(pairs) == 400
    for analytic, numeric in pairs:
        np.testing.assert_allclose(analytic["dW"], numeric["dW"], rtol=1e-5, atol=1e-6)
        np.testing.assert_allclose(analytic["db"], numeric["db"], rtol=1e-5, atol=1e-6)


@in_node
@pytest.mark.parametrize(
    ("name", "reference"), [("svm", svm.svm_loss_vectorized), ("softmax", softmax.softmax_loss_vectorized)]
)
def test_loss_and_gradient_are_those_of_the_course(states, name, reference):
    states = [state for state in states if state["loss"] == name]
    for state, found in zip(states, node("states.map((s) => demo.lossAndGrad(s))", states=states), strict=True):
        loss, dW = reference(weights(state), points(state), np.array(state["y"]), state["reg"])
        assert math.isclose(found["total"], loss, rel_tol=1e-12)
        np.testing.assert_allclose(np.vstack([np.transpose(found["dW"]), found["db"]]), dW, rtol=1e-10, atol=1e-12)


@in_node
@pytest.mark.parametrize("loss", FIXTURE)
def test_the_lectures_screenshot_to_its_printed_digits(loss):
    found = node("demo.lossAndGrad(state)", state={**SHOT, "loss": loss})
    without_penalty = node("demo.lossAndGrad(state)", state={**SHOT, "loss": loss, "reg": 0})
    L, (mean, total), dW, db = FIXTURE[loss]
    np.testing.assert_allclose(found["L"], L, atol=0.5e-3 if loss != "softmax" else 0.5e-4)
    np.testing.assert_allclose([found["data"], found["total"]], [mean, total], atol=0.5000001e-6)
    np.testing.assert_allclose(found["reg"], 1.92545 + B_TOO, atol=0.5e-5)
    np.testing.assert_allclose(without_penalty["dW"], dW, atol=0.5000001e-4)
    np.testing.assert_allclose(without_penalty["db"], db, atol=0.5000001e-4)
    np.testing.assert_allclose(np.subtract(found["dW"], without_penalty["dW"]), 0.2 * np.array(SHOT["W"]), atol=1e-12)
    assert found["right"] == 7


@in_node
def test_2000_steps_lead_where_they_should():
    expression = "Object.keys(demo.LOSSES).map((loss) => demo.lossAndGrad(demo.train({ ...shot, loss }, 2000)))"
    ends = dict(zip(node("Object.keys(demo.LOSSES)"), node(expression, shot=SHOT), strict=True))
    for loss, end in ends.items():
        assert abs(end["total"] - AFTER_2000[loss]) < 0.6e-6
        assert end["right"] == 9
    assert abs(ends["svm"]["data"] - 0.307281) < 0.6e-6
    assert abs(ends["svm"]["reg"] - 0.356154) < 0.6e-6
    free = node("demo.train({ ...shot, reg: 0 }, 2000)", shot=SHOT)
    assert node("demo.lossAndGrad(free)", free=free)["data"] == 0
    assert abs(np.sum(np.square(free["W"])) - 22.36) < 0.005


@in_node
def test_huge_scores_do_not_overflow():
    huge = node("demo.lossAndGrad(demo.scaled(shot, 1e4))", shot={**SHOT, "loss": "softmax"})
    assert all(value is not None and math.isfinite(value) for value in [huge["total"], *huge["L"], *huge["db"]])


@in_node
def test_states_come_from_seeds_and_survive_the_address():
    made = node("Object.values(demo.PRESETS).map(([, make]) => make(start, start))", start=START)
    assert made == node("Object.values(demo.PRESETS).map(([, make]) => make(start, start))", start=START)
    assert node("made.map((state) => demo.fromHash(demo.toHash(state)))", made=made) == made
    assert (
        node("demo.randomize(start)", start=START)["W"]
        != node("demo.randomize({ ...start, seed: 2 })", start=START)["W"]
    )
    for broken in ("", "%", "%5B1%5D", "null", "[[],[],[],[],1,1,1,1,1]"):
        assert node("demo.fromHash(broken)", broken=broken) is None
    trained = (
        "[1, 2, 3].map((seed) => demo.PRESETS[name][1]({ ...start, seed, reg: 0 })).map((s) => demo.train(s, 3000))"
    )
    share = f"{trained}.map((s) => demo.lossAndGrad(s).right / s.y.length)"
    assert node(share, start=START, name="separable") == [1, 1, 1]
    assert max(node(share, start=START, name="mixed")) < 1


@in_node
def test_each_mission_finds_what_its_answer_says():
    downhill, scale, regularize, jiggle, switch = node(
        "demo.MISSIONS.map((mission) => mission.run(start, start).words)", start=START
    )
    assert downhill.startswith("2 of 9 → 9 of 9, and the loss 6.32 → 0.66.")
    assert "SVM 0.0000 → 0.0000; softmax 0.3641 → 0.1000" in scale
    before, after = map(float, re.search(r"length of W goes from (\S+) to (\S+),", regularize).groups())
    assert after < before
    assert "from 0.000 to 0.279" in regularize
    assert "SVM 0.000000 → 0.000000; softmax 0.3641" in jiggle
    counted = re.search(r"^Points with a loss of 0, of 9: (.+?)\. Softmax", switch).group(1).split("; ")
    assert [one.rsplit(" ", 1) for one in counted] == [
        ["SVM (Weston-Watkins)", "9"],
        ["SVM, one against all", "9"],
        ["SVM, structured", "9"],
        ["softmax", "0"],
    ]  # the answer is the only loss without a 0, or the numbers would speak for a wrong answer as well


# --- the student's function ------------------------------------------------------------------------------------------


def half_price(W, X, y, reg):
    loss, dW = svm.svm_loss_vectorized(W, X, y, reg)
    return loss, dW - reg * W


def test_a_right_function_is_not_contradicted_also_at_kinks(states):
    for function in (svm.svm_loss_naive, svm.svm_loss_vectorized, softmax.softmax_loss_vectorized):
        for state in states[:50]:
            answer = respond(function, state)
            assert answer["problem"] == ""
            assert "dW" in answer and "differs" not in answer
    kink = {**START, "X": [[0.0, 0.0]], "y": [0], "W": [[0, 0]] * 3, "b": [1.0, 0, 0]}
    assert respond(svm.svm_loss_vectorized, kink)["problem"] == ""


def test_the_answer_holds_what_the_browser_draws():
    answer = respond(svm.svm_loss_vectorized, SHOT)
    np.testing.assert_allclose(answer["L"], SVM[0], atol=1e-3)
    assert round(answer["data"], 6) == 0.644556
    np.testing.assert_allclose(answer["dW"], answer["numeric"]["dW"], atol=1e-4)
    middle = len(answer["slice"]["y"]) // 2
    assert answer["slice"]["y"][middle] == answer["total"]
    json.dumps(answer, allow_nan=False)


def test_a_wrong_gradient_is_said_in_words():
    answer = respond(half_price, SHOT)
    assert answer["differs"] == [[True] * 3] * 3
    assert re.match(
        r"The gradient of half_price disagrees with the measured one in 9 of 9 entries; most at W\[0, 2\]: yours 0",
        answer["problem"],
    )


def returns(value):
    def mine(W, X, y, reg):
        print("not for the page")
        return value(W) if callable(value) else value

    return mine


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ((1.0, None), "mine returns no gradient yet; the measured one is in the table."),
        (None, "mine stops with TypeError: it should return two things, the loss and its gradient."),
        ((math.nan, None), "mine stops with ValueError: the loss is nan, which cannot be made smaller."),
        (lambda W: (1.0, W.T[:2]), "mine returns a gradient of shape (2, 3), and W has shape (3, 3)."),
        (lambda W: (1.0, W * np.inf), "mine returns a gradient that holds nan or inf."),
        (lambda W: W[7], "mine stops with IndexError: index 7 is out of bounds for axis 0 with size 3."),
    ],
)
def test_what_cannot_be_drawn_is_said_in_one_sentence(value, sentence, capsys):
    answer = respond(returns(value), SHOT)
    assert answer["problem"] == sentence
    assert capsys.readouterr().out == ""
    json.dumps(answer, allow_nan=False)


def test_a_stub_says_which_task_it_is():
    def stub(W, X, y, reg):
        raise NotImplementedError("svm_loss_vectorized is still open: 02_svm_loss, task 3.")

    assert respond(stub, SHOT) == {"problem": "svm_loss_vectorized is still open: 02_svm_loss, task 3."}


def test_a_function_that_changes_its_inputs_changes_nothing_here():
    def rude(W, X, y, reg):
        returned = svm.svm_loss_vectorized(W, X, y, reg)
        W[:], X[:], y[:] = 0, 0, 0
        return returned

    assert respond(rude, SHOT) == respond(svm.svm_loss_vectorized, SHOT)


BUSY = """
  (() => {
    const heard = [], values = { family: "softmax", answer: {} };
    const model = {
      get: (name) => values[name],
      set: (name, value) => (values[name] = value),
      on: (_, does) => heard.push(does),
      save_changes() {},
    };
    let clock = 0;
    Date.now = () => clock;
    globalThis.setTimeout = () => 0;
    const link = demo.createKernelLink({ state: { ...state, loss: "yours" }, place: [0, 0] }, model, () => {});
    const judged = [];
    const judge = () => judged.push(link.judge());
    link.tell();
    judge();
    clock = 10_000;
    judge();
    values.answer = { n: values.state.n, total: 7, dW: state.W, db: state.b, problem: "" };
    heard.forEach((does) => does());
    judge();
    return judged;
  })()
"""


@in_node
def test_while_the_kernel_is_busy_the_page_computes_and_says_so():
    waiting, alone, answered = node(BUSY, state=SHOT)
    assert (waiting["total"], waiting["ready"], waiting["problem"]) == (None, False, "")
    assert round(alone["total"], 6) == round(FIXTURE["softmax"][1][1], 6)
    assert alone["ready"] and len(alone["slice"]["x"]) > 10
    assert alone["problem"].startswith("These are the page's own numbers, of the softmax loss: Python is busy")
    assert (answered["total"], answered["ready"], answered["problem"]) == (7, True, "")


# --- in Python -------------------------------------------------------------------------------------------------------


def test_the_state_is_read_in_the_shapes_of_the_course():
    demo = Playground()
    assert (demo.W.shape, demo.X.shape, demo.y.dtype, demo.loss, demo.reg) == ((3, 3), (9, 3), np.int64, "svm", 0.1)
    np.testing.assert_array_equal(demo.b, [0, 0.5, -0.5])
    assert Playground(svm.svm_loss_vectorized).loss == "yours"


def test_widget_and_picture_come_in_one_bundle(monkeypatch):
    bundles = []
    monkeypatch.setattr("IPython.display.display", lambda bundle, **options: bundles.append(bundle))
    Playground(svm.svm_loss_vectorized)._ipython_display_()
    monkeypatch.setattr(playground, "_widget_class", lambda: (_ for _ in ()).throw(ImportError))
    Playground()._ipython_display_()
    live, still = bundles
    assert set(live) == {"application/vnd.jupyter.widget-view+json", "text/html", "image/png", "text/plain"}
    assert set(still) == {"text/html", "image/png", "text/plain"}
    assert f'alt="{live["text/plain"]}"' in live["text/html"]
    assert "9 points, 2 of them in the region of their class" in live["text/plain"]


def test_a_picture_stands_in_where_widgets_do_not_run(monkeypatch):
    outputs = []
    new_output = nbformat.v4.new_output
    monkeypatch.setattr(
        "IPython.display.display",
        lambda bundle, metadata, raw: outputs.append(new_output("display_data", data=bundle, metadata=metadata)),
    )
    Playground(svm.svm_loss_vectorized)._ipython_display_()
    saved = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("Playground()", outputs=outputs)])
    html, _ = HTMLExporter().from_notebook_node(saved)
    assert 'alt="A linear classifier of 3 classes on a plane: 9 points' in html
    assert 'src="data:image/png;base64,' in html


def test_grading_shows_nothing_and_loads_nothing():
    code = (
        "import sys; from helpers.given.live import Playground; from helpers import svm; "
        "Playground(loss=svm.svm_loss_vectorized)._ipython_display_(); "
        "print([name for name in ('anywidget', 'ipywidgets', 'matplotlib', 'IPython') if name in sys.modules])"
    )
    environment = {**os.environ, "NBGRADER_EXECUTION": "autograde"}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert (done.stdout.strip(), done.stderr) == ("[]", "")


@in_node
@pytest.mark.parametrize(
    ("ends", "places"),
    [
        ([20, 60, 100], [20, 60, 100]),
        ([60, 62, 100], [60, 72, 100]),
        ([62, 100, 60], [72, 100, 60]),
        ([95, 97, 99], [76, 88, 100]),  # as low as a name may stand
        ([50, 50, 50], [50, 62, 74]),
        ([], []),
    ],
    ids=["far", "close", "another order", "at the bottom", "equal", "none"],
)
def test_the_names_of_lines_stand_in_the_order_of_their_ends(ends, places):
    assert node("demo.apart(ends, 100)", ends=ends) == places
