"""Shows how far the series is done: `python3 lab.py progress`."""

from helpers.given.checking import check

check.progress()
