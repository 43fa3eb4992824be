"""Grading: releases, sandboxes, verdicts, and nbgrader's gradebook filled with them."""

from pathlib import Path

import helpers.given  # noqa: F401 - before NumPy, which then computes in one thread

ROOT = Path(__file__).resolve().parent.parent
"""The instructors' tree."""
