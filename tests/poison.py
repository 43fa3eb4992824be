"""Loaded into a worker by `dask worker --preload`: submissions of some students kill the process that grades them."""

import os

from grader.grading import compute

if not hasattr(compute, "harmless"):  # Dask loads this twice
    compute.harmless = compute.compute


def poisoned(release, secret, submission, trusted=False):
    """Compute a result, unless it is one of those students'."""
    if submission.student.startswith("poison"):
        os._exit(1)
    return compute.harmless(release, secret, submission, trusted)


compute.compute = poisoned
