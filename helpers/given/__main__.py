"""Shows how far the series is done: `python3 lab.py progress`."""

from helpers.given import loading
from helpers.given.checking import check

loading.watch()
check.progress()
