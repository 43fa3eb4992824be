"""The grader: exercises, release, grading, feedback. Never in a student's hands."""
