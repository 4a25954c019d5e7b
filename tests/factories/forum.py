"""Forums as tests need them; nothing here is released unless a test releases it."""

from datetime import date, timedelta

import factory
from factory.django import DjangoModelFactory

from accelerator.forum.models import (
    Day,
    Forum,
    ForumPerson,
    Hall,
    Organisation,
    Person,
    PersonPost,
    Session,
    SessionRole,
    Track,
)


class ForumFactory(DjangoModelFactory):
    """A published forum of two days with its days."""

    class Meta:
        model = Forum
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda n: f"forum-{n}")
    title = factory.Sequence(lambda n: {"ru": f"Форум {n}", "en": f"Forum {n}"})
    starts_date = date(2027, 4, 6)
    ends_date = factory.LazyAttribute(lambda forum: forum.starts_date + timedelta(days=1))
    place_name = factory.LazyFunction(lambda: {"ru": "Дом культуры завода", "en": "The plant’s house of culture"})
    address = factory.LazyFunction(lambda: {"ru": "ул. Заводская, 1", "en": "1 Zavodskaya St."})
    city = factory.LazyFunction(lambda: {"ru": "Калуга", "en": "Kaluga"})
    status = Forum.Status.PUBLISHED

    @factory.post_generation
    def days(self, create, extracted, **kwargs):
        count = (self.ends_date - self.starts_date).days + 1
        Day.objects.bulk_create(Day(forum=self, date=self.starts_date + timedelta(days=n)) for n in range(count))


class HallFactory(DjangoModelFactory):
    class Meta:
        model = Hall

    forum = factory.SubFactory(ForumFactory)
    name = factory.Sequence(lambda n: {"ru": f"Зал {n}", "en": f"Hall {n}"})
    position = factory.Sequence(lambda n: n)


class TrackFactory(DjangoModelFactory):
    class Meta:
        model = Track

    forum = factory.SubFactory(ForumFactory)
    slug = factory.Sequence(lambda n: f"track-{n}")
    name = factory.Sequence(lambda n: {"ru": f"Направление {n}", "en": f"Track {n}"})
    position = factory.Sequence(lambda n: n)


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = Organisation

    name = factory.Sequence(lambda n: {"ru": f"Организация {n}", "en": f"Organisation {n}"})


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = Person

    name = factory.Sequence(lambda n: {"ru": f"Анна Петрова-{n}", "en": f"Anna Petrova-{n}"})


class PersonPostFactory(DjangoModelFactory):
    class Meta:
        model = PersonPost

    person = factory.SubFactory(PersonFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    title = factory.LazyFunction(lambda: {"ru": "директор", "en": "director"})


class SessionFactory(DjangoModelFactory):
    """A confirmed break, which lacks nothing; give `kind` and `speakers` for a session."""

    class Meta:
        model = Session
        skip_postgeneration_save = True

    forum = factory.SubFactory(ForumFactory)
    kind = Session.Kind.BREAK
    title = factory.Sequence(lambda n: {"ru": f"Секция {n}", "en": f"Session {n}"})
    date = factory.LazyAttribute(lambda session: session.forum.starts_date)
    hall = factory.SubFactory(HallFactory, forum=factory.SelfAttribute("..forum"))
    minutes = 60

    @factory.post_generation
    def speakers(self, create, extracted, **kwargs):
        for place, person in enumerate(extracted or ()):
            SessionRole.objects.create(session=self, person=person, position=place)


class ForumPersonFactory(DjangoModelFactory):
    class Meta:
        model = ForumPerson

    forum = factory.SubFactory(ForumFactory)
    person = factory.SubFactory(PersonFactory)
