"""The addresses as those who use them read them."""

import os
import tempfile
from pathlib import Path

import pytest
from psycopg.conninfo import conninfo_to_dict
from redis.connection import ConnectionPool

from accelerator.embedded.addresses import UnsafeFolder, addresses


@pytest.mark.parametrize("name", ["plain", "with space", "plus+and?and#", "Завод", "p%41cent", "x" * 100])
def test_database_url_names_the_socket_folder_for_django(tmp_path: Path, name: str) -> None:
    found = addresses(tmp_path / name)

    parsed = conninfo_to_dict(found.environment["DATABASE_URL"])

    assert parsed["host"] == str(found.sockets)
    assert (parsed["user"], parsed["dbname"], parsed["port"]) == ("portal_app", "portal", "5432")
    assert conninfo_to_dict(found.environment["DATABASE_OWNER_URL"])["user"] == "portal_owner"


@pytest.mark.parametrize("name", ["plain", "with space", "Завод"])
def test_redis_url_names_the_socket_for_redis(tmp_path: Path, name: str) -> None:
    found = addresses(tmp_path / name)

    assert ConnectionPool.from_url(found.environment["REDIS_URL"]).connection_kwargs["path"] == str(found.valkey_socket)


def test_two_checkouts_never_share_an_address(tmp_path: Path) -> None:
    assert (
        addresses(tmp_path / "a").environment["DATABASE_URL"] != addresses(tmp_path / "b").environment["DATABASE_URL"]
    )
    long = tmp_path / ("x" * 120)
    assert addresses(long / "a").environment["DATABASE_URL"] != addresses(long / "b").environment["DATABASE_URL"]


@pytest.mark.parametrize("length", [1, 40, 80, 120, 200])
def test_sockets_fit_whatever_the_length_of_the_folder(tmp_path: Path, length: int) -> None:
    found = addresses(tmp_path / ("x" * length))

    assert len(os.fsencode(found.postgres_socket)) <= 107


def test_short_folder_of_a_stranger_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    long = tmp_path / ("x" * 120)
    sockets = addresses(long).sockets
    sockets.mkdir(parents=True, mode=0o777)
    sockets.chmod(0o777)

    with pytest.raises(UnsafeFolder, match="not a private folder"):
        addresses(long)
