"""Which system calls code in a sandbox may not make: one table, as a filter for bubblewrap and as docker's profile.

What is listed answers "not permitted"; all else works. The list has what reaches beyond a process and its files, and
what takes memory that no limit counts. Another ABI of the same machine ends the process: its numbers mean other calls.
"""

import json
import struct
from dataclasses import dataclass

DENIED = """
name               x86_64  aarch64
keyctl                250      219    keys of whoever grades
add_key               248      217
request_key           249      218
ptrace                101      117    other processes: the warm one
process_vm_readv      310      270
process_vm_writev     311      271
process_madvise       440      440
kcmp                  312      272
pidfd_getfd           438      438
memfd_create          319      279    memory that belongs to no process, no file and no limit
memfd_secret          447      447
shmget                 29      194
shmat                  30      196
shmctl                 31      195
shmdt                  67      197
semget                 64      190
semop                  65      193
semctl                 66      191
semtimedop            220      192
msgget                 68      186
msgsnd                 69      189
msgrcv                 70      188
msgctl                 71      187
mq_open               240      180
mq_unlink             241      181
mq_timedsend          242      182
mq_timedreceive       243      183
mq_notify             244      184
mq_getsetattr         245      185
unshare               272       97    namespaces and what is mounted in them
setns                 308      268
mount                 165       40
umount2               166       39
pivot_root            155       41
chroot                161       51
move_mount            429      429
open_tree             428      428
fsopen                430      430
fsconfig              431      431
fsmount               432      432
fspick                433      433
mount_setattr         442      442
swapon                167      224
swapoff               168      225
quotactl              179       60
quotactl_fd           443      443
fanotify_init         300      262
fanotify_mark         301      263
name_to_handle_at     303      264
open_by_handle_at     304      265
io_uring_setup        425      425    large parts of the kernel that no student needs
io_uring_enter        426      426
io_uring_register     427      427
io_setup              206        0
io_submit             209        2
userfaultfd           323      282
bpf                   321      280
perf_event_open       298      241
lookup_dcookie        212       18
migrate_pages         256      238
move_pages            279      239
personality           135       92
iopl                  172        -
ioperm                173        -
modify_ldt            154        -
init_module           175      105    the machine itself
finit_module          313      273
delete_module         176      106
kexec_load            246      104
kexec_file_load       320      294
reboot                169      142
acct                  163       89
syslog                103      116
clock_settime         227      112
clock_adjtime         305      266
adjtimex              159      171
settimeofday          164      170
sethostname           170      161
setdomainname         171      162
vhangup               153       58
"""

NUMBERS = {
    **{"socket": (41, 198), "socketpair": (53, 199), "clone": (56, 220), "clone3": (435, 435)},
    **{"fcntl": (72, 25), "ioctl": (16, 29)},
}
"""Calls of which only some uses are denied."""

NOT_PERMITTED, NOT_THERE = 1, 38
LOCAL = 1
NAMESPACES = [1 << bit for bit in (17, 25, 26, 27, 28, 29, 30)]
LEASES = [1024, 1026]
"""Commands of fcntl: a lease on a file makes everybody wait who opens it, a notice tells when somebody does."""
TERMINAL_INPUT = [0x5412, 0x541C]

MACHINES = {"x86_64": (0, 0xC000003E, "SCMP_ARCH_X86_64"), "aarch64": (1, 0xC00000B7, "SCMP_ARCH_AARCH64")}
"""For each machine its column, and its name for the kernel and in docker's profile."""

LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
NUMBER, ARCHITECTURE, ARGUMENTS = 0, 4, 16  # where the kernel puts them
ENDS = {"allow": 0x7FFF0000, "deny": 0x00050000 | NOT_PERMITTED, "absent": 0x00050000 | NOT_THERE, "kill": 0x80000000}
X32 = 0x40000000


@dataclass(frozen=True)
class Step:
    """An instruction of the filter: where it goes on if true and if false; a number is that many steps to skip."""

    code: int
    value: int
    then: str | int = 0
    otherwise: str | int = 0


def bpf(machine: str) -> bytes:
    """Return the filter for bubblewrap, as the kernel takes it.

    Raises:
        KeyError: there is none for this machine.
    """
    column, architecture, _ = MACHINES[machine]
    number = {name: numbers[column] for name, numbers in NUMBERS.items()}
    steps = [Step(LOAD, ARCHITECTURE), Step(EQUAL, architecture, 0, "kill"), Step(LOAD, NUMBER)]
    if machine == "x86_64":
        steps.append(Step(AT_LEAST, X32, "kill"))
    steps += [Step(EQUAL, one, "deny") for one in _denied(column).values()]
    # With clone3 the flags are in memory, where no filter can read them; where it is absent, programs use clone.
    steps.append(Step(EQUAL, number["clone3"], "absent"))
    for name in ("socket", "socketpair"):
        steps += [Step(EQUAL, number[name], 0, 2), Step(LOAD, ARGUMENTS), Step(EQUAL, LOCAL, "allow", "deny")]
    steps += [Step(EQUAL, number["clone"], 0, 2), Step(LOAD, ARGUMENTS)]
    steps.append(Step(ANY_BIT, sum(NAMESPACES), "deny", "allow"))
    steps += [Step(EQUAL, number["fcntl"], 0, 1 + len(LEASES)), Step(LOAD, ARGUMENTS + 8)]
    steps += [Step(EQUAL, one, "deny", 0 if one != LEASES[-1] else "allow") for one in LEASES]
    steps += [Step(EQUAL, number["ioctl"], 0, "allow"), Step(LOAD, ARGUMENTS + 8)]
    steps += [Step(EQUAL, one, "deny") for one in TERMINAL_INPUT]
    ends = {name: len(steps) + position for position, name in enumerate(ENDS)}

    def skip(to: str | int, position: int) -> int:
        return ends[to] - position - 1 if isinstance(to, str) else to

    packed = [
        struct.pack("HBBI", step.code, skip(step.then, at), skip(step.otherwise, at), step.value)
        for at, step in enumerate(steps)
    ]
    return b"".join([*packed, *(struct.pack("HBBI", RETURN, 0, 0, value) for value in ENDS.values())])


def profile(machine: str) -> str:
    """Return the same as a profile for docker or podman, as JSON.

    Raises:
        KeyError: there is none for this machine.
    """
    column, _, architecture = MACHINES[machine]

    def denied(*names: str, **more: object) -> dict[str, object]:
        return {"names": names, "action": "SCMP_ACT_ERRNO", "errnoRet": NOT_PERMITTED, **more}

    def when(index: int, comparison: str, value: int, other: int = 0) -> list[dict[str, object]]:
        return [{"index": index, "op": f"SCMP_CMP_{comparison}", "value": value, "valueTwo": other}]

    rules = [
        denied(*_denied(column)),
        denied("clone3", errnoRet=NOT_THERE),
        denied("socket", "socketpair", args=when(0, "NE", LOCAL)),
        *(denied("clone", args=when(0, "MASKED_EQ", bit, bit)) for bit in NAMESPACES),
        *(denied("fcntl", args=when(1, "MASKED_EQ", 2**32 - 1, one)) for one in LEASES),
        *(denied("ioctl", args=when(1, "MASKED_EQ", 2**32 - 1, one)) for one in TERMINAL_INPUT),
    ]
    return json.dumps({"defaultAction": "SCMP_ACT_ALLOW", "architectures": [architecture], "syscalls": rules}, indent=1)


def _denied(column: int) -> dict[str, int]:
    """The calls of the table that a machine has, with their numbers there."""
    rows = [line.split()[:3] for line in DENIED.strip().splitlines()[1:]]
    return {name: int(numbers[column]) for name, *numbers in rows if numbers[column] != "-"}
