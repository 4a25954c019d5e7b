"""Pages as tests compare them."""

import re

from django.http import HttpResponse


def html_of(response: HttpResponse) -> str:
    """The page with its indents and line ends as single spaces; no-break spaces stay."""
    return re.sub(r"[ \t\r\n]+", " ", response.content.decode())
