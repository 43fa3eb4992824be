"""Work that came in pieces, notebooks and helper files each in an archive of their own: one attempt, whole."""

import shutil

import pytest
from arrivals import WORTH, below, on_disk, tarred, write, zipped

from grader.gradebook.run import check
from grader.intake import collect, desk


@pytest.fixture
def pieces(work):
    """Notebooks, helper files, and both."""
    whole = work.files(*WORTH)
    books = {name: data for name, data in whole.items() if name.endswith(".ipynb")}
    return books, {name: whole[name] for name in whole.keys() - books.keys()}, whole


def attempts(course, paths) -> dict[str, list[tuple[int, int]]]:
    """How many helper files and notebooks there are in each attempt; each file that arrived is named exactly once."""
    found = check(course, paths)
    named = [one["path"] for one in found["files"]]
    assert sorted(named) == sorted(on_disk(paths))
    for one in found["files"]:
        members = [member["path"] for member in one.get("members", [])]
        assert len(members) == len(set(members)), one["path"]
    form = collect.answer_cells(course.release)
    intake = desk.take_in(course, paths, form)
    assert desk.again(course, form).attempts == intake.attempts, "what is graded again is what was graded first"
    return {
        student: [(len(one.helpers), len(one.notebooks)) for one in some.values()]
        for student, some in intake.attempts.items()
    }


BOTH = [(8, 2)]


@pytest.mark.parametrize("way", ["folder", "zip", "one by one"])
def test_archives_of_one_student_that_are_halves_are_one_attempt(way, fresh, pieces, tmp_path):
    books, helpers, whole = pieces
    given = {"helpers/given/plots/svm.py": (fresh.release / "helpers/given/plots/svm.py").read_bytes()}
    files = {
        "Ada Lovelace notebooks.zip": zipped(books | given),  # which need what the course gives
        "Ada Lovelace helpers.zip": zipped(helpers),
        "ben.zip": zipped(books),
        "ben (1).zip": tarred(below("work", helpers)),
        "cem data.zip": zipped({"data/cifar.npz": b"x"}),
        "cem - helpers.tar.gz": tarred(helpers),
        "cem - notebooks.zip": zipped(books),
        "Zoe Zimmer/notebooks.zip": zipped(books),
        "Zoe Zimmer/helpers.zip": zipped(helpers),
        "dan.zip": zipped(whole),
        "dan (1).zip": zipped(whole | {"helpers/svm.py": whole["helpers/svm.py"] + b"#\n"}),
    }
    write(tmp_path / "mail", files)
    write(tmp_path, {"submissions.zip": zipped(files)})
    mail = tmp_path / "mail"
    paths = {"folder": [mail], "zip": [tmp_path / "submissions.zip"], "one by one": sorted(mail.iterdir())}[way]
    halves = dict.fromkeys(("ada", "ben", "cem", "zoe"), BOTH)
    assert attempts(fresh, paths) == {**halves, "dan": [*BOTH, *BOTH]}
    about = check(fresh, paths)["students"]
    assert not any(about[student]["problems"] for student in halves)


def test_folders_and_loose_files_are_halves_too(fresh, pieces, tmp_path):
    books, helpers, _ = pieces
    write(tmp_path / "mail" / "Ada Lovelace notebooks", books)
    write(tmp_path / "mail" / "Ada Lovelace helpers", helpers)
    write(tmp_path / "mail", {f"Ben Núñez {name}": data for name, data in books.items()})
    write(tmp_path / "mail", {"Ben Núñez helpers.zip": zipped(helpers)})
    assert attempts(fresh, [tmp_path / "mail"]) == {"ada": BOTH, "ben": BOTH}
    shutil.rmtree(fresh.arrived)
    folders = [path for path in sorted((tmp_path / "mail").iterdir()) if path.is_dir()]
    assert attempts(fresh, folders) == {"ada": BOTH}


def test_a_half_that_came_again_is_a_newer_version_of_it(fresh, pieces, tmp_path):
    books, helpers, whole = pieces
    newer = helpers | {"helpers/svm.py": whole["helpers/svm.py"] + b"# newer\n"}
    files = {"ada helpers.zip": helpers, "ada helpers (1).zip": newer, "ada notebooks.zip": books}
    write(tmp_path / "mail", {name: zipped(data) for name, data in files.items()})
    assert attempts(fresh, [tmp_path / "mail"]) == {"ada": [*BOTH, *BOTH]}
    newest = desk.again(fresh, collect.answer_cells(fresh.release)).attempts["ada"][2]
    assert newest.helpers["svm.py"].endswith(b"# newer\n")


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (("notebooks.zip", "helpers.zip"), BOTH),
        (("hw.zip", "hw-1.zip"), BOTH),  # Canvas numbers the second of one name
        (("hw.zip", "hw-1.zip", "whole.zip"), [(8, 2), (8, 2)]),
    ],
)
def test_what_somebody_uploaded_to_canvas_in_pieces_is_one_attempt(names, found, fresh, pieces, tmp_path):
    if "whole.zip" in names:  # each is whole
        pieces = (pieces[2], pieces[2] | {"helpers/svm.py": b"# again\n" + pieces[2]["helpers/svm.py"]}, pieces[2])
    zips = {f"lovelaceada_101_900{k}_{name}": zipped(pieces[k]) for k, name in enumerate(names)}
    write(tmp_path / "submissions", zips)
    assert attempts(fresh, [tmp_path / "submissions"]) == {"ada": found}


def test_what_is_no_half_or_another_students_is_not_joined(fresh, pieces, tmp_path):
    books, helpers, whole = pieces
    (fresh.root / "roster.csv").write_text("id,name,team\nada,Ada Lovelace,t\nben,Ben Núñez,t\ncem,Cem Öz,\nzoe,Zoe,\n")
    write(tmp_path / "mail", {"ada notebooks.zip": zipped(books), "ben helpers.zip": zipped(helpers)})
    both = zipped({"notebooks.zip": zipped(books), "helpers.zip": zipped(helpers)})
    write(tmp_path / "mail", {"cem.zip": both, "cem (1).zip": zipped({"helpers/svm.py": whole["helpers/svm.py"]})})
    write(tmp_path / "mail", {"zoe notebooks.zip": zipped(books), "zoe helpers.rar": b"Rar!\x1a\x07"})
    found = attempts(fresh, [tmp_path / "mail"])
    assert sorted(found["ada"]) == sorted(found["ben"]) == [(0, 2), (8, 0)], "of a team each hand-in is an attempt"
    assert found["cem"] == [(8, 2), (1, 0)]
    assert sorted(found["zoe"]) == [(0, 0), (0, 2)]
    assert (
        "no times to tell which is the newest" in check(fresh, [tmp_path / "mail"])["students"]["zoe"]["problems"][-1]
    )


def test_parts_that_have_no_file_in_common_are_one_attempt_and_others_are_not(fresh, pieces, tmp_path):
    whole = pieces[2]
    names = sorted(whole)
    parts = [{name: whole[name] for name in names[k::2]} for k in range(2)]
    assert all({name.rpartition(".")[2] for name in part} == {"py", "ipynb"} for part in parts)
    write(tmp_path / "mail" / "ada", parts[0])
    write(tmp_path / "mail", {"ADA.zip": zipped(parts[1])})
    forgotten = {name: whole[name] for name in names if not name.endswith("svm.py")}
    write(tmp_path / "mail", {"ben.zip": zipped(forgotten), "ben (1).zip": zipped({"svm.py": whole["helpers/svm.py"]})})
    write(tmp_path / "mail", {"cem.zip": zipped(whole), "cem (1).zip": zipped({"svm.py": whole["helpers/svm.py"]})})
    assert attempts(fresh, [tmp_path / "mail"]) == {"ada": BOTH, "ben": BOTH, "cem": [(8, 2), (1, 0)]}
    (told,) = check(fresh, [tmp_path / "mail"])["students"]["ada"]["problems"]
    assert told == "The work is put together from ADA.zip and ada, which each hold notebooks and helper files."
