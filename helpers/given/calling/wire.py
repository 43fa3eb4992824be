"""Plain values as bytes and back: how inputs and answers cross between processes, and how case sets are stored.

Layout: 4 bytes (little endian) with the length of a JSON header, the header, then the arrays' raw data one after the
other in C order. Only None, bool, int, float, str, list, tuple, dict with text keys and arrays of floats, integers and
booleans cross; no code ever does, unlike with pickle. What is read is checked before anything is allocated.
"""

import json
import math
import re
from functools import cache
from typing import Any

import numpy as np

MAX_BYTES = 256 * 2**20
MAX_HEADER = 4 * 2**20
MAX_ITEMS = 100_000
"""Values in a header; each takes some sixty bytes of memory, however few it has in the message."""
MAX_DIMENSIONS = 6
DTYPES = frozenset(["|b1", "|i1", "|u1", "<i2", "<u2", "<i4", "<u4", "<i8", "<u8", "<f2", "<f4", "<f8"])
BYTES = {dtype: np.dtype(dtype).itemsize for dtype in DTYPES}
ANSWER_MIME = "application/vnd.linear-classifiers.answer+json"
"""What a cell publishes the values of an answer as."""
PLAIN = (type(None), bool, int, float, str)
"""What stands for itself in a header; a tuple, as most of what is sent is asked for it."""


class WireError(ValueError):
    """The bytes are not a message of this kind, or the value is not one that may cross."""


def pack(value: Any) -> bytes:
    """Return value as bytes.

    Raises:
        WireError: value holds something that may not cross.
    """
    arrays: list[bytes] = []
    header = json.dumps(_describe(value, arrays)).encode()
    return b"".join([len(header).to_bytes(4, "little"), header, *arrays])


def unpack(data: bytes) -> Any:
    """Return the value that pack made data from; arrays are fresh and writable.

    Raises:
        WireError: data is too large, cut short, or says anything that pack would not have written.
    """
    if not 4 <= len(data) <= MAX_BYTES:
        raise WireError(f"a message of {len(data)} bytes; allowed are 4 to {MAX_BYTES}")
    start = 4 + int.from_bytes(data[:4], "little")
    if start - 4 > MAX_HEADER:
        raise WireError(f"a header of {start - 4} bytes; allowed are {MAX_HEADER}")
    try:
        description = read_json(data[4:start], MAX_ITEMS)
        reader = _Reader(data, start)
        value = reader.build(description)
    except (ValueError, RecursionError, TypeError) as error:
        raise WireError(f"not a message: {type(error).__name__}") from None
    if reader.position != len(data):
        raise WireError("the message is longer than it says")
    return value


def read_json(data: bytes, most: int) -> Any:
    """Return what is written in some JSON, if it has no more than so many values.

    Raises:
        ValueError: it is no JSON, or has more.
        RecursionError: it is nested too deep.
    """
    if values(data) > most:
        raise ValueError(f"more than {most} values")
    return json.loads(data.decode())


def values(data: bytes) -> int:
    """Return how many values are written in some JSON, or a few more."""
    # All but the first value of a list follow a comma, and texts are no place to count in.
    outside = TEXT.sub(b"", data)
    return sum(map(outside.count, (b",", b"[", b"{")))


TEXT = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)', re.DOTALL)
"""A text in JSON. One that does not end is all that follows: else each mark in it would be tried as a beginning."""


def _describe(value: Any, arrays: list[bytes]) -> Any:
    if isinstance(value, PLAIN):
        return value
    if isinstance(value, np.ndarray):
        array, dtype = np.asarray(value), _little(value.dtype)
        if dtype not in DTYPES or array.ndim > MAX_DIMENSIONS:
            raise WireError(f"an array of {array.dtype} with {array.ndim} dimensions may not cross")
        arrays.append(array.astype(dtype, copy=False).tobytes())
        return {"array": [dtype, list(array.shape)]}
    if isinstance(value, list):
        return [_describe(item, arrays) for item in value]
    if isinstance(value, tuple):
        return {"tuple": [_describe(item, arrays) for item in value]}
    if isinstance(value, dict) and all(isinstance(key, str) for key in value):
        return {"dict": {key: _describe(item, arrays) for key, item in value.items()}}
    raise WireError(f"a {type(value).__name__} may not cross")


@cache
def _little(dtype: np.dtype) -> str:
    """What a header says of this dtype, whichever order its bytes have."""
    return dtype.newbyteorder("<").str


class _Reader:
    """Builds a value from its description, taking array data from where the last array ended."""

    def __init__(self, data: bytes, position: int) -> None:
        self.data, self.position = data, position

    def build(self, description: Any) -> Any:
        if isinstance(description, PLAIN):
            return description
        if isinstance(description, list):
            return [self.build(item) for item in description]
        ((kind, content),) = description.items()
        if kind == "tuple" and isinstance(content, list):
            return tuple([self.build(item) for item in content])
        if kind == "dict" and isinstance(content, dict):
            return {key: self.build(item) for key, item in content.items()}
        if kind == "array":
            return self.array(*content)
        raise WireError(f"unknown kind {kind!r}")

    def array(self, dtype: str, shape: list[int]) -> np.ndarray:
        if dtype not in DTYPES or len(shape) > MAX_DIMENSIONS:
            raise WireError("an array of a dtype or with dimensions that may not cross")
        for length in shape:
            if type(length) is not int or length < 0:
                raise WireError("an array with an impossible shape")
        size = math.prod(shape)
        end = self.position + size * BYTES[dtype]
        if end > len(self.data):
            raise WireError("the message is cut short")
        if 0 in shape and max(shape) > MAX_ITEMS:  # as 0 times anything is 0 bytes
            raise WireError("an array with an impossible shape")
        flat = np.frombuffer(self.data, dtype, size, self.position)
        self.position = end
        return flat.reshape(shape).copy()
