"""Where the playground starts, on its page and in a notebook. Its page is written by a Python without NumPy."""

TITLE = "A linear classifier, its loss and its gradient"

START = {
    "X": [
        [0.5, 0.4],
        [0.8, 0.3],
        [0.3, 0.8],
        [-0.4, 0.3],
        [-0.3, 0.7],
        [-0.7, 0.2],
        [0.7, -0.4],
        [0.5, -0.6],
        [-0.4, -0.5],
    ],
    "y": [0, 0, 0, 1, 1, 1, 2, 2, 2],
    "W": [[1.0, 2.0], [2.0, -4.0], [3.0, -1.0]],
    "b": [0.0, 0.5, -0.5],
    "loss": "svm",
    "reg": 0.1,
    "step": 0.1,
    "seed": 1,
}
"""The lecture's points and weights. W (C, 2) and b (C,) hold one class per row, as on the slides."""
