"""The warm process of a sandbox: loads what notebooks and functions need once, and forks a child for each work.

Started as `python -I warm.py FOLDER LIMITS`; FOLDER holds helpers/, LIMITS are names and values for setrlimit, as JSON.
Messages come on standard input and go to standard output. It imports nothing of the grader and is never told what is
expected. Only its children run a student's code.
"""

import gc
import json
import os
import resource
import sys
from pathlib import Path


def main(folder: str, limits: dict[str, int]) -> None:
    """Be the warm process until nobody sends any more work."""
    incoming, outgoing = confine(limits)
    os.chdir(folder)
    ours = str(Path(__file__).resolve().parent)
    sys.path[:0] = [folder, ours]
    serve(incoming, outgoing, ours)


def confine(limits: dict[str, int]) -> tuple[int, int]:
    """Set the limits, and return new places for incoming and outgoing messages, where no print reaches them."""
    for name, value in limits.items():
        resource.setrlimit(getattr(resource, name), (value, value))
    incoming, outgoing = os.dup(0), os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    return incoming, outgoing


def serve(incoming: int, outgoing: int, ours: str) -> None:
    """Load everything, then fork a child for each work that comes."""
    gc.disable()  # all that is loaded stays
    import calls
    import cells
    from numpy import random
    from pipe import Pipe
    from protocol import Ready, Work

    sys.path.remove(ours)  # all of ours is loaded; a student's own `calls.py` must not be mistaken for it
    cells.warm()
    gc.freeze()  # no child has to look at it, and to copy the memory it is in
    gc.enable()
    pipe = Pipe(incoming, outgoing)
    while True:
        pipe.send(Ready())
        work = pipe.receive()
        assert isinstance(work, Work)
        child = os.fork()
        if child == 0:
            try:
                random.seed()  # NumPy's own generator, or all children of a submission would draw the same numbers
                {"calls": calls, "cells": cells}[work.kind].serve(pipe, work)
            finally:
                # Without this the child would go on in this loop as a second warm process, or run what a student's
                # code has registered for the interpreter's end. An exception leads here too: no answer is an answer.
                os._exit(0)
        while os.wait()[0] != child:  # as the first process of a container it has orphans to bury
            pass


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.argv[2]))
