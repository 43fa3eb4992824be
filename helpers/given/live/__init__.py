"""What moves: demos that run in a notebook on the student's own functions, and as pages of their own."""

from helpers.given.live.explorer import Learned as Learned
from helpers.given.live.explorer import TemplatesExplorer as TemplatesExplorer
from helpers.given.live.playground import LinearDemo as LinearDemo
