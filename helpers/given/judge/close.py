"""When two measured values are the same: within the precision of what was returned, and never by much more."""

import numpy as np

# Relative tolerances, by the precision of what was returned; Python floats may come from float32 arithmetic.
TOLERANCE, TOLERANCE_FLOAT32 = 1e-5, 1e-4


def agree(value: np.ndarray | str, expected: np.ndarray | str, scale: float, atol: float = 0.0) -> bool:
    """Return whether two measured values are the same; a text, such as an exception, equals itself alone.

    Args:
        value: what is judged, of any shape; its dtype says how precise it can be.
        expected: what it should be, of the same shape; an array of one entry is as good as a number ().
        scale: the size of the numbers that went in, of whose rounding a difference consists.
        atol: an absolute tolerance, where that is larger.
    """
    if isinstance(value, str) or isinstance(expected, str):
        return isinstance(value, str) and isinstance(expected, str) and value == expected
    if expected.shape == () and value.size == 1:
        value = value.reshape(())
    if value.shape != expected.shape:
        return False
    relative = TOLERANCE_FLOAT32 if value.dtype in (np.float16, np.float32) else TOLERANCE
    value, expected = value.astype(np.float64), expected.astype(np.float64)
    same = (value == expected) | (np.isnan(value) & np.isnan(expected))
    if np.all(same):
        return True
    size = max(scale, float(np.max(np.abs(expected), initial=0.0, where=np.isfinite(expected))))
    return bool(np.all(same | (np.abs(value - expected) <= max(atol, relative * size))))
