"""The messages between the grader and a sandbox, and how they cross: as wire values, each behind its length.

Both sides use it; inside, it lies beside warm.py. So it imports nothing of the grader.
"""

from dataclasses import dataclass, fields
from typing import Any, get_origin

from helpers.given.calling import wire

LENGTH = 8
"""Bytes that say how long the message is which follows."""


@dataclass(frozen=True)
class Ready:
    """From the warm process: it waits for work, and no child of it works."""


@dataclass(frozen=True)
class Work:
    """To the warm process: fork a child for this.

    kind: "calls" or "cells", the module of inside/ that serves it.
    seconds: of processor time for each call or cell, after which it is interrupted; wall: the same for wall time.
    alone: the child can make no process and no thread, so that no other can do its work.
    """

    kind: str
    seconds: float
    wall: float
    alone: bool = False


@dataclass(frozen=True)
class Call:
    """To a child: call target ("svm.svm_loss_naive") through a driver on inputs."""

    number: int
    target: str
    driver: str
    inputs: tuple[Any, ...]


@dataclass(frozen=True)
class Reply:
    """From a child: the answer to the call with this number, as calls.Answer.to_plain gives it."""

    number: int
    answer: dict[str, Any]


@dataclass(frozen=True)
class Cell:
    """To a child: run the source of a cell. count: its number; most: characters that its outputs may have."""

    source: str
    count: int
    most: int


@dataclass(frozen=True)
class Shown:
    """From a child: the outputs of the cell, as a JSON text."""

    outputs: str


@dataclass(frozen=True)
class Done:
    """To a child: there is no more to do."""


Message = Ready | Work | Call | Reply | Cell | Shown | Done
KINDS: dict[str, type[Message]] = {kind.__name__: kind for kind in (Ready, Work, Call, Reply, Cell, Shown, Done)}
FIELDS = {name: [get_origin(field.type) or field.type for field in fields(kind)] for name, kind in KINDS.items()}


def pack(message: Message) -> bytes:
    """Return a message as bytes, its length first.

    Raises:
        WireError: it holds something that may not cross.
    """
    data = wire.pack((type(message).__name__, *vars(message).values()))
    return len(data).to_bytes(LENGTH, "little") + data


def unpack(data: bytes) -> Message:
    """Return the message that pack made these bytes from, without its length.

    Raises:
        WireError: they are none.
    """
    value = wire.unpack(data)
    if not isinstance(value, tuple) or not value or not isinstance(value[0], str) or value[0] not in KINDS:
        raise wire.WireError("not a message")
    name, *values = value
    if [type(value) for value in values] != FIELDS[name]:
        raise wire.WireError(f"not what a {name} holds")
    return KINDS[name](*values)


def too_long(seconds: float, wall: float, used: float) -> str:
    """Return the sentence about a call that took too long.

    Args:
        seconds: the limit on processor time.
        wall: the limit on wall time.
        used: the processor time that was used. A loop uses some on the busiest machine, what waits uses none.
    """
    if used < 0.05 * seconds:
        return f"It did not return within {wall:.0f} seconds: does it wait for something?"
    return f"It did not return within {seconds:.0f} seconds: does a loop never end?"
