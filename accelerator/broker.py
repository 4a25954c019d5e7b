"""Valkey as Celery's broker: losing it in the middle of a task does not end the worker."""

from typing import Any

from kombu.transport import redis
from redis.exceptions import ConnectionError as BrokerAway


class Channel(redis.Channel):
    """Raises redis' ConnectionError, which Celery waits out, when its connection is gone.

    Celery 5.7 takes a lost connection apart before it closes it, and then still returns or acknowledges messages. Kombu
    then looks up the address of a client that no longer exists, and its AttributeError ends the worker.
    """

    def _connparams(self, asynchronous: bool = False) -> dict[str, Any]:
        if self.connection is None or self.connection.client is None:
            raise BrokerAway("The connection to the broker is closed.")
        parameters: dict[str, Any] = super()._connparams(asynchronous)
        return parameters


class Transport(redis.Transport):
    Channel = Channel
