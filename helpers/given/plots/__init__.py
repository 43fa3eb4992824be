"""The figures of the series, one module for each notebook: a call draws one figure and shows it."""

from helpers.given.plots.comparison import against_one_score, binary_losses, disagreements, fooled, shares
from helpers.given.plots.gradients import chain_rule, compare_gradients, is_value_and_gradient, kink, step_sizes
from helpers.given.plots.guesses import said
from helpers.given.plots.puzzles import puzzle
from helpers.given.plots.regularization import penalty_bars, scaled_weights, strengths, weight_maps
from helpers.given.plots.scores import (
    hard_sets,
    mean_image,
    plane,
    promise,
    score_bars,
    size_of_classifier,
    ten_classes,
    try_every_line,
)
from helpers.given.plots.softmax import overflow_cliff, scaled_scores, softmax_stages
from helpers.given.plots.speed import parts_of_step, speeds, times_of_types
from helpers.given.plots.start import road
from helpers.given.plots.svm import best_shift, hinge_bars, race, room_to_fall
from helpers.given.plots.training import (
    another_kind,
    class_templates,
    downhill,
    film,
    image_row,
    image_times_template,
    loss_curve,
    progress,
    search_map,
    templates_of_both,
)

__all__ = [
    "against_one_score",
    "another_kind",
    "best_shift",
    "binary_losses",
    "chain_rule",
    "class_templates",
    "compare_gradients",
    "disagreements",
    "downhill",
    "film",
    "fooled",
    "hard_sets",
    "hinge_bars",
    "image_row",
    "image_times_template",
    "is_value_and_gradient",
    "kink",
    "loss_curve",
    "mean_image",
    "overflow_cliff",
    "parts_of_step",
    "penalty_bars",
    "plane",
    "progress",
    "promise",
    "puzzle",
    "race",
    "road",
    "room_to_fall",
    "said",
    "scaled_scores",
    "scaled_weights",
    "score_bars",
    "search_map",
    "shares",
    "size_of_classifier",
    "softmax_stages",
    "speeds",
    "step_sizes",
    "strengths",
    "templates_of_both",
    "ten_classes",
    "times_of_types",
    "try_every_line",
    "weight_maps",
]
