"""A photo's form as a person sends it who has seen the photo and its album as they are now."""

from typing import Any

from regions.enterprises.models import Album, Photo
from regions.enterprises.services.photos import edit_photo


def edited(photo: Photo, *, to: Album | None = None, place: int | None = None, **changes: Any) -> Photo:
    """What became of the photo, changed by its service in these values alone."""
    now = Photo.objects.select_related("album").get(pk=photo.pk)
    stored = {name: getattr(now, name) for name in ("alt", "credit", "focus_x", "focus_y", "shows_way")}
    return edit_photo(
        photo=now, values={**stored, **changes}, expected_version=now.version, to=to, place=place,
        expected_order=now.album.version,
    )  # fmt: skip


def sent(page: Any, **changes: Any) -> dict[str, Any]:
    """What the browser sends of a page's form of a photo: all that stands in it, and these changes."""
    form = page.context["form"]
    values = {name: form[name].value() for name in form.fields}
    for name in ("alt", "credit"):
        text = values.pop(name)  # what is stored, or what was sent and came back
        texts = text if isinstance(text, list) else [text.get(code, "") for code in ("ru", "en")]
        values |= {f"{name}_{code}": words for code, words in zip(("ru", "en"), texts, strict=True)}
    return {name: value for name, value in {**values, **changes}.items() if value not in (None, False)}
