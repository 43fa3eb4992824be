"""Answers that students write in the notebooks."""

from grader.exercises.model import Exercise

EXERCISES: list[Exercise] = []
