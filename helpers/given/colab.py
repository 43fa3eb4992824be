"""What a notebook needs in Google Colab, once its first cell has unpacked the course there."""

import importlib.util
import json
import os
import subprocess
import sys

from helpers.given import submit
from helpers.given.files import write_atomically


def start() -> None:
    """Work in the course's folder, install what Colab lacks, and let widgets run."""
    from google.colab import output

    os.chdir(submit.ROOT)
    if importlib.util.find_spec("anywidget") is None:
        subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "anywidget>=0.9.18,<0.12"], check=False)
    output.enable_custom_widget_manager()
    print(f"The course is in {submit.ROOT}: edit its files in the file pane on the left.")


def hand_in(notebook: str, student: str) -> None:
    """Save this notebook next to the others, write the zip to hand in, and download it.

    Args:
        notebook: the file name of this notebook, such as "02_svm_loss.ipynb".
        student: the student id, which becomes the zip's name.
    """
    from google.colab import _message, files

    shown = _message.blocking_request("get_ipynb", timeout_sec=30)["ipynb"]
    write_atomically(submit.ROOT / notebook, json.dumps(shown, ensure_ascii=False, indent=1).encode(errors="replace"))
    try:
        submit.submit(submit.student_id(student))
    except submit.SubmitError as problem:
        print(problem)
    else:
        files.download(str(submit.ROOT / f"{student}.zip"))
