"""Pages that carry their few rules in a <style> of their own, so that they need nothing else to be shown."""

import re
from base64 import b64encode
from hashlib import sha256


def policy_of(html: str) -> str:
    """Return the Content-Security-Policy of a page that runs and loads nothing but its own <style>, by its hash."""
    hashes = [f"'sha256-{b64encode(sha256(style.encode()).digest()).decode()}'" for style in _styles(html)]
    refused = ("default-src", "base-uri", "form-action", "frame-ancestors")
    return "; ".join([f"{directive} 'none'" for directive in refused] + [f"style-src {' '.join(hashes)}"])


def _styles(html: str) -> list[str]:
    return re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
