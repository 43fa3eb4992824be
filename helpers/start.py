"""Exercise zero: edit this file, save it, and watch a check go from failing to passing."""


def add(a: float, b: float) -> float:
    """Return the sum of two numbers.

    Args:
        a: a number.
        b: a number.

    Returns:
        a + b, a number.

    >>> add(2, 3)
    5
    """
    ### BEGIN SOLUTION (00_start_here, task 1)
    return a + b
    ### END SOLUTION
