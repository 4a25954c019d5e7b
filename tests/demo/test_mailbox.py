"""The demo's mail: taken over SMTP, and shown with both parts."""

import os
import signal
import smtplib
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accelerator.demo.mailbox import store
from tests.cluster import ROOT

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def mail(to: str = "reader@example.org", subject: str = "Подтверждение") -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "Проходная <post@example.org>", to, subject
    made["Message-ID"] = "<1@example.org>"
    made.set_content("Ждём вас: http://127.0.0.1:8000/orders/x/\n")
    made.add_alternative("<html><head></head><body><a href='/orders/x/'>Билет</a></body></html>", subtype="html")
    made.add_attachment(b"BEGIN:VCALENDAR", maintype="text", subtype="calendar", filename="тур.ics")
    return made


@pytest.fixture(autouse=True)
def empty_box(demo: None, settings: Any, tmp_path: Path) -> None:
    settings.LOCAL = tmp_path


def kept(**kwargs: Any) -> str:
    made = mail(**kwargs)
    return store.keep(made.as_bytes(), [made["To"]], NOON)


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_mailbox_is_only_read(client: Client, method: str) -> None:
    assert getattr(client, method)(reverse("demo:mailbox")).status_code == 405


@pytest.mark.parametrize("key", ["0", "..", "%2e%2e%2fsecret", "0" * 20 + "-" + "a" * 8])
def test_letter_with_an_odd_key_is_not_found(client: Client, key: str) -> None:
    assert client.get(f"/demo/mail/{key}/").status_code == 404


def test_mailbox_lists_the_newest_first(client: Client) -> None:
    for number in (1, 3, 2):
        store.keep(mail(subject=f"№{number}").as_bytes(), ["a@example.org"], NOON + timedelta(minutes=number))
    page = client.get(reverse("demo:mailbox")).content.decode()
    assert page.index("№3") < page.index("№2") < page.index("№1")


def test_mailbox_finds_one_readers_letters(client: Client) -> None:
    wanted, other = kept(to="masha@example.org"), kept(to="petya@example.org")
    page = client.get(reverse("demo:mailbox"), {"to": "MASHA@"}).content.decode()
    assert wanted in page
    assert other not in page


def test_mailbox_says_what_to_do_when_it_is_empty(client: Client) -> None:
    assert client.get(reverse("demo:mailbox")).content.count(b'class="empty"') == 1


def test_letter_shows_text_headers_and_files(client: Client) -> None:
    key = kept()
    page = client.get(reverse("demo:letter", args=[key])).content.decode()
    assert '<a href="http://127.0.0.1:8000/orders/x/" rel="nofollow">' in page
    assert "&lt;1@example.org&gt;" in page
    file = client.get(reverse("demo:letter_file", args=[key, 1]))
    assert (file.content, file["Content-Type"]) == (b"BEGIN:VCALENDAR", "text/calendar")
    assert file["Content-Disposition"] == 'attachment; filename="___.ics"'
    assert client.get(reverse("demo:letter_file", args=[key, 2])).status_code == 404


def test_letters_html_runs_nothing_and_its_links_lead_the_whole_window(client: Client) -> None:
    key = kept()
    page = client.get(reverse("demo:letter", args=[key]))
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    assert 'sandbox="allow-top-navigation-by-user-activation"' in page.content.decode()
    part = client.get(reverse("demo:letter_html", args=[key]))
    assert b'<base target="_top">' in part.content
    policy = part["Content-Security-Policy"]
    assert "sandbox allow-top-navigation-by-user-activation" in policy
    assert "script-src 'none'" in policy
    assert "default-src 'none'" in policy
    assert part["X-Frame-Options"] == "SAMEORIGIN"


def test_box_keeps_no_more_than_it_can(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "KEPT", 3)
    keys = [store.keep(b"\r\n", [], NOON + timedelta(seconds=number)) for number in range(5)]
    assert [letter.key for letter in store.letters()] == keys[:1:-1]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[int]:
    """The command, as the demo starts it, on a free port."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", "demo_mailbox", "--host", "127.0.0.1", "--port", "0"],
        cwd=ROOT,
        env={**os.environ, "PORTAL_MODE": "demo", "PORTAL_LOCAL": str(tmp_path), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        yield int(process.stdout.readline().rstrip(".\n").rpartition(":")[2])
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0


def test_mail_server_keeps_what_it_gets(server: int) -> None:
    with smtplib.SMTP("127.0.0.1", server, timeout=10) as smtp:
        smtp.send_message(mail(), to_addrs=["hidden@example.org"])
    (letter,) = store.letters()
    assert letter.recipient == "hidden@example.org"
    assert letter.subject == "Подтверждение"
    assert "Билет" in letter.html
    assert [file.name for file in letter.files] == ["тур.ics"]
