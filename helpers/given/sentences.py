"""Prints sentences in lines that JupyterLab shows whole: a longer one it breaks anywhere, also inside a word."""

import html
import textwrap
from collections.abc import Sequence

WIDTH = 95
"""Characters; about 105 fit beside the file list on a screen of 1280 pixels."""
COLUMNS = "white-space:pre; overflow-x:auto; margin:0.7em 0; font-size:var(--jp-code-font-size, inherit)"


def say(text: str) -> None:
    """Print a text of one paragraph, broken between words, with the lines below its first one indented."""
    print(textwrap.fill(text, WIDTH, subsequent_indent="   ", break_long_words=False, break_on_hyphens=False))


class Written:
    """A text that a notebook shows in a form of its own, and a terminal as it is."""

    def __init__(self, text: str, form: str) -> None:
        self._text, self._form = text, form

    def __repr__(self) -> str:
        return self._text

    def _repr_html_(self) -> str:
        return f'<div class="tex2jax_ignore mathjax_ignore">{self._form}</div>'


def table(head: str, text: str) -> Written:
    """Return a sentence and a text in columns, which in a narrow window scrolls where printed lines would break."""
    plain = textwrap.fill(head, WIDTH, subsequent_indent="   ", break_long_words=False, break_on_hyphens=False)
    pre = f'<pre style="{COLUMNS}">{html.escape(text)}</pre>'
    return Written(f"{plain}\n\n{text}\n", f"<div>{html.escape(head)}</div>{pre}")


def numbered(sentences: Sequence[str]) -> Written:
    """Return a numbered list of sentences, which break between words in a window of any width."""
    lines = [
        textwrap.fill(one, WIDTH, initial_indent=f"{number}  ", subsequent_indent="   ")
        for number, one in enumerate(sentences, 1)
    ]
    items = "".join(f"<li>{html.escape(one)}</li>" for one in sentences)
    return Written("\n".join(lines), f"<ol>{items}</ol>")
