"""The outbox in the back office: read-only and without contents, except that a message can be sent again."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accelerator.base.notifications.models import Message
from accelerator.base.notifications.services import CannotResend, resend_message


@admin.register(Message)
class MessageAdmin(admin.ModelAdmin):
    list_display = ("kind", "state", "recipient", "due_at", "attempts", "retry_at", "last_error")
    list_filter = ("state", "kind", "language")
    search_fields = ("uuid", "recipient", "topic")
    ordering = ("-due_at", "-pk")
    exclude = ("body",)  # codes and links are for their reader alone
    actions = ("send_again",)
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Message | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Message | None = None) -> bool:
        return False

    def has_resend_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("notifications.change_message")

    @admin.action(description=_("Send again"), permissions=["resend"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Message]) -> None:
        """Queue what failed or is unknown; say why where that is refused."""
        queued = 0
        for uuid in queryset.values_list("uuid", flat=True):
            try:
                resend_message(uuid=uuid, by=request.user)  # type: ignore[arg-type]  # the admin knows no anonymous
                queued += 1
            except CannotResend as refusal:
                self.message_user(request, str(refusal), messages.WARNING)
        if queued:
            text = ngettext("{n} message will be sent again.", "{n} messages will be sent again.", queued)
            self.message_user(request, text.format(n=queued), messages.SUCCESS)
