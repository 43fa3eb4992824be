"""Calls a student's functions on the inputs that come, and sends back what they gave."""

import signal
from collections.abc import Callable

from helpers.given.calling import calls, wire


def serve(receive: Callable[[], object], send: Callable[[object], None], seconds: float) -> None:
    """Answer calls (number, target, driver, inputs) with (number, answer), until None comes.

    Args:
        receive, send: take and give a message.
        seconds: wall time for one call, after which it is interrupted.
    """

    def stop(number: int, frame: object) -> None:
        raise TimeoutError(f"It did not return within {seconds:.0f} seconds: does a loop never end?")

    while (request := receive()) is not None:
        number, target, driver, inputs = request
        signal.signal(signal.SIGALRM, stop)
        signal.setitimer(signal.ITIMER_REAL, seconds)
        try:
            answer = calls.call(target, driver, inputs)
        except TimeoutError as error:  # it came between two lines of ours
            answer = calls.Answer(error="TimeoutError", message=str(error))
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        try:
            send((number, answer.to_plain()))
        except wire.WireError as error:
            send((number, calls.Answer(error="WireError", message=str(error)).to_plain()))
