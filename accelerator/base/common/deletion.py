"""What keeps a thing from being deleted, said before anybody tries."""

from dataclasses import dataclass

from accelerator.base.common.i18n import I18nText


@dataclass(frozen=True)
class Blocker:
    """Something that still needs the thing, and the page on which that can be changed, where there is one."""

    words: str | I18nText
    url: str = ""
    note: str = ""
