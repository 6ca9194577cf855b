"""The settings: each from the environment as ``WIJKKAS_…``, or from ``instance/settings.env``."""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64encode
from pathlib import Path
from typing import Any

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent
LOOPBACK = ("127.0.0.1", "localhost", "[::1]", "::1")


class Settings(BaseSettings):
    """Everything that differs between one installation and another."""

    model_config = SettingsConfigDict(env_prefix="WIJKKAS_", extra="ignore")

    instance: Path = Field(ROOT / "instance", description="folder for what the app keeps")
    database_url: str = Field("", description="SQLite in the instance folder unless given")
    secret_key: SecretStr = Field(SecretStr(""), description="signs cookies, codes and links")
    cipher_key: SecretStr = Field(SecretStr(""), description="seals bank account numbers")
    backup_key: SecretStr = Field(SecretStr(""), description="passphrase that opens backups")
    address: str = Field("http://127.0.0.1:5000", description="where people find it")
    proxies: int = Field(0, description="how many proxies in front may say who asks")
    mail_url: str = Field("", description="smtp://user:password@host:587; a folder unless given")
    mail_from: str = Field("Wijkkas <wijkkas@localhost>", description="who mails come from")
    stripe_key: SecretStr = Field(
        SecretStr(""), description="sk_… ; without it: bank transfer only"
    )
    stripe_webhook_secret: SecretStr = Field(SecretStr(""), description="whsec_… of the events")
    stripe_account: str = Field("", description="acct_… : whose money it is, at Stripe")
    stripe_holder: str = Field("", description="name of the money holder whose account that is")
    stripe_methods: str = Field("ideal,sepa_debit,card", description="how people can pay there")
    stripe_base: str = Field("", description="another address than Stripe's own, for the stand-in")
    zone: str = Field("Europe/Amsterdam", description="the zone that days belong to")
    sample: bool = Field(default=False, description="set by the sample alone")

    @property
    def url(self) -> str:
        """The database's address."""
        return self.database_url or f"sqlite:///{self.instance / 'wijkkas.db'}"

    @property
    def is_https(self) -> bool:
        """Whether people reach it over https."""
        return self.address.startswith("https://")

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach it."""
        return self.address.split("://")[-1].rsplit(":", 1)[0].strip("/") in LOOPBACK

    def flask(self) -> dict[str, Any]:
        """The same, as Flask and its extensions name it."""
        return {
            "SECRET_KEY": self.secret_key.get_secret_value(),
            "SQLALCHEMY_DATABASE_URI": self.url,
            "MAX_CONTENT_LENGTH": 13 * 1024 * 1024,
            "MAX_FORM_MEMORY_SIZE": 256 * 1024,
            "MAX_FORM_PARTS": 400,
            "WTF_CSRF_TIME_LIMIT": None,
            "WTF_CSRF_SSL_STRICT": False,
            "SESSION_COOKIE_NAME": "__Host-wijkkas" if self.is_https else "wijkkas",
            "SESSION_COOKIE_SECURE": self.is_https,
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "SESSION_REFRESH_EACH_REQUEST": True,
            "PREFERRED_URL_SCHEME": "https" if self.is_https else "http",
            "TRUSTED_HOSTS": self.hosts(),
            "SAMPLE": self.sample,
            "ONLINE_HOLDER": self.stripe_holder,
            "ZONE": self.zone,
            "BABEL_DEFAULT_LOCALE": "nl",
        }

    def hosts(self) -> list[str]:
        """The names under which it answers."""
        name = self.address.split("://")[-1].split("/")[0].split(":")[0]
        return [name, *LOOPBACK] if self.is_loopback else [name]


def load(**given: Any) -> Settings:
    """Settings from what is given, the environment and the instance's own file."""
    instance = Path(given.get("instance") or Settings().instance)
    return Settings(_env_file=instance / "settings.env", **given)


def make_keys(instance: Path) -> None:
    """Write an instance's own keys, once; nobody needs to choose them."""
    if not (instance / "settings.env").exists():
        cipher = urlsafe_b64encode(secrets.token_bytes(32)).decode()
        write_keys(instance, secret_key=secrets.token_hex(32), cipher_key=cipher)


def write_keys(instance: Path, *, secret_key: str, cipher_key: str) -> None:
    """Add these keys to the instance's own settings."""
    path = instance / "settings.env"
    instance.mkdir(parents=True, exist_ok=True)
    instance.chmod(0o700)  # nobody else on this machine looks into what people entrusted to it
    path.touch(mode=0o600)
    with path.open("a") as file:
        file.write(f"WIJKKAS_SECRET_KEY={secret_key}\nWIJKKAS_CIPHER_KEY={cipher_key}\n")
