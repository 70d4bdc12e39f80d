"""What belongs to the account and not to the stack: CloudFormation has no resource for it in the Nordic region."""

import botocore.exceptions

from .settings import SettingsError


def must_be(session, settings):
    """An environment that names its account is touched in no other."""
    account = settings.account and session.client("sts").get_caller_identity()["Account"]
    if account != settings.account:
        raise SettingsError(f"{settings.environment} lies in the account {settings.account}, and these credentials are for {account}")


def settle(session, settings, sms_reporter):
    """Sets the budget, and how SMS are sent. Done twice, the second changes nothing."""
    _settle_budget(session, settings)
    _settle_sms(session.client("sns"), settings, sms_reporter)


def unsettle(session, settings):
    _unsettle_sms(session.client("sns"), settings)
    account = session.client("sts").get_caller_identity()["Account"]
    budgets = session.client("budgets", region_name="us-east-1")
    if _has_budget(budgets, account, settings.stack):
        budgets.delete_budget(AccountId=account, BudgetName=settings.stack)


def _settle_sms(sns, settings, sms_reporter):
    """What SMS may cost in a month, from whom they come, and as whom SNS writes what became of each."""
    limit = settings.sms_monthly_limit_usd
    attributes = {
        "MonthlySpendLimit": str(limit),
        "DefaultSMSType": "Transactional",
        "DefaultSenderID": settings.sms_sender_id,
        "DeliveryStatusIAMRole": sms_reporter,
        "DeliveryStatusSuccessSamplingRate": "100",
    }
    try:
        sns.set_sms_attributes(attributes=attributes)
    except botocore.exceptions.ClientError as error:
        raise SettingsError(
            f"everything is deployed, but SNS does not take the settings of SMS: {error}. An account may spend no more on SMS than AWS has "
            f"granted it, at first 1 dollar a month. Ask for {limit} (infra/README.md, By hand, once), or write what is granted as "
            f"sms_monthly_limit_usd into environments/{settings.environment}.toml, and run the same command again"
        ) from error


def _unsettle_sms(sns, settings):
    """Sets what an account has that nobody has set anything for, unless another environment has set it."""
    writer = sns.get_sms_attributes().get("attributes", {}).get("DeliveryStatusIAMRole", "")
    if f":role/{settings.stack}-" in writer:
        emptied = ("DefaultSMSType", "DefaultSenderID", "DeliveryStatusIAMRole", "DeliveryStatusSuccessSamplingRate")
        sns.set_sms_attributes(attributes={"MonthlySpendLimit": "1"} | dict.fromkeys(emptied, ""))


def _settle_budget(session, settings):
    account = session.client("sts").get_caller_identity()["Account"]
    # There is one place for budgets, whichever region the stack is in.
    budgets = session.client("budgets", region_name="us-east-1")
    budget = {
        "BudgetName": settings.stack,
        "BudgetType": "COST",
        "TimeUnit": "MONTHLY",
        "BudgetLimit": {"Amount": str(settings.monthly_budget_usd), "Unit": "USD"},
    }
    if _has_budget(budgets, account, settings.stack):
        budgets.update_budget(AccountId=account, NewBudget=budget)
        return
    told = [{"SubscriptionType": "EMAIL", "Address": settings.watch_email}]
    notifications = [
        {"Notification": _when("ACTUAL", 80), "Subscribers": told},
        {"Notification": _when("FORECASTED", 100), "Subscribers": told},
    ]
    budgets.create_budget(AccountId=account, Budget=budget, NotificationsWithSubscribers=notifications)


def dns_records(session, settings):
    """The records that the mail domain needs, while SES does not see them all: by hand, since the domain is not ours."""
    identity = session.client("sesv2").get_email_identity(EmailIdentity=settings.mail_domain)
    dkim = identity.get("DkimAttributes", {})
    if dkim.get("Status") == "SUCCESS" and identity.get("MailFromAttributes", {}).get("MailFromDomainStatus") == "SUCCESS":
        return []
    domain = settings.mail_domain
    records = [f"{token}._domainkey.{domain} CNAME {token}.dkim.amazonses.com" for token in dkim.get("Tokens", [])]
    records.append(f"retur.{domain} MX 10 feedback-smtp.{settings.region}.amazonses.com")
    records.append(f'retur.{domain} TXT "v=spf1 include:amazonses.com ~all"')
    records.append(f'_dmarc.{domain} TXT "v=DMARC1; p=reject"')
    return records


def _when(kind, per_cent):
    return {
        "NotificationType": kind,
        "ComparisonOperator": "GREATER_THAN",
        "Threshold": per_cent,
        "ThresholdType": "PERCENTAGE",
    }


def _has_budget(budgets, account, name):
    try:
        budgets.describe_budget(AccountId=account, BudgetName=name)
        return True
    except budgets.exceptions.NotFoundException:
        return False
