"""Mutants of the reference solutions, made by cosmic-ray, judged: `.venv/bin/python benchmarks/mutants.py`.

An independent check of the cases: if a mutant of a solution loses no point, it is equivalent to the solution, or a case
is missing. Prints those that lose none. Needs cosmic-ray in addition to what the tests need: `pip install
"cosmic-ray>=8.4,<9"`.
"""

import argparse
import importlib.util
import json
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from grader.bank import (  # noqa: E402
    EXERCISES,
    cases,
    solutions,
)
from helpers.given import judge  # noqa: E402
from helpers.given.calling import calls  # noqa: E402

SEED = b"mutants"
CONFIG = """
[cosmic-ray]
module-path = "{module}.py"
timeout = 60.0
excluded-modules = []
test-command = "{python} {script} --judge {module}"

[cosmic-ray.distributor]
name = "local"
"""


def earns_everything(module: str, path: Path) -> bool:
    """Return whether the functions in a file earn all points of the exercises on a module of helpers/."""
    spec = importlib.util.spec_from_file_location("mutant", path)
    assert spec and spec.loader
    made = sys.modules["mutant"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    for exercise in EXERCISES.values():
        if exercise.target.startswith(f"{module}."):
            target = getattr(made, exercise.target.partition(".")[2])
            for seed in (cases.public_seed(exercise), cases.secret_seed(exercise, SEED, "ann")):
                right = cases.compiled(exercise, seed)
                ask = partial(lambda case, target: calls.call(target, case.driver, case.inputs), target=target)
                if not judge.judge(right, judge.gather(right, ask)).passed:
                    return False
    return True


def survivors(module: str, folder: Path) -> tuple[int, list[str]]:
    """Return how many mutants of a module's solutions were judged, and the changes that lost no point, as texts."""
    shutil.copy(solutions.HELPERS / f"{module}.py", folder)
    text = (folder / f"{module}.py").read_text(encoding="utf-8")
    lines = {line for region in solutions.regions(text, module) for line in range(region.first + 1, region.last)}
    config = CONFIG.format(module=module, python=sys.executable, script=Path(__file__).resolve())
    (folder / "config.toml").write_text(config, encoding="utf-8")
    cosmic_ray = [sys.executable, "-m", "cosmic_ray.cli"]
    subprocess.run([*cosmic_ray, "init", "config.toml", f"{module}.sqlite"], cwd=folder, check=True)
    _keep(folder / f"{module}.sqlite", lines)
    subprocess.run([*cosmic_ray, "exec", "config.toml", f"{module}.sqlite"], cwd=folder, check=True)
    dumped = subprocess.run(
        [*cosmic_ray, "dump", f"{module}.sqlite"], cwd=folder, check=True, capture_output=True, text=True
    )
    results = [json.loads(line) for line in dumped.stdout.splitlines()]
    alive = [result["diff"] for _, result in results if result and result["test_outcome"] == "survived"]
    return len(results), alive


def _keep(session: Path, lines: set[int]) -> None:
    """Drop mutants of code that is given: only solutions are judged."""
    with sqlite3.connect(session) as database:
        rows = database.execute("select job_id, start_pos_row from mutation_specs").fetchall()
        for job, row in rows:
            if row not in lines:
                database.execute("delete from mutation_specs where job_id = ?", (job,))
                database.execute("delete from work_items where job_id = ?", (job,))


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__.partition(":")[0])
    parser.add_argument("modules", nargs="*", default=[name.removesuffix(".py") for name in solutions.edited_helpers()])
    parser.add_argument("--judge", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.judge:
        (module,) = arguments.modules
        sys.exit(not earns_everything(module, Path(f"{module}.py").resolve()))
    judged = 0
    alive: list[str] = []
    with tempfile.TemporaryDirectory(prefix="mutants-") as place:
        for module in arguments.modules:
            count, left = survivors(module, Path(place))
            judged, alive = judged + count, alive + left
            print(f"{module}: {count} mutants, {len(left)} lose no point", flush=True)
    print(f"{judged} mutants, {len(alive)} lose no point")
    print("\n".join(alive))


if __name__ == "__main__":
    main()
