"""Addresses of accounts whose domain came in ASCII (`xn--…`), as browsers send it, get the letters that people read.

Where an account has the readable address already, the other stays as it is: one mailbox, and nobody's to merge here.
"""

from typing import Any

from django.db import migrations

from accelerator.base.common.emails import account_address


def read_domains(apps: Any, _schema_editor: Any) -> None:
    for model in (apps.get_model("accounts", "User"), apps.get_model("account", "EmailAddress")):
        for row in model.objects.filter(email__contains="xn--").only("pk", "email").iterator():
            readable = account_address(row.email)
            if readable != row.email and not model.objects.filter(email__iexact=readable).exists():
                model.objects.filter(pk=row.pk).update(email=readable)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_second_step_asked_at"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]

    operations = [migrations.RunPython(read_domains, migrations.RunPython.noop, elidable=True)]
