import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import accelerator.base.common.clock
import accelerator.base.common.i18n


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Page",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(db_default=1, default=1, editable=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("slug", models.SlugField(max_length=60, unique=True, verbose_name="page address")),
                ("title", accelerator.base.common.i18n.I18nTextField(default=dict, verbose_name="title")),
                (
                    "summary",
                    accelerator.base.common.i18n.I18nTextField(
                        blank=True,
                        default=dict,
                        help_text="One sentence under the title, also shown by search engines and shared links.",
                        verbose_name="summary",
                    ),
                ),
                ("body", accelerator.base.common.i18n.I18nTextField(default=dict, verbose_name="text")),
                (
                    "status",
                    models.CharField(
                        choices=[("draft", "draft"), ("published", "published")],
                        default="draft",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                (
                    "is_listed",
                    models.BooleanField(
                        default=True, help_text="Other pages of the portal link to it.", verbose_name="listed"
                    ),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(
                        default=100,
                        help_text="The smaller the number, the higher in the list.",
                        verbose_name="place in the list",
                    ),
                ),
                ("changed_at", models.DateTimeField(default=accelerator.base.common.clock.now, editable=False)),
                (
                    "changed_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("slug__in", ("about", "contacts", "help", "terms")), _negated=True),
                            ("status", "published"),
                            _connector="OR",
                        ),
                        name="portal_page_standard_is_published",
                    )
                ],
            },
        ),
    ]
