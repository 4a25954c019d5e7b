"""`python -m tests.bench.servers`: web servers side by side, as Markdown, for docs/adr/0007-web-server.md.

Each is started with two processes of eight threads, where it knows processes, on the plain application; those that are
not installed are left out. Everything runs on 127.0.0.1 and has an end: half a minute for each.
"""

# ruff: noqa: T201 - printing is what it is for
from __future__ import annotations

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from threading import Event, Thread

from accelerator.embedded.processes import Child, spawn, wait_until
from tests.cluster import ROOT

APPLICATION = "tests.bench.plain:application"
FORTY, CLIENTS, SECONDS, PATIENCE = 40, 12, 4.0, 3.0
HALF_HEAD = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Half: "
HALF_BODY = b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100000\r\n\r\n"
UNREAD = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" * 150


def command(name: str, port: int) -> list[str]:
    """How the server is started, or nothing where it is not installed."""
    tools = Path(sys.executable).parent
    here = f"127.0.0.1:{port}"
    gunicorn = [sys.executable, "-m", "gunicorn", APPLICATION, "--bind", here, "--log-level", "error"]
    found = {
        "gunicorn, buffering worker": [*gunicorn, "-c", "python:accelerator.serving.configuration"],
        "gunicorn, gthread": [*gunicorn, "--worker-class", "gthread", "--workers", "2", "--threads", "8",
                              "--no-control-socket"],
        "granian": [str(tools / "granian"), APPLICATION, "--interface", "wsgi", "--http", "1", "--host", "127.0.0.1",
                    "--port", str(port), "--workers", "2", "--blocking-threads", "8", "--no-log"],
        "waitress, one process": [str(tools / "waitress-serve"), f"--listen={here}", "--threads=8", APPLICATION],
        "cheroot, one process": [str(tools / "cheroot"), APPLICATION, "--bind", here, "--threads", "8"],
    }[name]  # fmt: skip
    return found if shutil.which(found[0]) else []


SERVERS = (
    "gunicorn, buffering worker",
    "gunicorn, gthread",
    "granian",
    "waitress, one process",
    "cheroot, one process",
)


@contextmanager
def running(name: str) -> Iterator[tuple[Child, int]]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    environment = {**os.environ, "PORTAL_MODE": "test", "PYTHONPATH": str(ROOT), "DRAIN_SECONDS": "3"}
    child = spawn(name, command(name, port), env=environment, cwd=ROOT, output=subprocess.DEVNULL, grace=20)
    try:
        if not wait_until(lambda: ask(port) == "200", seconds=30, pause=0.1):
            sys.exit(f"{name} did not start")
        yield child, port
    finally:
        child.stop()


def ask(port: int, path: str = "/", timeout: float = PATIENCE) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
    except TimeoutError:
        return "timed out"
    except ConnectionRefusedError:
        return "refused"
    except (OSError, http.client.HTTPException):
        return "reset"
    finally:
        connection.close()
    return str(answer.status)


def beside_slow_clients(port: int, words: bytes) -> str:
    """How many of five visitors are answered while forty connections have said this and go on byte by byte."""
    done = Event()
    with ExitStack() as stack:
        clients = []
        for _number in range(FORTY):
            client = stack.enter_context(socket.socket())
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
            client.connect(("127.0.0.1", port))
            client.settimeout(1)
            with suppress(OSError):
                client.sendall(words)
            clients.append(client)

        def drip() -> None:
            while words != UNREAD and not done.wait(0.5):
                for client in clients:
                    with suppress(OSError):
                        client.send(b"x")

        thread = Thread(target=drip)
        thread.start()
        time.sleep(1)
        answered = sum(ask(port) == "200" for _time in range(5))
        done.set()
        thread.join()
    return f"{answered} of 5"


def while_it_ends(name: str) -> str:
    """What twelve clients hear who ask on and on, from a moment before SIGTERM until they are refused."""
    with running(name) as (child, port):
        terminated = Event()

        def until_refused(_number: int) -> Counter[str]:
            found: Counter[str] = Counter()
            while not found["refused"] and found.total() < 1000:
                began_after = terminated.is_set()
                heard = ask(port, "/wait", timeout=10)
                found[heard] += began_after or heard != "200"
            return found

        with ThreadPoolExecutor(max_workers=CLIENTS) as pool:
            clients = [pool.submit(until_refused, number) for number in range(CLIENTS)]
            time.sleep(1.5)
            child.process.send_signal(signal.SIGTERM)
            terminated.set()
            found: Counter[str] = sum((client.result() for client in clients), Counter())
    return f"{found['200']} answered, {found['reset'] + found['timed out']} lost"


def rate(port: int) -> float:
    """Answers a second to sixteen kept-alive connections."""
    end = time.monotonic() + SECONDS

    def work(_number: int) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        answered = 0
        while time.monotonic() < end:
            connection.request("GET", "/work")
            connection.getresponse().read()
            answered += 1
        connection.close()
        return answered

    with ThreadPoolExecutor(max_workers=16) as pool:
        return sum(pool.map(work, range(16))) / SECONDS


def memory(child: Child) -> int:
    """Megabytes of all its processes, each page counted once (PSS)."""
    total = 0
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdecimal() and os.getsid(int(entry.name)) == child.process.pid:
                rollup = (entry / "smaps_rollup").read_text()
                total += int(rollup.partition("Pss:")[2].split()[0])
        except (OSError, ValueError, IndexError):
            continue
    return total // 1024


def banner(port: int) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=PATIENCE) as answer:
        return answer.headers["Server"] or "none"


def main() -> None:
    """Measure and print."""
    print("| Server | 40 half heads | 40 half bodies | 40 unread answers | After SIGTERM | Requests/s | MB | Banner |")
    print("|---|---|---|---|---|---:|---:|---|", flush=True)
    for name in SERVERS:
        if not command(name, 0):
            continue
        measured: list[str] = []
        with running(name) as (child, port):
            steps: list[Callable[[], object]] = [
                lambda port=port: f"{rate(port):.0f}",
                lambda child=child: memory(child),
                lambda port=port: banner(port),
                *(lambda words=words, port=port: beside_slow_clients(port, words)
                  for words in (HALF_HEAD, HALF_BODY, UNREAD)),
            ]  # fmt: skip
            speed, megabytes, named, *measured = [str(step()) for step in steps]
        cells = [name, *measured, while_it_ends(name), speed, megabytes, named]
        print(f"| {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
