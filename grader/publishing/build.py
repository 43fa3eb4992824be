"""Builds the site: JupyterLab in the browser with the student version in it, the two pages, and a page that leads in.

It is static: any web server will do, in any folder, over https or on this machine, without settings of its own.
"""

import contextlib
import hashlib
import io
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from grader.packing import replace, workshop, zipped
from grader.publishing import bundle, cells, wheels
from helpers import templates
from helpers.given import data, gallery
from helpers.given.live.page import page
from helpers.given.live.start import START, TITLE
from helpers.given.plots.style import to_png
from helpers.given.plots.training import templates_figure

LANDING = Path(__file__).resolve().parent / "landing.html"
PRELOADED = [
    *("numpy", "matplotlib", "comm", "ipython", "jedi", "ipywidgets", "anywidget"),
    *("micropip", "piplite", "ipykernel", "pyodide-kernel"),
]
"""What helpers import, and what the kernel needs, which it would fetch and install itself, one after the other."""
KERNEL_WHEELS = Path("extensions/@jupyterlite/pyodide-kernel-extension/static/pypi")
OTHER_WAYS = ("README.md", "lab.py", "requirements.txt", "playground.html")
"""Files at the top of the student version that are of no use in a browser."""

ASK = r"""<script>
      // A browser keeps a file for minutes or days and does not ask for a newer one. What each release changes is
      // asked for each time, or old notebooks would get into the store of the new release.
      const plain = window.fetch;
      const changes = /\/(files|api)\/|\/jupyter-lite\.json/;
      window.fetch = (what, how) =>
        plain(what, changes.test(what.url ?? what) ? { ...how, cache: "no-cache" } : how);
    </script>"""
"""The first script of JupyterLab's page."""

CALL = """
from helpers.given import bundle

bundle.install()
"""
"""The end of helpers/given/__init__.py in a site."""


class SiteError(RuntimeError):
    """The site was not built; the message says why."""


def contents(tree: Path, folder: Path, offline: bool, cifar: Path | None = None) -> str:
    """Write the notebooks and helpers as the site has them into a folder; return the name of this release.

    Args:
        tree: the student version.
        folder: where they go; it is made.
        offline: whether the site brings its own Python.
        cifar: where the files of CIFAR-10 are, if the site is to carry some of its photographs.

    Raises:
        DataError: one of those files is missing or damaged.
    """
    shutil.copytree(tree, folder, ignore=shutil.ignore_patterns("__pycache__", "data", *OTHER_WAYS))
    for path in folder.glob("*.ipynb"):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        cells.for_browser(notebook, offline)
        _write_json(path, notebook)
    _write_json(folder / cells.WORK, cells.my_work())
    if cifar:
        (folder / "data").mkdir()
        data.write_few(cifar, folder / "data" / data.FEW_FILE)
    _bundle(folder / "helpers" / "given")
    return f"linear-classifiers-{hashlib.sha256(zipped(folder)).hexdigest()[:12]}"


def _bundle(given: Path) -> None:
    """Have all modules of a folder loaded from one file."""
    texts = {path.relative_to(given).as_posix(): path.read_text(encoding="utf-8") for path in given.rglob("*.py")}
    _write_json(given / bundle.FILE.name, texts)
    shutil.copy(bundle.__file__, given)
    with (given / "__init__.py").open("a", encoding="utf-8", newline="\n") as file:
        file.write(CALL)


def build(made: Path, name: str, out: Path, offline: bool, steps: int = 1500) -> None:
    """Build the site in a folder, whose old content it replaces.

    Args:
        made: what `contents` wrote.
        name: of this release; what a browser keeps goes under it, so that no old file hides a new one.
        out: the folder to write.
        offline: whether Pyodide is put into it, so that it needs no other host.
        steps: of training for the templates.

    Raises:
        SiteError: the folder holds something else, or JupyterLite failed.
        WheelError: a file cannot be had.
    """
    if out.exists() and any(out.iterdir()) and not (out / "jupyter-lite.json").is_file():
        raise SiteError(f"{out} holds something other than a site: name another folder.")
    with workshop(out.with_name(f"{out.name}.part")) as folder:
        site = folder / "site"
        _jupyterlite(folder / "lite", made, site, _settings(name, offline))
        pyodide = site / "static" / wheels.room(offline)
        pyodide.mkdir(parents=True)
        kernel = [site / KERNEL_WHEELS / entry["file_name"] for entry in wheels.LOCK["kernel"].values()]
        for wheel in (*wheels.fetched("pypi"), *kernel):
            shutil.copy(wheel, pyodide)
        if offline:
            wheels.lay_out(pyodide)
        _write_json(pyodide / "pyodide-lock.json", wheels.lock(offline))
        _pages(site, name, offline, (made / "data").is_dir(), steps)
        replace(site, out)


def sizes(site: Path) -> dict[str, float]:
    """Return what is how large in a site, in megabytes."""
    rooms = {"Pyodide and wheels": "static", "JupyterLab": "build", "extensions": "extensions", "notebooks": "files"}
    found = {label: _megabytes(site / folder) for label, folder in rooms.items()}
    return {**found, "total": _megabytes(site)}


def _megabytes(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def _settings(name: str, offline: bool) -> dict[str, Any]:
    """Return what JupyterLite is to know, as jupyter-lite.json has it; addresses are relative to the site."""
    room = f"./static/{wheels.room(offline)}"
    kernel = {
        "pyodideUrl": f"{room}/pyodide.mjs" if offline else wheels.PYTHON,
        "pipliteUrls": [f"./{KERNEL_WHEELS.as_posix()}/all.json"],
        "disablePyPIFallback": True,
        "loadPyodideOptions": {"lockFileURL": f"{room}/pyodide-lock.json", "packages": PRELOADED},
    }
    return {
        "jupyter-lite-schema-version": 0,
        "jupyter-config-data": {
            "appName": "Linear classifiers",
            "contentsStorageName": name,
            "litePluginSettings": {"@jupyterlite/pyodide-kernel-extension:kernel": kernel},
        },
    }


def _jupyterlite(lite: Path, made: Path, site: Path, settings: dict[str, Any]) -> None:
    """Let JupyterLite lay out JupyterLab; what is installed here beside it has no part in it."""
    lite.mkdir()
    _write_json(lite / "jupyter-lite.json", settings)
    shutil.copy(made / "helpers" / "given" / "jupyterlab" / "overrides.json", lite)
    anywidget = next(path for path in wheels.fetched("pypi") if path.name.startswith("anywidget-"))
    front_ends = [*wheels.fetched("extensions"), anywidget]
    extensions = [f"--LiteBuildConfig.federated_extensions={wheel}" for wheel in front_ends]
    options = ["--apps=lab", "--no-sourcemaps", "--ignore-sys-prefix", "--no-libarchive", f"--contents={made}"]
    command = [sys.executable, "-m", "jupyterlite_core", "build", f"--output-dir={site}", *options, *extensions]
    done = subprocess.run(command, check=False, cwd=lite, capture_output=True, encoding="utf-8", errors="replace")
    if done.returncode or not (site / "lab" / "index.html").is_file():
        raise SiteError(f"JupyterLite could not build the site:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    for path in site.rglob("*.map"):
        path.unlink()
    index = site / "lab" / "index.html"
    text = index.read_text(encoding="utf-8")
    index.write_text(text.replace("<head>", f"<head>\n    {ASK}", 1), encoding="utf-8", newline="\n")


def _pages(site: Path, name: str, offline: bool, cifar: bool, steps: int) -> None:
    """Write the pages beside JupyterLab: the playground, the explorer, and the one that leads to all."""
    (site / "playground.html").write_text(page("playground", TITLE, START), encoding="utf-8", newline="\n")
    with contextlib.redirect_stdout(io.StringIO()):  # it tells of a file that moves once the site is whole
        models = gallery.write_page(site / "templates.html", steps)
    chosen = next(one for one in models if one.reg == gallery.REG)
    figure = templates_figure(templates.weights_to_images(chosen.W), data.CLASSES)
    (site / "templates.png").write_bytes(to_png(figure))
    (site / "index.html").write_text(_landing(name, offline, cifar), encoding="utf-8", newline="\n")


def _landing(name: str, offline: bool, cifar: bool) -> str:
    """Return the page that leads in."""
    host = "" if offline else " Python itself comes from <code>cdn.jsdelivr.net</code>, the public address of Pyodide."
    images = f"{sum(data.FEW):,} of its photographs are here" if cifar else "drawings of its ten classes take its place"
    text = LANDING.read_text(encoding="utf-8")
    marks = {"{name}": name, "{host}": host, "{images}": images, "{python}": "" if offline else wheels.PYTHON}
    for mark, value in marks.items():
        text = text.replace(mark, value)
    return text


def _write_json(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")
