from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "accelerator.base.search"
    label = "search"
    verbose_name = _("Search")

    def ready(self) -> None:
        """Read the dictionary before the web server forks, so that its workers share it; others read it when used."""
        if settings.WEB_PROCESS:
            from accelerator.base.search.words import is_in_dictionary

            is_in_dictionary("слово")
