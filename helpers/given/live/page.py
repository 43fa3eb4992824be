"""A page in one file, for a browser without a network: a JavaScript module, all it imports, and its state."""

import html
import json
import re
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
IMPORT = re.compile(r'^import \{[^}]*\} from "\./([\w-]+)\.js";\n', re.MULTILINE)

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; \
style-src 'unsafe-inline'; img-src data: blob:">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ margin: 0 auto; padding: 1rem; max-width: 90rem; font: 16px/1.45 system-ui, sans-serif;
  background: light-dark(#fff, #16181c); color: light-dark(#1a1a1a, #eceef1); }}
h1 {{ font-size: 1.4rem; margin: 0 0 .8rem; }}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
<div id="shown"></div>
<noscript>This page needs JavaScript, which is turned off here.</noscript>
</main>
<script type="application/json" id="state">{state}</script>
<script type="module">
{module}
// --- this page, in the place of a notebook: what the module asks of its model ---

const values = {{ page: true, state: JSON.parse(document.getElementById("state").textContent) }};
const heard = [];
const model = {{
  get: (name) => values[name],
  set(name, value) {{
    values[name] = value;
    heard.filter(([event]) => event === `change:${{name}}`).forEach(([, callback]) => callback());
  }},
  on: (event, callback) => heard.push([event, callback]),
  off(event, callback) {{
    const kept = heard.filter((one) => one[0] !== event || one[1] !== callback);
    heard.splice(0, heard.length, ...kept);
  }},
  save_changes() {{}},
}};
render({{ model, el: document.getElementById("shown") }});
</script>
</body>
</html>
"""


def module(name: str) -> str:
    """Return <name>.js of this folder and all it imports, as one module.

    A browser imports nothing from files, and anywidget takes one text. So imported modules come first, each once, and
    the import statements go: they are for readers, editors and the linter.
    """
    joined: dict[str, str] = {}

    def add(name: str) -> None:
        text = (HERE / f"{name}.js").read_text(encoding="utf-8")
        for imported in IMPORT.findall(text):
            if imported not in joined:
                add(imported)
        joined[name] = IMPORT.sub("", text)

    add(name)
    return "\n".join(joined.values())


def page(name: str, title: str, state: Any) -> str:
    """Return a page that shows <name>.js of this folder with a state, and loads nothing.

    Args:
        name: of the module, which has a top-level function render({model, el}).
        title: of the page, as text.
        state: what the module finds as its model's "state"; anything that JSON can say.

    Raises:
        ValueError: the module holds text that would end a script element.
    """
    script = module(name)
    if any(ending in script.lower() for ending in ("</script", "<script", "<!--")):
        raise ValueError(f"{name}.js holds text that would end the script element of its page.")
    text = json.dumps(state, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return PAGE.format(title=html.escape(title), state=text, module=script)
