"""The figures: each draws, says what it shows, leaves nothing behind, and stays away while a submission is graded."""

import html
import itertools
import re
from types import SimpleNamespace

import numpy as np
import pytest
from matplotlib import pyplot
from matplotlib.figure import Figure

from helpers import scores, svm
from helpers.given import data, plots
from helpers.given.plots import style, training
from helpers.given.plots import svm as race
from helpers.given.plots.scores import best_line

S = np.array([[3.2, 5.1, -1.7], [1.3, 4.9, 2.0], [2.2, 2.5, -3.1]])
Y = np.array([0, 1, 2])
W, B = np.array([[1.0, -0.9, -0.1], [0.4, 0.6, -1.0]]), np.array([-0.4, -0.2, -0.5])

TEN = data.stand_in(80, 10, 10).val.images


def classify(points):
    return scores.predict(scores.linear_scores(points, W, B))


CALLS = {
    "road": (),
    "ten_classes": (data.stand_in(80, 10, 10), 3),
    "promise": (),
    "mean_image": (TEN[0] / 255, TEN[1] / 255, TEN[0] / 255 - TEN[1] / 255),
    "score_bars": (S, Y, ("cat", "car", "frog")),
    "plane": (W, B, classify),
    "hard_sets": (),
    "try_every_line": ("o x\nx o",),
    "hinge_bars": (S, Y, ("cat", "car", "frog")),
    "best_shift": (S, Y, ("cat", "car", "frog"), 1),
    "softmax_stages": (S[0], 0, ("cat", "car", "frog")),
    "overflow_cliff": (),
    "step_sizes": (np.exp, np.e, 1.0),
    "kink": (),
    "scaled_weights": (np.array([0.0, 1.0, 2.0]), np.array([[2.0, 2.0], [2.9, 0.0], [4.8, 0.0]]), ("cat", "car")),
    "penalty_bars": (np.array([1.0, 0.0]), np.array([0.5, 0.5]), {"L2": np.linalg.norm, "L1": np.sum}),
    "strengths": ([0.1, 1.0], [3.0, 2.0], np.array([[0.5, 0.4]] * 2), np.array([[0.4, 0.4]] * 2)),
    "weight_maps": ({"L2": np.eye(3073, 10), "L1": np.ones((3073, 10))}, [1, 7], data.CLASSES),
    "chain_rule": (),
    "against_one_score": ([[10, -2, 3], [10, 9, 9]],),
    "binary_losses": (),
    "disagreements": (TEN, np.arange(10), np.arange(10) // 2, np.arange(10), data.CLASSES),
    "fooled": (TEN[0], np.full((32, 32, 3), 0.01), "ship", "cat", 3),
    "downhill": (lambda V: float(np.sum(V * V)), W, 2 * W),
    "loss_curve": ([9.0, 5.0, 4.0, 3.5] * 10,),
    "search_map": ([0.01, 0.1], [0.1, 1.0], np.array([[0.2, 0.3], [0.4, 0.1]])),
    "class_templates": (TEN, data.CLASSES),
    "templates_of_both": (TEN, TEN, data.CLASSES),
    "image_times_template": (
        TEN[0],
        np.ones(3073),
        np.random.default_rng(0).normal(size=(3073, 10)),
        data.CLASSES,
    ),
    "another_kind": (TEN, data.Split(TEN, np.arange(10)), np.arange(10) // 2, data.CLASSES, "photographs"),
    "parts_of_step": ({"drawing": 1.0, "scores": 3.0}, 4.5),
    "times_of_types": ({"both float32": 1.0, "both float64": 2.5},),
    "speeds": ([1, 10], {10: [1.0, 2.0], 100: [3.0, 6.0]}, 8.0),
    "image_row": (TEN, "Ten drawings, one of each class"),
    "race": (svm.svm_loss_naive, svm.svm_loss_vectorized),
}


@pytest.fixture
def displayed(monkeypatch):
    """What is displayed, as a list of bundles."""
    bundles = []
    monkeypatch.setattr(style, "display", lambda bundle, raw: bundles.append(bundle))
    monkeypatch.setattr(style.data, "GRADING", False)
    return bundles


@pytest.mark.parametrize("name", CALLS)
def test_shows_one_image_with_alternative_text(name, displayed):
    assert getattr(plots, name)(*CALLS[name]) is None
    (bundle,) = displayed
    image = re.fullmatch(
        r'<img src="data:image/png;base64,[^"]{1000,}" alt="([^"]+)" width="(\d+)" style="min-width: (\d+)px">',
        bundle["text/html"],
    )
    assert int(image[3]) == min(int(image[2]), 346)  # beside the file list, a window of 800 pixels has 348
    alt = html.unescape(image[1])
    assert alt == bundle["text/plain"]
    assert alt.endswith(".") and len(alt) > 40
    assert pyplot.get_fignums() == []


@pytest.mark.parametrize("name", CALLS)
def test_draws_nothing_while_grading(name, displayed, monkeypatch):
    monkeypatch.setattr(style.data, "GRADING", True)
    monkeypatch.setattr(style, "new", None)
    assert getattr(plots, name)(*[None] * len(CALLS[name])) is None
    style.show(None, "")
    assert displayed == []


class Shown(list):
    """Stands for a notebook's display with an id: keeps the first bundle and what it is changed to."""

    def __call__(self, bundle, raw, display_id):
        self.append(bundle)
        return self

    def update(self, bundle, raw):
        self.append(bundle)


def filmed(monkeypatch, steps, grading=False, turn=30):
    """The steps that a film hands on, and what it showed, while weights turn from noise into a picture at one step."""
    shown, model = Shown(), SimpleNamespace(W=None)
    monkeypatch.setattr(training, "display", shown)
    monkeypatch.setattr(style.data, "GRADING", grading)
    rng = np.random.default_rng(0)
    noise, picture = (rng.normal(size=(10, 32, 32, 3)) for _ in range(2))
    seen = []
    model.W = noise
    for step in plots.film(model, lambda W: np.uint8(128 + 20 * np.clip(W, -6, 6)), data.CLASSES)(range(steps)):
        seen.append(step)
        model.W = noise if step < turn else picture
    return seen, [bundle["text/plain"] for bundle in shown]


def test_the_hinge_loss_falls_to_where_it_is_said_to_be_0():
    figure, _ = plots.against_one_score.__wrapped__([[10, -2, 3], [10, 9, 9], [10, -100, -100]])
    for place in figure.axes:
        curve = next(line for line in place.lines if line.get_label() == "hinge")
        assert curve.get_ydata().min() == place.get_ylim()[0]


@pytest.mark.slow
def test_a_film_shows_a_training_from_its_first_step_to_its_last(monkeypatch):
    seen, shown = filmed(monkeypatch, 100)
    assert seen == list(range(100))
    assert "Training: 1 of 4 pictures" in shown[1]
    assert "After 32 of 100 steps the templates have a correlation of 1.00 with the final ones" in shown[-1]


@pytest.mark.slow
def test_a_film_does_not_compare_its_last_picture_with_itself(monkeypatch):
    _, shown = filmed(monkeypatch, 100, turn=80)
    assert re.search(r"After 32 of 100 steps the templates have a correlation of -?0\.\d\d with the final", shown[-1])


@pytest.mark.parametrize(("steps", "grading"), [(3, False), (100, True)])
def test_no_film_of_few_steps_and_none_while_grading(monkeypatch, steps, grading):
    assert filmed(monkeypatch, steps, grading) == (list(range(steps)), [])


@pytest.mark.parametrize("name", CALLS)
def test_a_title_is_whole(name):
    drawn = getattr(plots, name).__wrapped__(*CALLS[name])
    figure = drawn[0]
    figure.draw_without_rendering()
    across = figure._suptitle.get_window_extent()
    assert 0 <= across.x0 < across.x1 <= figure.bbox.width, figure._suptitle.get_text()


OF_JUPYTERLAB = 0.9
"""How much of its width is left to a figure of 900 pixels in a JupyterLab of 1280."""


@pytest.mark.parametrize("name", ["class_templates", "another_kind", "templates_of_both", "a film"])
def test_templates_are_large_where_they_are_the_point(name, monkeypatch):
    figures = []

    def new(*args, **options):
        figures.append(style.new(*args, **options)[0])
        return figures[-1], np.reshape(figures[-1].axes, args[:2])

    monkeypatch.setattr(training, "new", new)
    if name == "a film":
        filmed(monkeypatch, 100)
    else:
        getattr(plots, name).__wrapped__(*CALLS[name])
    figure = figures[-1]
    figure.draw_without_rendering()
    widths = [axes.get_window_extent().width / figure.dpi for axes in figure.axes if axes.images]
    assert min(widths) * style.PIXELS_PER_INCH * OF_JUPYTERLAB >= 160


HUMP = np.array([[0.45, 0.50, 0.40], [0.44, 0.49, 0.38], [0.43, 0.47, 0.39]])


@pytest.mark.parametrize(
    ("val", "words"),
    [
        (HUMP, "44% at the weakest, 39% at the strongest"),
        (
            HUMP + np.array([[0, 0, 0], [0, -0.04, 0], [0, 0, 0]]),
            ", 39% at the strongest; the weakest may be as good",
        ),
        (
            HUMP + np.array([[0, 0, 0], [0, 0, 0], [0, 0, 0.09]]),
            ", 44% at the weakest; the strongest may be as good",
        ),
        (HUMP + np.array([[0, 0, 0], [0, -0.1, 0], [0, 0, 0]]), "; the weakest and the strongest may be as good"),
        (np.sort(HUMP), "at reg 10, the strongest of all"),
    ],
    ids=["hump", "weakest", "strongest", "both", "edge"],
)
def test_a_best_strength_is_sure_only_beyond_twice_what_the_draws_differ_by(val, words):
    found = title_of("strengths", [0.1, 1.0, 10.0], [3.0, 2.0, 1.0], val, val, 7)[0]
    assert found.startswith("Best on val: ") and found.endswith("(you said 7)")
    assert words in found


def test_an_image_without_the_mean_image_is_as_grey_in_06_as_in_01():
    """Stretched to its own largest number a photograph would look as it did with the mean image."""
    image, less_mean = TEN[0], np.full((32, 32, 3), 0.2)
    in_01, _ = plots.mean_image.__wrapped__(image / 255, image / 255 - less_mean, less_mean)
    row = np.append(less_mean.ravel(), 1.0)
    in_06, _ = plots.image_times_template.__wrapped__(image, row, np.ones((3073, 10)), data.CLASSES, None)
    shown = [figure.axes[2].images[0].get_array() for figure in (in_01, in_06)]
    np.testing.assert_allclose(shown[0], 0.6)
    np.testing.assert_allclose(shown[1], shown[0])


def test_a_loss_that_does_not_fall_is_not_said_to():
    falls = [9.0, 8.0, 7.0, 4.0, *[1.0] * 96]  # half of the way is 5
    assert title_of("loss_curve", falls)[0] == "The loss falls from 9.0 to 1.0, half of the way in 3 steps"
    assert title_of("loss_curve", [9.0, *falls[3:]])[0].endswith("half of the way in 1 step")
    assert title_of("loss_curve", [9.0, 4.0, 8.0, 8.0, *falls[1:]])[0].endswith(
        "half of the way in 6 steps"
    )  # one is no trend
    assert title_of("loss_curve", [9.0] * 40)[0] == "The loss does not fall: it goes from 9.0 to 9.0 in 40 steps"


def test_a_search_says_when_its_best_is_on_the_edge():
    accuracies = np.array([[0.2, 0.3, 0.2], [0.3, 0.5, 0.4], [0.1, 0.3, 0.2]])
    assert "edge" not in title_of("search_map", [1, 2, 3], [4, 5, 6], accuracies)[0]
    assert "(edge of the strengths)" in title_of("search_map", [1, 2, 3], [5, 6], accuracies[:, 1:])[0]
    assert "No setting" in title_of("search_map", [1, 2, 3], [4, 5, 6], np.zeros((3, 3)))[0]


@pytest.mark.parametrize("accuracies", [0.3, np.zeros(3), np.zeros((3, 2))])
def test_accuracies_that_lost_their_shape_are_told_in_a_sentence(accuracies, capsys):
    plots.search_map([1, 2], [4, 5, 6], accuracies)
    assert f"accuracies has shape {np.shape(accuracies)}, and not (2, 3)" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("guess", "said"), [(10, "You said 10; it is 88."), (..., "It is 88. (No guess is written down.)")]
)
def test_a_guess_is_answered(guess, said, capsys):
    plots.said(guess, "88")
    assert capsys.readouterr().out.startswith(said)


@pytest.mark.parametrize(
    ("name", "args", "said"),
    [
        ("size_of_classifier", ((32, 32, 3), 10), "30,730, as an image has D = 3,072 numbers"),
        ("room_to_fall", (S[1], Y[1]), "1.9"),
        ("scaled_scores", ([10.0, -2.0, 3.0], (2, 3)), "0.000918"),
    ],
)
def test_what_a_cell_would_give_away_is_computed_for_it(name, args, said, capsys):
    getattr(plots, name)(*args, 2.9)
    first, *others = capsys.readouterr().out.splitlines()
    assert first == f"You said 2.9; it is {said}."
    assert others == (
        [
            "scores 2 times as large: loss 8.32e-07",
            "scores 3 times as large: loss 7.58e-10",
            "and if the last class is the right one: loss 7.0009",
        ]
        if name == "scaled_scores"
        else []
    )


def title_of(name, *args):
    figure, alt = getattr(plots, name).__wrapped__(*args)
    assert isinstance(figure, Figure)
    return figure.get_suptitle(), alt


def test_titles_state_what_was_found():
    assert title_of("hinge_bars", S, Y, ("cat", "car", "frog"))[0].endswith("5.27 on average")
    assert "1 of 3" in title_of("score_bars", S, Y, ("cat", "car", "frog"))[0]
    assert title_of("try_every_line", "o x\nx o")[0] == "No line gets all: the best has 3 of 4 right"
    assert title_of("try_every_line", "o o x\no x x")[0] == "A line gets all 6 points right"
    assert "62% to 75%" in title_of("hard_sets")[0]
    assert title_of("kink")[0].endswith("0 on the left, 1 on the right; the difference says 0.5")
    scaled = title_of("scaled_weights", *CALLS["scaled_weights"])[0]
    assert scaled == "Losses from W to 2 W: cat 2.9 to 4.8, car stays 0"
    assert "leads from 3.3 to 0.1" in title_of("downhill", *CALLS["downhill"])[0]
    shift = "Best shift: sum -2.9 to -2.6, mean the same, squares -3.7"
    assert title_of("best_shift", *CALLS["best_shift"])[0] == shift


def test_how_much_smoother_templates_become_is_computed():
    noise = np.random.default_rng(0).integers(0, 256, TEN.shape).astype(np.uint8)
    found = training.smoothness([noise, TEN], [0.001, 1.0])
    ratio = float(re.fullmatch(r"Neighbouring pixels differ (\S+) times as much at reg 0.001 as at 1", found)[1])
    assert ratio > 2
    assert training.smoothness([TEN, TEN], [1, 2]).startswith("Neighbouring pixels differ 1.0 times")
    one_colour = np.zeros_like(TEN)
    assert training.smoothness([TEN, one_colour], [1, 2]).startswith("At reg 2 all")


def test_how_a_classifier_fares_with_another_kind_of_image_is_computed():
    answers = np.array([0, 1, 2, 3, 0, 0, 0, 7, 0, 0])
    found, alt = title_of("another_kind", TEN, data.Split(TEN, np.arange(10)), answers, data.CLASSES, "photographs")
    assert found == "Of the photographs 50% are right: airplane 100%, truck 0%"
    assert "truck 0% right, most often called airplane" in alt
    assert "airplane 100% right; 60% of all images are called airplane" in alt
    assert len(plots.another_kind.__wrapped__(*CALLS["another_kind"])[0].axes) == 8


def test_what_was_timed_is_what_titles_say():
    assert title_of("parts_of_step", *CALLS["parts_of_step"])[0] == "The largest part of a step of 4.50 ms, 67%: scores"
    reached = title_of("speeds", *CALLS["speeds"])[0]
    assert reached == "Of the dashed speed, at most: 10 classes 25%, 100 classes 75%"


def test_the_title_of_types_says_the_comparison_that_was_asked_for(monkeypatch):
    """And why float32 was not the fastest: a float64 array in the student's function, unless there is no BLAS."""

    def types(*times):
        names = ("both float32", "both float64", "X float32, W float64")
        return title_of("times_of_types", dict(zip(names, times, strict=True)))[0]

    assert types(0.9, 1.7, 3.3) == "X float32, W float64 takes 3.7 times as long as both float32"
    assert types(0.9, 3.3, 0.91) == "X float32, W float64 and both float32 take about the same time"
    slower = "X float32, W float64 takes 1.3 times as long as both float32"
    cause = "both float32 is slower than both float64: an array of yours is likely float64"
    assert types(2.33, 1.41, 2.93) == f"{slower};\n{cause}"
    busy = "The computer was busy: run the cell again"
    assert types(14.34, 31.83, 5.92) == f"X float32, W float64 is faster than both float32?\n{busy}"
    monkeypatch.setattr(data, "IN_BROWSER", True)
    assert types(2.33, 1.41, 2.93) == slower


def test_no_bars_add_up_to_nothing():
    found = title_of("hinge_bars", S[[1]], Y[[1]], ("cat", "car", "frog"))[0]
    assert found == "No wrong score is above the dashed line: the loss is 0"


def test_no_title_states_a_finding_that_cannot_be():
    """On a busy computer a part was longer than the whole, and one product faster than the fastest."""
    busy = "The computer was busy: run the cell again"
    parts = {"drawing": 1.0, "rest": 3.0}
    assert title_of("parts_of_step", parts, 2.9)[0] == f"A part takes longer than the step? {busy}"
    assert title_of("parts_of_step", {**parts, "rest": -0.1}, 2.9)[0] == f"A time below 0? {busy}"
    fast, faster = ({10: [1.0, 2.0], 100: [3.0, best]} for best in (8.2, 8.5))
    reached = "Of the dashed speed, at most: 10 classes 25%, 100 classes all of it"
    assert title_of("speeds", [1, 10], fast, 8.0)[0] == reached
    assert title_of("speeds", [1, 10], faster, 8.0)[0] == f"Faster than the dashed line? {busy}"


def test_the_alternative_text_gives_the_losses():
    assert "cat 2.9, car 0, frog 12.9" in title_of("hinge_bars", S, Y, ("cat", "car", "frog"))[1]


def test_alternative_text_is_escaped(displayed):
    style.show(style.new()[0], 'a < b & "c"')
    assert 'alt="a &lt; b &amp; &quot;c&quot;"' in displayed[0]["text/html"]


def test_the_best_line_separates_what_can_be_separated():
    rng = np.random.default_rng(3)
    for _ in range(5):
        across = rng.normal(size=2)
        points = rng.normal(size=(30, 2))
        place = points @ across
        y = (place > np.median(place)).astype(int)
        normal, offset, right = best_line(points, y)
        behind = points @ normal > offset
        assert right == max(np.sum(behind == y), np.sum(behind != y)) >= 29


def test_the_best_line_may_leave_all_points_on_one_side():
    points = np.array([[0.0, 0.0], [1.0, 0.0], [2.0, 0.0], [3.0, 0.0], [4.0, 0.0]])
    assert best_line(points, np.array([0, 0, 1, 0, 0])).right == 4


@pytest.mark.parametrize(("drawing", "words"), [("o a\nx o", "'a' in row 1"), ("o o", "one class only"), ("", "none")])
def test_of_a_drawing_that_cannot_be_read_a_sentence_says_why(drawing, words, capsys):
    plots.try_every_line(drawing)
    assert words in capsys.readouterr().out


def test_a_slow_function_is_not_timed_on_more_images(monkeypatch):
    sizes = []

    def slow(W, X, y, reg):
        sizes.append(len(X))
        return 0.0, None

    clock = iter(range(1000))
    for name in ("perf_counter", "process_time"):
        monkeypatch.setattr(f"helpers.given.plots.svm.time.{name}", lambda: next(clock))
    figure, _ = plots.race.__wrapped__(slow, slow)
    assert sizes == [10, 10]
    assert "no faster" in figure.get_suptitle()


@pytest.mark.parametrize(("platform", "seconds"), [("linux", 1.0), ("win32", 9.0)])
def test_a_race_is_timed_in_processor_time_where_it_is_fine_enough(platform, seconds, monkeypatch):
    """Other programs lengthen what passes on the clock of the wall."""
    passed = {"process_time": itertools.count(0, 1), "perf_counter": itertools.count(0, 9)}
    for name, clock in passed.items():
        monkeypatch.setattr(f"helpers.given.plots.svm.time.{name}", lambda clock=clock: float(next(clock)))
    monkeypatch.setattr("helpers.given.plots.svm.sys.platform", platform)
    assert race._times(lambda W, X, y, reg: (0.0, None), W, np.zeros((1000, 2)), np.zeros(1000)) == [seconds]
