"""The connection inside compose: TLS to a PostgreSQL whose certificate an authority of our own has signed."""

from __future__ import annotations

import contextlib
import ssl
import subprocess
import sys
from pathlib import Path

import pytest

from tests import cluster

SCRIPT = cluster.ROOT / "deploy" / "make_certificates.py"


def made(host: str, folder: Path) -> tuple[Path, Path]:
    authority, server = folder / "ca", folder / "tls"
    for one in (authority, server):
        one.mkdir(exist_ok=True)
    subprocess.run([sys.executable, SCRIPT, host, authority, server], check=True)
    return authority, server


def test_certificates_are_made_once(tmp_path: Path) -> None:
    authority, server = made("postgres", tmp_path)
    before = {file.name: file.read_bytes() for folder in (authority, server) for file in folder.iterdir()}

    made("postgres", tmp_path)

    assert before == {file.name: file.read_bytes() for folder in (authority, server) for file in folder.iterdir()}
    assert sorted(before) == ["ca.crt", "server.crt", "server.key"]
    assert (server / "server.key").stat().st_mode & 0o777 == 0o600
    assert b"PRIVATE" not in (authority / "ca.crt").read_bytes()


@pytest.mark.parametrize(("asked", "trusted"), [("postgres", True), ("cache", False)])
def test_client_believes_the_named_host_alone(tmp_path: Path, asked: str, trusted: bool) -> None:
    """As `sslmode=verify-full` does: the authority is known, and the name is the one in the certificate."""
    authority, server = made("postgres", tmp_path)
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(server / "server.crt", server / "server.key")
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = ssl.create_default_context(cafile=authority / "ca.crt").wrap_bio(
        to_client, to_server, server_hostname=asked
    )
    answering = serving.wrap_bio(to_server, to_client, server_side=True)

    def shake() -> None:
        for _turn in range(3):
            for side in (client, answering):
                with contextlib.suppress(ssl.SSLWantReadError):
                    side.do_handshake()

    if trusted:
        shake()
        assert client.version() == "TLSv1.3"
    else:
        with pytest.raises(ssl.SSLCertVerificationError):
            shake()


def test_another_host_gets_one_of_its_own(tmp_path: Path) -> None:
    _authority, server = made("postgres", tmp_path)
    before = (server / "server.crt").read_bytes()

    made("database", tmp_path)

    assert (server / "server.crt").read_bytes() != before
