"""Calls a student's function and says in plain data what happened; at grading this runs inside the sandbox."""
