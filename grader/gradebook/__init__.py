"""nbgrader's gradebook, filled with results: recording, tables and feedback."""
