"""Calls a student's functions on the inputs that come, and sends back what they gave."""

import resource
import signal
import time
from typing import TYPE_CHECKING

from helpers.given.calling import calls, wire

if TYPE_CHECKING:
    from grader.sandbox.inside.pipe import Pipe
    from grader.sandbox.protocol import Call, Reply, Work, too_long
else:
    from pipe import Pipe
    from protocol import Call, Reply, Work, too_long


def serve(pipe: Pipe, work: Work) -> None:
    """Answer calls until something else comes.

    Args:
        pipe: where they come from, and the answers go to.
        work: with the limits.
    """
    if work.alone:
        resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    while isinstance(asked := pipe.receive(), Call):
        answer = _limited(asked, work)
        try:
            pipe.send(Reply(asked.number, answer.to_plain()))
        except wire.WireError as error:
            pipe.send(Reply(asked.number, calls.Answer(error="WireError", message=str(error)).to_plain()))


def _limited(asked: Call, work: Work) -> calls.Answer:
    stopped = ""
    start = time.process_time()

    def stop(number: int, frame: object) -> None:
        nonlocal stopped
        if not stopped:  # once: a second one would come while the first is dealt with
            stopped = too_long(work.seconds, work.wall, time.process_time() - start)
            raise TimeoutError(stopped)

    clocks = ((signal.ITIMER_PROF, signal.SIGPROF, work.seconds), (signal.ITIMER_REAL, signal.SIGALRM, work.wall))
    try:
        for clock, number, seconds in clocks:
            signal.signal(number, stop)
            signal.setitimer(clock, seconds)
        answer = calls.call(asked.target, asked.driver, asked.inputs)
        stopped = stopped or "answered"
    except TimeoutError:  # it came between two lines of ours
        answer = calls.Answer(error="TimeoutError", message=stopped)
    for clock, _, _ in clocks:
        signal.setitimer(clock, 0)
    return answer
