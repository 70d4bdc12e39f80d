"""What a month costs, from what one person's part in a round uses (counters.toml) and what AWS charges
(prices.toml).

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
ROUND = {"invited": 45_000, "answers": 20_000, "reminders": 3, "sms_share": 0.6, "declined": 900, "readers": 60_000}
REST = {"invited": 0, "answers": 0, "reminders": 0, "sms_share": 0.0, "declined": 0, "readers": 10_000}


def main():
    counters = tomllib.loads((HERE / "counters.toml").read_text(encoding="utf-8"))
    prices = tomllib.loads((HERE / "prices.toml").read_text(encoding="utf-8"))
    page = write(counters, prices)
    if "--write" in sys.argv[1:]:
        PAGE.write_text(page, encoding="utf-8")
    else:
        print(page, end="")


def messages(month):
    """Messages in all: an invitation to everyone, then reminders to those who have not answered. Answers come evenly,
    so half of those who will answer have not at a reminder of the middle one."""
    left = [month["invited"] - (month["answers"] + month["declined"]) * n / (month["reminders"] + 1) for n in range(month["reminders"] + 1)]
    sms = sum(left[1:]) * month["sms_share"] if month["reminders"] else 0
    return {"email": sum(left) - sms, "sms": sms, "all": sum(left)}


def uses(month, counters):
    """How many of each thing that is paid for."""
    sent = messages(month)
    times = {
        "import": month["invited"],
        "message": sent["all"],
        "delivery": sent["email"],
        "opened": month["answers"] * 1.3,
        "page": month["answers"] * counters["pages_of_an_answer"],
        "answer": month["answers"],
        "close": month["invited"],
        "publish": month["invited"],
    }
    total = {name: sum(times[event] * counters[event][name] for event in times) for name in ("writes", "reads", "calls", "ms_of_512_mb")}
    # While the round is open each call of the dispatcher reads everyone: twelve an hour, fourteen hours, 26 days.
    ticks = 12 * 14 * 26 if month["invited"] else 0
    total["reads"] += ticks * month["invited"] * counters["tick"]["reads"]
    total["ms_of_512_mb"] += ticks * month["invited"] * counters["tick"]["ms_of_512_mb"]
    return total | {"email": sent["email"], "sms": sent["sms"], "ticks": ticks, "requests": times["opened"] + times["page"] + times["answer"] * 2}


def lines(month, counters, p):
    """What it is for, how much, and dollars."""
    used = uses(month, counters)
    gb = month["invited"] * counters["bytes_of_a_person"] / 1e9
    readers_gb = month["readers"] * 4 * 30_000 / 1e9
    read = month["readers"] * 8
    return [
        ("SMS, parts", used["sms"], used["sms"] * p["sms_part"]),
        ("E-mail", used["email"], used["email"] / 1000 * p["email_thousand"]),
        ("DynamoDB, units written", used["writes"], used["writes"] / 1e6 * p["dynamodb_write_million"]),
        ("DynamoDB, units read", used["reads"], used["reads"] / 1e6 * p["dynamodb_read_million"]),
        ("DynamoDB, GB kept and backed up", gb, gb * (p["dynamodb_gb_month"] + p["dynamodb_backup_gb_month"])),
        ("Lambda, GB seconds", used["ms_of_512_mb"] / 2000, used["ms_of_512_mb"] / 2000 * p["lambda_gb_second"] + used["calls"] / 1e6 * p["lambda_million_calls"]),
        ("The door, requests", used["requests"], used["requests"] / 1e6 * p["door_million_requests"]),
        ("CloudFront, requests", read, read / 1e4 * p["cloudfront_10000_requests"] + readers_gb * p["cloudfront_gb"] + read / 1e6 * p["cloudfront_function_million"]),
        ("Events and schedules", used["email"] + used["ticks"], used["email"] / 1e6 * p["event_million"] + used["ticks"] / 1e6 * p["schedule_million"]),
        ("Log, GB", used["calls"] * 300 / 1e9, used["calls"] * 300 / 1e9 * p["log_gb"]),
        ("Two keys, three secrets", 5, 2 * p["kms_key_month"] + 3 * p["secret_month"] + used["calls"] / 100 / 1e4 * p["kms_10000_calls"]),
        ("Alarms", counters["alarms"], counters["alarms"] * p["alarm_month"]),
        ("Files, GB", 0.2, 0.2 * p["s3_gb_month"] + 2 * p["s3_1000_puts"]),
    ]


def write(counters, prices):
    p = prices["prices"]
    busy, rest = lines(ROUND, counters, p), lines(REST, counters, p)
    text = f"""# What a month costs

Computed by `infra/cost.py` from what a person's part in a round uses (`infra/counters.toml`, estimated) and the prices in `infra/prices.toml`
(written {prices["written"]}: {prices["source"]})
**The prices are not fetched by a program: look them up before a budget is decided.** Without free tiers and tax.

A month of round: {number(ROUND["invited"])} invited, {ROUND["reminders"]} reminders of which {ROUND["sms_share"]:.0%} go by SMS, {number(ROUND["answers"])} answers, {number(ROUND["readers"])} readers
of the site. A month of rest: {number(REST["readers"])} readers.

| | in a month of round | dollars | at rest, dollars |
| --- | ---: | ---: | ---: |
"""
    for (what, amount, dollars), (_, _, at_rest) in zip(busy, rest):
        text += f"| {what} | {number(amount)} | {dollars:,.2f} | {at_rest:,.2f} |\n"
    total, idle = sum(d for *_, d in busy), sum(d for *_, d in rest)
    text += f"| **In all** | | **{total:,.2f}** | **{idle:,.2f}** |\n\n"
    sms = busy[0][2]
    text += f"""In kroner at {prices["kroner_per_dollar"]}: {number(total * prices["kroner_per_dollar"])} in a month of round, {number(idle * prices["kroner_per_dollar"])} at rest. SMS are {sms / total:.0%} of it; without
them a month of round costs {number((total - sms) * prices["kroner_per_dollar"])} kroner.
"""
    return text


def number(value):
    if value and abs(value) < 10:
        return f"{value:.2f}".rstrip("0").rstrip(".")
    return f"{math.floor(value + 0.5):,}".replace(",", " ")


if __name__ == "__main__":
    main()
