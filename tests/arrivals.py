"""Writes hand-ins in all the forms in which they arrive, and says what each is worth: the term of one class.

`python3 tests/arrivals.py STUDENT_TREE FOLDER` writes them to a folder, to look at.
"""

import io
import json
import os
import sys
import tarfile
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from grader.bank import EXERCISES  # noqa: E402
from grader.course import Course  # noqa: E402

NOTEBOOKS = ("01_score_functions", "02_svm_loss")
NUMBERS = [stem[:2] for stem in NOTEBOOKS]
HERE = [one for one in EXERCISES.values() if one.where.startswith(NOTEBOOKS)]
WORTH = {
    **{
        name: sum(one.points for one in HERE if (one.target or "").startswith(f"{name}.")) for name in ("scores", "svm")
    },
    **{stem: sum(one.points for one in HERE if not one.target and one.where.startswith(stem)) for stem in NOTEBOOKS},
}
"""Points in these notebooks: of a helper file that is right, and of a notebook's answers."""

SCORES, SVM, ONE, TWO = WORTH.values()
BOTH = SCORES + SVM

Files = dict[str, bytes]


@dataclass(frozen=True)
class Row:
    """What is expected of a student: automatic points, how the state begins, and words that state or report hold."""

    points: float
    state: str = "graded"
    told: str = ""


class Work:
    """Makes hand-ins from a student tree, right in some files and blank in the others."""

    def __init__(self, tree: Path) -> None:
        self.tree = tree

    def files(self, *right: str) -> Files:
        """Return the files of a hand-in; right: of WORTH."""
        found = {f"{stem}.ipynb": self.notebook(stem, stem in right) for stem in NOTEBOOKS}
        for path in sorted((self.tree / "helpers").glob("*.py")):
            if path.name != "__init__.py":
                here = ROOT if path.stem in right else self.tree
                found[f"helpers/{path.name}"] = (here / "helpers" / path.name).read_bytes()
        return found

    def notebook(self, stem: str, answered: bool, change: Callable[[dict], None] | None = None) -> bytes:
        """Return a notebook, with the answers or without, as some editor changed it."""
        path = ROOT / "notebooks" if answered else self.tree
        book = json.loads((path / f"{stem}.ipynb").read_text(encoding="utf-8"))
        if change:
            change(book)
        return json.dumps(book).encode()


def total(*right: str) -> float:
    return sum(WORTH[name] for name in right)


def zipped(files: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()


def locked(files: Mapping[str, bytes]) -> bytes:
    """A zip that says of each member that it needs a password."""
    data = bytearray(zipped(files))
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        data[at + 8] |= 1
        at = data.find(b"PK\x01\x02", at + 4)
    return bytes(data)


def tarred(files: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return stream.getvalue()


def below(folder: str, files: Mapping[str, bytes]) -> Files:
    return {f"{folder}/{name}": data for name, data in files.items()}


def split_file(content: bytes) -> tuple[bytes, bytes]:
    """svm.py, in what is before its last function and that."""
    before, function, after = content.rpartition(b"def svm_loss_vectorized(")
    return before, function + after


def flat(files: Mapping[str, bytes]) -> Files:
    """Loose files, as whoever uploads them one by one hands them in."""
    return {name.rpartition("/")[2]: data for name, data in files.items()}


def canvas(who: str, number: int, files: Mapping[str, bytes], first: int = 9000, again: int = 0) -> Files:
    """Loose files as Canvas names them; again: the number behind the name of one that was handed in before."""
    named = {}
    for k, (name, data) in enumerate(files.items()):
        stem, dot, ending = name.rpartition(".")
        own = f"{stem}-{again}{dot}{ending}" if again else name
        named[f"{who}_{number}_{first + k}_{own}"] = data
    return named


def write(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def keep_notebooks(course: Course, *numbers: str) -> None:
    """Leave only these notebooks in a course's release, and name them in course.toml."""
    for path in course.release.glob("*.ipynb"):
        if path.stem[:2] not in numbers:
            path.unlink()
    course.settings.write_text(f"notebooks = {list(numbers)}\n")


# --- what editors do to notebooks

ASKED = "def sample_batch():\n    pass\n\n\ndef sgd_step():\n    pass\n\n\nclass LinearClassifier:\n    pass\n"
"""All that is asked in training.py, in a form that is not blank."""


def without_metadata(book: dict) -> None:
    """As Colab saves it: other metadata, other ids."""
    for k, cell in enumerate(book["cells"]):
        cell["metadata"] = {"id": f"aB{k}xyz", "colab": {}}
        cell.pop("id", None)
    book["nbformat_minor"] = 0


def of_format_4_4(book: dict) -> None:
    for cell in book["cells"]:
        cell.pop("id", None)
        cell["metadata"] = {}
        cell["source"] = cell["source"].splitlines(keepends=True)
    book["nbformat_minor"] = 4


def one_cell_deleted(book: dict) -> None:
    book["cells"] = [cell for cell in book["cells"] if cell["id"] != "answer_svm_q5"]


def answered_in_a_new_cell(book: dict) -> None:
    """The answer cell was deleted, and the answer is in a new one; two others were merged into the first one's cell."""
    first, second = (cell for cell in book["cells"] if cell["id"] in ("answer_svm_q1", "answer_svm_q2"))
    first["source"] = "".join([*first["source"], "\n\n", *second["source"]])
    book["cells"].remove(second)
    for cell in book["cells"]:
        if cell["id"] == "answer_svm_q5":
            cell["id"], cell["metadata"] = "0f3c", {}


def answered_at_the_end(book: dict) -> None:
    """The answer is in a cell at the end, and its own is as it was."""
    (cell,) = [cell for cell in book["cells"] if cell["id"] == "answer_svm_q5"]
    book["cells"].append(cell | {"id": "0f3d", "metadata": {}, "source": cell["source"]})
    cell["source"] = "svm_q5 = ...  # the loss of one image"


def with_helpers_in_a_cell(book: dict) -> None:
    """Beside a function of another file, whose imports it lacks; what it needs itself is in a cell above."""
    source = "%%writefile helpers/svm.py\n" + (ROOT / "helpers" / "svm.py").read_text(encoding="utf-8")
    source = source.replace("np.sum(W * W)", "squares(W)", 1)
    more = "\nprint(nothing)\n\ndef numerical_gradient(f: Callable):\n    return f\n"
    above = "from math import (fsum)\nPOWER = 2\n\ndef squares(W):\n    return fsum((W**POWER).flat)\n"
    cells = [{"cell_type": "code", "metadata": {}, "source": one} for one in (above, source + more, ASKED)]
    book["cells"][3:3] = cells


def split_in_two(book: dict) -> None:
    """As JupyterLab splits a cell: both halves have its metadata. And a text below an answer is an older release's."""
    book["cells"] = [cell for cell in book["cells"] if cell["id"] != "try_add_100"]
    book["cells"][-1]["source"] = "OLDER"
    at = next(k for k, cell in enumerate(book["cells"]) if cell["id"] == "answer_svm_q4")
    lines = "".join(book["cells"][at]["source"]).splitlines(keepends=True)
    half = book["cells"][at] | {"id": "4d1f", "source": lines[-2:]}
    book["cells"][at]["source"] = lines[:-2]
    book["cells"].insert(at + 1, half)


# --- the class


def term(tree: Path, folder: Path) -> tuple[list[Path], dict[str, Row]]:
    """Write the hand-ins of a class.

    Args:
        tree: a student tree with the notebooks of NOTEBOOKS.
        folder: where to write.

    Returns:
        the paths to name on the command line, and what is expected, by student.
    """
    work, rows = Work(tree), {}
    parts = [_canvas_zip, _canvas_folder, _moodle_zip, _moodle_flat, _gradescope, _collected, _nbgrader, _plain]
    paths = [part(work, folder, rows) for part in parts]
    return paths, rows


def _canvas_zip(work: Work, folder: Path, rows: dict[str, Row]) -> Path:
    full = ("scores", "svm", "01_score_functions", "02_svm_loss")
    files = canvas("lovelaceada", 101, flat(work.files(*full)))
    rows["lovelaceada-101"] = Row(total(*full), told="files from other places")
    files |= canvas("hoppergrace_LATE", 102, {"grace.zip": zipped(work.files("svm"))})
    rows["hoppergrace-102"] = Row(SVM, told="late")
    files |= canvas("noetheremmy", 103, flat(work.files("scores")), again=2)
    rows["noetheremmy-103"] = Row(SCORES, told="files from other places")
    files |= canvas("twicetom", 104, {"work.zip": zipped(work.files("scores"))})
    files |= canvas("twicetom", 104, {"work.zip": zipped(work.files("scores", "svm"))}, first=9500, again=1)
    rows["twicetom-104"] = Row(BOTH, told="2 attempts")
    mac = {".DS_Store": b"x", "__MACOSX/._work": b"x"} | below("work", work.files("svm", "02_svm_loss"))
    files |= canvas("macmaria", 105, {"work.zip": zipped(mac)})
    rows["macmaria-105"] = Row(SVM + TWO)
    files["textteo_106_text.html"] = b"<p>I put it on my web page.</p>"
    rows["textteo-106"] = Row(0, "not gradable", "nothing of the assignment was found")
    files |= canvas("rarrita", 107, {"work.rar": b"Rar!\x1a\x07"})
    rows["rarrita-107"] = Row(0, "not gradable", "work.rar is an archive")
    files |= canvas("müllerjürgen", 108, flat(work.files("svm")))
    rows["mullerjurgen-108"] = Row(SVM)
    files |= canvas("王小明", 109, {"作业.zip": zipped(below("作业", work.files("scores")))})
    rows["student-109"] = Row(SCORES)
    path = folder / "vision101-linear-classifiers_submissions.zip"
    write(folder, {path.name: zipped(files)})
    return path


def _canvas_folder(work: Work, folder: Path, rows: dict[str, Row]) -> Path:
    files = canvas("looselou", 111, flat(work.files("scores", "01_score_functions")))
    rows["looselou-111"] = Row(SCORES + ONE)
    files |= canvas("zipzoe_LATE", 112, {"a.zip": zipped({"b.zip": zipped(below("b", work.files("svm")))})})
    rows["zipzoe-112"] = Row(SVM)
    files |= {"anon_aB3dE_9900_work.zip": zipped(work.files("scores"))}
    rows["anon_aB3dE"] = Row(SCORES)
    write(folder / "unpacked" / "submissions", files)
    return folder / "unpacked"


def _moodle_zip(work: Work, folder: Path, rows: dict[str, Row]) -> Path:
    kind = "assignsubmission_file"
    files = below(f"Ada Lovelace_201_{kind}", work.files("scores", "svm"))
    rows["Ada-Lovelace-201"] = Row(BOTH)
    files |= below(f"O'Neill, Séan_202_{kind}_", {"séan.zip": zipped(work.files("svm"))})
    files |= {"O'Neill, Séan_202_assignsubmission_onlinetext_/onlinetext.html": b"<p>Hello</p>"}
    rows["O-Neill-Sean-202"] = Row(SVM)
    files |= {"Only Text_203_assignsubmission_onlinetext/onlinetext.html": b"<p>I could not upload it.</p>"}
    rows["Only-Text-203"] = Row(0, "not gradable")
    files |= below(f"Ольга Иванова_204_{kind}", flat(work.files("scores")))
    rows["student-204"] = Row(SCORES)
    files |= below("Ada Lovelace_201_assignfeedback_file_", {"02_svm_loss.ipynb": b"{}"})
    files |= {f"Seven Zip_205_{kind}/work.7z": b"7z\xbc\xaf\x27\x1c"}
    rows["Seven-Zip-205"] = Row(0, "not gradable", "work.7z is an archive")
    path = folder / "VIS101-Linear classifiers-4711.zip"
    write(folder, {path.name: zipped(files)})
    return path


def _moodle_flat(work: Work, folder: Path, rows: dict[str, Row]) -> Path:
    loose = flat(work.files("svm", "02_svm_loss"))
    files = {f"Flat Fred_211_assignsubmission_file_{name}": data for name, data in loose.items()}
    rows["Flat-Fred-211"] = Row(SVM + TWO)
    files["Participant_212_assignsubmission_file_work.zip"] = zipped(work.files("scores"))
    rows["Participant-212"] = Row(SCORES)
    files["Default group_assignsubmission_file_work.zip"] = zipped(work.files("scores"))
    rows["Default-group"] = Row(SCORES)
    write(folder / "moodle flat", files)
    return folder / "moodle flat"


def _gradescope(work: Work, folder: Path, rows: dict[str, Row]) -> Path:
    top = folder / "assignment_55_export"
    write(top / "submission_1", work.files("scores"))
    write(top / "submission_2", {"work.zip": zipped(work.files("svm"))})
    write(top / "submission_3", work.files("scores", "svm"))
    write(top / "submission_4", work.files("svm"))
    people = {
        1: [("Gita", "g301")],
        2: [("Gerd", "g302")],
        3: [("Gina", "g303"), ("Guy", "g304")],
        5: [("Gil", "g305")],
    }
    lines = []
    for number, group in people.items():
        lines += [f"submission_{number}:", "  :submitters:"]
        for name, sid in group:
            lines += [f"  - :name: {name}", f"    :sid: {sid}", f"    :email: {sid}@example.org"]
        year = 2099 if number == 3 else 2025  # some clock was wrong
        lines += [f"  :created_at: {year}-12-0{number} 10:00:00.123456789 Z", "  :score: 0.0"]
        lines += ["  :results: !ruby/hash:ActiveSupport::HashWithIndifferentAccess", "    output: x"]
    write(top, {"submission_metadata.yml": "\n".join(lines).encode()})
    rows |= {"g301": Row(SCORES), "g302": Row(SVM)}
    rows["g303"] = Row(BOTH, told="handed in on 2099-12-03 10:00:00.123456789 Z, which is in the future")
    rows["g304"] = rows["g303"]
    rows["g305"] = Row(0, "not gradable", "names submission_5, which is not there")
    rows["submission_4"] = Row(0, "not gradable", "does not say whose it is")
    return top


def _collected(work: Work, folder: Path, rows: dict[str, Row]) -> Path:
    start, names = "Linear classifiers_bea_b_attempt_2025-12-0", flat(work.files("scores"))
    files = {f"{start}1-09-00-00_{name}": data for name, data in names.items()}
    files |= {f"{start}3-09-00-00_{name}": data for name, data in flat(work.files("scores", "svm")).items()}
    files |= {f"{start}{day}-09-00-00.txt": b"Name: Bea (the B) (bea_b)\nAssignment: Linear" for day in (1, 3)}
    rows["bea_b"] = Row(BOTH, told="2 attempts")
    write(folder / "collected", files)
    return folder / "collected"


def _nbgrader(work: Work, folder: Path, rows: dict[str, Row]) -> Path:
    ours = below("nora/linear_classifiers", work.files("scores", "01_score_functions"))
    ours["nora/linear_classifiers/timestamp.txt"] = b"2025-12-02 08:00:00.000000 UTC"
    rows["nora"] = Row(SCORES + ONE)
    ours |= below("nell/linear_classifiers", work.files("svm") | {"timestamp.txt": b"yesterday"})
    rows["nell"] = Row(SVM, told="cannot be read (yesterday), so it never counts as late")
    ours |= below("nils/ps1", {"other.ipynb": b"{}"})
    write(folder / "exchange" / "submitted", ours)
    inbound = "ned+linear_classifiers+2025-12-02 08:00:00.000000 UTC+abcdef"
    write(folder / "exchange" / "inbound", below(inbound, work.files("svm")))
    rows["ned"] = Row(SVM)
    return folder / "exchange"


def _plain(work: Work, folder: Path, rows: dict[str, Row]) -> Path:
    top, right = folder / "plain", work.files("scores", "svm")

    def add(name: str, files: Mapping[str, bytes] | bytes, student: str, row: Row) -> None:
        write(top, {name: files} if isinstance(files, bytes) else below(name, files))
        rows[student] = row

    add("anna", right, "anna", Row(BOTH))
    add("ben.zip", zipped(right), "ben", Row(BOTH))
    venv = {f".venv/lib/python3.12/site-packages/x/{k}.py": b"" for k in range(2500)}
    add("cleo.zip", zipped(venv | right), "cleo", Row(BOTH))
    add("dora", {"dora.zip": zipped({"inner.zip": zipped(below("my work/final", right))})}, "dora", Row(BOTH))
    junk = {"Thumbs.db": b"x", "desktop.ini": b"x", "__MACOSX/._a": b"x", "helpers/__pycache__/svm.pyc": b"x"}
    add("emil", below("a/b", right) | junk, "emil", Row(BOTH))
    shouted = {name.upper().replace("HELPERS/", "Helpers/"): data for name, data in right.items()}
    add("fay.ZIP", zipped(shouted), "fay", Row(BOTH))
    add("gus.tar.gz", tarred(below("gus", right)), "gus", Row(BOTH))
    add("hal.7z", b"7z\xbc\xaf\x27\x1c", "hal", Row(0, "not gradable", "ask for a zip"))
    add("ida.zip", zipped(flat(right)), "ida", Row(BOTH, told="files from other places"))
    numbered = {("helpers/svm (1).py" if name == "helpers/svm.py" else name): data for name, data in right.items()}
    numbered["mine.py"] = ASKED.encode()  # without what training.py is given
    add("jim", {name: numbered[name] for name in numbered if "training" not in name}, "jim", Row(BOTH, told="svm (1)"))
    dashed = flat(right)
    dashed["svm-1.py"] = dashed.pop("svm.py")
    add("kay.zip", zipped(dashed), "kay", Row(BOTH, told="files from other places"))
    answered = work.files("02_svm_loss")
    add("lea", _renamed(answered, "02_svm_loss (1).ipynb"), "lea", Row(TWO, told="02_svm_loss (1).ipynb"))
    add("max", _renamed(answered, "Copy of 02_svm_loss.ipynb"), "max", Row(TWO, told="Copy of"))
    both = answered | {"02_svm_loss (1).ipynb": answered["02_svm_loss.ipynb"]}
    both["02_svm_loss.ipynb"] = work.notebook("02_svm_loss", answered=False)
    add("nina", both, "nina", Row(TWO, told="02_svm_loss (1).ipynb"))
    blank = below("linear_classifiers", work.files())
    add("otto.zip", zipped(blank | below("mine", work.files("svm", "02_svm_loss"))), "otto", Row(SVM + TWO))
    changes = {
        "pia": (one_cell_deleted, Row(TWO - 1, "graded in part", "the answer answer_svm_q5 is not in it")),
        "quin": (without_metadata, Row(TWO, told="question and check")),
        "rosa": (of_format_4_4, Row(TWO, told="question and check")),
        "ruth": (answered_at_the_end, Row(TWO, told="answer_svm_q5: taken from other cells")),
        "sven": (answered_in_a_new_cell, Row(TWO, told="answer_svm_q2: taken from other cells")),
    }
    for student, (change, row) in changes.items():
        add(student, answered | {"02_svm_loss.ipynb": work.notebook("02_svm_loss", True, change)}, student, row)
    more = {".git/config": b"[core]", ".git/objects/ab/cd": b"x", "README.md": b"#", "data/cifar-10.tar.gz": b"part"}
    add("tara", right | more, "tara", Row(BOTH))
    add("ugo.zip", b"PK\x03\x04 and no more", "ugo", Row(0, "not gradable", "cannot be read as a zip"))
    add("Lovelace, Ada B", right, "Lovelace-Ada-B", Row(BOTH))
    add("José Núñez.zip", zipped(right), "Jose-Nunez", Row(BOTH))
    add("vera.zip", zipped(right), "vera", Row(BOTH, "graded: ", "attempt 1 counts"))
    write(top, {"vera (1).zip": b"PK\x03\x04 cut off"})
    add("walt.zip", zipped(right), "walt", Row(SCORES, "graded: ", f"attempt 1 has {BOTH:g}"))
    write(top, {"walt (1).zip": zipped(work.files("scores"))})
    split = right | {"helpers/svm.py": b""}  # a copy that failed, beside the one that counts
    add("wanda", split | {"svm.py": right["helpers/svm.py"]}, "wanda", Row(BOTH, told="helpers/svm.py from svm.py"))
    split = {name.replace("helpers/", "code/"): data for name, data in right.items()}
    split = {(f"notebooks/{name}" if "/" not in name else name): data for name, data in split.items()}
    add("xena", split, "xena", Row(BOTH, told="files from other places"))
    unfinished = {name: data for name, data in right.items() if name not in ("helpers/svm.py", "02_svm_loss.ipynb")}
    add("yuri", unfinished, "yuri", Row(SCORES, "graded in part", "02_svm_loss.ipynb and helpers/svm.py were not"))
    texts = {f"{name}.txt" if name.endswith("py") else f"{name}.json": data for name, data in right.items()}
    add("zack", texts, "zack", Row(BOTH, told="files from other places"))
    windows = work.files("scores", "svm", "02_svm_loss")
    windows["helpers/svm.py"] = windows["helpers/svm.py"].decode().encode("utf-16")
    books = [json.loads(windows[f"{stem}.ipynb"]) for stem in NOTEBOOKS]
    (moved,) = [cell for cell in books[1]["cells"] if cell["id"] == "answer_svm_q5"]  # as where an older release had it
    books[0]["cells"].append(moved)
    books[1]["cells"].remove(moved)
    windows["01_score_functions.ipynb"] = json.dumps(books[0]).encode()
    windows["02_svm_loss.ipynb"] = b"\xef\xbb\xbf" + json.dumps(books[1]).encode()
    add("abel", windows, "abel", Row(BOTH + TWO, told="answer_svm_q5: taken from 01_score_functions.ipynb"))
    endings = {"svm.py": "svm", ".py": ".txt", "01_score_functions.ipynb": "01_score_functions.json", ".ipynb": ""}
    renamed = dict(right)
    for old, new in endings.items():
        renamed = {name.replace(old, new): data for name, data in renamed.items()}
    add("bodo.zip", tarred(renamed), "bodo", Row(BOTH, told="files from other places"))
    add("carl.zip", locked(right), "carl", Row(0, "not gradable", "it needs a password"))
    copied = answered | {"helpers/svm (Cora's conflicted copy).py": right["helpers/svm.py"]}
    copied["02_svm_loss.ipynb"] = work.notebook("02_svm_loss", True, split_in_two)
    add("cora", copied, "cora", Row(SVM + TWO, told="conflicted copy"))
    joined, other = (json.loads(work.notebook(stem, True)) for stem in NOTEBOOKS)
    pasted = {"all.ipynb": json.dumps(joined | {"cells": joined["cells"] + other["cells"]}).encode()}
    add("dirk", pasted | {name: data for name, data in right.items() if name.endswith(".py")}, "dirk",
        Row(BOTH + ONE + TWO, told="all.ipynb"))  # fmt: skip
    swapped = {"02_svm_loss.ipynb": "01_score_functions.ipynb", "01_score_functions.ipynb": "02_svm_loss.ipynb"}
    full = work.files(*WORTH)
    add("emmy", {swapped.get(name, name): full[name] for name in full}, "emmy",
        Row(total(*WORTH), told="02_svm_loss.ipynb from 01_score_functions.ipynb"))  # fmt: skip
    printed = {name.replace("02_svm_loss.ipynb", "02_svm_loss.html"): data for name, data in right.items()}
    add("edda", printed, "edda", Row(BOTH, "graded in part", "02_svm_loss.ipynb was not handed in, only 02_svm_loss.h"))
    pasted = {name: data for name, data in work.files("scores").items() if "training" not in name}
    pasted["02_svm_loss.ipynb"] = work.notebook("02_svm_loss", False, with_helpers_in_a_cell)
    add(
        "faye",
        pasted,
        "faye",
        Row(BOTH, told="svm_loss_naive, svm_loss_vectorized for helpers/svm.py from cells of 02_svm_loss.ipynb"),
    )
    naive, vectorized = split_file(right["helpers/svm.py"])
    _, stub = split_file(work.files()["helpers/svm.py"])
    parts = right | {
        "helpers/svm.py": naive + stub,
        "helpers/svm_vectorized.py": b"import numpy as np\n\n" + vectorized,
    }
    taken = "svm_loss_vectorized for helpers/svm.py from helpers/svm_vectorized.py"
    add("fina", parts, "fina", Row(BOTH, told=f"Taken: {taken}."))
    parts["helpers/svm_naive.py"] = parts.pop("helpers/svm.py").replace(stub, b"")
    add("finn.zip", zipped(parts), "finn", Row(BOTH, told=taken))
    parts |= {"helpers/svm.py": b"from .svm_naive import *\nfrom .svm_vectorized import *\n"}
    add("fips", parts, "fips", Row(SCORES, "graded in part: helpers/svm.py cannot be loaded", ""))
    both = work.notebook("02_svm_loss", True, with_helpers_in_a_cell).replace(b"return loss", b"return 2 * loss")
    add("gina", right | {"02_svm_loss.ipynb": both}, "gina", Row(BOTH + TWO, told="though cells redefine these"))
    unsolved = right["helpers/svm.py"] + b"<<<<<<< HEAD\n=======\n>>>>>>> theirs\n"
    add("hans", right | {"helpers/svm.py": unsolved}, "hans", Row(SCORES, "graded in part", "the marks of a merge"))
    cut = right["helpers/svm.py"].replace(b"return loss, dW", b"return (loss, dW", 1)
    told = "helpers/svm.py cannot be loaded, so none of its functions counts. Python cannot read line"
    add("hedy", right | {"helpers/svm.py": cut}, "hedy", Row(SCORES, f"graded in part: {told}", told))
    asks = right["helpers/svm.py"] + b"\nname = input()\n"  # which only running it shows
    add("hilde", right | {"helpers/svm.py": asks}, "hilde", Row(SCORES, "graded in part: helpers/svm.py cannot be lo"))
    add(
        "hugo",
        right | {"helpers/svm.py": b"\0" * 99},
        "hugo",
        Row(SCORES, "graded in part", "helpers/svm.py cannot be read (it is empty)"),
    )
    add("iris", {os.fsdecode(b"\xdcbung/work"): zipped(right), "a.txt": b"x"}, "iris", Row(BOTH))
    nothing = dict.fromkeys(right, b"")
    add("jule.zip.zip", zipped(nothing), "jule", Row(0, "not gradable", "its files cannot be taken"))
    add("lars.zip", zipped(below("/home/lars/lc", right)), "lars", Row(BOTH, told="leads out of the archive"))
    add("lena.zip", zipped({f"C:\\Users\\lena\\{name}": data for name, data in right.items()}), "lena", Row(BOTH))
    add("lutz.tar.gz", tarred(below("./../lc", right)), "lutz", Row(BOTH, told="leads out of the archive"))
    answered = work.files("svm", "02_svm_loss")
    kept = {".ipynb_checkpoints/02_svm_loss-checkpoint.ipynb": answered["02_svm_loss.ipynb"]}
    kept["helpers/.ipynb_checkpoints/svm-checkpoint.py"] = answered["helpers/svm.py"]
    blank = {name: work.files()[name] for name in ("02_svm_loss.ipynb", "helpers/svm.py")}
    add("mila", answered | kept | blank, "mila", Row(SVM + TWO, told="checkpoint"))
    kept = {"02_svm_loss.ipynb": "02_svm_loss.ipynb.bak", "helpers/svm.py": "helpers/svm.py~"}
    add("mina", {kept.get(name, name): data for name, data in work.files("svm", "02_svm_loss").items()}, "mina",
        Row(SVM + TWO, told="svm.py~"))  # fmt: skip
    kept = {"02_svm_loss.ipynb": "#02_svm_loss.ipynb#", "helpers/svm.py": "helpers/#svm.py#"}
    add("mats", {kept.get(name, name): data for name, data in work.files("svm", "02_svm_loss").items()}, "mats",
        Row(SVM + TWO, told="#svm.py#"))  # fmt: skip
    ends = {"helpers/svm.py": " ", "helpers/scores.py": "\u00a0.", "02_svm_loss.ipynb": ".download"}
    odd = {f"{name}{ends.get(name, '')}": data for name, data in work.files("scores", "svm", "02_svm_loss").items()}
    add("nele", odd, "nele", Row(BOTH + TWO, told='\\"helpers/svm.py \\"'))
    same = {os.fsdecode(b"%c/helpers/svm.py" % byte): right[f"helpers/{name}.py"] for byte, name in
            ((0xD6, "svm"), (0xDC, "scores"))}  # fmt: skip
    add("niko", same, "niko", Row(0, "not gradable", "there are two files helpers/svm.py"))
    for name in ("System Volume Information", "$RECYCLE.BIN", "FOUND.000", "lost+found", "@eaDir", ".Trashes"):
        write(top / name, {"helpers/svm.py": b"", "02_svm_loss.ipynb": b""})  # a disk's own, and nobody's
    write(top, {"lars.zip:Zone.Identifier": b"[ZoneTransfer]"})
    halves = [dict(list(right.items())[k::2]) for k in range(2)]
    add("mona", {"work.ipynb": zipped(halves[0]), "more.docx": zipped(halves[1])}, "mona", Row(BOTH))
    add("moni", {"unpack me.exe": b"MZ" + bytes(999) + zipped(right)}, "moni", Row(BOTH))
    parts = {"hw.zip.001": zipped(right)[:999], "hw.zip.002": zipped(right)[999:]}
    add("moritz", parts, "moritz", Row(0, "not gradable", "hw.zip.001 is one part of an archive"))
    add("mara", {"work.bundle": b"# v2 git bundle", "winmail.dat": b""}, "mara",
        Row(0, "not gradable", "work.bundle is a bundle of git's"))  # fmt: skip
    (top / "link").symlink_to(top / "anna")
    rows["link"] = Row(0, "not gradable", "is a link")
    write(top, {"notes from the course.txt": b"who asked for more time"})
    return top


def _renamed(files: Mapping[str, bytes], name: str) -> Files:
    return {(name if old == "02_svm_loss.ipynb" else old): data for old, data in files.items()}


def on_disk(paths: Iterable[Path]) -> set[str]:
    """Return all files and links at some paths."""
    found = set()
    for path in paths:
        for folder, folders, files in os.walk(path):
            links = [name for name in folders if (Path(folder) / name).is_symlink()]
            found |= {(Path(folder) / name).as_posix() for name in (*files, *links)}
        if not path.is_dir():
            found.add(path.as_posix())
    return found


if __name__ == "__main__":
    for path in term(Path(sys.argv[1]), Path(sys.argv[2]))[0]:
        print(path)
