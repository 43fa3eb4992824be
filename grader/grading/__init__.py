"""From a submission to its result: notebooks run, functions judged, results kept."""
