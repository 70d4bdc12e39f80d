"""What a month costs: what one person's part in a round takes (counters.toml, counted by going through one), how many do what
(below and in estimates.toml), and what AWS charges (prices.toml).

    python3 infra/cost.py            prints docs/operations/cost.md
    python3 infra/cost.py --write    writes it
"""

import math
import pathlib
import sys
import tomllib

HERE = pathlib.Path(__file__).resolve().parent
PAGE = HERE.parent / "docs/operations/cost.md"

# A month of round, as the directorate's numbers of 2024 are, and a month in which nothing happens.
ROUND = {"invited": 45_000, "answers": 20_000, "reminders": 3, "declined": 900, "readers": 60_000}
REST = {"invited": 0, "answers": 0, "reminders": 0, "declined": 0, "readers": 10_000}
# While the round is open the dispatcher is called twelve times an hour, fourteen hours a day, 26 days.
TICKS = 12 * 14 * 26


def main():
    page = computed()
    if "--write" in sys.argv[1:]:
        PAGE.write_text(page, encoding="utf-8")
    else:
        print(page, end="")


def computed():
    """The page, from the files beside this one."""
    counters, estimates, prices = (read(name) for name in ("counters", "estimates", "prices"))
    return write(counters, estimates, prices, deployed())


def deployed():
    """How many there are of what is paid for by the month, whether it is used or not."""
    template = (HERE / "template.yaml").read_text(encoding="utf-8")
    paid_for = ("CloudWatch::Alarm", "CloudWatch::Dashboard", "KMS::Key", "Logs::MetricFilter", "SecretsManager::Secret")
    return {kind: template.count(f"Type: AWS::{kind}\n") for kind in paid_for}


def read(name):
    return tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))


def messages(month, estimates):
    """Messages in all: an invitation to everyone, then reminders to those who have not answered. Answers come evenly,
    so half of those who will answer have not at a reminder of the middle one."""
    left = [month["invited"] - (month["answers"] + month["declined"]) * n / (month["reminders"] + 1) for n in range(month["reminders"] + 1)]
    sms = sum(left[1:]) * estimates["share_of_sms"]
    return {"email": sum(left) - sms, "sms": sms}


def uses(month, counters, estimates):
    """How many of each thing that is paid for."""
    sent = messages(month, estimates)
    opened, pages = month["answers"] * estimates["opened_of_each_answer"], month["answers"] * counters["pages_of_an_answer"]
    ticks = TICKS if month["invited"] else 0
    times = {
        "import": month["invited"],
        "email": sent["email"],
        "sms": sent["sms"],
        "report_of_email": sent["email"],
        "report_of_sms": sent["sms"],
        # Each call of the dispatcher reads everyone.
        "tick": ticks * month["invited"],
        "opened": opened,
        "page": pages,
        "answer": month["answers"],
        "declined": month["declined"],
        "close": month["invited"],
        "publish": month["invited"],
    }
    total = {units: sum(times[part] * counters[part][units] for part in times) for units in ("reads", "writes")}
    # A page is looked at and saved; answers are looked over and sent in, and a no is asked about and said.
    requests = opened + 2 * (pages + month["answers"] + month["declined"])
    reports = sent["email"] + sent["sms"]
    took = estimates["milliseconds"]
    alone = sum(times[part] * took[part] for part in ("import", "email", "sms", "tick", "close", "publish"))
    milliseconds = alone + requests * took["request"] + reports * took["report"]
    return total | sent | {
        "requests": requests,
        "calls": requests + reports + ticks,
        "gb_seconds": milliseconds / 2000,
        "events": sent["email"],
        "ticks": ticks,
        "parts": sent["sms"] * counters["parts_of_an_sms"],
    }


def lines(month, counters, estimates, p, deployed):
    """What it is for, how much, and dollars."""
    used = uses(month, counters, estimates)
    gb = month["invited"] * counters["bytes_of_a_person"] / 1e9
    readers_gb = month["readers"] * estimates["pages_of_a_reader"] * estimates["bytes_of_a_page"] / 1e9
    read = month["readers"] * estimates["requests_of_a_reader"]
    log_gb = (used["calls"] * estimates["bytes_of_a_log_line"] + used["sms"] * estimates["bytes_of_an_sms_report"]) / 1e9
    keys, secrets = deployed["KMS::Key"], deployed["SecretsManager::Secret"]
    alarms, metrics, boards = (deployed[kind] for kind in ("CloudWatch::Alarm", "Logs::MetricFilter", "CloudWatch::Dashboard"))
    files = estimates["gigabytes_of_files"]
    return [
        ("SMS, parts", used["parts"], used["parts"] * p["sms"]["part"]),
        ("E-mail", used["email"], used["email"] / 1000 * p["email"]["thousand"]),
        ("DynamoDB, units written", used["writes"], used["writes"] / 1e6 * p["dynamodb"]["write_million"]),
        ("DynamoDB, units read", used["reads"], used["reads"] / 1e6 * p["dynamodb"]["read_million"]),
        ("DynamoDB, GB kept and backed up", gb, gb * (p["dynamodb"]["gb_month"] + p["dynamodb"]["backup_gb_month"])),
        ("Lambda, GB seconds", used["gb_seconds"], used["gb_seconds"] * p["lambda"]["gb_second"] + used["calls"] / 1e6 * p["lambda"]["million_calls"]),
        ("The door, requests", used["requests"], used["requests"] / 1e6 * p["door"]["million_requests"]),
        ("CloudFront, requests", read, read / 1e4 * p["cloudfront"]["10000_requests"] + readers_gb * p["cloudfront"]["gb"] + read / 1e6 * p["cloudfront"]["function_million"]),
        ("Events and schedules", used["events"] + used["ticks"], used["events"] / 1e6 * p["eventbridge"]["event_million"] + used["ticks"] / 1e6 * p["eventbridge"]["schedule_million"]),
        ("Log, GB", log_gb, log_gb * p["cloudwatch"]["log_gb"]),
        (f"Keys ({keys}) and secrets ({secrets})", keys + secrets, keys * p["kms"]["key_month"] + secrets * p["secrets"]["month"] + used["calls"] / 100 / 1e4 * p["kms"]["10000_calls"]),
        (f"Alarms, metrics ({metrics}) and dashboard", alarms + metrics + boards, alarms * p["cloudwatch"]["alarm_month"] + metrics * p["cloudwatch"]["metric_month"] + boards * p["cloudwatch"]["dashboard_month"]),
        ("Files, GB", files, files * p["s3"]["gb_month"] + 2 * p["s3"]["1000_puts"]),
    ]


def write(counters, estimates, prices, deployed):
    p = prices["prices"]
    busy, rest = (lines(month, counters, estimates, p, deployed) for month in (ROUND, REST))
    text = f"""# What a month costs

Computed by `infra/cost.py` from what a person's part in a round takes of the database and in parts of SMS (`infra/counters.toml`,
counted by going through a round), what is estimated (`infra/estimates.toml`) and the prices in `infra/prices.toml` (written
{prices["written"]}: {prices["source"]})
**The prices are not fetched by a program: look them up before a budget is decided.** Without free tiers and tax.

A month of round: {number(ROUND["invited"])} invited, {ROUND["reminders"]} reminders of which {estimates["share_of_sms"]:.0%} go by SMS, {number(ROUND["answers"])} answers, {number(ROUND["readers"])} readers
of the site. A month of rest: {number(REST["readers"])} readers. The {number(TICKS)} calls of the dispatcher, keys, secrets, alarms,
metrics, the dashboard and files are the same however many are asked; all else grows with those numbers.

| | in a month of round | dollars | at rest, dollars |
| --- | ---: | ---: | ---: |
"""
    for (what, amount, dollars), (_, _, at_rest) in zip(busy, rest):
        text += f"| {what} | {number(amount)} | {dollars:,.2f} | {at_rest:,.2f} |\n"
    total, idle = sum(d for *_, d in busy), sum(d for *_, d in rest)
    text += f"| **In all** | | **{total:,.2f}** | **{idle:,.2f}** |\n\n"
    sms, rate = busy[0][2], prices["kroner_per_dollar"]
    text += f"""In kroner at {rate}: {number(total * rate)} in a month of round, {number(idle * rate)} at rest. SMS are {sms / total:.1%} of it; without them a month
of round costs {number((total - sms) * rate)} kroner.
"""
    return text


def number(value):
    if value and abs(value) < 10:
        return f"{value:.2f}".rstrip("0").rstrip(".")
    return f"{math.floor(value + 0.5):,}".replace(",", " ")


if __name__ == "__main__":
    main()
