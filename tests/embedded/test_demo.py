"""`make demo` as a person meets it: what it says, what it leaves, and how it ends."""

from __future__ import annotations

import json
import os
import resource
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Sequence
from contextlib import closing, suppress
from functools import partial
from pathlib import Path

import psycopg
import pytest

from accelerator.embedded.addresses import addresses
from accelerator.embedded.checkout import demo_environment
from accelerator.embedded.demo import Demo
from accelerator.embedded.door import EVERYWHERE, own_address
from accelerator.embedded.processes import wait_until
from accelerator.embedded.services import Services
from tests.cluster import ROOT
from tests.embedded.demos import DEMO, MAKE, RESET, ended, environment, started, wait_until_ready
from tests.embedded.processes import cpu_seconds, left_after, processes_of

# One after the other on one worker: each of the longer ones starts the whole portal.
pytestmark = pytest.mark.xdist_group("demo")


# So many times the processor time of one start of Django may pass before the demo is ready: it takes 40.
STARTS = 60


def cpu_of_one_start() -> float:
    """Processor seconds until a management command of the portal would begin."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "manage.py", "version"], cwd=ROOT, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def refusal(argv: Sequence[str], local: Path, **more: str) -> str:
    """The one sentence with which a command declines."""
    ran = subprocess.run(
        argv, cwd=ROOT, env=environment(local, **more), capture_output=True, text=True, timeout=60, check=False
    )
    assert ran.returncode == 1
    assert "Traceback" not in ran.stdout + ran.stderr
    assert ran.stderr.count("\n") == 1
    return ran.stderr


def status_of(port: int, path: str, host: str = "127.0.0.1", **headers: str) -> int:
    request = urllib.request.Request(f"http://{host}:{port}{path}", headers=headers)
    with urllib.request.urlopen(request, timeout=10) as response:
        return int(response.status)


def test_demo_serves_refuses_a_second_one_and_ends_with_make(local: Path, port: int) -> None:
    with started([*MAKE, "demo"], local, port) as process:
        output = wait_until_ready(process)

        assert f"http://localhost:{port}/" in output
        assert status_of(port, "/readyz") == 200
        # A slow or busy machine stretches both alike.
        assert cpu_seconds(processes_of(local)) < STARTS * cpu_of_one_start()

        assert "already running" in refusal(DEMO, local, PORT=str(port + 1))
        assert "already running" in refusal(RESET, local)
        assert (local / "demo" / "postgres").is_dir()

        process.terminate()
        ended(process)
        assert left_after(local, seconds=5) == {}
    with pytest.raises(OSError, match="refused"):
        status_of(port, "/readyz")


def test_killed_supervisor_leaves_no_process_and_the_next_start_finds_the_data(local: Path, port: int) -> None:
    with started(DEMO, local, port) as process:
        wait_until_ready(process)
        owner = addresses(local).conninfo("portal_owner", "portal")
        with closing(psycopg.connect(**owner, autocommit=True)) as connected:
            connected.execute("CREATE TABLE yesterday AS SELECT 'ёлка' AS word")
            for promise in ("fsync", "synchronous_commit", "full_page_writes"):
                assert connected.execute(f"SHOW {promise}").fetchone() == ("on",)

        process.kill()
        process.wait()
        # The next one starts at once, while the old services may still be ending.
        with started(DEMO, local, port) as again:
            wait_until_ready(again)
            with closing(psycopg.connect(**owner, autocommit=True)) as connected:
                assert connected.execute("SELECT word FROM yesterday").fetchall() == [("ёлка",)]
                connected.execute("DROP TABLE yesterday")
            for name, words in CHILDREN.items():
                outlives(again, local, name, words)
            assert wait_until(partial(all_is_well, port), seconds=30)
            with closing(psycopg.connect(**owner)) as connected:
                assert connected.execute("SELECT count(*) > 0 FROM tours_tour").fetchone() == (True,)

            again.terminate()
            assert ended(again)[0] == 0
            assert left_after(local, seconds=10) == {}


# By their commands: each of these may die at any moment.
CHILDREN = {
    "beat": "celery --app accelerator beat",
    "worker": "celery --app accelerator worker",
    "mailbox": "demo_mailbox",
    "web": "gunicorn",
    "valkey": "valkey-server",
    "postgres": "/postgres -D",
}


def outlives(process: subprocess.Popen[str], local: Path, name: str, words: str) -> None:
    """Kill the processes of this name, and read in one line that they are back."""
    os.kill(min(pid for pid, command in processes_of(local).items() if words in command), signal.SIGKILL)

    assert process.stdout is not None
    output = []
    while "started again" not in (line := process.stdout.readline()):
        assert line, f"the demo ended with {name}: {output}"
        output.append(line)
    assert line.startswith(f"{name} was ended by SIGKILL: started again after ")


def all_is_well(port: int) -> bool:
    with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=10) as response:
        health = json.load(response)
        return (health["database"], health["valkey"]) == ("ok", "ok")
    return False


def test_demo_takes_the_services_it_is_given_and_answers_the_network_it_is_opened_to(local: Path, port: int) -> None:
    # The test runs the services; they are those of the other tests, whose data are there already.
    with Services(local / "demo", durable=False) as services:
        environment = {**services.addresses.environment, "HOST": EVERYWHERE, "EMAIL_URL": "smtp://mail.example.org"}
        with started(DEMO, local, port, **environment) as process:
            output = wait_until_ready(process)

            assert f"http://{own_address()}:{port}/" in output
            assert status_of(port, "/", host=own_address()) == 200
            assert status_of(port, "/", Host="demo.example.org") == 200

            # Nothing was started beside what the test has started.
            assert "Starting PostgreSQL" not in output
            running = " ".join(processes_of(local).values())
            assert (running.count("/postgres -D "), running.count("valkey-server")) == (1, 1)
            with services.superuser("portal") as connected:
                assert connected.execute("SELECT count(*) > 0 FROM tours_tour").fetchone() == (True,)

            # Its letters stay on this machine, whatever EMAIL_URL says.
            assert "Taking mail at 127.0.0.1:" in (local / "demo" / "logs" / "mailbox.log").read_text()

            process.send_signal(signal.SIGINT)
            assert ended(process)[0] == 0
            assert [child.process.poll() for child in services.children] == [None, None]
            services.stop()
            assert left_after(local, seconds=10) == {}


@pytest.mark.parametrize("seconds", [0.3, 1.0, 2.5])
def test_demo_stopped_while_starting_leaves_nothing(local: Path, port: int, seconds: float) -> None:
    with started(DEMO, local, port) as process:
        # Not a wait for something to happen: the moment at which a person changes their mind.
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(seconds)

        process.terminate()

        assert ended(process)[0] in {0, -signal.SIGTERM}
        assert left_after(local, seconds=5) == {}


def test_port_in_use_is_reported_before_anything_starts(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        number = taken.getsockname()[1]
        output = refusal(DEMO, tmp_path / ".local", PORT=str(number))

    assert f"Port {number} cannot be used" in output
    assert f"PORT={number + 1} make demo" in output
    assert not (tmp_path / ".local" / "demo").exists()


@pytest.mark.parametrize("value", ["web", "0", "65536", "-1"])
def test_odd_port_is_refused(tmp_path: Path, value: str) -> None:
    assert "PORT is" in refusal(DEMO, tmp_path / ".local", PORT=value)


def test_folder_that_cannot_be_written_is_refused(tmp_path: Path, port: int) -> None:
    (tmp_path / "file").write_text("no folder")

    assert "cannot be written" in refusal(DEMO, tmp_path / "file" / ".local", PORT=str(port))


def test_broken_data_folder_is_refused_and_reset_removes_it(tmp_path: Path, port: int) -> None:
    local = tmp_path / ".local"
    (local / "demo" / "postgres").mkdir(parents=True)

    assert "is damaged" in refusal(DEMO, local, PORT=str(port))

    subprocess.run(RESET, cwd=ROOT, env=environment(local), check=True, capture_output=True, timeout=60)
    assert not (local / "demo").exists()


def test_only_one_of_the_two_addresses_is_refused(tmp_path: Path, port: int) -> None:
    output = refusal(DEMO, tmp_path / ".local", PORT=str(port), DATABASE_URL="postgres://portal_app@db/portal")

    assert "set both DATABASE_URL and REDIS_URL" in output


def test_run_without_a_running_demo_is_refused(tmp_path: Path) -> None:
    argv = [sys.executable, "-m", "accelerator.embedded", "run", "true"]

    assert "not running" in refusal(argv, tmp_path / ".local")


def test_command_that_has_ended_is_not_started_again_while_the_portal_becomes_ready(
    local: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORTAL_LOCAL", str(local))
    demo = Demo()
    demo.logs.mkdir(parents=True, exist_ok=True)
    accounts = demo._begin(demo_environment(local), "demo_accounts")
    accounts.process.wait()

    demo._check_children()

    assert "owner@example.org" in demo._finish(accounts)
    assert demo.children == []
