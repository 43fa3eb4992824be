"""What moves: demos that run in a notebook on the student's own functions, and as pages of their own."""

from helpers.demo.explorer import Learned as Learned
from helpers.demo.explorer import TemplatesExplorer as TemplatesExplorer
from helpers.demo.linear import LinearDemo as LinearDemo
