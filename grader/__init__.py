"""Grading: releases, sandboxes, verdicts, and nbgrader's gradebook filled with them."""

import sys
from pathlib import Path

import helpers.given  # noqa: F401 - before NumPy, which then computes in one thread

# jsonschema, with which nbgrader validates notebooks, would build a grammar of web addresses at import: two seconds.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

ROOT = Path(__file__).resolve().parent.parent
"""The instructors' tree."""
