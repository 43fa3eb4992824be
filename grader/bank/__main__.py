"""`python -m grader.bank` builds the public cases; `... hyperparameters [folder]` trains the table of settings again."""

import sys

from grader.bank import cases, faults, hyperparameters

if sys.argv[1:2] == ["hyperparameters"]:
    hyperparameters.main(sys.argv[2:])
elif not cases.up_to_date():
    if found := faults.faults():
        sys.exit("\n".join(found))
    try:
        cases.build_public()
    except cases.BankError as error:
        sys.exit(str(error))
