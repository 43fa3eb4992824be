"""Loaded into a worker by `dask worker --preload`: submissions of some students kill the process that grades them."""

import os

from grader import results

if not hasattr(results, "harmless"):  # Dask loads this twice
    results.harmless = results.compute


def poisoned(release, secret, submission, trusted=False):
    """Compute a result, unless it is one of those students'."""
    if submission.student.startswith("poison"):
        os._exit(1)
    return results.harmless(release, secret, submission, trusted)


results.compute = poisoned
