"""nbgrader's exchange, where only a part of the class uses it."""

from pathlib import Path

from nbgrader.exchange.default import ExchangeReleaseFeedback

from grader.gradebook.record import EXCHANGE


class ReleaseFeedback(ExchangeReleaseFeedback):
    """Sends feedback to those who handed in through the exchange; nbgrader would stop at the first who did not."""

    def copy_files(self) -> None:
        """Send the pages of all who can fetch them, and name the others."""
        pattern = Path(self.src_path)  # feedback/*/linear_classifiers, or of one student
        folders = sorted(pattern.parent.parent.glob(f"{pattern.parent.name}/{pattern.name}"))
        others = [folder.parent.name for folder in folders if not all((folder / name).is_file() for name in EXCHANGE)]
        if others:
            self.log.warning("Not handed in through the exchange, so nothing is sent to: %s", ", ".join(others))
        self.coursedir.student_id_exclude = ",".join(filter(None, [self.coursedir.student_id_exclude, *others]))
        super().copy_files()
