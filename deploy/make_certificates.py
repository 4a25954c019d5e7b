"""Make a certificate for one host and the authority that vouches for it, unless good ones are there.

    python make_certificates.py HOST FOLDER_OF_THE_AUTHORITY FOLDER_OF_THE_SERVER

The authority's key exists in this process's memory alone. Run as root, the server's key is given to PostgreSQL.
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

LASTS = timedelta(days=3650)
MADE_ANEW_BEFORE = timedelta(days=365)
POSTGRES = 999  # the user of the postgres image


def main(host: str, authority_folder: Path, server_folder: Path) -> None:
    now = datetime.now(UTC)
    files = authority_folder / "ca.crt", server_folder / "server.crt", server_folder / "server.key"
    if all(file.exists() for file in files) and is_good(files[1], host, now):
        return
    authority_key, server_key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    authority_name, server_name = named("the portal's own authority"), named(host)
    authority = (
        begun(authority_name, authority_name, authority_key, now)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(authority_key, hashes.SHA256())
    )
    server = (
        begun(server_name, authority_name, server_key, now)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    key = server_key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    for file, content, mode in zip(files, (pem(authority), pem(server), key), (0o644, 0o644, 0o600), strict=True):
        fresh = file.with_suffix(".new")
        fresh.touch(mode=mode)
        fresh.write_bytes(content)
        fresh.chmod(mode)
        if os.geteuid() == 0 and file.parent == server_folder:
            os.chown(fresh, POSTGRES, POSTGRES)
        fresh.replace(file)


def is_good(certificate: Path, host: str, now: datetime) -> bool:
    """Whether it is this host's and has more than a year to go."""
    found = x509.load_pem_x509_certificate(certificate.read_bytes())
    names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return host in names.get_values_for_type(x509.DNSName) and found.not_valid_after_utc - now > MADE_ANEW_BEFORE


def named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def begun(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, now: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + LASTS)
    )


def pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
