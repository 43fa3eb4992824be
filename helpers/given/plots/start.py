"""Figure of 00_start_here: the road from an image to better weights."""

from helpers.given.plots.style import BLACK, BLUE, GREY, Drawn, new, shown, title

STATIONS = ("images\nX (N, D)", "scores\nS (N, C)", "loss\na number", "gradient\ndW (D, C)", "better\nweights W")
NOTEBOOKS = ("01", "02, 03", "04", "06")  # on the way from each station to the next


@shown
def road() -> Drawn:
    """Draw the five stations of learning, and the notebooks between them."""
    figure, axes = new(size=(7.2, 1.8))
    box = {"boxstyle": "round,pad=0.5", "facecolor": "white", "edgecolor": BLUE, "linewidth": 1.5}
    arrow = {"arrowstyle": "-|>", "color": BLACK, "linewidth": 1.5, "mutation_scale": 14}
    for i, station in enumerate(STATIONS):
        axes.text(i, 0, station, ha="center", va="center", bbox=box)
    for i, notebook in enumerate(NOTEBOOKS):
        axes.annotate("", xy=(i + 0.66, 0), xytext=(i + 0.34, 0), arrowprops=arrow)
        axes.text(i + 0.5, 0.28, notebook, ha="center", fontsize=9, color=GREY)
    back = {**arrow, "connectionstyle": "arc3,rad=-0.17"}
    axes.annotate("", xy=(1, -0.42), xytext=(4, -0.42), arrowprops=back)
    axes.text(2.5, -0.55, "and again, with new scores", ha="center", va="center", fontsize=9, color=GREY)
    axes.set(xlim=(-0.5, 4.5), ylim=(-1.0, 0.6))
    axes.set_axis_off()
    title(figure, "From images to better weights, and the notebooks on the way")
    return figure, "Five boxes: images, scores, loss, gradient, better weights, and an arrow back to the scores."
