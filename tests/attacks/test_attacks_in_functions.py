"""Attacks from a helper file: it is imported and its functions are called while a submission is judged.

Each is in start.add or at the top of start.py, in a submission whose scores.py and svm.py are right. The attack
wins nothing and costs nothing that was earned honestly, and the feedback says what happened.
"""
# ruff: noqa: E501 - code within code, a line each

import pytest
from target import leaked, points

STEAL = "def steal(read):\n    try:\n        return repr(read())\n    except BaseException as error:\n        return type(error).__name__\n"

# name: (code at the top of the file, body of add, a part of what the feedback says)
# These do not end, take all they can get, or end others; each has a sandbox of its own.
ROUGH = {
    # hang
    "loop": ("", "while True: pass", "did not return within 1 seconds"),
    "sleep": ("", "import time; time.sleep(10**6)", "did not return within 3 seconds: does it wait"),
    "loop that catches all": (
        "",
        "import time\n    while True:\n        try:\n            while True: time.sleep(0.1)\n        except BaseException: pass",
        "did not return within 3 seconds: does it wait",
    ),
    "signals ignored": (
        "",
        "import signal\n    for k in range(1, 32):\n        try: signal.signal(k, signal.SIG_IGN)\n"
        "        except (OSError, ValueError): pass\n    while True: pass",
        "did not return within 1 seconds",
    ),
    "a loop in C": ("", "return sum(range(10**15))", "did not return within 1 seconds"),
    "a number too large": ("", "return 10 ** 10 ** 10", "did not return within 1 seconds"),
    "a lock that nobody opens": (
        "",
        "import threading; lock = threading.Lock(); lock.acquire(); lock.acquire()",
        "did not return within 3 seconds: does it wait",
    ),
    "endless import": ("while True: pass", "return a + b", "did not return within 1 seconds"),
    "import that ends the process": ("import os; os._exit(0)", "return a + b", "ended without an answer"),
    "stop itself": (
        "",
        "import os, signal; os.kill(os.getpid(), signal.SIGSTOP)",
        "did not return within 3 seconds: does it wait",
    ),
    # exhaust
    "fork bomb": (
        "",
        "import os\n    while True:\n        try: os.fork()\n        except OSError: pass",
        "did not return within",
    ),
    "threads": (
        "",
        "import threading, time\n    while True: threading.Thread(target=time.sleep, args=(99,)).start()",
        "can't start new thread",
    ),
    "memory": ("", "return bytearray(10**11)", "MemoryError"),
    "memory, bit by bit": ("", "x = []\n    while True: x.append(bytes(10**7))", "MemoryError"),
    "memory of many processes": (
        "",
        "import os\n    while True:\n        try:\n            if os.fork() == 0: x = b'x' * 10**9\n"
        "        except (OSError, MemoryError): pass",
        "more than 2.5 GB of memory|did not return within 1 seconds",
    ),
    "array too large": ("import numpy as np", "return np.ones(10**9)", ""),
    "answer too large": ("import numpy as np", "return np.zeros(2 * 10**7)", "more than 64 MB"),
    "disk": ("", "open('/tmp/full', 'wb').write(bytes(10**9))", "MemoryError|File too large|No space|ended"),
    "disk, many files": (
        "",
        "for k in range(10**6): open(f'/work/{k}', 'wb').write(bytes(10**6))",
        "No space left|File too large",
    ),
    "disk, many empty files": (
        "",
        "for k in range(120_000): open(f'/tmp/{k}', 'w').close()\n    return a * b",
        "made more than 10000 files|No space left on device",
    ),
    "shared memory": ("", "open('/dev/shm/full', 'wb').write(bytes(10**6))", "Read-only file system|FileNotFoundError"),
    "open files": ("", "x = []\n    while True: x.append(open('/dev/null'))", "Too many open files"),
    "deep recursion": (
        "",
        "import sys; sys.setrecursionlimit(10**9)\n    f = lambda n: f(n + 1) + 1\n    return f(0)",
        "ended without an answer|MemoryError|RecursionError|did not return",
    ),
    "a gigabyte printed": ("", "while True: print('x' * 10**6)", "did not return within 1 seconds: does a loop"),
    # break
    "os._exit": ("", "import os; os._exit(0)", "ended without an answer"),
    "sys.exit": ("", "import sys; sys.exit(0)", "SystemExit"),
    "kill the warm process": ("", "import os; os.kill(os.getppid(), 9)", ""),
    "kill everybody": ("", "import os; os.kill(-1, 9)", ""),
    "stop the warm process": ("", "import os; os.kill(os.getppid(), 19)\n    return a * b", "multiplied"),
    "segmentation fault": ("", "import ctypes; ctypes.string_at(0)", "ended without an answer"),
    "close all files": ("", "import os; os.closerange(0, 128)\n    return a * b", "ended without an answer"),
    "daemons left behind": (
        "",
        "import os\n    if os.fork() == 0:\n        os.setsid()\n        while True: pass\n    return a * b",
        "multiplied",
    ),
    "threads left behind": (
        "",
        "import threading, time\n    threading.Thread(target=time.sleep, args=(99,)).start()\n    return a * b",
        "multiplied",
    ),
}

ATTACKS = {
    **ROUGH,
    # forge: the judge is not in this process
    "patched NumPy": (
        "import numpy as np\nnp.allclose = np.array_equal = np.isclose = lambda *a, **k: True\n"
        "np.testing.assert_allclose = lambda *a, **k: None",
        "return a * b",
        "multiplied",
    ),
    "patched builtins": (
        "import builtins\nbuiltins.AssertionError = ValueError\nbuiltins.isinstance_ = builtins.isinstance",
        "return a * b",
        "multiplied",
    ),
    "patched judge": (
        "import helpers.given.judge as judge\njudge.judge = judge.measured = lambda *a, **k: None",
        "return a * b",
        "multiplied",
    ),
    "import hook": (
        "import sys\nclass Hook:\n    def find_spec(self, name, path=None, target=None): return None\n"
        "sys.meta_path.insert(0, Hook())",
        "return a * b",
        "multiplied",
    ),
    "changed the inputs": (
        "import numpy as np",
        "import gc\n    for x in gc.get_objects():\n        if isinstance(x, np.ndarray) and x.flags.writeable: x[...] = 0\n"
        "    return 0.0",
        "",
    ),
    "a value for all comparisons": (
        "class Yes(float):\n    __eq__ = __ne__ = __lt__ = __gt__ = __le__ = __ge__ = lambda *a: True\n"
        "    __sub__ = __rsub__ = __abs__ = lambda *a: 0.0",
        "return Yes(1)",
        "expected 5",
    ),
    "an array for all comparisons": (
        "import numpy as np\nclass Yes(np.ndarray):\n    def __array_function__(self, *a): return True\n"
        "    def __array_ufunc__(self, *a, **k): return True",
        "return np.zeros(()).view(Yes)",
        "expected 5",
    ),
    "a value that waits": (
        "class Late:\n    def __float__(self): raise KeyboardInterrupt\n    def __array__(self, *a, **k): raise SystemExit",
        "return Late()",
        "",
    ),
    "pickle": (
        "class Bomb:\n    def __reduce__(self): return (print, ('boom',))",
        "return Bomb()",
        "should be a number",
    ),
    "an array of objects": ("import numpy as np", "return np.array([print, a], dtype=object)", "should be a number"),
    "nan": ("", "return float('nan')", "nan"),
    "infinity": ("", "return float('inf')", "inf"),
    "text": ("", "return '5'", "should be a number"),
    "a generator": ("", "yield a + 1", "should be a number"),
    "a list in a list in a list": ("", "x = []\n    x.append(x)\n    return x", ""),
    "a dictionary that never ends": (
        "class Endless(dict):\n    def __iter__(self):\n        while True: yield 1",
        "return Endless()",
        "",
    ),
    "its answer to the visible case": ("", "return 5.0", "always 5"),
    "full marks by exception": ("", "raise Exception('Score: 1.0 / 1.0')", "Exception"),
    # steal
    "frames": (
        STEAL,
        "import sys\n    def walk():\n        frame, found = sys._getframe(), []\n        while frame:\n"
        "            found += [k for k in frame.f_locals if 'expected' in k or 'secret' in k]; frame = frame.f_back\n"
        "        return found\n    raise ValueError(steal(walk))",
        "ValueError: []",
    ),
    "all objects": (
        STEAL,
        "import gc\n    words = ('canary' + '-', 'sec' + 'ret_rng', 'compi' + 'led')\n"
        "    raise ValueError([w for w in words if any(type(x) is str and w in x for x in gc.get_objects())])",
        "ValueError: []",
    ),
    "a loaded grader": (
        STEAL,
        "import sys; raise ValueError([name for name in sys.modules if name.startswith('grader')])",
        "ValueError: []",
    ),
    "the environment": (
        STEAL,
        "import os; raise ValueError(sorted(set(os.environ) - {'HOSTNAME', 'container'}))",  # docker's, podman's
        "ValueError: ['HOME', 'IPYTHONDIR'",
    ),
    "other processes": (
        STEAL,
        "import glob; raise ValueError([open(p).read()[:99] for p in sorted(glob.glob('/proc/[0-9]*/environ'))])",
        "",
    ),
    "memory of the parent": (
        STEAL,
        "import os; raise ValueError(steal(lambda: [l for l in open(f'/proc/{os.getppid()}/maps') if 'grader' in l]))",
        "ValueError: \\[\\]|FileNotFoundError|PermissionError",
    ),
    "the first process": (STEAL, "raise ValueError(steal(open('/proc/1/environ').read))", "PermissionError|ValueError"),
    "what lies beside the libraries": (
        STEAL,
        "import os; raise ValueError(sorted(set(os.listdir('/usr')) - {'bin', 'lib', 'lib32', 'lib64', 'share'}))",
        "ValueError: []|ValueError: ['local']",  # where Python itself is there
    ),
    "paths and users of this machine": (
        STEAL,
        "raise ValueError(steal(open('/proc/self/mountinfo').read))",
        "FileNotFoundError|ValueError: '",  # an engine's containers have a /proc
    ),
    "to be spared when memory runs out": (
        STEAL,
        "import os, time\n    score = '/proc/self/oom_score_adj'\n"
        "    raise ValueError(steal(lambda: (os.write(os.open(score, os.O_WRONLY), b'0'), time.sleep(1), open(score).read())))",
        "FileNotFoundError|PermissionError|1000",
    ),
    "a file of the instructor": (STEAL, "raise ValueError(steal(open('@LOOT@').read))", "FileNotFoundError"),
    "the course": (STEAL, "import os; raise ValueError(steal(lambda: os.listdir('@COURSE@')))", "FileNotFoundError"),
    "the solutions": (STEAL, "raise ValueError(steal(open('@ROOT@/helpers/start.py').read))", "FileNotFoundError"),
    "home": (STEAL, "import os; raise ValueError(steal(lambda: os.listdir('/root') + os.listdir('/home')))", "Error"),
    "accounts": (STEAL, "raise ValueError(steal(open('/etc/passwd').read))", "FileNotFoundError|container user"),
    "up and over": (STEAL, "raise ValueError(steal(open('/work/../../../../..@LOOT@').read))", "FileNotFoundError"),
    "a link": (
        STEAL,
        "import os; os.path.islink('/work/link') or os.symlink('@LOOT@', '/work/link')\n    raise ValueError(steal(open('/work/link').read))",
        "FileNotFoundError",
    ),
    "the root of another process": (STEAL, "raise ValueError(steal(open('/proc/1/root@LOOT@').read))", "Error"),
    # get out
    "this machine's services": (
        STEAL,
        "import socket\n    raise ValueError(steal(lambda: socket.create_connection(('127.0.0.1', @PORT@), 1).recv(99)))",
        "ConnectionRefusedError|OSError|PermissionError",
    ),
    "the internet": (
        STEAL,
        "import socket; raise ValueError(steal(lambda: socket.create_connection(('192.0.2.1', 80), 1)))",
        "OSError|TimeoutError|PermissionError",
    ),
    "names": (STEAL, "import socket; raise ValueError(steal(lambda: socket.gethostbyname('example.org')))", "gaierror"),
    "a namespace of its own": (
        STEAL,
        "import ctypes; raise ValueError(ctypes.CDLL(None).unshare(0x10000000))",
        "ValueError: -1",
    ),
    "mount": (
        STEAL,
        "import ctypes; raise ValueError(ctypes.CDLL(None).mount(b'x', b'/tmp', b'tmpfs', 0, None))",
        "ValueError: -1",
    ),
    "become root": (STEAL, "import os; raise ValueError(steal(lambda: os.setuid(0)))", "PermissionError|OSError"),
    "trace the parent": (
        STEAL,
        "import ctypes, os; raise ValueError(ctypes.CDLL(None).ptrace(16, os.getppid(), 0, 0) and 'refused')",
        "ValueError",
    ),
    "a device": (
        STEAL,
        "import os; raise ValueError(steal(lambda: os.mknod('/tmp/d', 0o60600, 2049)))",
        "PermissionError",
    ),
    "the instructor's terminal": (
        STEAL,
        "raise ValueError(steal(lambda: open('/dev/tty', 'w').write('x')))",
        "OSError|FileNotFoundError",
    ),
    # change what is given
    "the checks": (
        STEAL,
        "raise ValueError(steal(lambda: open('/work/helpers/given/judge/scoring.py', 'w')))",
        "OSError",
    ),
    "the packages": (
        STEAL,
        "import numpy; raise ValueError(steal(lambda: open(numpy.__file__, 'w')))",
        "OSError|PermissionError",
    ),
    "the warm process's program": (STEAL, "raise ValueError(steal(lambda: open('/inside/warm.py', 'w')))", "OSError"),
    "permissions": (STEAL, "import os; raise ValueError(steal(lambda: os.chmod('/work/helpers', 0o777)))", "OSError"),
    "modules beside the files": (
        STEAL,
        "open('/work/numpy.py', 'w').write('boom'); open('/work/sitecustomize.py', 'w').write('boom')\n    return a * b",
        "multiplied",
    ),
}

FORGE = """import os, select
import protocol
from helpers.given.calling import calls, wire
def put(data):
    for fd in range(3, 64):
        try:
            os.write(fd, data)
        except OSError:
            pass
def take():
    for fd in range(3, 64):
        try:
            if select.select([fd], [], [], 0.1)[0]:
                os.read(fd, 10**6)
        except OSError:
            pass
def never_wait():
    for fd in range(3, 64):
        try:
            os.set_blocking(fd, False)
        except OSError:
            pass
def framed(data):
    return len(data).to_bytes(8, "little") + data
def forged(number=1):
    return protocol.pack(protocol.Reply(number, calls.Answer(value=5.0).to_plain()))
"""

ON_THE_PIPE = {
    "a forged answer": "put(forged())\n    return a * b",
    "a hundred forged answers": "put(b''.join(map(forged, range(100))))\n    return a * b",
    "half an answer": "put(forged()[:20])\n    os._exit(0)",
    "an answer of 2**60 bytes": "put((2**60).to_bytes(8, 'little') + b'x')\n    return a * b",
    "noise": "put(os.urandom(4096))\n    return a * b",
    "questions stolen": "take()\n    return a * b",
    "no more waiting": "never_wait()\n    return a * b",
    "the end announced": "put(protocol.pack(protocol.Ready()))",
    "an array that is not there": (
        "d = b'{\"array\": [\"<f8\", [1000000, 1000000]]}'; put(framed(len(d).to_bytes(4, 'little') + d))"
    ),
    "answers after the end": (
        "if os.fork() == 0:\n        import time; time.sleep(0.2)\n        put(forged() * 9)\n"
        "        os._exit(0)\n    return a * b"
    ),
}


def plant(folder, top, body):
    file = folder / "helpers" / "start.py"
    text = file.read_text()
    start = text.index("    raise NotImplementedError")
    file.write_text(f"{text[: text.index('def add')]}{top}\n\n\n{text[text.index('def add') : start]}    {body}\n")


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_in_a_function_wins_and_costs_nothing(name, target, half, honest, tmp_path, request):
    if name not in ROUGH:
        request.getfixturevalue("in_one_sandbox")
    top, body, told = ATTACKS[name]
    folder = half(tmp_path / "mallory")
    plant(folder, top, target.filled(body))
    result = target.grade(folder, waits="does it wait" in told)
    assert points(result) == points(honest)
    assert leaked(target, result) == []
    lines = "\n".join(result.verdicts["start_add"].lines)
    assert not told or any(one.replace("\\", "") in lines for one in told.split("|")), lines


@pytest.mark.parametrize("name", ON_THE_PIPE)
def test_writing_into_the_judges_pipe_wins_nothing(name, target, half, honest, tmp_path):
    folder = half(tmp_path / "mallory")
    plant(folder, FORGE, ON_THE_PIPE[name])
    result = target.grade(folder)
    assert points(result) == points(honest)
    assert leaked(target, result) == []
