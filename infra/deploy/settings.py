"""The parameter file of an environment, and where things lie in the repository."""

import dataclasses
import os
import pathlib
import re
import tomllib

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
INFRA = REPOSITORY / "infra"
TEMPLATE = INFRA / "template.yaml"
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", REPOSITORY / "target"))
BINARIES = TARGET / "lambda-binaries"
PACKAGES = TARGET / "lambda-packages"

# Personal data stay in the EEA. Zürich and London are outside.
EEA_REGIONS = {"eu-north-1", "eu-west-1", "eu-west-3", "eu-central-1", "eu-south-1", "eu-south-2"}


class SettingsError(Exception):
    """A parameter file that cannot be used, with what to do."""


@dataclasses.dataclass(frozen=True)
class Settings:
    environment: str
    region: str
    round: int
    architecture: str
    mail_domain: str
    sender_name: str
    sms_sender_id: str
    sms_monthly_limit_usd: int
    sms_part_price_ore: int
    sms_per_second: int
    emails_per_second: int
    recipients: str
    monthly_budget_usd: int
    watch_email: str
    domain_name: str = ""
    certificate_arn: str = ""
    # The account that it lies in; without it, whichever the credentials are for.
    account: str = ""

    @property
    def stack(self):
        return f"survey-{self.environment}"

    def parameters(self, timetable):
        """The template's parameters. `timetable` is what the round's file says of its schedules."""
        return {
            "Environment": self.environment,
            "Round": str(self.round),
            "Architecture": self.architecture,
            "MailDomain": self.mail_domain,
            "SenderName": self.sender_name,
            "SmsSenderId": self.sms_sender_id,
            "SmsWarningUsd": str(self.sms_monthly_limit_usd * 0.8),
            "SmsPartPriceOre": str(self.sms_part_price_ore),
            "SmsPerSecond": str(self.sms_per_second),
            "EmailsPerSecond": str(self.emails_per_second),
            "Recipients": self.recipients,
            "WatchEmail": self.watch_email,
            "DomainName": self.domain_name,
            "CertificateArn": self.certificate_arn,
            **timetable,
        }


def results_day(year):
    """The day on which a round's results are published and its people erased, as content/rounds says."""
    file = REPOSITORY / f"content/rounds/{year}.toml"
    if not file.exists():
        raise SettingsError(f"the round of {year} is deployed, and nothing says when it is over: bring content/rounds/{year}.toml back")
    return tomllib.loads(file.read_text(encoding="utf-8"))["dates"]["results"]


def environments():
    return sorted(file.stem for file in (INFRA / "environments").glob("*.toml"))


def read(environment):
    file = INFRA / "environments" / f"{environment}.toml"
    if not file.exists():
        raise SettingsError(f"there is no environment {environment}: choose one of {', '.join(environments())}")
    return parse(environment, file.read_text(encoding="utf-8"))


def parse(environment, text):
    given = tomllib.loads(text)
    fields = {field.name: field for field in dataclasses.fields(Settings) if field.name != "environment"}
    unknown = sorted(given.keys() - fields.keys())
    missing = sorted(name for name, f in fields.items() if f.default is dataclasses.MISSING and name not in given)
    if unknown or missing:
        raise SettingsError(f"environments/{environment}.toml: unknown {unknown}, missing {missing}")
    recipients = given["recipients"]
    given["recipients"] = recipients if isinstance(recipients, str) else ",".join(recipients)
    settings = Settings(environment=environment, **given)
    if settings.region not in EEA_REGIONS:
        raise SettingsError(f"{settings.region} is not in the EEA: choose one of {', '.join(sorted(EEA_REGIONS))}")
    if environment != "prod" and settings.recipients == "everyone":
        raise SettingsError(f"only prod may write to everyone: list the recipients of {environment}")
    if not (isinstance(settings.account, str) and re.fullmatch(r"(\d{12})?", settings.account)):
        raise SettingsError(f"account is twelve digits between quotes, and not {settings.account}")
    if bool(settings.domain_name) != bool(settings.certificate_arn):
        raise SettingsError("domain_name and certificate_arn go together: give both or neither")
    return settings
