"""How often the judge names the right mistake: `.venv/bin/python benchmarks/diagnosis.py --corpus benchmarks/corpus`.

Judges the bank's own mistakes on fresh inputs, each one taken out of the bank, random pairs of them, and a folder of
code that others wrote, laid out as CS231n's first assignment is (linear_svm.py and softmax.py, at any depth; our own
helper files too). Such code runs only in the sandbox. For comparison, three simpler ways judge the same functions.

What the code does wrong is in DIR/labels.csv: file, function, right (1 or 0), convention ("half" for a penalty with
1/2), mistakes (the reader's words), and ids, if somebody has said which of ours mean the same as these words; * matches
any ending. Without ids, a cause that was told counts as "to be read".
"""

import argparse
import json
import multiprocessing
import os
import secrets
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from functools import partial
from math import sqrt
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks import baselines, labelled, mutants  # noqa: E402
from benchmarks.labelled import OUTCOMES, Row  # noqa: E402
from grader import quality, sandbox  # noqa: E402
from grader.bank import EXERCISES  # noqa: E402
from grader.progress import Progress  # noqa: E402


def wilson(count: int, of: int) -> str:
    """Return a share with its 95% Wilson interval, as "93% (88-96)"."""
    if not of:
        return "-"
    z, share = 1.96, count / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z * sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return f"{100 * share:.0f}% ({100 * max(middle - half, 0):.0f}-{100 * min(middle + half, 1):.0f})"


def of_bank(seeds: Sequence[str], names: Sequence[str]) -> list[quality.Finding]:
    """Judge the bank's own mistakes, as lab.py quality does."""
    found, progress = [], Progress("exercises", len(names))
    with ProcessPoolExecutor(os.cpu_count(), multiprocessing.get_context("spawn")) as pool:
        for of_one in pool.map(partial(quality.findings, seeds=seeds), names):
            found += of_one
            progress.step()
    return found


def outcome(finding: quality.Finding) -> str:
    """Return which of the outcomes a finding is."""
    if finding.kind == "correct":
        return "marked down" if finding.caught else "full points"
    if not finding.caught:
        return "missed"
    return "misnamed" if finding.misnamed else "named" if finding.named else "abstained"


def line(title: str, outcomes: Sequence[str]) -> str:
    """Return one line of the table."""
    count = Counter(outcomes)
    return f"{title:42}{len(outcomes):7}" + "".join(f"{wilson(count[one], len(outcomes)):>18}" for one in OUTCOMES)


def table(bank: Sequence[quality.Finding], rows: Sequence[Row]) -> str:
    """Return all findings as one table to print."""
    lines = [f"{'wrong code':42}{'judged':>7}" + "".join(f"{one:>18}" for one in OUTCOMES)]
    for kind, title in (
        ("mistake", "the bank, fresh inputs"),
        ("unlisted mistake", "the bank, each taken out"),
        ("pair", "the bank, two at once"),
    ):
        lines += [line(title, [outcome(one) for one in bank if one.kind == kind])] * bool(bank)
    wrong, right = [row for row in rows if not row.right], [row for row in rows if row.right]
    if rows:
        lines.append(line("corpus", [row.outcome for row in wrong]))
        lines.append(line("  the convention 1/2 alone", [row.outcome for row in wrong if row.convention == "half"]))
        lines += [line(f"  {way}", [one.baselines[way] for one in wrong if one.baselines]) for way in baselines.WAYS]
    lines += ["", f"{'right code':42}{'judged':>7}{'marked down':>18}"]
    if bank:
        lines.append(_down("the bank, written otherwise", [outcome(one) for one in bank if one.kind == "correct"]))
    if rows:
        lines.append(_down("corpus", [row.outcome for row in right]))
        lines += [_down(f"  {way}", [one.baselines[way] for one in right if one.baselines]) for way in baselines.WAYS]
        agree = sum(row.agrees for row in rows)
        lines += ["", f"{'the same points on all case sets':42}{len(rows):7}{wilson(agree, len(rows)):>18}"]
    for row in right:
        if row.outcome == "marked down":
            lines.append(f"{row.file} {row.function} is right and loses {', '.join(row.lost)}")
    lines += [f"{row.file} {row.function} has other points on some case sets" for row in rows if not row.agrees]
    return "\n".join(lines)


def _down(title: str, outcomes: Sequence[str]) -> str:
    return f"{title:42}{len(outcomes):7}{wilson(outcomes.count('marked down'), len(outcomes)):>18}"


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__.partition(":")[0])
    parser.add_argument(
        "--corpus", type=Path, help="a folder of linear_svm.py and softmax.py files, or of our helper files"
    )
    parser.add_argument("--labels", type=Path, help="their labels (labels.csv in that folder)")
    parser.add_argument("--only", default="", help="only files whose path contains this text")
    parser.add_argument("--json", type=Path, help="write what was said of each function there")
    parser.add_argument(
        "--sets", type=int, default=3, help="sets of fresh inputs for the bank, 0 leaves it out (%(default)s)"
    )
    parser.add_argument("--ids", type=int, default=2, help="students that a corpus is judged for (%(default)s)")
    parser.add_argument(
        "--mutants", nargs="+", default=[], metavar="MODULE", help="judge cosmic-ray's mutants of a module, such as svm"
    )
    parser.add_argument("--seed", default=secrets.token_hex(4), help="the seed of the inputs; a new one for each run")
    parser.add_argument("--trust-submissions", action="store_true", help="run a corpus without the sandbox")
    arguments = parser.parse_args()
    print(f"seed {arguments.seed}", flush=True)
    bank, rows = [], []
    if arguments.sets:
        bank = of_bank([f"{arguments.seed} {number}" for number in range(arguments.sets)], list(EXERCISES))
    if arguments.corpus:
        if not arguments.trust_submissions:
            sandbox.require()
        seeds = [f"{arguments.seed} {number}" for number in range(arguments.ids)]
        labels = arguments.labels or arguments.corpus / "labels.csv"
        # The public cases come last: what they say of points should be no surprise at the grading.
        rows = labelled.judged(arguments.corpus, labels, [*seeds, ""], arguments.trust_submissions, arguments.only)
    if arguments.json:
        arguments.json.write_text(json.dumps([asdict(row) for row in rows], indent=1), encoding="utf-8")
    print(table(bank, rows))
    for module in arguments.mutants:
        with tempfile.TemporaryDirectory(prefix="mutants-") as place:
            judged_mutants, alive = mutants.survivors(module, Path(place))
        print(
            f"{f'mutants of {module} that lose no point':42}{judged_mutants:7}{wilson(len(alive), judged_mutants):>18}"
        )


if __name__ == "__main__":
    main()
