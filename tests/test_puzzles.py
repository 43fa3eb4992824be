"""The puzzles of 07: good ones, the same for a secret, nothing of the key in the student version, and their points."""

import re
from dataclasses import replace

import nbformat
import numpy as np
import pytest

import helpers.given.checking
from grader import ROOT
from grader.bank import EXERCISES, cases, puzzles
from grader.grading import functions
from grader.quality import findings
from grader.releasing import puzzles as making
from helpers.given import progress
from helpers.given.calling import wire
from helpers.given.checking import CheckFailed, check
from helpers.given.judge import message
from helpers.given.judge.puzzles import CHOICES, FILE, an_id, coded, decoded, which
from helpers.given.plots import puzzles as shown
from helpers.given.plots.training import SOME
from helpers.given.sentences import numbered, table

SECRET = b"a secret of these tests, and of no course"
EXERCISE = EXERCISES["find_the_bug"]


@pytest.fixture(scope="module")
def released() -> bytes:
    return making.made(SECRET)


@pytest.fixture(scope="module")
def content(released):
    return wire.unpack(released)


@pytest.fixture(scope="module", autouse=True)
def public_set():
    cases.build_public()
    helpers.given.checking.exercises.cache_clear()


def key(secret=SECRET):
    return cases.drawn(EXERCISE, cases.secret_seed(EXERCISE, secret, "anybody"))["answer"].inputs[0]


def pool_of(number):
    return next(
        pool for k, pool in enumerate(making.POOLS) if number < sum(one.hidden for one in making.POOLS[: k + 1])
    )


def ids(pool, sentence):
    return [name for name in pool.ids() if any(one.says == sentence for one in pool.written(name))]


@pytest.mark.parametrize("pool", making.POOLS, ids=lambda pool: f"{pool.topic} {pool.task}")
def test_no_two_mistakes_of_a_pool_show_the_same_numbers_or_have_the_same_sentence(pool):
    table = {name: [making.shown_by(pool.function(one)) for one in pool.written(name)] for name in pool.ids()}
    assert all(table.values())
    right = making.shown_by(pool.function())
    confused = [
        (one, other)
        for one in table
        for other in table
        if one != other and not all(a.apart(b) for a in table[one] for b in table[other])
    ]
    assert confused == []
    assert all(numbers.apart(right) for several in table.values() for numbers in several)
    assert len({pool.written(name)[0].says for name in table}) == len(table)


def test_where_every_wrong_class_moves_the_right_one_moves_as_often():
    """Otherwise a second number would be off, of which no sentence speaks."""
    pool = next(pool for pool in making.POOLS if "gradient-without-hinge" in pool.names)
    numbers = making.shown_by(pool.function(pool.written("svm.gradient-without-hinge")[0]))
    assert numbers.gradient.sum(axis=1) == pytest.approx(np.zeros(len(making.LABELS)))


@pytest.mark.parametrize("pool", making.POOLS, ids=lambda pool: f"{pool.topic} {pool.task}")
def test_the_judge_names_each_mistake_of_a_pool_and_no_other(pool):
    name = f"{pool.topic}_loss_vectorized-{pool.task}"
    exercise = EXERCISES[name]
    some = tuple(one for one in exercise.mistakes if one.id in pool.ids())
    right = cases.with_mistakes(replace(exercise, mistakes=some), cases.public_seed(exercise))
    for mistake in some:
        verdict = helpers.given.judge.judge(right, cases.mistaken_answers(exercise, right, mistake))
        assert verdict.mistakes == (mistake.id,)


def test_exactly_one_sentence_of_a_puzzle_fits_what_it_shows_and_it_is_that_of_the_key(content):
    assert len(content["puzzles"]) == 12
    for number, one in enumerate(content["puzzles"]):
        pool = pool_of(number)
        assert len(set(one["choices"])) == CHOICES
        fits = [
            k
            for k, sentence in enumerate(one["choices"], 1)
            for name in ids(pool, sentence)
            if one["text"] in [making.text(pool.topic, making.shown_by(pool.function(w))) for w in pool.written(name)]
        ]
        assert fits == [key()[number]]


def test_a_headline_begins_where_its_numbers_do(content):
    for one in content["puzzles"]:
        lines = one["text"].splitlines()
        (k,) = (k for k, line in enumerate(lines) if "measured, from its loss" in line)
        for head in ("scores", "dW", "measured"):
            assert re.match(r" [+-]\d", lines[k + 1][lines[k].index(head) - 1 :]), one["text"]


def test_a_secret_has_its_puzzles_and_its_key_for_good(released):
    assert making.made(SECRET) == released
    assert making.made(b"another secret") != released
    assert key(b"a secret").tolist() == FROZEN  # or a new version of NumPy takes the key from a release that is out


FROZEN = [2, 5, 2, 5, 2, 4, 5, 2, 5, 4, 5, 5]


def test_the_key_is_even_and_no_matter_of_the_student():
    drawn = np.array([key(bytes([k])) for k in range(100)])
    counts = [np.sum(drawn == choice) for choice in range(1, CHOICES + 1)]
    assert sum(counts) == 1200
    assert min(counts) > 180
    assert np.array_equal(key(), cases.drawn(EXERCISE, cases.secret_seed(EXERCISE, SECRET, "bob"))["answer"].inputs[0])


def test_a_puzzle_is_the_same_wherever_its_right_sentence_is(content):
    for one in content["puzzles"]:
        assert set(one) == {"topic", "text", "choices", "curve", "templates"}
        assert np.all(np.isfinite(one["curve"]))
        assert one["templates"].shape == (len(SOME), 32, 32, 3)
    pool = making.POOLS[0]
    hidden, *others = pool.ids()[:CHOICES]
    first = making._puzzle(pool, hidden, [hidden, *others])
    last = making._puzzle(pool, hidden, [*others, hidden])
    assert set(first.pop("choices")) == set(last.pop("choices"))
    assert wire.pack(first) == wire.pack(last)


@pytest.mark.slow
def test_the_student_version_has_the_puzzles_and_nothing_that_tells_the_answers(course, student_tree):
    file = student_tree / FILE.relative_to(ROOT)
    assert file.read_bytes() == making.made(course.secret())
    known = {mistake.id for exercise in EXERCISES.values() for mistake in exercise.mistakes}
    assert [name for name in known if name.encode() in file.read_bytes()] == []
    solved = making.solved(course.secret())
    holds = [path.name for path in student_tree.rglob("*") if path.is_file() and solved.encode() in path.read_bytes()]
    assert holds == []
    (source,) = course.source.glob("07*.ipynb")
    assert solved in source.read_text(encoding="utf-8")
    cell = next(one for one in nbformat.read(student_tree / source.name, 4).cells if one.id == "answer_bugs")
    assert cell.source.splitlines()[0] == "bug_1, bug_2, bug_3 = ..., ..., ..."


def test_the_public_cases_know_no_key():
    public = helpers.given.checking.exercises()["find_the_bug"]
    assert set(public.cases["answer"].inputs[0]) == {-1}
    assert public.known == ()
    assert all(np.all(np.isnan(one)) for values in public.expected.values() for one in values)


def graded(*values, student="ann"):
    answers = {"find_the_bug": wire.pack(coded(values))}
    return functions.judge_answers([EXERCISE], answers, student, SECRET)["find_the_bug"]


def test_the_typed_id_decides_which_numbers_are_right():
    for typed in ("ada", "bob", "Canvas-1234", 20261):
        right = puzzles.right(key(), str(typed))
        assert graded(typed, *right).points == 6
        assert graded(f" {typed} ".upper(), *map(float, right)).points == 6
    wrong = graded("ada", *puzzles.right(key(), "ada")[:2], puzzles.right(key(), "ada")[2] % CHOICES + 1)
    assert (wrong.points, wrong.mistakes) == (4, ("find-the-bug.another",))
    assert "third puzzle: A different bug produces these numbers." in "\n".join(wrong.lines)
    assert not re.search(r"\b[1-5]\b(?! of)", "\n".join(wrong.lines).replace("4 of 6", ""))


def test_half_an_answer_has_half_the_points_and_odd_ones_have_none():
    right = puzzles.right(key(), "ada")
    assert graded("ada", right[0], ..., right[2]).points == graded("ada", ..., *right[1:]).points == 4
    assert graded("ada", ..., ..., ...).is_open
    assert functions.judge_answers([EXERCISE], {}, "ann", SECRET)["find_the_bug"].is_open
    for typed in ("", "   ", "two words", "x" * 65, None, ..., [1], True, "---"):
        assert graded(typed, *right).points == 0
    for odd in (0, 6, 1.5, "1", [1, 2, 3], np.nan, np.zeros((2, 2)), right):
        assert graded("ada", odd, odd, odd).points == 0
    for letters in (None, np.zeros(10**5), np.full(300, 97, np.uint8), np.array(1), np.full(3, 200, np.uint8)):
        answers = {"find_the_bug": wire.pack((*map(np.array, right), letters))}
        assert functions.judge_answers([EXERCISE], answers, "ann", SECRET)["find_the_bug"].points == 0


def test_the_judge_is_as_good_here_as_elsewhere():
    assert [one.what for one in findings("find_the_bug", ["", "one", "two"]) if not one.good] == []


def test_an_id_travels_as_its_letters_and_every_puzzle_is_somebodys():
    for typed in ("ada", "Zoë.Müller", "a@b.c", "1234", "x" * 64):
        assert decoded(coded((typed, 1, 2, 3))[-1]) == typed == an_id(f" {typed} ")
    seen = {number for k in range(100) for number in which(f"student{k}")}
    assert seen == set(range(12))


def test_the_instructor_hears_of_an_id_that_is_not_the_students():
    def said(typed, student):
        return functions.of_another({"find_the_bug": wire.pack(coded((typed, 1, 2, 3)))}, student)

    assert said("bob", "ada") == ["the puzzles of 07_svm_vs_softmax are those of the id bob."]
    assert said("Ada", "ada") == said("1234", "lovelaceada-1234") == said("", "ada") == []
    assert functions.of_another({}, "ada") == []


@pytest.fixture
def forgetful(tmp_path, monkeypatch):
    """What is remembered of answers is a file of the test's own."""
    monkeypatch.setattr(progress, "REMEMBERED", tmp_path / "progress.json")


def test_a_check_says_recorded_whatever_the_numbers_are(capsys, forgetful):
    for numbers in ((1, 1, 1), (5, 4, 3)):
        check("find_the_bug", "ada", *numbers)
        told = ", ".join(map(str, numbers))
        assert capsys.readouterr().out == f"-> find_the_bug   recorded: {told}, for the puzzles of ada.\n"
    verdict = message.recorded(helpers.given.checking.exercises()["find_the_bug"], coded(("ada", 1, 2, 3)))
    page = message.to_html(verdict)
    assert "→ recorded" in page
    assert page.count("recorded") == 1, "the badge says it"
    assert "find_the_bug: 1, 2, 3, for the puzzles of ada." in page
    mine = [helpers.given.checking.exercises()["find_the_bug"]]
    assert "1 of 1      0 of 0  all done" in repr(progress.progress(mine))


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ((..., 1, 2, 3), "Write your id between quotes"),
        (("my name", 1, 2, 3), "Write your id between quotes"),
        (("ada", ..., 2, ...), "bug_1 and bug_3: give the number of a sentence, 1 to 5."),
        (("ada", 1, 2, 9), "bug_3: give the number of a sentence, 1 to 5."),
    ],
)
def test_a_check_of_half_an_answer_says_what_is_missing(values, told, capsys, forgetful):
    check("find_the_bug", *values)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "-- find_the_bug is still open: 07_svm_vs_softmax, task 4."
    assert told in lines[1]
    mine = [helpers.given.checking.exercises()["find_the_bug"]]
    assert "find_the_bug: open" in repr(progress.progress(mine))


def test_nbgraders_own_autograde_has_no_points_for_it_and_validate_no_complaint(monkeypatch, capsys):
    from nbgrader.utils import determine_grade  # importing it takes a second

    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    points = check("find_the_bug", "ada", *puzzles.right(key(), "ada"))
    output = nbformat.v4.new_output("execute_result", {"text/plain": repr(points)})
    mark = {"grade": True, "solution": False, "points": 6, "grade_id": "find_the_bug", "task": False}
    cell = nbformat.v4.new_code_cell(outputs=[output], metadata={"nbgrader": mark})
    assert determine_grade(cell) == (0, 6)
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    assert check("find_the_bug", "ada", 1, 2, 3) is None
    with pytest.raises(CheckFailed):
        check("find_the_bug", ..., 1, 2, 3)


def test_a_puzzle_is_shown_as_text_and_as_a_figure_with_words(released, content, tmp_path, monkeypatch, capsys):
    file, figures = tmp_path / "puzzles.cases", []
    file.write_bytes(released)
    monkeypatch.setattr(shown, "FILE", file)
    monkeypatch.setattr("helpers.given.plots.style.display", lambda bundle, raw: figures.append(bundle))
    for number in (1, 2, 3):
        shown.puzzle("ada", number)
        one = content["puzzles"][which("ada")[number - 1]]
        out = capsys.readouterr().out
        assert one["text"] in out
        words = " ".join(out.split())
        assert all(f"{k} {sentence}" in words for k, sentence in enumerate(one["choices"], 1))
        assert max(map(len, out.splitlines())) <= 100
    assert len(figures) == 3
    assert all('alt="Its loss goes from' in bundle["text/html"] for bundle in figures)
    assert all("(both on drawings)" in bundle["text/html"] for bundle in figures)


def test_in_a_narrow_window_a_table_scrolls_and_a_sentence_breaks_between_words():
    one, several = table("With X < 0:", "image 0   +3.2*\n  < 0"), numbered(["Too large.", "a < b"])
    assert repr(one) == "With X < 0:\n\nimage 0   +3.2*\n  < 0\n"
    assert "<div>With X &lt; 0:</div><pre " in one._repr_html_()
    assert "white-space:pre; overflow-x:auto" in one._repr_html_()
    assert "image 0   +3.2*\n  &lt; 0</pre>" in one._repr_html_()
    assert repr(several) == "1  Too large.\n2  a < b"
    assert "<ol><li>Too large.</li><li>a &lt; b</li></ol>" in several._repr_html_()


def test_without_an_id_or_a_release_a_sentence_says_so(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(shown, "FILE", tmp_path / "nothing")
    shown.puzzle(..., 1)
    shown.puzzle("ada", 1)
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("Write your id")
    assert second == "The puzzles are made with the student version: python3 lab.py release."
