from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from accelerator.base.common import forms  # noqa: F401  # sets the default messages of fields before any form is imported


class CommonConfig(AppConfig):
    name = "accelerator.base.common"
    label = "common"
    verbose_name = _("Common")

    def ready(self) -> None:
        # Imported to register the checks.
        from accelerator.base.common import checks  # noqa: F401

        autodiscover_modules("answers")
