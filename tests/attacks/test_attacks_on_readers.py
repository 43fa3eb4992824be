"""Attacks on what reads a hand-in with the instructor's rights: tars, archives within archives, Python's parser."""

import io
import json
import lzma
import re
import signal
import struct
import tarfile
import tracemalloc
import unicodedata
import zipfile
import zlib
from contextlib import contextmanager

import pytest

from grader import ROOT
from grader.bank import EXERCISES
from grader.gradebook import feedback, insight
from grader.grading import alone, beside, copies, second_look, terms
from grader.intake import (
    answers,
    archives,
    broken,
    choice,
    collect,
    compiler,
    halves,
    matching,
    own_cells,
    pasted,
    places,
    search,
    sources,
    tars,
)
from grader.intake.archives import Files
from helpers.given.calling import seen, wire
from helpers.given.judge import PartVerdict, Verdict


@contextmanager
def ends(seconds=60):
    """Fail if what is inside takes much longer than it should, or does not end."""

    def ring(*ignored):
        raise AssertionError(f"not over after {seconds} seconds")

    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def member(name, data=b"", kind=b"0", size=None):
    """A member of a tar; size: of the data as its header says it, in 12 bytes."""
    info = tarfile.TarInfo(name)
    info.size, info.type = len(data), kind
    header = bytearray(info.tobuf(tarfile.GNU_FORMAT))
    header[124:136] = size or header[124:136]
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    return bytes(header) + data + bytes(-len(data) % tars.BLOCK)


GRAVE, DOT = "\u0300", "\u0323"  # put in order, the dot below goes first
HONEST = member("helpers/svm.py", b"def svm_loss_naive(): pass\n")
BUSY = {
    "a size that leads back": member("b", size=b"\xff" * 10 + b"\xfe\x00"),
    "digits without an end": member("p", b"1" * 300_000, b"x") + member("q"),
    "records of no length": member("p", b"0 a=b\n" * 1000, b"x") + member("q"),
    "records without an end": member("p", b"6 a=b\n" * 1000, b"x") + member("q"),
    "more members than anybody has": member("a") * 500,
    "cut short": member("a", size=b"00000077777\0"),
    "noise": b"x" * 2 * tars.BLOCK,
}


@pytest.mark.parametrize("name", BUSY)
def test_a_tar_that_would_keep_its_reader_busy_is_no_tar(name, form, tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "ENTRIES", 400)
    (tmp_path / "mallory.tar").write_bytes(HONEST + BUSY[name] + bytes(1024))
    with ends():
        submission = collect.read(tmp_path / "mallory.tar", "mallory", form)
    assert "mallory.tar cannot be read as a tar" in submission.problem


@pytest.mark.parametrize("kind", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_a_tar_of_any_kind_is_read_as_the_standard_library_does(kind):
    stream = io.BytesIO()
    deep = "/".join(["folder"] * 20)
    names = ["svm.py", f"{deep}/{'x' * 90}.py", "ø/a b.py", *(["y" * 300, "日本" * 90] if kind else [])]
    with tarfile.open(fileobj=stream, mode="w", format=kind) as packed:
        for number, name in enumerate(names):
            info = tarfile.TarInfo(name)
            info.size, info.mtime = number * 300, number + 0.5
            packed.addfile(info, io.BytesIO(bytes([number]) * info.size))
        for name, other in {"folder": tarfile.DIRTYPE, "link": tarfile.SYMTYPE, "hard": tarfile.LNKTYPE}.items():
            info = tarfile.TarInfo(name)
            info.type, info.linkname = other, names[-1] if other != tarfile.DIRTYPE else ""
            packed.addfile(info)
    found = list(tars.members(stream.getvalue()))
    assert [one.name for one in found] == [*names, "folder/", "link", "hard"]
    assert [bytes(one.data) for one in found] == [bytes([k]) * 300 * k for k in range(len(names))] + [b""] * 3
    assert [one.kind for one in found] == [tars.FILE] * len(names) + [tars.FOLDER, tars.LINK, tars.LINK]


@pytest.mark.parametrize("kind", ["tar", "zip"])
def test_accents_are_put_in_order_where_a_name_may_be_one(kind, tmp_path):
    honest, many = "lo\u0308sung\u0301/svm.py", "a" + GRAVE * 15 + DOT * 16 + ".py"
    names = [honest, many, *(f"{k}{GRAVE * 16_000}{DOT * 16_000}" for k in range(60))]
    path = tmp_path / f"mallory.{kind}"
    if kind == "tar":
        with tarfile.open(path, "w", format=tarfile.GNU_FORMAT) as packed:
            for name in names:
                packed.addfile(tarfile.TarInfo(name))
    else:
        with zipfile.ZipFile(path, "w") as packed:
            for name in names:
                packed.writestr(name, b"")
    with ends(), archives.opened(path) as files:
        assert list(files.readers) == [unicodedata.normalize("NFC", honest)]
        assert files.skipped == {name[: archives.LONGEST]: "its name is too long" for name in names[1:]}


def test_marks_of_copies_in_a_name_take_time_by_its_length():
    with ends():
        for blank in ("_", "- ", " \t"):
            assert not matching._COPY.search(f"a{blank * 100_000}x")
    assert matching.plain(f"Copy of svm{' (1)' * 5} - Copy 2.py") == "svm"
    assert matching.plain(f"svm{' (1)' * 60}.py") == f"svm{'_(1)' * (60 - matching.MARKS)}"


def test_what_is_at_the_top_of_a_zip_is_found_in_one_pass():
    names = [name for k in range(archives.ENTRIES) for name in (f"d{k}/a", f"f{k}")]
    with ends():
        top = places.inside(Files(dict.fromkeys(names, lambda size: b"")), "mallory.zip")
    assert (len(top.folders), len(top.files)) == (archives.ENTRIES, archives.ENTRIES)


def test_what_is_in_each_folder_of_a_zip_is_found_in_one_pass():
    files = Files({f"d{k}/a/b": lambda size: b"" for k in range(30_000)}, ["d1/link"], skipped={"d2/c": archives.JUNK})
    place = places.inside(files, "mallory.zip")
    with ends():
        below = [place.sub(name) for name in place.folders]
    assert [one.folders for one in below] == [["a"]] * 30_000
    assert (place.sub("d1").links, place.below["d2"].skipped) == (["link"], {"c": archives.JUNK})
    assert not place.sub("none").items


def list_of_members(count):
    """A zip that is nearly nothing but its list of members, which all are the same empty file."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        packed.writestr("a", b"")
    data = stream.getvalue()
    at, end = data.index(b"PK\1\2"), data.index(b"PK\5\6")
    entry = data[at:end]
    sizes = struct.pack("<2H2L", count % 2**16, count % 2**16, len(entry) * count, at)
    return data[:at] + entry * count + data[end : end + 8] + sizes + data[end + 20 :]


def tars_within(depth, size):
    data = bytes(size)
    for _ in range(depth):
        data = member("a.tar", data)
    return data


SEARCHED = {"a list of members": list_of_members(200_000), "tars within tars": tars_within(7, 3 * 2**20)}


@pytest.mark.parametrize("name", SEARCHED)
def test_a_search_for_a_student_keeps_little_of_what_others_handed_in(name, tmp_path, monkeypatch):
    monkeypatch.setattr(search, "TOTAL_BYTES", 8 * 2**20)
    with zipfile.ZipFile(tmp_path / "1.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a", SEARCHED[name])
    tracemalloc.start()
    try:
        with ends(), pytest.raises(search.ClosedError):
            search.holds(tmp_path / "1.zip", "ada")
        assert tracemalloc.get_traced_memory()[1] < 40 * 2**20
    finally:
        tracemalloc.stop()


def test_of_a_half_few_archives_are_opened(monkeypatch):
    opened = []
    whole = archives.nested
    monkeypatch.setattr(archives, "nested", lambda *given: opened.append(0) or whole(*given))
    packed = {f"{k}.zip": lambda size: list_of_members(1) for k in range(50)} | {"svm.py": lambda size: b""}
    place = places.inside(Files({f"hw/{name}": one for name, one in packed.items()}), "submissions.zip")
    attempts = [{"hw": "hw"}, {"other": "hw"}]
    assert halves.joined(place, attempts) == attempts
    assert not opened


def test_cells_of_a_students_own_are_read_once_however_many_answers_there_are(form, target, monkeypatch):
    notebook = json.loads((target.release / "01_score_functions.ipynb").read_text(encoding="utf-8"))
    marks = [cell["metadata"].get("nbgrader", {}) for cell in notebook["cells"]]
    at = [k for k, one in enumerate(marks) if one.get("solution") and notebook["cells"][k]["cell_type"] == "code"]
    for k in at:
        notebook["cells"][k]["source"] = f"mine = a0\n{''.join(notebook['cells'][k]['source'])}"
    own = [f"a{k} = a{k - 1}" for k in range(own_cells.MOST)]
    notebook["cells"][at[0] : at[0]] = [
        {"cell_type": "code", "metadata": {}, "outputs": [], "source": source} for source in reversed(own)
    ]
    read = []
    whole = sources.read
    monkeypatch.setattr(sources, "read", lambda source: read.append(source) or whole(source))
    assert own[0] in answers.read(json.dumps(notebook).encode(), "01_score_functions", form).code
    assert len(at) > 1
    assert [read.count(source) for source in own] == [1] * len(own)


def test_a_notebook_with_more_cells_than_anybody_has_is_not_taken(form, monkeypatch):
    made = []
    whole = answers._cell
    monkeypatch.setattr(answers, "_cell", lambda *given: made.append(0) or whole(*given))
    content = b'{"cells": [%s]}' % b",".join([b'{"source": ""}'] * 100_000)
    said = answers.read(content, "01_score_functions", form)
    assert said == "has more than 2000 cells and was not taken"
    assert len(made) == answers.CELLS + 1


@pytest.mark.parametrize("own", ["mine = {0}", "check({0}, a)"])
def test_of_a_students_own_cells_no_more_is_read_as_python_than_anybody_writes(own, form, target, monkeypatch):
    notebook = json.loads((target.release / "01_score_functions.ipynb").read_text(encoding="utf-8"))
    added = [f"{own.format(k)}  # {'x' * 4_900}" for k in range(500)]
    notebook["cells"] += [{"cell_type": "code", "metadata": {}, "outputs": [], "source": source} for source in added]
    read = []
    whole = sources.read
    monkeypatch.setattr(sources, "read", lambda source: read.append(len(source)) or whole(source))
    answers.read(json.dumps(notebook).encode(), "01_score_functions", form)
    assert answers.READ - 5_000 < sum(size for size in read if size > 4_000) <= answers.READ


def test_of_many_copies_of_a_notebook_few_are_read(form, monkeypatch):
    read = []
    whole = answers.read
    monkeypatch.setattr(answers, "read", lambda data, *given: read.append(data) or whole(data, *given))
    blank = json.dumps({"cells": [{"cell_type": "code", "metadata": {}, "source": ""}]}).encode()
    files = {f"a{k}/01_score_functions.ipynb": blank for k in range(100)}
    files |= {f"a{k}/01_score_functions.ipynb~": blank for k in range(100)}
    collect.take("mallory", Files({name: lambda size, data=data: data for name, data in files.items()}), form)
    assert len(read) <= 3 * choice.COPIES


def test_what_a_pasted_function_needs_is_read_once_and_only_some_of_it(monkeypatch):
    names = [f"b{k}" for k in range(300)]
    asked = f"def svm_loss_naive(W, X, y, reg):\n    {seen.MARK}\n"
    source = f"def svm_loss_naive(*inputs):\n    return [{', '.join(names)}]"
    blocks = [source, *(f"def {name}():\n    this is no Python" for name in names)]
    read = []
    whole = sources.read
    monkeypatch.setattr(sources, "read", lambda text: read.append(text) or whole(text))
    made = pasted.completed(None, asked.encode(), pasted.cells("a.ipynb", blocks))
    assert list(made.taken) == ["svm_loss_naive"]
    assert len(read) <= pasted.MOST + 5


def test_archives_within_are_kept_in_memory_up_to_a_size_for_all_together(form, monkeypatch):
    monkeypatch.setattr(archives, "NESTED_BYTES", 3 * 2**20)
    monkeypatch.setattr(archives, "HELD_BYTES", 5 * 2**20)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        packed.writestr("large", bytes(2 * 2**20))
    tar = HONEST + member("large", bytes(2 * 2**20))
    large = {"1.zip": stream.getvalue(), "2.tar": tar, "3.zip": stream.getvalue()}
    files = Files({name: lambda size, data=data: data[:size] for name, data in large.items()})
    taken = collect.take("mallory", files, form)
    assert taken.submission.helpers
    assert taken.files["3.zip"] == ("", "cannot be read as a zip (larger than the 0 MB that are left for it)")
    many = Files(files.readers | {f"{k}.zip": lambda size: b"PK\3\4" for k in range(100)})
    assert len(set(collect.take("mallory", many, form).files.values())) < 10, "a report lists them together"


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_member_that_is_packed_otherwise_takes_the_memory_of_what_is_read_of_it(method, tmp_path):
    honest = "".join(f"def f{k}(x): return {k}\n" for k in range(20_000)).encode()
    with zipfile.ZipFile(tmp_path / "mallory.zip", "w", method) as packed:
        packed.writestr("honest", honest)
        packed.writestr("bomb", bytes(3 * 10**7))
    with archives.opened(tmp_path / "mallory.zip") as files:
        for size in (0, 1, len(honest) - 1, len(honest), 10**8):
            assert files.readers["honest"](size) == honest[:size]
        tracemalloc.start()
        assert files.readers["bomb"](200_000) == bytes(200_000)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < 10**6
    damaged = bytearray((tmp_path / "mallory.zip").read_bytes())
    damaged[1000] ^= 1
    (tmp_path / "mallory.zip").write_bytes(damaged)
    with archives.opened(tmp_path / "mallory.zip") as files, pytest.raises(archives.UNREADABLE):
        files.readers["honest"](10**8)


def test_a_tar_whose_packing_asks_for_much_memory_is_not_unpacked(form, tmp_path):
    packed = bytearray(lzma.compress(HONEST + bytes(1024)))
    packed[16] = 40  # the size of its dictionary: 4 GB
    packed[20:24] = zlib.crc32(packed[12:20]).to_bytes(4, "little")
    (tmp_path / "mallory.tar.xz").write_bytes(packed)
    assert "it takes too much memory to unpack" in collect.read(tmp_path / "mallory.tar.xz", "mallory", form).problem


def test_a_text_in_json_that_does_not_end_is_looked_at_once():
    with ends(5), pytest.raises(ValueError, match="Unterminated"):
        wire.read_json(b'"' + b'\\"' * 10**5, 10)


LONG = {
    "a name of many parts": "import a" + ".a" * 95_000,
    "a text of many fields": 'f"' + "{a}" * 60_000 + '"',
    "a sum of many terms": "1" + "+1" * 90_000,
}


@pytest.mark.parametrize("name", LONG)
def test_pages_and_reports_read_no_long_text_as_python(name):
    source = f"def f(x):\n    {LONG[name]}\n\n\ndef g(x):\n    '''Given.'''\n    return x\n"
    with ends():
        assert feedback.function(source, "svm.f", "").startswith("def f(x):\n    ")
        assert feedback.function(source, "svm.g", "") == "def g(x):\n    return x"
        assert list(insight.shapes_of(source)) == ["g"]
        assert sources.read(LONG[name]) is None
        assert broken.unreadable(LONG[name].encode()) == ""


def test_functions_within_functions_take_no_square_of_the_length_of_a_file(monkeypatch):
    inner = [f"{' ' * depth}def f{{0}}_{depth}():\n" for depth in range(60)] + [f"{' ' * 60}return {'a, ' * 300}a\n"]
    source = "".join("".join(inner).replace("{0}", str(k)) for k in range(50)) + "def last():\n    return 1\n"
    deep = "".join(f"{' ' * depth}def f{depth}():\n" for depth in range(500))
    read = []
    whole = sources.read
    monkeypatch.setattr(sources, "read", lambda text: read.append(len(text)) or whole(text))
    assert "last" in insight.shapes_of(source)
    assert sum(read) <= 2 * len(source)
    assert sum(map(len, sources.functions(deep).values())) <= 500 * sources.KEPT
    assert list(sources.functions(deep, "f9")) == ["f9"]
    assert feedback.function(source, "svm.last", "") == "def last():\n    return 1"


def exits(place, depth=7):
    """Python's compiler copies each `finally` for each way out: these are in it, or in its `try`."""
    lines = ["def f(a):"]
    if place == "try":
        for k in range(1, depth):
            lines += [f"{' ' * k}try:", *[f"{' ' * k} if a: return"] * 3, f"{' ' * k}finally:"]
        return "\n".join([*lines, " " * depth + "pass\n"])
    lines += [f"{' ' * k}try:" for k in range(1, depth)] + [" " * depth + "pass"]
    for k in reversed(range(1, depth)):
        lines += [f"{' ' * k}finally:", *[f"{' ' * k} if a: return"] * 5]
    return "\n".join(lines) + "\n"


NAMES = [f"a{k}" for k in range(200)]
COSTLY = {
    "finally in finally": exits("try"),
    "ways out of finally": exits("finally"),
    "many ways out of a large finally": "def f():\n try:\n" + "  return\n" * 400 + " finally:\n" + "  a.b\n" * 400,
    "texts that are joined": "+".join(["'a' * 4096"] * 300) + "\n",
    "names of a case": f"match x:\n case [{', '.join(NAMES)}]: pass\n",
    "names that functions within functions share": (
        f"def f({', '.join(NAMES)}):\n return {'lambda: ' * 800}({', '.join(NAMES)})\n"
    ),
}


@pytest.mark.parametrize("name", COSTLY)
def test_what_costs_pythons_compiler_more_than_its_length_is_left_to_the_sandbox(name):
    with pytest.raises(compiler.TooMuchError):
        compiler.check(COSTLY[name])
    assert broken.unreadable(f"{COSTLY[name]}return\n".encode()) == "", "only the compiler finds the return"
    slip = "def g():\n    x = = 1\n"
    assert "invalid syntax" in broken.unreadable(f"{COSTLY[name]}{slip}".encode())
    assert copies.without_unreadable(f"{COSTLY[name]}{slip}".encode(), "f") is None


def test_a_file_with_some_of_all_this_is_compiled_where_it_is_handed_in():
    honest = "".join(path.read_text() for path in sorted((ROOT / "helpers").glob("*.py")))
    some = f"{exits('try', 4)}{exits('finally', 4)}match x:\n case [a, b] | [b, a]: pass\ny = '-' * 40 + '+' * 40\n"
    compiler.check(honest + some)
    assert "'return' outside function" in broken.unreadable(f"{some}return\n".encode())
    slip = "def g():\n    x = = 1\n"
    assert copies.without_unreadable(f"{some}{slip}".encode(), "f")


def test_what_a_result_comes_from_is_found_in_one_pass_over_its_lines():
    chain = [f" a{k} = a{k + 1}" for k in range(900)]  # each line needs the one above it
    source = "\n".join(["def f(W, X, y, reg):", " b = lsos", *reversed(chain), " return a0, b", ""])
    with ends():
        kept = alone.one_result(source.encode(), "f", 2, "loss")
    assert kept == source.replace("b = lsos", "pass").replace("a0, b", "a0, None").encode()


def test_what_is_spoilt_by_a_stop_is_found_in_one_pass_over_the_lines():
    chain = "".join(f"    a{k + 1} = a{k}\n" for k in reversed(range(800)))  # each line needs the one below it
    source = (
        f"def f(W, X, y, reg):\n    a0 = reg\n{chain}    loss = a800\n    loss += stops + reg\n    return loss, W\n"
    )
    with ends(5):
        assert list(terms.rests(source.encode(), "f", [804], "loss"))


MANY = {
    "steps that change one variable": "    a = 0;" + "a += 1;a -= 1;" * 1_200,
    "steps that change one entry": "    a[0] = 0;" + "a[0]+=1;" * 2_000,
    "a sum of many terms": "    a = 1 / 1e-3\n    b = " + "+".join("a" * 2_500),
    "many sums": "    a = 1 / 1e-3\n" + f"    b = {'+'.join('a' * 900)}\n" * 10,
    "many names": "".join(f"    abcdefgh{k}\n" for k in range(600))
    + "".join(f"    abcdefgi{k}=1\n" for k in range(500)),
    "an attribute of many": f"    b = X{'.a' * 2_700}",
    "an index of many": f"    b = X{'[y]' * 900}",
}
"""Lines of a function whose parts somebody may compare with each other."""


@pytest.mark.parametrize("name", MANY)
@pytest.mark.parametrize("cause", ["The loss is wrong.", "Line 4 runs once for each image."])
def test_what_is_said_beside_a_result_takes_no_square_of_the_length_of_a_file(name, cause):
    exercise = EXERCISES["svm_loss_vectorized-gradient"]
    text = f"def svm_loss_vectorized(W, X, y, reg):\n{MANY[name]}\n    return 0.0, W * 0\n".encode()
    wrong = Verdict(exercise.id, 0.0, 5.0, (PartVerdict("data", 0.0, 5.0, cause=cause),))
    stopped = Verdict(exercise.id, 0.0, 5.0, (PartVerdict("data", 0.0, 5.0, cause=cause, error=True, line=2),))
    with ends(20):
        assert beside.noted(wrong, text, exercise).points == 0
        assert all(len(copy.text) < 2 * len(text) for copy in copies.copies(text, exercise, 2))
        assert second_look.behind(stopped, text, exercise, lambda copy: stopped).points == 0


def test_a_tree_is_read_up_to_a_size_and_a_depth():
    assert compiler.tree("a = 1\n" * 1_000).body
    for source in ("a = 1\n" * 2_000, f"a{'.a' * 150}", f"a = {'-' * 150}1"):
        with pytest.raises(compiler.TooMuchError):
            compiler.tree(source)


def test_what_is_too_deep_behind_a_line_that_python_cannot_read_costs_no_result():
    exercise = EXERCISES["svm_loss_vectorized-loss"]
    text = f"def svm_loss_vectorized(W, X, y, reg):\n    a{'[0]' * 900} = 1\n    b = 2 W\n    return a, b\n".encode()
    assert list(copies.copies(text, exercise, 3)) == []


def test_an_expression_too_deep_for_a_report_costs_no_report():
    deep = f"def f(x):\n    return x{'+1' * 2000}\n"
    assert sources.tree(deep) is not None
    assert insight.shapes_of(deep + RIGHT).keys() == {"g"}
    verdict = {"mean": type("Verdict", (), {"is_open": False, "passed": False})()}
    assert insight.wrong_answers([insight.Pupil("ada", verdict, answers={"mean": f"a = 1{'+1' * 2000}"})]) == {}


RIGHT = "def g(x):\n    return x\n"


def test_each_promise_of_the_guide_names_tests_that_exist():
    guide = (ROOT / "grader" / "README.md").read_text(encoding="utf-8")
    rows = guide.partition("| what is promised |")[2].partition("\n\n")[0].splitlines()
    named = re.findall(r"`(?:attacks/|\.\.\.)?(\w+)(\.py)?`", " ".join(row.split("|")[-2] for row in rows))
    files = {path.stem: path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py")}
    assert len(named) > 15
    for name, file in named:
        if file:
            assert any(stem.endswith(name) for stem in files), name
        else:
            assert any(f"def {name}(" in text for text in files.values()), name
