"""Shows how far the series is done: `python3 lab.py progress`."""

from helpers.checks import check

check.progress()
