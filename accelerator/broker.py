"""Valkey as Celery's broker: it may go away in the middle of a task without taking the worker along."""

from typing import Any

from kombu.transport import redis
from redis.exceptions import ConnectionError as BrokerAway


class Channel(redis.Channel):
    """Says that its connection is gone in the words that Celery waits out: redis' ConnectionError.

    Celery 5.7 takes a lost connection apart and then closes it; what the channel has not acknowledged is to be handed
    back, and a task that ends later is still to be acknowledged. Kombu looks for the address of a client that is not
    there any more, and its AttributeError ends the worker.
    """

    def _connparams(self, asynchronous: bool = False) -> dict[str, Any]:
        if self.connection is None or self.connection.client is None:
            raise BrokerAway("The connection to the broker is closed.")
        parameters: dict[str, Any] = super()._connparams(asynchronous)
        return parameters


class Transport(redis.Transport):
    Channel = Channel
