"""The judge: compares answers with what was expected, part by part, and names the known mistake that explains them.

It is given plain data only: an exercise with its compiled cases (inputs, expected outputs, and what each known mistake
would have given), and the student's answers. The same judge serves the check in a notebook and the grading; only the
cases differ. model.py has the data, scoring.py compares, mistakes.py names what explains a wrong part, diagnosis.py
gives the verdict on each part; sealed.py opens what the public cases hold of answers.
"""

from helpers.given.judge.model import Case as Case
from helpers.given.judge.model import Cause as Cause
from helpers.given.judge.model import CompiledExercise as CompiledExercise
from helpers.given.judge.model import CompiledMistake as CompiledMistake
from helpers.given.judge.model import Part as Part
from helpers.given.judge.model import PartVerdict as PartVerdict
from helpers.given.judge.model import Verdict as Verdict
from helpers.given.judge.scoring import gather as gather
from helpers.given.judge.scoring import is_open as is_open
from helpers.given.judge.scoring import judge as judge
from helpers.given.judge.scoring import measured as measured
from helpers.given.judge.sealed import opened as opened
