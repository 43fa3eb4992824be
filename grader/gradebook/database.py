"""Opens nbgrader's gradebook; whatever the database refuses is one error with its own words."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, partial
from typing import Any

from grader.course import Course


class RecordError(RuntimeError):
    """nbgrader, or its gradebook, could not do its part; the message holds the cause in its own words."""


@contextmanager
def gradebook(course: Course) -> Iterator[Any]:
    """Open the gradebook of a course.

    Raises:
        RecordError: it cannot be used, as when another program has locked it.
    """
    from sqlalchemy.exc import SQLAlchemyError

    try:
        with api().Gradebook(course.database) as opened:
            yield opened
    except SQLAlchemyError as error:
        cause = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        raise RecordError(f"The gradebook cannot be read: {cause}.") from None


@cache
def api() -> Any:
    """Return nbgrader.api, which makes a gradebook where there is none, without the process that it would start for it.

    nbgrader asks `alembic`, by a name that need not be on the PATH, for the version of its tables. And it takes Ctrl-C
    for a failure of what it was doing; here it ends that, and the command.
    """
    import nbgrader.apps.api
    from alembic.script import ScriptDirectory
    from nbgrader import api
    from nbgrader.dbutil import ALEMBIC_DIR

    nbgrader.apps.api.capture_log = partial(_ended, nbgrader.apps.api.capture_log)
    api.get_alembic_version = lambda: ScriptDirectory(ALEMBIC_DIR).get_current_head()
    return api


def _ended(capture: Callable[..., Any], app: Any, *more: Any) -> Any:
    """Let an application of nbgrader run, and return what it answered; who stops it stops us."""
    start, stopped = app.start, []

    def noticed() -> None:
        try:
            start()
        except KeyboardInterrupt:
            stopped.append(app)
            raise

    app.start = noticed
    answer = capture(app, *more)
    if stopped:
        raise KeyboardInterrupt
    return answer
