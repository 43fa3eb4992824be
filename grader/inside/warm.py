"""The warm process of a sandbox: loads what notebooks and functions need once, and forks a child for each work.

Started as `python -I warm.py FOLDER LIMITS`, with a socket as standard input; FOLDER holds helpers/, LIMITS are names
and values for setrlimit, as JSON. It imports nothing of the grader and is never told what is expected. Only its
children run a student's code.
"""

import contextlib
import json
import os
import resource
import socket
import sys
from pathlib import Path


def main(folder: str, limits: dict[str, int]) -> None:
    """Take work until nobody sends any."""
    for name, value in limits.items():
        resource.setrlimit(getattr(resource, name), (value, value))
    channel = socket.socket(fileno=os.dup(0))
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

    from helpers.checks import wire

    del sys.path[1]

    def receive() -> object:
        header = channel.recv(8, socket.MSG_WAITALL)
        if len(header) < 8:
            sys.exit()
        return wire.unpack(channel.recv(int.from_bytes(header, "little"), socket.MSG_WAITALL))

    def send(value: object) -> None:
        data = wire.pack(value)
        channel.sendall(len(data).to_bytes(8, "little") + data)

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
        os.waitpid(child, 0)
        send((None,))  # the child is gone


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.argv[2]))
