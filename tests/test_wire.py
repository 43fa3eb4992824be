"""Values cross as plain data, and what is not plain data does not cross."""

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays, scalar_dtypes

from helpers.given.calling import calls, wire


def nested(leaves: st.SearchStrategy, keys: st.SearchStrategy) -> st.SearchStrategy:
    """Leaves, and lists, tuples and dicts of them, within each other."""
    return st.recursive(
        leaves,
        lambda some: st.one_of(
            st.lists(some, max_size=3), st.lists(some, max_size=3).map(tuple), st.dictionaries(keys, some, max_size=3)
        ),
        max_leaves=6,
    )


plain = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(st.characters(), max_size=5))
shapes = array_shapes(min_dims=0, max_dims=wire.MAX_DIMENSIONS, min_side=0, max_side=3)
of_numbers = arrays(st.sampled_from([*sorted(wire.DTYPES), ">f8", ">i2"]), shapes)
other = st.one_of(
    st.binary(max_size=3), st.complex_numbers(), st.fractions(), st.dates(), arrays(scalar_dtypes(), shapes)
)
headers = nested(st.one_of(plain, st.sampled_from(sorted(wire.DTYPES))), st.sampled_from(["array", "tuple", "dict"]))


def assert_same(one: Any, back: Any) -> None:
    if isinstance(one, np.ndarray):
        assert (back.dtype, back.flags.writeable) == (one.dtype.newbyteorder("="), True)
        np.testing.assert_array_equal(back, one)
    elif isinstance(one, list | tuple | dict):
        assert (type(back), len(back)) == (type(one), len(one))
        keys = one if isinstance(one, dict) else range(len(one))
        for key in keys:
            assert_same(one[key], back[key])
    else:
        assert repr(back) == repr(one)  # also of nan


@given(nested(st.one_of(plain, of_numbers), st.text(max_size=5)))
@example(np.asfortranarray(np.arange(6.0).reshape(2, 3)))
def test_what_goes_in_comes_out(value):
    assert_same(value, wire.unpack(wire.pack(value)))


@given(nested(st.one_of(plain, of_numbers, other), st.one_of(st.integers(), st.text())))
@example(np.zeros((1,) * 7))
@example([np.zeros((1,) * 6)])
def test_whatever_a_function_returns_can_cross_once_it_is_plain(value):
    wire.pack(calls.to_plain(value))


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


@given(headers, st.binary(max_size=16))
def test_whatever_a_message_says_it_is_refused_or_one_that_we_could_have_sent(header, data):
    try:
        value = wire.unpack(message(header, data))
    except wire.WireError:
        return
    assert_same(value, wire.unpack(wire.pack(value)))
