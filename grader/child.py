"""The process that holds a student's code: reads calls from standard input, makes them, writes what they gave.

Started as `python -I child.py FOLDER`; FOLDER holds helpers/, the edited files in it being the student's. It imports
nothing of the grader and is never told what is expected. A call is a length-prefixed wire message (target, driver,
inputs), the reply another. Whatever the student's code prints goes nowhere.
"""

import os
import sys


def serve(folder: str) -> None:
    """Answer calls until standard input ends."""
    calls_in = os.fdopen(os.dup(0), "rb")
    answers_out = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    sys.path.insert(0, folder)
    from helpers.checks import calls, wire

    while header := calls_in.read(8):
        target, driver, inputs = wire.unpack(calls_in.read(int.from_bytes(header, "little")))
        answer = calls.call(target, driver, inputs)
        try:
            reply = wire.pack(answer.to_plain())
        except wire.WireError as error:
            reply = wire.pack(calls.Answer(error="WireError", message=str(error)).to_plain())
        answers_out.write(len(reply).to_bytes(8, "little") + reply)
        answers_out.flush()


if __name__ == "__main__":
    serve(sys.argv[1])
