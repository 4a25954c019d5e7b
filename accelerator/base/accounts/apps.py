from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accelerator.base.accounts"
    label = "accounts"
    verbose_name = _("People")

    def ready(self) -> None:
        from accelerator.base.accounts import receivers  # noqa: F401 - models exist only now
