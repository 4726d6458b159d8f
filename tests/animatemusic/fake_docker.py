"""A ``docker`` for tests: a real program, which starts a real server where it should.

It is run as ``python fake_docker.py STATE ARGUMENTS...``; the state is a folder with the pid of
the container (``pid``), its port (``port``), whether the image is there (``image``) and what shall
go wrong (``trouble``). Every call is written to ``calls``.
"""

from __future__ import annotations

import contextlib
import http.server
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

NO_DAEMON = (
    "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. "
    "Is the docker daemon running?"
)
DENIED = "permission denied while trying to connect to the Docker daemon socket"
PORT_TAKEN = (
    "docker: Error response from daemon: Bind for 127.0.0.1:1 failed: port is already allocated."
)


class Page(http.server.BaseHTTPRequestHandler):
    """Gentle's front page."""

    def do_GET(self) -> None:
        body = b"<html><title>Gentle</title></html>"
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


def contain(port: int, trouble: str) -> None:
    """Be the container."""
    if trouble == "mute":
        time.sleep(60)
    time.sleep(0.2)  # it takes a moment, as the real one does
    http.server.HTTPServer(("127.0.0.1", port), Page).serve_forever()


def fail(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


def start(state: Path, arguments: list[str], trouble: str) -> int:
    if trouble == "port":
        return fail(PORT_TAKEN)
    published = arguments[arguments.index("--publish") + 1]
    host, port, inner = published.split(":")
    assert (host, inner) == ("127.0.0.1", "8765")
    assert "LANG=C.UTF-8" in arguments
    (state / "port").write_text(port)
    child = subprocess.Popen(
        [sys.executable, __file__, str(state), "_contain", port, trouble],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    (state / "pid").write_text(str(child.pid))
    if trouble == "dies":
        child.kill()
        child.wait()
        (state / "dead").touch()
    return 0


def remove(state: Path) -> int:
    pid = int((state / "pid").read_text())
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    (state / "pid").unlink()
    (state / "dead").unlink(missing_ok=True)
    return 0


def main(state: Path, arguments: list[str]) -> int:
    if arguments[0] == "_contain":
        contain(int(arguments[1]), arguments[2])
        return 0
    with (state / "calls").open("a") as calls:
        print(*arguments, file=calls)
    trouble = (state / "trouble").read_text() if (state / "trouble").exists() else "none"
    if trouble == "daemon":
        return fail(NO_DAEMON)
    if trouble == "denied":
        return fail(DENIED)
    there, alive = (state / "pid").exists(), not (state / "dead").exists()
    match arguments:
        case ["version", *_]:
            print("28.2.2")
        case ["container", "inspect", "--format", "{{.State.Running}}", _] if there:
            print("true" if alive else "false")
        case ["container", "inspect", "--format", "{{.Id}}", _] if there:
            print("4f5")
        case ["port", *_] if there and alive:
            print(f"127.0.0.1:{(state / 'port').read_text()}")
        case ["image", "inspect", *_] if (state / "image").exists():
            print("sha256:1")
        case ["pull", "lowerquality/gentle"]:
            if trouble == "offline":
                return fail("no such host")
            print("Pull complete")
            (state / "image").touch()
        case ["run", "--detach", *rest]:
            return start(state, rest, trouble)
        case ["rm", "--force", "--volumes", "animatemusic-gentle"] if there:
            return remove(state)
        case ["logs", *_]:
            return fail("ImportError: no module named twisted")
        case _:
            return fail(f"Error response from daemon: No such object: {arguments[-1]}")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
