"""From a composed mail to what is handed to a mail server."""

from collections.abc import Sequence
from email.charset import QP, Charset
from email.encoders import encode_base64
from email.mime.base import MIMEBase
from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, SafeMIMEMultipart

from accelerator.base.notifications.models import Message
from accelerator.base.notifications.rendering import Attachment, Mail

_QUOTED_PRINTABLE = Charset("utf-8")
_QUOTED_PRINTABLE.body_encoding = QP


def put_into_envelope(message: Message, mail: Mail) -> EmailMultiAlternatives:
    """The mail as it is handed to a server: both parts, the HTML part's own pictures, and the files."""
    subject = " ".join(mail.subject.split())
    one_click = {"List-Unsubscribe": f"<{mail.unsubscribe}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    envelope = _Envelope(
        subject=subject,
        body=mail.text,
        from_email=sender_in(message.language),
        to=[message.recipient],
        reply_to=[mail.reply_to] if mail.reply_to else None,
        headers={
            "Message-ID": message_id(message),
            "Auto-Submitted": "auto-generated",
            "Content-Language": message.language,
            **(one_click if mail.unsubscribe else {}),
        },
    )
    envelope.encoding = _QUOTED_PRINTABLE
    if mail.html:
        envelope.attach_alternative(mail.html, "text/html")
        envelope.pictures = [_picture(picture) for picture in mail.pictures]
    for attachment in mail.attachments:
        envelope.attach(_part(attachment))
    return envelope


def sender_in(language: str) -> str:
    """DEFAULT_FROM_EMAIL, under the portal's name in this language where it bears the portal's name."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    if name != settings.PORTAL_NAME[settings.LANGUAGE_CODE]:
        return settings.DEFAULT_FROM_EMAIL
    return f'"{settings.PORTAL_NAME.get(language, name)}" <{address}>'


class _Envelope(EmailMultiAlternatives):
    """A mail whose HTML part may show pictures of its own: they stand beside both parts, and files around it all.

    Django knows no such mail (RFC 2387). Programs that show the text offer the files alone, not the pictures.
    """

    pictures: Sequence[MIMEBase] = ()

    def _create_alternatives(self, msg: MIMEBase) -> MIMEBase:
        parts: MIMEBase = super()._create_alternatives(msg)  # type: ignore[misc]
        if not self.pictures:
            return parts
        whole = SafeMIMEMultipart("related", encoding=self.encoding, type=parts.get_content_type())
        for part in (parts, *self.pictures):
            whole.attach(part)
        return whole


def _picture(picture: Attachment) -> MIMEBase:
    """The picture as a part that the HTML part names."""
    part = _part(picture, "inline")
    part.add_header("Content-ID", f"<{picture.name}>")
    return part


def _part(attachment: Attachment, disposition: str = "attachment") -> MIMEBase:
    """The file as a part of a mail, byte for byte, with every parameter of its media type."""
    part = MIMEBase("application", "octet-stream")
    part.replace_header("Content-Type", attachment.media_type)
    part.set_payload(attachment.content)
    encode_base64(part)
    part.add_header("Content-Disposition", disposition, filename=attachment.name)
    return part


def message_id(message: Message) -> str:
    """The same for every try, so that whoever gets two can tell."""
    return f"<{message.uuid}@{urlsplit(settings.BASE_URL).hostname}>"
