"""course.toml and roster.csv: what they mean, and what is said of one that means nothing."""

import stat
from datetime import UTC, datetime, timedelta

import pytest

from grader import settings
from grader.course import Course, CourseError, locked
from grader.course import told as told_of
from grader.settings import Late, Settings


@pytest.fixture
def course(tmp_path):
    return Course(tmp_path)


def test_release_writes_every_default_and_never_changes_the_file(course):
    settings.write_defaults(course)
    assert settings.load(course) == Settings()
    names = set(Settings.__dataclass_fields__) | set(Late.__dataclass_fields__)
    text = course.settings.read_text()
    assert {name for name in names if f"\n{name} = " not in text and f"\n[{name}]" not in text} == set()
    course.settings.write_text('title = "Vision"\n')
    settings.write_defaults(course)
    assert settings.load(course) == Settings(title="Vision")


def test_a_course_without_the_file_has_the_defaults(course):
    assert settings.load(course) == Settings()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('titel = "x"', "there is no key titel: did you mean title?"),
        ("[late]\nperday = 3", "there is no key late.perday: did you mean late.per_day?"),
        ("zzz = 1", "there is no key zzz: there are title, term"),
        ('title = "x"\ndue = "2026-12-01', "line 2: "),
        ("due = yes", "line 1: invalid value; correct it"),
        ('due = "tomorrow"', "due is 'tomorrow', which is not a time"),
        ('[extensions]\nada = "soon"', "extensions.ada is 'soon'"),
        ('[extensions]\nada.l = "2026-12-03"', 'extensions: an id with a dot needs quotes: write "ada.l" = ...'),
        ('attempts = "last"', 'attempts is "last", but it can only be "newest" or "best".'),
        ("[late]\ncap = 200", "late.cap should be a number from 0 to 100."),
        ("[late]\ngrace = -1", "late.grace should be a number of minutes."),
        ("notebooks = [1]", "notebooks should be a list of texts"),
        ('notebooks = ["03_softmax"]', 'is none of them: did you mean "03_softmax_loss"?'),
        ('notebooks = ["09"]', 'notebooks has "09", which is none of them: there are 00_start_here, '),
        ("title = 3", "title should be a text in quotes."),
        ("late = 3", "late should be a table"),
    ],
)
def test_what_means_nothing_is_one_sentence_with_its_place(course, text, told):
    course.settings.write_text(text)
    with pytest.raises(CourseError) as caught:
        settings.load(course)
    assert str(caught.value).startswith(str(course.settings))
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


DUE = datetime(2026, 12, 1, 18, tzinfo=UTC)


@pytest.mark.parametrize(
    ("minutes", "days"),
    [(-1, 0), (15, 0), (15.1, 1), (60 * 24, 1), (60 * 24 + 1, 2), (60 * 24 * 40, 40)],
)
def test_days_are_counted_from_the_due_time_once_the_grace_is_over(minutes, days):
    assert Settings(due=DUE).days_late("ada", DUE + timedelta(minutes=minutes)) == days


@pytest.mark.parametrize(
    ("due", "handed_in", "days"),
    [
        ("2026-10-24 18:00", "2026-10-25 17:30+01:00", 1),  # 24.5 hours later
        ("2026-10-24 18:00", "2026-10-25 18:10+01:00", 2),
        ("2026-03-28 18:00", "2026-03-29 18:10+02:00", 2),  # 23 hours and 10 minutes later
        ("2026-10-25 02:50+02:00", "2026-10-25 02:10+01:00", 1),  # 20 minutes later
        ("2026-10-25 02:50+02:00", "2026-10-25 02:00+01:00", 0),
        ("2026-10-24 16:00Z", "2026-10-25 16:30Z", 1),
    ],
)
def test_a_day_late_is_one_of_the_clock_where_summer_time_begins_or_ends_in_it(course, due, handed_in, days, in_zone):
    in_zone("Europe/Berlin")
    course.settings.write_text(f'due = "{due}"')
    assert settings.load(course).days_late("ada", datetime.fromisoformat(handed_in)) == days


def test_an_extension_moves_the_due_time_of_one_student(course):
    course.settings.write_text('due = "2026-12-01 18:00+00:00"\n[extensions]\n"ada.l" = 2026-12-03T18:00:00Z\n')
    read = settings.load(course)
    late = DUE + timedelta(days=2)
    assert (read.days_late("ada.l", late), read.days_late("bob", late)) == (0, 2)


@pytest.mark.parametrize("written", ['"2026-12-01"', "2026-12-01"])
def test_a_day_lasts_until_midnight_here(course, written):
    course.settings.write_text(f"due = {written}")
    due = settings.load(course).due
    assert due is not None
    assert due == datetime(2026, 12, 1, 23, 59, 59).astimezone()


def test_nothing_is_late_without_a_due_time_or_without_a_time_of_the_hand_in():
    assert Settings().days_late("ada", DUE) == 0
    assert Settings(due=DUE).days_late("ada", None) == 0


@pytest.mark.parametrize(("days", "share"), [(0, 0), (1, 0.1), (3, 0.3), (9, 0.35)])
def test_the_penalty_grows_by_the_day_up_to_its_cap(days, share):
    assert Settings(late=Late(per_day=10, cap=35)).penalty(days) == pytest.approx(share)


@pytest.mark.parametrize(("mark", "encoding"), [(",", "utf-8"), (";", "utf-8"), ("\t", "utf-16")])
def test_the_roster_is_read_with_the_ids_of_platforms(course, mark, encoding):
    assert settings.roster(course) == {}
    lines = [("\ufeffID", "Name", "E-mail", "canvas"), ("ada", '"Lovelace, Ada"', "a@x.org", "17")]
    (course.root / "roster.csv").write_bytes("\r\n".join(map(mark.join, lines)).encode(encoding))
    (ada,) = settings.roster(course).values()
    assert (ada.id, ada.name, ada.email, ada.ids) == ("ada", "Lovelace, Ada", "a@x.org", {"canvas": "17"})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("name,email\nAda,a@x.org\n", "has no column id"),
        ("id,name,ID\nada,Ada,17\n", "has two columns id: remove one of them, or give it another name."),
        ("id\nada\nada\n", "line 3: ada is listed twice"),
        ("id,name\nada@x.org,Ada\n", "line 2: ada@x.org cannot be an id"),
        ("id,name\nada,Ada\n,\n,Bob\n", "line 4: Bob has no id"),
        ('id,name\nada,"Ada\nbob,Bob\n', "unexpected end of data"),
        ("sep=,\nid,name\nada,Lovelace, Ada\n", "line 3: more cells than the first line has names"),
        ("id,canvas\nada,17\nbob,17\n", "line 3: ada has the canvas 17, too"),
    ],
)
def test_a_roster_that_is_none_says_so(course, text, told):
    (course.root / "roster.csv").write_text(text)
    with pytest.raises(CourseError, match=told):
        settings.roster(course)


def test_a_roster_that_the_course_names_has_to_be_there(course):
    course.settings.write_text('roster = "students.csv"')
    with pytest.raises(CourseError, match="names as the roster"):
        settings.roster(course)


@pytest.mark.parametrize(
    ("problem", "code", "told"),
    [
        (CourseError("Not so."), "Not so.", ""),
        (OSError(28, "No space left on device", "part", None, "a.csv"), "a.csv: No space left on device.", ""),
        (KeyboardInterrupt(), 130, "\nStopped: run the same command again.\n"),
    ],
)
def test_what_stops_a_command_is_a_sentence_and_the_next_removes_what_it_left(course, problem, code, told, capsys):
    parts = [folder / "all.csv.7.part" for folder in (course.exports / "csv", course.store, course.arrived / "ada")]
    with pytest.raises(SystemExit) as stopped, told_of(course, CourseError), locked(course):
        for part in parts:
            part.parent.mkdir(parents=True)
            part.touch()
        raise problem
    assert (stopped.value.code, capsys.readouterr().err) == (code, told)
    with locked(course):
        assert not any(part.exists() for part in parts)


def test_a_secret_is_its_owners_alone(course):
    assert len(course.secret()) == 32
    assert stat.S_IMODE((course.root / "secret").stat().st_mode) == 0o600
