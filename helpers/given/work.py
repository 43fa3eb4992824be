"""A student's work as a zip, where there is no terminal: in a browser tab, and in Colab.

work.download("ann") offers the zip to hand in; work.take_up("ann.zip") puts the files of such a zip in their places.
"""

import base64
import zipfile
from pathlib import Path

from IPython.display import HTML, display

from helpers.given import submit
from helpers.given.files import write_atomically

BEFORE = "before.zip"
LARGEST = 20_000_000
"""Bytes of one file in a zip that is taken up."""


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


def take_up(name: str) -> None:
    """Put the notebooks and helper files of a zip in their places; what they replace is kept in before.zip.

    Args:
        name: of the zip, in the folder of the notebooks.
    """
    path = submit.ROOT / name
    try:
        files = _work_in(path)
        here, _ = submit.hand_in()
    except (OSError, zipfile.BadZipFile):
        print(f"{name} is no zip in {submit.ROOT}: drag it into the file list on the left, then run this cell again.")
        return
    except submit.SubmitError as problem:
        print(problem)
        return
    if not files:
        print(f"{name} holds no notebook or helper file of this course: nothing was changed.")
        return
    changed = sorted(inside for inside, content in files.items() if here.get(inside) != content)
    if replaced := {inside: here[inside] for inside in changed if inside in here}:
        write_atomically(submit.ROOT / BEFORE, submit.pack(replaced))
    for inside in changed:
        # In its place: JupyterLite keeps what a file is, text or a notebook, by the name under which it was made.
        (submit.ROOT / inside).write_bytes(files[inside])
        print(f"  {inside}")
    kept = f" What was here before is in {BEFORE}." if replaced else ""
    some = "1 file" if len(changed) == 1 else f"{len(changed)} files"
    print(f"Took up {some}; the other {len(files) - len(changed)} were the same already.{kept}")


def _work_in(path: Path) -> dict[str, bytes]:
    """Return what a zip holds of a student's work, by its place; all else in it is left alone."""
    known = {f"helpers/{name}" for name in submit.edited_helpers()}
    with zipfile.ZipFile(path) as archive:
        members = [member for member in archive.infolist() if member.file_size <= LARGEST]
        return {
            member.filename: archive.read(member)
            for member in members
            if member.filename in known or submit.NOTEBOOK.fullmatch(member.filename)
        }
