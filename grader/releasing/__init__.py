"""The student version: solutions cut out, looked through for leaks, published."""
