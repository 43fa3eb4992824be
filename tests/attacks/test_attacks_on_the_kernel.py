"""Attacks by system calls: each one in the table is denied, and what honest code needs of the others works."""

import json
import os
import platform
import re
from pathlib import Path

import pytest
from target import points
from test_attacks_in_functions import plant

from grader.sandbox import syscalls

COLUMN = syscalls.MACHINES.get(platform.machine(), (0,))[0]
CALLS = f"""import ctypes, errno, os, socket
LIBC = ctypes.CDLL(None, use_errno=True)
DENIED = {syscalls._denied(COLUMN)}
SOME = {{name: numbers[{COLUMN}] for name, numbers in {syscalls.NUMBERS}.items()}}
def says(number, *words):
    ctypes.set_errno(0)
    done = LIBC.syscall(number, *words, *[0] * (6 - len(words)))
    return errno.errorcode.get(ctypes.get_errno(), done)
"""

# name: (body of add, a part of what the feedback says)
ATTACKS = {
    "every call of the table": (
        "raise ValueError([name for name, number in DENIED.items() if says(number) != 'EPERM'])",
        "ValueError: []",
    ),
    "a socket to anywhere else": (
        "kinds = [socket.AF_INET, socket.AF_INET6, socket.AF_NETLINK, socket.AF_PACKET, socket.AF_VSOCK, 38]\n"
        "    raise ValueError([kind for kind in kinds if says(SOME['socket'], int(kind), 1) != 'EPERM'])",
        "ValueError: []",
    ),
    "a namespace by clone": (
        "raise ValueError([k for k in (17, 25, 26, 27, 28, 29, 30) if says(SOME['clone'], 1 << k | 17) != 'EPERM'])",
        "ValueError: []",
    ),
    "clone3": ("raise ValueError(says(SOME['clone3']))", "ValueError: ENOSYS"),
    "typing into a terminal, and leases on files": (
        "asked = [('ioctl', 0x5412), ('ioctl', 0x541C), ('fcntl', 1024), ('fcntl', 1026)]\n"
        "    raise ValueError([one for one in asked if says(SOME[one[0]], 0, one[1]) != 'EPERM'])",
        "ValueError: []",
    ),
}


@pytest.mark.usefixtures("in_one_sandbox")
@pytest.mark.parametrize("name", ATTACKS)
def test_a_call_that_reaches_further_is_denied(name, target, half, honest, tmp_path):
    body, told = ATTACKS[name]
    folder = half(tmp_path / "mallory")
    plant(folder, CALLS, body)
    result = target.grade(folder)
    assert points(result) == points(honest)
    assert told in "\n".join(result.verdicts["start_add"].lines)


@pytest.mark.skipif(platform.machine() != "x86_64", reason="the numbers of x32 belong to x86-64")
def test_another_abi_of_the_machine_ends_the_process(target, half, honest, tmp_path):
    folder = half(tmp_path / "mallory")
    plant(folder, CALLS, "raise ValueError(says(0x40000000 | 39))")
    result = target.grade(folder)
    assert points(result) == points(honest)
    assert "ended without an answer" in "\n".join(result.verdicts["start_add"].lines)


def test_what_honest_code_needs_of_them_works(target, half, honest, tmp_path):
    folder = half(tmp_path / "ann")
    body = (
        "import asyncio, subprocess, threading, tempfile\n"
        "    one, two = socket.socketpair(); one.send(b'5'); asyncio.run(asyncio.sleep(0))\n"
        "    thread = threading.Thread(target=print); thread.start(); thread.join()\n"
        "    with tempfile.TemporaryFile() as file: file.write(b'x')\n"
        "    if os.fork() == 0: os._exit(0)\n"
        "    os.wait(); assert subprocess.check_output('echo 7', shell=True) == b'7\\n'\n"
        "    assert ctypes.CFUNCTYPE(ctypes.c_int)(lambda: 7)() == 7 and two.recv(1) == b'5'\n"
        "    return a + b"
    )
    plant(folder, CALLS, body)
    assert points(target.grade(folder)) == points(honest) | {"start_add": 1.0}


HEADERS = {
    "x86_64": (Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"), r"#define __NR_(\w+) (\d+)$"),
    "aarch64": (Path("/usr/include/asm-generic/unistd.h"), r"#define __NR(?:3264)?_(\w+) (\d+)$"),
}


@pytest.mark.parametrize("machine", HEADERS)
def test_the_numbers_are_those_of_the_kernels_headers(machine):
    path, pattern = HEADERS[machine]
    if not path.exists():
        pytest.skip(f"needs {path}")
    right = {name: int(number) for name, number in re.findall(pattern, path.read_text(), re.MULTILINE)}
    column = syscalls.MACHINES[machine][0]
    ours = syscalls._denied(column) | {name: numbers[column] for name, numbers in syscalls.NUMBERS.items()}
    assert {name: right.get(name, number) for name, number in ours.items()} == ours
    assert len(right.keys() & ours.keys()) > 0.9 * len(ours)


@pytest.mark.parametrize("machine", syscalls.MACHINES)
def test_filter_and_profile_deny_the_same(machine):
    denied = set(syscalls._denied(syscalls.MACHINES[machine][0]))
    rules = json.loads(syscalls.profile(machine))["syscalls"]
    assert denied == {name for rule in rules if not rule.get("args") for name in rule["names"]} - {"clone3"}
    assert {name for rule in rules for name in rule["names"]} - denied == set(syscalls.NUMBERS)
    assert len(syscalls.bpf(machine)) % 8 == 0


def test_the_kernel_ends_what_is_in_a_sandbox_first(sandboxed, target, half, tmp_path):
    from grader.sandbox import Sandbox
    from grader.sandbox.protocol import Done, Ready, Work

    folder = half(tmp_path / "in" / "work")
    with Sandbox(folder) as inside:
        inside.send(Work("calls", 1.0, 1.0))
        inside.send(Done())
        inside.receive(Ready, 5.0, 1000)
        found = inside._running.processes()
        assert found
        assert {(process / "oom_score_adj").read_text().strip() for process in found} == {"1000"}
        assert Path(f"/proc/{os.getpid()}/oom_score_adj").read_text().strip() != "1000"
