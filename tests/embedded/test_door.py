"""HOST and PORT: where the demo listens, and which address a request is given."""

import socket

import pytest

from accelerator.embedded.door import EVERYWHERE, door_of, own_address
from accelerator.embedded.processes import Failure


def test_door_opens_to_this_machine_alone_unless_told_otherwise() -> None:
    door = door_of({})

    assert (door.url, door.near) == ("http://localhost:8000", "127.0.0.1:8000")
    assert "*" not in door.allowed_hosts


def test_door_open_to_all_is_printed_as_an_address_that_others_can_use() -> None:
    door = door_of({"HOST": EVERYWHERE, "PORT": "8137"})

    assert door.url == f"http://{own_address()}:8137"
    assert door.near == "127.0.0.1:8137"
    assert door.allowed_hosts == "*"


def test_door_at_one_address_is_asked_there() -> None:
    door = door_of({"HOST": "10.0.0.7"})

    assert (door.url, door.near) == ("http://10.0.0.7:8000", "10.0.0.7:8000")
    assert door.allowed_hosts.split(",")[-1] == "10.0.0.7"


@pytest.mark.parametrize("host", ["192.0.2.1", "::1", "two..dots"])
def test_address_that_is_not_of_this_machine_is_refused_in_words(host: str) -> None:
    with pytest.raises(Failure, match="HOST is"), door_of({"HOST": host}).reserved():
        pass


def test_own_address_is_one_of_this_machine() -> None:
    with socket.create_server((own_address(), 0)) as found:
        assert found.getsockname()[0] == own_address()
