from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from accelerator.base.common import forms  # noqa: F401  # what every field says while it is empty, before any is made


class CommonConfig(AppConfig):
    name = "accelerator.base.common"
    label = "common"
    verbose_name = _("Common")

    def ready(self) -> None:
        # Registering is the import's only effect.
        from accelerator.base.common import checks  # noqa: F401

        autodiscover_modules("answers")
