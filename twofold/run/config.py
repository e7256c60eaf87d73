"""What whoever runs Twofold can choose, read from environment variables that begin with `TWOFOLD_`."""

import json
import os
from base64 import b64decode
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict
from pydantic import Field, ValidationError, ValidationInfo, field_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict, SettingsError

from twofold.run.engines.folder import Folder

PREFIX = "TWOFOLD_"
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
EVERYWHERE = {"0.0.0.0", "::"}  # noqa: S104 -- compared, not listened on
_NOT_TRIED = "default_factory_not_called"  # a default that depends on a setting that is wrong itself


class ConfigError(Exception):
    """Settings that cannot be used, one line each, with the variable's name and the reason."""


@dataclass(frozen=True)
class Tracking:
    """How much the tracking endpoint takes at once, and how long it knows a repeat."""

    max_body: int
    max_event: int
    max_queued: int
    batch_ms: int
    repeat_days: int


def _default_data() -> Path:
    """Where a program of this user keeps its data; for root, where a service of the machine does."""
    if os.geteuid() == 0:
        return Path("/var/lib/twofold")
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "twofold"


def _default_base_url(given: dict[str, Any]) -> str:
    """The address Twofold listens on, as a browser on this machine would write it: with a name, without which it makes no passkeys."""
    host = str(given.get("host", ""))
    shown = "localhost" if host in LOOPBACK | EVERYWHERE else host
    return f"http://{f'[{shown}]' if ':' in shown else shown}:{given.get('port')}"


def _default_hosts(given: dict[str, Any]) -> tuple[str, ...]:
    host = urlsplit(given.get("base_url", "")).hostname or ""
    return tuple(dict.fromkeys([f"[{host}]" if ":" in host else host, "localhost", "127.0.0.1", "[::1]"]))


class Config(BaseSettings):
    """Every setting with its type, its default and a sentence."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, frozen=True, extra="ignore")

    data: Path = Field(
        default_factory=_default_data,
        description="Directory of the embedded engines, of files and of generated keys.",
    )
    host: str = Field("127.0.0.1", min_length=1, description="Address to listen on; 0.0.0.0 for every network.")
    port: int = Field(8000, ge=1, le=65535, description="Port to listen on.")
    base_url: str = Field(
        default_factory=_default_base_url,
        pattern=r"^https?://[^/?#\s]+$",
        description="Where people reach Twofold, such as https://crm.example.com; by default the address it listens on.",
    )
    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        default_factory=_default_hosts,
        description="Host names to answer to, separated by commas; by default that of the base URL and this machine.",
    )
    behind_proxy: bool = Field(
        default=False,
        description="Whether a proxy in front sets X-Forwarded-Proto and removes the one a client may have sent.",
    )
    database_url: str | None = Field(
        None,
        repr=False,
        description="URL of a PostgreSQL 16 or later, as the user who owns the tables; unset for the embedded one.",
    )
    clickhouse_url: str | None = Field(
        None,
        pattern=r"^https?://",
        repr=False,
        description="URL of ClickHouse's HTTP interface with user, password and database; unset for the embedded one.",
    )
    clickhouse_cluster: str | None = Field(
        None,
        pattern=r"^[A-Za-z_][A-Za-z0-9_-]*$",
        description="ClickHouse cluster over which the tape is replicated and sharded; unset for one server.",
    )
    secret_key: str | None = Field(
        None,
        min_length=32,
        repr=False,
        description="Key that signs sessions and seals secrets; unset for one made once in the data directory.",
    )
    old_secret_keys: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        repr=False,
        description="Keys used before, separated by commas: what they signed or sealed still holds, nothing new is.",
    )
    debug: bool = Field(default=False, description="Show errors in full; never on a machine that others can reach.")
    mail_url: str | None = Field(
        None,
        pattern=r"^[a-z][a-z0-9+.-]*://",
        repr=False,
        description="How mail leaves, such as smtp://user:password@host:587; unset to keep it as files in the data directory.",
    )
    mail_from: str = Field("Twofold <twofold@localhost>", pattern="@", description="Sender of the mail Twofold sends.")
    sms_url: str | None = Field(
        None,
        pattern=r"^[a-z][a-z0-9+.-]*://.*\{to\}",
        repr=False,
        description="Gateway for text messages as Apprise writes it, such as twilio://SID:TOKEN@FROM/{to}; unset for none.",
    )
    sms_per_day: int = Field(
        1_000,
        ge=1,
        description="Text messages that leave in a day at most, whoever they are for: a ceiling against fraud.",
    )
    breached_passwords_url: str | None = Field(
        None,
        pattern=r"^https?://",
        description="Range API of breached passwords, such as Have I Been Pwned's; it gets five digits of a hash. Unset: not asked.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="Least important messages to log."
    )
    log_json: bool = Field(default=False, description="Log as JSON, one object a line, for machines to read.")
    audit_file: Path | None = Field(
        None, description="File to which the worker writes the audit log, a line of JSON an entry; unset for none."
    )
    audit_webhook_secret: str | None = Field(
        None,
        repr=False,
        description="Secret with which what goes to the webhook is signed: whsec_ and 24 to 64 random bytes as base64.",
    )
    audit_webhook: str | None = Field(
        None,
        repr=False,
        description="URL to which the worker sends the audit log as it grows: https, or http on this machine; unset for none.",
    )
    web_workers: int = Field(1, ge=1, le=64, description="Processes that answer HTTP requests.")
    upload_limit: int = Field(
        2_000_000_000, ge=1_000_000, description="Bytes that a file may have that is sent to be imported."
    )
    admin_mode_minutes: int = Field(
        30, ge=1, le=480, description="How long admin mode of a member of staff lasts, unless it is ended before."
    )
    acting_minutes: int = Field(
        30, ge=1, le=480, description="How long a member of staff acts as a customer, unless they end it before."
    )
    acting_letters: bool = Field(
        default=True, description="Whether a customer gets a letter when a member of staff acts as them."
    )
    api_rate: int = Field(
        6_000,
        ge=60,
        le=10_000_000,
        description="Requests that one API key may make in a minute, some at once or one by one.",
    )
    api_max_body: int = Field(
        10_000_000, ge=65_536, description="Bytes that the body of an API request may have, but for files."
    )
    tracking_max_body: int = Field(
        5_000_000, ge=32_768, description="Bytes that the body of a tracking request may have, unpacked."
    )
    tracking_max_event: int = Field(32_768, ge=1_024, description="Bytes that one event may have.")
    tracking_max_queued: int = Field(
        100_000, ge=1_000, description="Events that may wait to be written before senders are told to come back later."
    )
    tracking_batch_ms: int = Field(
        5, ge=0, le=1_000, description="Milliseconds that events wait for others to be written together with."
    )
    tracking_repeat_days: int = Field(
        30, ge=1, le=400, description="Days for which an event that is sent again is known for a repeat."
    )

    @field_validator("log_level", mode="before")
    @classmethod
    def _without_case(cls, value: object) -> object:
        return value.lower() if isinstance(value, str) else value

    @field_validator("allowed_hosts", "old_secret_keys", mode="before")
    @classmethod
    def _separated(cls, value: object) -> object:
        if isinstance(value, str) and value.startswith("["):
            return json.loads(value)
        return tuple(filter(None, map(str.strip, value.split(",")))) if isinstance(value, str) else value

    @field_validator("database_url")
    @classmethod
    def _understood(cls, value: str | None) -> str | None:
        try:
            conninfo_to_dict(value or "")
        except ProgrammingError as error:
            raise ValueError(f"This is no URL of a PostgreSQL: {str(error).strip()}") from None
        return value

    @field_validator("audit_webhook_secret")
    @classmethod
    def _a_key(cls, value: str | None) -> str | None:
        if value is not None:
            try:
                length = len(b64decode(value.removeprefix("whsec_"), validate=True))
            except ValueError:
                length = 0
            if not value.startswith("whsec_") or not 24 <= length <= 64:
                raise ValueError("Make one with: echo whsec_$(openssl rand -base64 32)")
        return value

    @field_validator("audit_webhook")
    @classmethod
    def _sent_safely(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is None:
            return value
        parts = urlsplit(value)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
            raise ValueError("It must begin with https://; http:// is for this machine alone")
        if not parts.hostname or parts.username is not None:
            raise ValueError("It must name a host, and hold neither user nor password")
        if not info.data.get("audit_webhook_secret"):
            raise ValueError("Set TWOFOLD_AUDIT_WEBHOOK_SECRET, too: what is sent is signed")
        return value

    @field_validator("base_url", mode="before")
    @classmethod
    def _without_slash(cls, value: object) -> object:
        return value.rstrip("/") if isinstance(value, str) else value

    @field_validator("data", "audit_file")
    @classmethod
    def _absolute(cls, value: Path | None) -> Path | None:
        return value.expanduser().absolute() if value else value

    @property
    def tracking(self) -> Tracking:
        """The limits of the tracking endpoint."""
        return Tracking(
            max_body=self.tracking_max_body,
            max_event=self.tracking_max_event,
            max_queued=self.tracking_max_queued,
            batch_ms=self.tracking_batch_ms,
            repeat_days=self.tracking_repeat_days,
        )

    def key(self) -> str:
        """The secret key: the given one, or that of the data directory, made when first asked for."""
        return self.secret_key or Folder.at(self.data).secret("secret.key")


@cache
def config() -> Config:
    """The settings of this process, read once. `ConfigError` names every variable that is wrong."""
    try:
        return Config()
    except ValidationError as error:
        raise ConfigError(
            "\n".join(_complaint(detail) for detail in error.errors() if detail["type"] != _NOT_TRIED)
        ) from None
    except SettingsError as error:
        raise ConfigError(f"{PREFIX}* cannot be read: {error}.") from None


def _complaint(detail: ErrorDetails) -> str:
    """One line on one variable. Its value stays out of it: it may be a secret, or hold one."""
    field = str(detail["loc"][0])
    if detail["type"] == "string_pattern_mismatch":
        return f"{PREFIX}{field.upper()}: This does not look like it. {Config.model_fields[field].description}"
    return f"{PREFIX}{field.upper()}: {detail['msg'].removeprefix('Value error, ')}."
