"""The settings, from the environment or a `.env` file, each checked when the program starts."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class SettingsError(ValueError):
    """A setting is missing or wrong; the message is one line that names the variable and the fix."""


class Settings(BaseSettings):
    """Every name below is an environment variable in capitals. Lists are separated by commas."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", env_ignore_empty=True, str_strip_whitespace=True)

    slack_bot_token: str = Field(default="", repr=False)
    slack_app_token: str = Field(default="", repr=False)
    slack_api_url: str = ""
    database: str = "their-way.db"
    catalogue: Path | None = None
    leads: str = ""
    lead_group: str = ""
    agent_groups: str = ""
    admins: str = ""
    our_domains: str = ""
    worker_name: str = "worker"
    card_claim: float = Field(default=120, ge=10)
    turn_pause: float = Field(default=20, ge=0)
    no_answer_days: float = Field(default=14, ge=0)
    openai_api_key: str = Field(default="", repr=False)
    openai_base_url: str = ""
    openai_model: str = "gpt-4.1-mini"
    openai_timeout: float = Field(default=8, gt=0)
    openai_calls_a_minute: int = Field(default=60, ge=0)
    openai_tokens_a_minute: int = Field(default=100_000, ge=0)
    openai_price: str = ""
    hide_names: bool = False

    @field_validator("slack_bot_token")
    @classmethod
    def _bot_token(cls, value: str) -> str:
        if value and not value.startswith("xoxb-"):
            raise ValueError("a bot token begins with xoxb-; it is under OAuth & Permissions of your Slack app")
        return value

    @field_validator("slack_app_token")
    @classmethod
    def _app_token(cls, value: str) -> str:
        if value and not value.startswith("xapp-"):
            raise ValueError("an app-level token begins with xapp-; it is under Basic Information of your Slack app")
        return value

    @field_validator("openai_price")
    @classmethod
    def _price(cls, value: str) -> str:
        parts = listed(value)
        if parts and not (len(parts) == 2 and all(part.replace(".", "", 1).isdigit() for part in parts)):
            raise ValueError("must be two numbers with a comma: what a million tokens cost, asked and answered")
        return value

    @field_validator("slack_api_url", "openai_base_url")
    @classmethod
    def _address(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("must be a whole address: one begins with http:// or https://")
        return value

    @property
    def has_model(self) -> bool:
        return bool(self.openai_api_key or self.openai_base_url)

    def need_model(self) -> None:
        """Raises SettingsError where neither a key nor an endpoint is set."""
        if not self.has_model:
            raise SettingsError(
                "OPENAI_API_KEY is missing: set it, or OPENAI_BASE_URL with OPENAI_MODEL for an endpoint of your own"
            )

    @property
    def prices(self) -> tuple[float, float]:
        """What a million tokens cost, asked and answered; zeros where that is not set."""
        asked, answered = listed(self.openai_price) or ("0", "0")
        return float(asked), float(answered)

    def need_slack(self) -> None:
        """Raises SettingsError where a token is missing."""
        if not self.slack_bot_token:
            raise SettingsError(
                "SLACK_BOT_TOKEN is missing: copy the Bot User OAuth Token (xoxb-…) from your Slack app's page "
                "OAuth & Permissions into the environment or into .env"
            )
        if not self.slack_app_token:
            raise SettingsError(
                "SLACK_APP_TOKEN is missing: make an App-Level Token with connections:write (xapp-…) on your Slack "
                "app's page Basic Information and put it into the environment or into .env"
            )


def listed(value: str) -> tuple[str, ...]:
    """The entries of a comma-separated setting."""
    return tuple(part.strip() for part in value.split(",") if part.strip())


def load() -> Settings:
    """The settings. Raises SettingsError, one line a fault."""
    try:
        return Settings()
    except ValidationError as error:
        faults = (
            f"{str(fault['loc'][0]).upper()}: {fault['msg'].removeprefix('Value error, ')}" for fault in error.errors()
        )
        raise SettingsError("\n".join(faults)) from None
