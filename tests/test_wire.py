"""Values cross as plain data, and what is not plain data does not cross."""

import json

import numpy as np
import pytest

from helpers.given.calling import wire


def test_what_goes_in_comes_out():
    value = {
        "a": (1, 2.5, "x", None, True),
        "b": [np.arange(6.0).reshape(2, 3), np.float32(3) * np.ones(2, np.float32)],
    }
    back = wire.unpack(wire.pack(value))
    assert back["a"] == value["a"]
    for one, other in zip(back["b"], value["b"], strict=True):
        assert one.dtype == other.dtype
        np.testing.assert_array_equal(one, other)
        assert one.flags.writeable


@pytest.mark.parametrize(
    "array",
    [np.asfortranarray(np.arange(6.0).reshape(2, 3)), np.arange(4, dtype=">f8"), np.array(2.0), np.empty((0, 3))],
)
def test_arrays_of_every_layout_cross(array):
    back = wire.unpack(wire.pack(array))
    assert back.shape == array.shape
    np.testing.assert_array_equal(back, array)


@pytest.mark.parametrize(
    "value", [object(), np.array([object()]), np.array(["text"]), {1: 2}, 1j, {1, 2}, np.zeros((1,) * 7)]
)
def test_anything_else_may_not_cross(value):
    with pytest.raises(wire.WireError):
        wire.pack(value)


def message(header: object, data: bytes = b"") -> bytes:
    text = json.dumps(header).encode()
    return len(text).to_bytes(4, "little") + text + data


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xff\xff\xff{}",
        message({"array": ["<f8", [10**12]]}),
        message({"array": ["<f8", [-1]]}),
        message({"array": ["<f8", [2]]}, b"\0" * 15),
        message({"array": ["<f8", [2]]}, b"\0" * 17),
        message({"array": ["|O", [1]]}, b"\0" * 8),
        message({"array": ["<f8", [1] * 9]}, b"\0" * 8),
        message({"array": ["<f8", [1.5]]}, b"\0" * 8),
        message({"array": ["<f8"]}),
        message({"pickle": "x"}),
        message({"tuple": 1, "dict": 2}),
        b"\x04\0\0\0\xff\xfe\xfd\xfc",
        (200_000).to_bytes(4, "little") + b"[" * 200_000,
    ],
)
def test_forged_or_damaged_messages_are_refused(data):
    with pytest.raises(wire.WireError):
        wire.unpack(data)
