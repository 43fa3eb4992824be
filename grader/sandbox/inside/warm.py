"""The warm process of a sandbox: loads what notebooks and functions need once, and forks a child for each work.

Started as `python -I warm.py FOLDER LIMITS`; FOLDER holds helpers/, LIMITS are names and values for setrlimit, as JSON.
Messages come on standard input and go to standard output. It imports nothing of the grader and is never told what is
expected. Only its children run a student's code.
"""

import contextlib
import json
import os
import resource
import sys
from pathlib import Path


def main(folder: str, limits: dict[str, int]) -> None:
    """Take work until nobody sends any."""
    for name, value in limits.items():
        resource.setrlimit(getattr(resource, name), (value, value))
    incoming, outgoing = os.dup(0), os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(
            "1000"
        )  # when memory runs out, the kernel ends these processes first
    os.chdir(folder)
    sys.path[:0] = [folder, str(Path(__file__).resolve().parent)]
    import calls
    import cells

    from helpers.given.calling import wire

    del sys.path[1]

    def read(size: int) -> bytes:
        parts = []
        while size:
            parts.append(os.read(incoming, min(size, 2**20)))  # no buffer: the rest may be for a child
            if not parts[-1]:
                sys.exit()
            size -= len(parts[-1])
        return b"".join(parts)

    def receive() -> object:
        return wire.unpack(read(int.from_bytes(read(8), "little")))

    def send(value: object) -> None:
        data = wire.pack(value)
        data = memoryview(len(data).to_bytes(8, "little") + data)
        while data:
            data = data[os.write(outgoing, data) :]

    cells.warm()
    send(("ready",))
    work = {"cells": cells.serve, "calls": calls.serve}
    while True:
        kind, settings = receive()
        child = os.fork()
        if child == 0:
            try:
                work[kind](receive, send, **settings)
            finally:
                os._exit(0)
        while os.wait()[0] != child:  # as the first process of a container it has orphans to bury
            pass
        send((None,))  # the child is gone


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.argv[2]))
