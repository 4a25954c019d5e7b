"""Sign-in with other services: each is enabled by its variables, none by default."""

from dataclasses import dataclass, field
from typing import Any

from accelerator.environment import Environment, origin_of


@dataclass
class SignIn:
    """The enabled services, for allauth and the Content-Security-Policy."""

    providers: dict[str, Any] = field(default_factory=dict)
    # Browsers treat a redirect to another service's sign-in as a form action.
    origins: list[str] = field(default_factory=list)

    def add(self, provider: str, origin: str, **app: Any) -> None:
        self.providers[provider] = {"APPS": [app]}
        self.origins.append(origin)


def sign_in(env: Environment) -> SignIn:
    """Return the services that the environment enables; refuse incomplete settings."""
    enabled = SignIn()
    for provider, origin, client_id, secret in (
        ("vk", "https://id.vk.ru", "VK_CLIENT_ID", "VK_SECRET"),
        ("yandex", "https://oauth.yandex.com", "YANDEX_CLIENT_ID", "YANDEX_SECRET"),
    ):
        if env.together(client_id, secret):
            enabled.add(provider, origin, client_id=env.text(client_id), secret=env.text(secret))
    if env.together("OIDC_CLIENT_ID", "OIDC_SECRET", "OIDC_SERVER_URL"):
        server = env.web_address("OIDC_SERVER_URL", "https://id.example.org")
        enabled.add(
            "openid_connect",
            origin_of(server),
            provider_id=env.text("OIDC_ID", "oidc"),
            name=env.text("OIDC_NAME", "OpenID Connect"),
            client_id=env.text("OIDC_CLIENT_ID"),
            secret=env.text("OIDC_SECRET"),
            settings={"server_url": server},
        )
    return enabled
