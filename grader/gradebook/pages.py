"""What our pages have in common: one file, no script, nothing loaded, light and dark and on paper."""

import html

from helpers.given.calling import texts

STYLE = """
:root { color-scheme: light dark; --ink: #1a1a1a; --paper: #fff; --soft: #f2f3f5; --line: #c9ccd1; --quiet: #565b63;
  --good: #00664d; --part: #7a4a00; --bad: #a11a2c; }
@media (prefers-color-scheme: dark) { :root { --ink: #eceef1; --paper: #16181c; --soft: #22252b; --line: #434852;
  --quiet: #a9afb9; --good: #5fd3b0; --part: #f0b95a; --bad: #ff9a9f; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem; max-width: 56rem; font: 16px/1.5 system-ui, sans-serif; color: var(--ink);
  background: var(--paper); overflow-wrap: anywhere; }
h1 { font-size: 1.4rem; line-height: 1.25; margin: 0; }
h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; padding-bottom: .25rem; border-bottom: 2px solid var(--line);
  display: flex; gap: 1rem; justify-content: space-between; align-items: baseline; }
h3 { font-size: 1rem; margin: 0; display: flex; flex-wrap: wrap; gap: .25rem 1rem; justify-content: space-between; }
h2 span, h3 span, .total, td { font-variant-numeric: tabular-nums; }
h2 span, h3 span { white-space: nowrap; }
p { margin: .25rem 0; }
.quiet { color: var(--quiet); }
.total { font-size: 2rem; font-weight: 700; margin: .5rem 0 0; }
article { padding: .6rem 0; border-bottom: 1px solid var(--line); break-inside: avoid; }
.full h3 span { color: var(--good); } .part h3 span { color: var(--part); } .none h3 span { color: var(--bad); }
.told { font: .9rem/1.45 ui-monospace, monospace; white-space: pre-wrap; margin: .35rem 0; }
pre { font: .85rem/1.45 ui-monospace, monospace; background: var(--soft); padding: .6rem; border-radius: .3rem;
  margin: .35rem 0; overflow-x: auto; white-space: pre; overflow-wrap: normal; }
blockquote { margin: .35rem 0; padding: .1rem .8rem; border-left: 3px solid var(--line); white-space: pre-wrap; }
summary { cursor: pointer; color: var(--quiet); padding: .2rem 0; }
figure { margin: .6rem 0; break-inside: avoid; }
figure img { display: block; width: 100%; image-rendering: pixelated; }
figcaption { color: var(--quiet); font-size: .9rem; }
table { border-collapse: collapse; margin: .5rem 0; width: 100%; font-size: .95rem; }
th, td { overflow-wrap: normal; text-align: left; vertical-align: top; padding: .25rem .6rem .25rem 0;
  border-bottom: 1px solid var(--line); }
td { white-space: pre-line; } td.number, th.number { text-align: right; white-space: nowrap; }
.long { overflow-wrap: anywhere; }
tr:not(:first-child) > th { padding-top: .8rem; }
@media (max-width: 30rem) { table { font-size: .75rem; } th, td { padding-right: .4rem; }
  th:last-child, td:last-child { padding-right: 0; } td.number, th.number { white-space: normal; } }
.wide { overflow-x: auto; }
@media print { :root { color-scheme: light; --ink: #000; --paper: #fff; --soft: #f2f3f5; --line: #999; --quiet: #444;
  --good: #00664d; --part: #7a4a00; --bad: #a11a2c; } body { max-width: none; font-size: 11pt; padding: 0; }
  pre { white-space: pre-wrap; } details::details-content { content-visibility: visible; height: auto; } }
""".strip()

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>{title}</title>
<style>
{style}
</style>
</head>
<body>
{body}
</body>
</html>
"""

BLOCK, LINES, COLUMNS = 3_000, 40, 160
"""Of what a student wrote, in one block: characters of HTML, lines, and characters of a line."""


def page(title: str, body: str) -> str:
    """Return a page. title: plain text; body: HTML."""
    return PAGE.format(title=html.escape(title), style=STYLE, body=body)


def escaped(text: str) -> str:
    """Return somebody's text as HTML: cleaned and escaped."""
    return html.escape(texts.clean(text, len(text)), quote=False)


def capped(text: str) -> str:
    """Return the start of a student's text as HTML, and say so if it is not all of it."""
    shown: list[str] = []
    room = BLOCK
    lines = text.strip("\n").split("\n")
    for line in lines[:LINES]:
        made = escaped(line[:COLUMNS]) + ("…" if len(line) > COLUMNS else "")
        if len(made) > room:
            break
        shown.append(made)
        room -= len(made) + 1
    if len(shown) < len(lines):
        shown.append(f"… ({len(lines) - len(shown)} more lines)")
    return "\n".join(shown)
