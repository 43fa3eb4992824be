"""Every limit of the grading, in one place.

Times are processor time, so that neighbours on a busy machine cost nobody anything. A process that sleeps uses none: so
each call and cell has a wall time too, PATIENCE times as long, and limits for several of them allow as much sleep as
processor time. Who ran out of wall time while waiting for a processor may be run once more on a quiet machine.
"""

PATIENCE = 3
"""Seconds of wall time for each second of processor time that a limit allows."""

CALL_SECONDS = 10.0
"""One call of a student's function. After one that took longer its exercise is not called again."""

CELL_SECONDS = 20.0
"""One cell of a notebook; it is interrupted then, and the next one runs."""

NOTEBOOK_SECONDS = 60.0
"""One notebook; its process is ended then, and the cells after that have no output."""

NOTEBOOKS_SECONDS = 100.0
"""All notebooks of one submission; those after that are not run."""

FUNCTIONS_SECONDS = 100.0
"""All calls of one submission; those after that are not made."""

AGAIN_SECONDS = 1800.0
"""Wall time for all submissions together that are run once more, as they waited for a processor for too long."""

GRACE_SECONDS = 5.0
"""What a process gets beyond its limit, to notice it by itself, before it is ended from outside; PATIENCE times as
much of wall time."""

START_SECONDS = 60.0
"""Wall time from starting a sandbox to its first answer, on a very busy machine."""

CPU_SECONDS = 600
"""Processor time of each process in a sandbox."""

MEMORY_BYTES = 2 * 2**30
"""Address space of each process in a sandbox. If memory runs out, the kernel ends these processes first."""

TOTAL_BYTES = 5 * 2**29
"""Memory of all processes in a sandbox together; it is ended beyond."""

PROCESSES = 16
"""Processes and threads in a sandbox."""

OPEN_FILES = 128
"""Open files of each process in a sandbox."""

FILE_BYTES = 16 * 2**20
"""One file that is written in a sandbox."""

DISK_BYTES = 32 * 2**20
"""All files in each of the two folders that can be written to; they are kept in memory."""

FILES_INSIDE = 10_000
"""Files in each of these folders, as even an empty one takes memory; the sandbox is ended beyond."""

RESOURCES = {
    "RLIMIT_AS": MEMORY_BYTES,
    "RLIMIT_CPU": CPU_SECONDS,
    "RLIMIT_FSIZE": FILE_BYTES,
    "RLIMIT_NPROC": PROCESSES,
    "RLIMIT_NOFILE": OPEN_FILES,
    "RLIMIT_CORE": 0,
}
"""What the kernel holds each process in a sandbox to, by the names of the resource module."""

ANSWER_BYTES = 64 * 2**20
"""What one call may send back."""

CELL_BYTES = 2 * 2**20
"""The outputs of one cell that are kept."""

HELPER_BYTES = 200_000
"""One edited helper file of a submission."""

NOTEBOOK_BYTES = 20_000_000
"""One notebook of a submission, as it was handed in, or what is left of a larger one without its outputs."""

LARGE_NOTEBOOK_BYTES = 5 * NOTEBOOK_BYTES
"""One notebook with its outputs: films and hundreds of figures, as text."""

ANSWER_CHARACTERS = 20_000
"""One answer in a notebook, as it was handed in."""

FILES = 2_000
"""Files of a submission that are looked at."""
