"""People and consents in the back office, which uses the portal's sign-in."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from allauth.socialaccount.models import SocialApp, SocialToken
from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accelerator.base.accounts.models import Consent, ConsentText, User
from accelerator.base.accounts.services import remove_person
from accelerator.base.common.emails import EmailField
from accelerator.base.common.forms import PersonNameField
from accelerator.base.common.security_log import Event, record

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
# Sign-in services are configured by the environment, and their tokens are not shown.
for model in (SocialApp, SocialToken):
    if admin.site.is_registered(model):
        admin.site.unregister(model)


RIGHTS = ("is_active", "is_organizer", "is_staff", "is_superuser")


class UserAdminForm(forms.ModelForm):
    email = EmailField(label=_("Email"), asks_about_typos=False)
    name = PersonNameField(label=_("Name"), max_length=User._meta.get_field("name").max_length, required=False)

    class Meta:
        model = User
        fields = ["email", "name", "language", *RIGHTS]

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    """People sign up themselves; here they are deactivated or made organizers."""

    form = UserAdminForm
    list_display = ["email", "name", "is_organizer", "is_staff", "is_active", "joined_at"]
    list_filter = ["is_organizer", "is_staff", "is_active", "language"]
    search_fields = ["email", "name"]
    ordering = ["-joined_at", "-pk"]
    readonly_fields = ["uuid", "joined_at", "last_login"]
    fieldsets = [
        (None, {"fields": ["email", "name", "language", "uuid", "joined_at", "last_login"]}),
        (_("Rights"), {"fields": RIGHTS}),
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = super().get_readonly_fields(request, obj)
        # Who may enter the back office is decided by superusers alone.
        return fields if request.user.is_superuser else [*fields, "is_staff", "is_superuser"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        for right in {*RIGHTS} & {*form.changed_data}:
            record(Event.RIGHTS_CHANGED, account=obj.uuid, right=right, granted=getattr(obj, right))

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        remove_person(user=obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for user in queryset:
            remove_person(user=user)


@admin.register(ConsentText)
class ConsentTextAdmin(admin.ModelAdmin):
    """A published text never changes: a new wording is a new version."""

    list_display = ["kind", "version", "valid_from"]
    ordering = ["kind", "-version"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Consent)
class ConsentAdmin(admin.ModelAdmin):
    """Read only: a consent is given and withdrawn by the person alone."""

    list_display = ["uuid", "text", "user", "given_at", "withdrawn_at"]
    list_select_related = ["text", "user"]
    ordering = ["-given_at", "-pk"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
