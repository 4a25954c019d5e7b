from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accelerator.base.accounts"
    label = "accounts"
    verbose_name = _("People")

    def ready(self) -> None:
        # Models exist only now.
        from django.contrib.admin.models import LogEntry

        from accelerator.base.accounts import receivers, services
        from accelerator.base.accounts.adapters import MAIL
        from accelerator.base.accounts.letters import stored_mail
        from accelerator.base.accounts.second_steps import SEALED_SECOND_STEPS
        from accelerator.base.common import erasures
        from accelerator.base.common.audit import register_audit_table
        from accelerator.base.common.sealed import register_sealed
        from accelerator.base.notifications.registry import register

        erasures.register(services.ACCOUNT_DELETED, services.remove_person_again)
        register_audit_table(LogEntry)
        # A code may come twice rather than never.
        register(MAIL, stored_mail, again_if_unknown=True, label=_("signing in"))
        register_sealed(SEALED_SECOND_STEPS)
        receivers.connect()
