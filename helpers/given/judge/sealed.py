"""Answers of notebooks in the public case set: sealed, so that only a value near one can read it.

A value belongs to a bucket, about two tolerances wide. What is expected, and each known mistake, is encrypted for every
bucket that its tolerance reaches, with a key made from the bucket. So an answer opens what is near it, and nothing
else, and is then compared with the exact numbers, as at the grading. Guessing stays possible; it takes one slow hash
per guess.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np

from helpers.given.calling.calls import Answer
from helpers.given.judge import hyperparameters, measures
from helpers.given.judge.measures import WrongKindError
from helpers.given.judge.model import CompiledExercise, CompiledMistake, Sealed

ROUNDS = 5_000
"""Of hashing for a key: some milliseconds. The slow hashes of hashlib need OpenSSL, which a browser's Python lacks."""

TAG = 8
"""Bytes of a key's hash by which the box that it opens is found."""


def seal(salt: str, width: float, contents: Mapping[tuple[float, ...], Any]) -> Sealed:
    """Return what is in some buckets, encrypted.

    Args:
        salt: a text that no other part has.
        width: of the buckets.
        contents: for the numbers of each bucket what JSON can hold.
    """
    texts = {numbers: json.dumps(content).encode() for numbers, content in contents.items()}
    most = max(map(len, texts.values()))
    boxes = {}
    for numbers, text in texts.items():
        tag, stream = _key(salt, np.array(numbers, dtype="<f8").tobytes(), most)
        boxes[tag] = np.frombuffer(text.ljust(most), np.uint8) ^ stream  # a length would tell what is in it
    return Sealed(salt, width, boxes)


def bucket(values: np.ndarray, width: float) -> np.ndarray:
    """Return the numbers of the bucket that values (n,) are in: (n,) float64, whole ones."""
    return np.floor(values.astype(np.float64) / width) + 0.0  # -0.0 has other bytes than 0.0


def opened(exercise: CompiledExercise, answers: Mapping[str, Answer]) -> CompiledExercise:
    """Return an exercise of the public set with all that its answers open; what stays sealed equals none of them.

    Args:
        exercise: a compiled exercise; one without sealed parts comes back as it is.
        answers: for each of its cases the student's answer.
    """
    for part in exercise.parts:
        if part.name in exercise.sealed:
            name = part.probes[0][0]
            try:
                values = measures.outputs(answers[name], exercise.returns, part.options.get("index"))
            except WrongKindError:
                continue
            with np.errstate(all="ignore"):
                if part.measure == measures.setting.__name__:
                    exercise = _with_table(exercise, name, exercise.sealed[part.name], values)
                else:
                    exercise = _with_values(exercise, part.name, values[part.options["index"]])
    return exercise


def _with_values(exercise: CompiledExercise, part: str, value: np.ndarray | None) -> CompiledExercise:
    """The exercise with what is expected of a part, or a known mistake of it, if the value is near."""
    expected, known = dict(exercise.expected), list(exercise.known)
    box = exercise.sealed[part]
    near = _content(box, bucket(np.ravel(value), box.width)) if value is not None else []
    for numbers, id, says, asks in near:
        values = np.array(numbers, dtype=np.float64)
        if id:
            known.append(CompiledMistake(id, says, asks, {part: [values]}))
        else:
            expected[part] = [values]
    return replace(exercise, expected=expected, known=tuple(known))


def _with_table(exercise: CompiledExercise, name: str, box: Sealed, values: tuple) -> CompiledExercise:
    """The exercise with the part of the table of settings that a setting is judged by, if there are good ones near."""
    rates, regs, table = exercise.cases[name].inputs
    if any(value is None or value.ndim for value in values):
        return exercise
    places = [hyperparameters.place(float(value), grid) for value, grid in zip(values, (rates, regs), strict=True)]
    numbers = bucket(np.array(places), box.width)
    content = _content(box, numbers)
    if content:
        row, column = numbers.astype(int)
        table = table.copy()
        table[:, row : row + 2, column : column + 2] = content
    case = replace(exercise.cases[name], inputs=(rates, regs, table))
    return replace(exercise, cases={**exercise.cases, name: case})


def _content(box: Sealed, numbers: np.ndarray) -> list:
    """What is in a bucket, [] if nothing is."""
    most = max((len(data) for data in box.boxes.values()), default=0)
    tag, stream = _key(box.salt, numbers.astype("<f8").tobytes(), most)
    return json.loads((box.boxes[tag] ^ stream).tobytes()) if tag in box.boxes else []


@lru_cache(maxsize=64)
def _key(salt: str, bucket: bytes, length: int) -> tuple[str, np.ndarray]:
    """The tag of a bucket's box, and so many bytes that encrypt what is in it."""
    key = hashlib.sha256(salt.encode() + b"\0" + bucket).digest()
    for _ in range(ROUNDS):
        key = hashlib.sha256(key).digest()
    stream = hashlib.shake_256(key).digest(TAG + length)
    return stream[:TAG].hex(), np.frombuffer(stream[TAG:], np.uint8)
