"""Sign-in with other services: each is switched on by its variables, and none is on by default."""

from dataclasses import dataclass, field
from typing import Any

from accelerator.environment import Environment, origin_of


@dataclass
class SignIn:
    """What allauth and the Content-Security-Policy need to know of the services that are on."""

    providers: dict[str, Any] = field(default_factory=dict)
    # A form that ends at another service's sign-in is a form action to a browser.
    origins: list[str] = field(default_factory=list)

    def add(self, provider: str, origin: str, **app: Any) -> None:
        self.providers[provider] = {"APPS": [app]}
        self.origins.append(origin)


def sign_in(env: Environment) -> SignIn:
    """The services that the environment switches on; half of what one needs is refused."""
    found = SignIn()
    for provider, origin, client_id, secret in (
        ("vk", "https://id.vk.ru", "VK_CLIENT_ID", "VK_SECRET"),
        ("yandex", "https://oauth.yandex.com", "YANDEX_CLIENT_ID", "YANDEX_SECRET"),
    ):
        if env.together(client_id, secret):
            found.add(provider, origin, client_id=env.text(client_id), secret=env.text(secret))
    if env.together("OIDC_CLIENT_ID", "OIDC_SECRET", "OIDC_SERVER_URL"):
        server = env.web_address("OIDC_SERVER_URL", "https://id.example.org")
        found.add(
            "openid_connect",
            origin_of(server),
            provider_id=env.text("OIDC_ID", "oidc"),
            name=env.text("OIDC_NAME", "OpenID Connect"),
            client_id=env.text("OIDC_CLIENT_ID"),
            secret=env.text("OIDC_SECRET"),
            settings={"server_url": server},
        )
    return found
