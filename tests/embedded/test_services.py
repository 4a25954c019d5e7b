"""PostgreSQL and Valkey as real processes: they start wherever a checkout lies and never outlive their starter."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis
from django.db import connection
from django.db.utils import ProgrammingError

from accelerator.embedded.processes import Failure, working_in
from accelerator.embedded.services import Services
from tests.cluster import ROOT
from tests.embedded.processes import left_after, processes_of

HOLD = """
import sys, time
from pathlib import Path
from accelerator.embedded.services import Services
services = Services(Path(sys.argv[1]), durable=False)
services.start()
print("up", flush=True)
time.sleep(600)
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a cluster already made, in a parent that is private to this user."""
    parent = tmp_path_factory.mktemp("checkout")
    parent.chmod(0o700)
    found = parent / ".local" / "demo"
    with Services(found, durable=False) as services, services.superuser("portal") as connected:
        connected.execute("CREATE TABLE kept (word text)")
        connected.execute("INSERT INTO kept VALUES ('ёлка')")
    return found


@pytest.fixture
def holder(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that has the services running."""
    argv = [sys.executable, "-c", HOLD, str(folder)]
    with subprocess.Popen(argv, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "up\n"
        yield process
        process.kill()


def kept_words(services: Services) -> list[tuple[str]]:
    with services.superuser("portal") as connected:
        return connected.execute("SELECT word FROM kept").fetchall()


@pytest.mark.django_db
def test_database_knows_russian_letters_and_words() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT lower('ЁЛКА'), to_tsvector('russian', 'экскурсии на заводе') @@ plainto_tsquery('russian', 'заводы'),
                   similarity('завод', 'завот') > 0.3, unaccent('Ёж')
            """
        )
        assert cursor.fetchone() == ("ёлка", True, True, "Еж")


@pytest.mark.django_db
def test_application_role_owns_nothing_and_cannot_change_tables() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("portal_app",)
        cursor.execute("SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole")
        assert cursor.fetchone() == (0,)
        with pytest.raises(ProgrammingError, match="permission denied"):
            cursor.execute("CREATE TABLE mine (id int)")


def test_second_start_finds_the_data(folder: Path) -> None:
    with Services(folder, durable=False) as services:
        assert kept_words(services) == [("ёлка",)]
        assert services.children
    assert processes_of(folder) == {}


def test_two_checkouts_run_side_by_side(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / ".local" / "demo"
    with Services(folder, durable=False) as services:
        with Services(other, durable=False) as others:
            with others.superuser("portal") as connected:
                connected.execute("CREATE TABLE kept AS SELECT 'сосна' AS word")
            with redis.Redis(unix_socket_path=str(others.addresses.valkey_socket)) as valkey:
                valkey.set("word", "сосна")
            assert (kept_words(services), kept_words(others)) == ([("ёлка",)], [("сосна",)])

        assert left_after(other, seconds=5) == {}
        assert kept_words(services) == [("ёлка",)]
        with redis.Redis(unix_socket_path=str(services.addresses.valkey_socket)) as valkey:
            assert valkey.get("word") is None


def test_nothing_listens_on_a_port(folder: Path) -> None:
    with Services(folder, durable=False) as services:
        with services.superuser() as connected:
            assert connected.execute("SHOW listen_addresses").fetchone() == ("",)
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(host="127.0.0.1", port=5432, user="postgres", dbname="portal", connect_timeout=2)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has another account to become")
def test_as_root_the_services_run_as_nobody_and_open_no_folder(folder: Path) -> None:
    parents = {parent: parent.stat().st_mode for parent in folder.parents}

    with Services(folder, durable=False):
        owners = {Path(f"/proc/{pid}").stat().st_uid for pid in processes_of(folder)}

    assert owners == {65534}
    assert {parent: parent.stat().st_mode for parent in folder.parents} == parents
    assert (folder / "postgres").stat().st_mode & 0o077 == 0


def test_killed_holder_leaves_no_process_and_the_next_start_finds_the_data(
    folder: Path, holder: subprocess.Popen[str]
) -> None:
    assert len(processes_of(folder)) > 2

    holder.send_signal(signal.SIGKILL)
    holder.wait()

    with Services(folder, durable=False) as services:  # at once: the old ones may just be ending
        assert kept_words(services) == [("ёлка",)]
    assert left_after(folder, seconds=10) == {}


@pytest.fixture
def stranger() -> Iterator[int]:
    """The number of a process that is none of ours, of the account that the services have."""
    account = 65534 if os.geteuid() == 0 else None
    with subprocess.Popen(["sleep", "600"], user=account, cwd="/") as process:
        yield process.pid
        process.kill()


@pytest.fixture
def uncollected() -> Iterator[int]:
    """The number of such a process that has died, and whose parent has not asked for it."""
    account = 65534 if os.geteuid() == 0 else None
    with subprocess.Popen(["true"], user=account, cwd="/") as process:
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        yield process.pid


@pytest.mark.parametrize("who", ["stranger", "uncollected"])
@pytest.mark.parametrize("name", ["postgres/postmaster.pid", "run/.s.PGSQL.5432.lock"])
def test_stale_lock_file_naming_somebody_else_is_no_obstacle(
    folder: Path, name: str, who: str, request: pytest.FixtureRequest
) -> None:
    number = request.getfixturevalue(who)
    stale = folder / name
    stale.write_text(f"{number}\n{folder / 'postgres'}\n1\n5432\n{folder / 'run'}\n\n")
    os.chown(stale, *(folder / "postgres").stat()[4:6])

    with Services(folder, durable=False) as services:
        assert kept_words(services) == [("ёлка",)]


def test_start_waits_for_processes_that_still_use_the_data(folder: Path, holder: subprocess.Popen[str]) -> None:
    """A postmaster killed alone leaves children that may be writing yet, and no word of them in any file."""
    servers = working_in(folder / "postgres", "postgres")
    postmaster = next(pid for pid, command in servers.items() if b"-D" in command)
    writing = next(pid for pid, command in servers.items() if b"checkpointer" in command[0])
    os.kill(writing, signal.SIGSTOP)
    os.kill(postmaster, signal.SIGKILL)
    holder.kill()
    holder.wait()
    looked = []

    def look() -> None:
        looked.append(working_in(folder / "postgres", "postgres"))
        if len(looked) == 10:
            assert writing in looked[-1]
            os.kill(writing, signal.SIGCONT)

    with Services(folder, durable=False, check=look) as services:
        assert kept_words(services) == [("ёлка",)]
    assert len(looked) >= 10


@pytest.mark.parametrize(("version", "words"), [("17\n", "was made by PostgreSQL 17"), ("\0\0", "is damaged")])
def test_data_folder_of_another_version_is_refused_in_words(tmp_path: Path, version: str, words: str) -> None:
    (tmp_path / "demo" / "postgres").mkdir(parents=True)
    (tmp_path / "demo" / "postgres" / "PG_VERSION").write_text(version)

    with pytest.raises(Failure, match=words) as refused, Services(tmp_path / "demo", durable=False):
        pass

    assert "make demo-reset" in str(refused.value)
    assert processes_of(tmp_path) == {}


def test_damaged_cluster_is_refused_with_its_own_words(tmp_path: Path) -> None:
    with Services(tmp_path / "demo", durable=False):
        pass
    (tmp_path / "demo" / "postgres" / "global" / "pg_control").write_bytes(b"")

    with pytest.raises(Failure, match=r"postgres could not start: .*pg_control"), Services(tmp_path / "demo"):
        pass

    assert left_after(tmp_path, seconds=5) == {}


def test_folder_that_cannot_be_made_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")

    with pytest.raises(Failure, match="cannot be written"), Services(tmp_path / "file" / "demo"):
        pass


def test_long_folder_puts_the_sockets_aside_and_takes_them_away(tmp_path: Path) -> None:
    with Services(tmp_path / ("x" * 120) / "demo", durable=False) as services:
        sockets = services.addresses.sockets
        assert not sockets.is_relative_to(tmp_path)
        assert sockets.stat().st_mode & 0o077 == 0
        with services.superuser("portal") as connected:
            assert connected.execute("SELECT 1").fetchone() == (1,)
    assert not sockets.exists()
