"""A case set on disk: every compiled exercise, as one file of plain data.

The known mistakes are nearly all of it, and are asked for where a check fails; until then they stay packed.
"""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from helpers.given.calling import wire
from helpers.given.judge.model import Case, CompiledExercise, CompiledMistake, Part, Sealed


class CaseSet(NamedTuple):
    """The exercises of a case set by their id, and what it was made from."""

    exercises: dict[str, CompiledExercise]
    made_from: str


PUBLIC = Path(__file__).resolve().parents[1] / "public.cases"


def dump(exercises: dict[str, CompiledExercise], made_from: str) -> bytes:
    """Return a case set as bytes. made_from: a text that tells whether it is up to date, such as a hash of sources."""
    return wire.pack({"made_from": made_from, "exercises": {name: _plain(one) for name, one in exercises.items()}})


def load(path: Path = PUBLIC) -> CaseSet:
    """Return a case set.

    Raises:
        FileNotFoundError: there is no such file.
        wire.WireError: it is damaged.
    """
    return loads(path.read_bytes())


def loads(data: bytes) -> CaseSet:
    """Return what dump made data from.

    Raises:
        wire.WireError: it is damaged.
    """
    content = wire.unpack(data)
    return CaseSet({name: _exercise(one) for name, one in content["exercises"].items()}, content["made_from"])


class Known(Sequence[CompiledMistake]):
    """The known mistakes of an exercise, unpacked when the first of them is asked for."""

    def __init__(self, packed: np.ndarray) -> None:
        self._packed = packed

    def __len__(self) -> int:
        return len(self._mistakes)

    def __getitem__(self, at: Any) -> Any:
        return self._mistakes[at]

    @cached_property
    def _mistakes(self) -> tuple[CompiledMistake, ...]:
        return tuple(CompiledMistake(**mistake) for mistake in wire.unpack(self._packed.tobytes()))


def _plain(value: Any) -> Any:
    if isinstance(value, CompiledExercise) and value.known:
        packed = np.frombuffer(wire.pack(tuple(map(_plain, value.known))), np.uint8)
        return {name: packed if name == "known" else _plain(item) for name, item in vars(value).items()}
    if isinstance(value, CompiledExercise | Case | Part | CompiledMistake | Sealed):
        return {name: _plain(item) for name, item in vars(value).items()}
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    return tuple(map(_plain, value)) if isinstance(value, tuple) else value


def _exercise(plain: dict[str, Any]) -> CompiledExercise:
    made = {
        "cases": {name: Case(**case) for name, case in plain["cases"].items()},
        "parts": tuple(Part(**part) for part in plain["parts"]),
        "known": Known(plain["known"]) if len(plain["known"]) else (),
        "sealed": {name: Sealed(**box) for name, box in plain["sealed"].items()},
    }
    return CompiledExercise(**(plain | made))
