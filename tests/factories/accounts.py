"""People."""

from typing import Any

import factory
from allauth.account.models import EmailAddress

from accelerator.base.accounts.models import User
from accelerator.base.common import clock


class UserFactory(factory.django.DjangoModelFactory):
    """A person with a verified address and no password (hashing is slow): `password="…"` sets one.

    `verified=False` leaves the address unconfirmed.
    """

    class Meta:
        model = User
        skip_postgeneration_save = True

    class Params:
        organizer = factory.Trait(is_organizer=True)

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    name = factory.Sequence(lambda n: f"Анна Смирнова {n}")
    language = "ru"
    second_step_asked_at = factory.LazyFunction(clock.now)  # has been at work before: the grace runs

    @factory.post_generation
    def password(self: User, create: bool, extracted: str | None, **_: Any) -> None:  # type: ignore[misc]
        if extracted:
            self.set_password(extracted)
        else:
            self.set_unusable_password()
        if create:
            self.save(update_fields=["password"])

    @factory.post_generation
    def verified(self: User, create: bool, extracted: bool | None, **_: Any) -> None:  # type: ignore[misc]
        if create:
            EmailAddress.objects.create(user=self, email=self.email, primary=True, verified=extracted is not False)
