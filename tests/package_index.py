"""A package index of our own on loopback, for tests of installing: it serves a tiny package and a stand-in for uv."""

import contextlib
import hashlib
import http.server
import importlib.metadata
import io
import threading
import zipfile

HANG = 120  # seconds; only to end a test that hangs
PIP = str(importlib.metadata.distribution("pip").locate_file("pip"))
"""Where pip is; find_spec("pip") would turn off the distutils of setuptools, and nbgrader could not be imported."""


def wheel(name, code="", scripts="", padding=0):
    """Return a wheel of one module, which takes this many bytes more once it is installed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{name}.py", code)
        archive.writestr(f"{name}-padding", bytes(padding))
        info = f"{name}-1.0.dist-info"
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/entry_points.txt", scripts)
        archive.writestr(f"{info}/RECORD", "")
    return buffer.getvalue()


# Does what lab.py asks of uv: installs tiny, together with a pip, which is the one of these tests.
UV = f"""
import io, json, os, pathlib, shutil, sys, urllib.request, zipfile

def main():
    [packages] = pathlib.Path(sys.argv[4]).parents[1].glob("**/site-packages")
    settings = {{name: value for name, value in os.environ.items() if name.startswith("UV_")}}
    (packages / "uv-was-called").write_text(json.dumps([sys.argv[1:], settings]))
    files = [word.partition("=")[2] for word in sys.argv if word.startswith("--requirement=")]
    wanted = [line for file in files for line in pathlib.Path(file).read_text().splitlines() if line[0] != "#"]
    if not (packages / "pip").exists():
        try:
            (packages / "pip").symlink_to({PIP!r})
        except OSError:
            shutil.copytree({PIP!r}, packages / "pip")
    if wanted != ["tiny"]:
        sys.exit("error: this is beyond me")
    if not (packages / "tiny.py").exists():
        with urllib.request.urlopen(os.environ["UV_INDEX_URL"] + "../tiny-1.0-py3-none-any.whl") as answer:
            wheel = zipfile.ZipFile(io.BytesIO(answer.read()))
        print("Prepared 1 package", flush=True)
        wheel.extractall(packages)
"""


class Index(http.server.ThreadingHTTPServer):
    """A package index that serves `tiny`; while `gate` is clear, the download of its wheel waits half-way."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Pages)
        self.wheels = {"tiny-1.0-py3-none-any.whl": wheel("tiny")}
        self.downloads = 0
        self.gate = threading.Event()
        self.gate.set()
        self.reached = threading.Event()
        self.url = f"http://127.0.0.1:{self.server_address[1]}"

    def has_uv(self):
        """Serve the stand-in for uv, too."""
        self.wheels["uv-1.0-py3-none-any.whl"] = wheel("uv", UV, "[console_scripts]\nuv = uv:main\n")


class Pages(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        wheels = self.server.wheels
        folder, _, name = self.path.rstrip("/").rpartition("/")
        links = [
            f'<a href="/{file}#sha256={hashlib.sha256(content).hexdigest()}">{file}</a>'
            for file, content in wheels.items()
            if folder == "/simple" and file.startswith(f"{name}-")
        ]
        if links:
            return self.answer("".join(links).encode(), "text/html")
        if name not in wheels:
            return self.send_error(404)
        if not name.startswith("tiny") or self.command == "HEAD":
            return self.answer(wheels[name], "application/zip")
        self.server.downloads += 1
        return self.answer(wheels[name], "application/zip", wait=True)

    def do_HEAD(self):  # uv asks for both
        self.do_GET()

    def answer(self, content, kind, wait=False):
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command == "HEAD":
            return
        self.wfile.write(content[:100])
        self.wfile.flush()
        if wait:
            self.server.reached.set()
            self.server.gate.wait(HANG)
        self.wfile.write(content[100:])

    def log_message(self, *args):
        pass

    def handle(self):
        with contextlib.suppress(ConnectionError):  # the client was killed
            super().handle()


@contextlib.contextmanager
def serving():
    with Index() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.gate.set()
        server.shutdown()
