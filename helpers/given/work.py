"""A student's work as a zip, where there is no terminal: in a browser tab, and in Colab.

work.download("ann") offers the zip to hand in; work.load("ann.zip") puts the files of such a zip in their places.
"""

import base64
import json

from IPython.display import HTML, display

from helpers.given import submit, update
from helpers.given.files import DAMAGED_JSON, FileError, put, read_zip


def download(student: str) -> None:
    """Write <student>.zip, as `lab.py submit` does, and show a link that downloads it.

    Args:
        student: the student id, which becomes the zip's name.
    """
    try:
        submit.submit(submit.student_id(student))
    except submit.SubmitError as problem:
        print(problem)
        return
    name = f"{student}.zip"
    content = base64.b64encode((submit.ROOT / name).read_bytes()).decode()
    display(HTML(f'<a download="{name}" href="data:application/zip;base64,{content}">Download {name}</a>'))


def load(name: str) -> None:
    """Put the notebooks and helper files of a zip in their places; what they replace is kept in a zip, before.zip.

    If the course has corrected a notebook since, the answers in the zip go into the corrected one, which is here.

    Args:
        name: of the zip, in the folder of the notebooks or in helpers/.
    """
    try:
        known = {f"helpers/{name}" for name in submit.edited_helpers()}
        path = submit.ROOT / "helpers" / name  # where the list of files is left by who has edited a helper file
        path = path if path.is_file() else submit.ROOT / name
        files = read_zip(path, lambda inside: inside in known or bool(submit.NOTEBOOK.fullmatch(inside)))
        here = submit.hand_in().files
        said = dict.fromkeys(files, "")
        for inside in files:
            if inside in here and inside.endswith(".ipynb") and not _texts(here[inside]) <= _texts(files[inside]):
                files[inside], said[inside] = update.with_answers(inside, files[inside], here[inside])
        changed = {inside: files[inside] for inside in sorted(files) if here.get(inside) != files[inside]}
        kept = put(submit.ROOT, changed)
    except (FileError, submit.SubmitError) as problem:
        print(problem)
        return
    except OSError as error:
        print(f"{error.filename2 or error.filename}: {error.strerror}: nothing was changed.")
        return
    if not files:
        print(f"{name} holds no notebook or helper file of this course: nothing was changed.")
        return
    for inside in changed:
        print(f"  {inside}: {said[inside]}" if said[inside] else f"  {inside}")
    some = "1 file" if len(changed) == 1 else f"{len(changed)} files"
    print(f"Loaded {some}; the other {len(files) - len(changed)} were the same already. {kept}")


def _texts(content: bytes) -> set[str]:
    """The texts and checks of a notebook: all that is no answer. There are none if it is damaged."""
    try:
        cells = json.loads(content)["cells"]
        marks = [(cell, cell["metadata"].get("nbgrader", {})) for cell in cells]
        return {
            "".join(cell["source"])
            for cell, mark in marks
            if not mark.get("solution") and (cell["cell_type"] == "markdown" or mark.get("locked"))
        }
    except DAMAGED_JSON:
        return set()
