"""Prints sentences in lines that JupyterLab shows whole: a longer one it breaks anywhere, also inside a word."""

import textwrap

WIDTH = 95
"""Characters; about 105 fit beside the file list on a screen of 1280 pixels."""


def say(text: str) -> None:
    """Print a text of one paragraph, broken between words, with the lines below its first one indented."""
    print(textwrap.fill(text, WIDTH, subsequent_indent="   ", break_long_words=False, break_on_hyphens=False))
