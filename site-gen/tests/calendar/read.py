"""Reads the feeds and the open data of a site with programs by others, and holds them against what they shall say.

Run with -W error: a warning is a fault. The site is made from statistikk.toml beside this file and a round.
"""

import datetime
import json
import sys
from datetime import date, timedelta
from pathlib import Path

import icalendar
import jsonschema
import recurring_ical_events

OUT = Path(sys.argv[1])
HOST = "eksempel.no"
HOURS = timedelta(hours=1)


def calendar(path):
    found = icalendar.Calendar.from_ical((OUT / path).read_bytes())
    faults = [(part.name, part.errors) for part in found.walk() if part.errors]
    assert not faults, (path, faults)
    return found


def events(path):
    found = {str(event["UID"]): event for event in calendar(path).events}
    assert len(found) == len(calendar(path).events), f"an id stands twice in {path}"
    return found


def one(path, entry):
    return events(path)[f"{entry}@{HOST}"]


def happens(path, entry, year):
    """First day or time and end of all that happens in a year."""
    ids = {f"{entry}@{HOST}", f"{entry}+leap@{HOST}"}
    found = recurring_ical_events.of(calendar(path)).between((year, 1, 1), (year, 12, 31))
    return [(event.start, event.end) for event in found if str(event["UID"]) in ids]


def every_feed_is_sound():
    paths = sorted(path.relative_to(OUT) for path in OUT.glob("**/*.ics"))
    assert len(paths) == 16, paths
    for path in paths:
        raw = (OUT / path).read_bytes()
        assert all(len(line) <= 75 for line in raw.split(b"\r\n")), f"a line of {path} is too long"
        assert raw.count(b"\n") == raw.count(b"\r\n"), path
        found = calendar(path)
        assert found["METHOD"] == "PUBLISH" and found["VERSION"] == "2.0" and found["PRODID"], path
        assert found["NAME"] == found["X-WR-CALNAME"], path
        assert found["REFRESH-INTERVAL"].dt == timedelta(days=1), path
        for part in found.walk("VALARM") + found.walk("VTIMEZONE") + found.walk("STANDARD"):
            assert "DTSTAMP" not in part and "UID" not in part, f"{path}: {part.name}"
        timed = [event for event in found.events if isinstance(event.start, datetime.datetime)]
        assert len(found.walk("VTIMEZONE")) == bool(timed), path
        for event in found.events:
            assert event["TRANSP"] == "TRANSPARENT" and event["DTSTAMP"] and event["SUMMARY"], path
            if event not in timed:
                assert event["DTEND"].dt > event["DTSTART"].dt, f"{path}: whole days end on the day after"


def each_role_gets_its_own():
    def ids(path):
        return {uid.split("@")[0] for uid in events(path)}

    of_round = {f"round-2024-{name}" for name in ["final-extract", "corrections-due", "opens", "last-day", "results"]}
    assert ids("kalender/opplaeringskontor.ics") == of_round | {"rettefrist", "vinterfrist"}
    assert ids("kalender/privatskole.ics") == {"telledato"}
    everything = ids("kalender/alle.ics")
    assert everything > ids("kalender/fylkeskommune.ics") > ids("kalender/skole.ics")
    assert "en-dag" in everything and "hele-aret" not in everything
    assert ids("kalender/runde/2024.ics") == of_round | {"round-2024-preliminary-extract"}
    for path in OUT.glob("kalender/**/*.ics"):
        name = path.relative_to(OUT)
        assert ids(name) == ids(Path("nn") / name), f"{name}: the same event has the same id in both languages"


def each_language_is_its_own():
    nb, nn = (one(f"{prefix}kalender/fylkeskommune.ics", "telledato") for prefix in ["", "nn/"])
    assert nb["SUMMARY"] == "Telledato for elever, fag; og «alt»" and nn["SUMMARY"].startswith("Teljedato")
    assert nb["URL"] == "https://eksempel.no/statistikk/#tall"
    assert nn["URL"] == "https://eksempel.no/nn/statistikk/#tall"
    assert nn.categories == ["fylkeskommunar", "fylkeskommunale skular", "private skular"]
    unsure = one("nn/kalender/fylkeskommune.ics", "februar")
    assert unsure["STATUS"] == "TENTATIVE" and nb["STATUS"] == "CONFIRMED"
    assert unsure["DESCRIPTION"].split("\n") == [
        "Linja står to gonger",
        "Usikkert: Kjelda er uleseleg",
        "Gjeld: fylkeskommunar",
        "Kjelde: Veilederen, høsten 2025",
    ]
    assert unsure["DTSTAMP"].dt.isoformat() == "2026-11-22T00:00:00+00:00"


def clock_times_are_those_of_norway():
    path = "kalender/opplaeringskontor.ics"
    for entry, year, offset in [
        ("rettefrist", 2025, 2 * HOURS),
        ("rettefrist", 2040, 2 * HOURS),
        ("round-2024-corrections-due", 2024, 2 * HOURS),
        ("vinterfrist", 2026, 1 * HOURS),
    ]:
        [(start, end)] = happens(path, entry, year)
        assert (start.hour, start.minute) == (12, 0) and start == end, (entry, start, end)
        assert start.utcoffset() == offset, (entry, start)
    # The rules in the file itself, whatever the reader knows of Oslo.
    [zone] = calendar(path).walk("VTIMEZONE")
    zone["TZID"] = icalendar.vText("By-the-rules-of-the-file")
    rules = zone.to_tz(lookup_tzid=False)
    for day, offset in [
        ((2026, 3, 29, 1, 59), 1), ((2026, 3, 29, 3, 0), 2), ((2026, 9, 30, 12, 0), 2),
        ((2026, 10, 25, 1, 59), 2), ((2026, 10, 25, 3, 0), 1), ((2030, 1, 15, 12, 0), 1),
    ]:  # fmt: skip
        assert datetime.datetime(*day, tzinfo=rules).utcoffset() == offset * HOURS, day


def whole_days_end_on_the_day_after_the_last():
    path = "kalender/fylkeskommune.ics"
    assert happens(path, "telledato", 2027) == [(date(2027, 10, 1), date(2027, 10, 2))]
    assert happens(path, "over-nyttar", 2025) == [(date(2025, 10, 1), date(2026, 1, 6))]
    assert happens(path, "maned", 2025) == [(date(2025, 12, 1), date(2026, 1, 1))]
    assert happens("kalender/alle.ics", "en-dag", 2028) == [(date(2028, 2, 29), date(2028, 3, 1))]
    assert happens(path, "telledato", 2024) == [], "2025 is its first year"


def the_end_of_february_is_right_in_every_year():
    path = "kalender/fylkeskommune.ics"
    for year in range(2025, 2100):
        assert happens(path, "februar", year) == [(date(year, 2, 1), date(year, 3, 1))], year
        assert happens(path, "over-skuddag", year) == [(date(year, 2, 20), date(year, 3, 6))], year


def alarms_come_a_week_and_a_day_before():
    def alarms(entry):
        event = one("kalender/alle.ics", entry)
        ends = {"START": event.start, "END": event.end}
        return [
            (str(alarm["DESCRIPTION"]), ends[alarm["TRIGGER"].params.get("RELATED", "START")], alarm["TRIGGER"].dt)
            for alarm in event.walk("VALARM")
            if alarm["ACTION"] == "DISPLAY"
        ]

    assert alarms("telledato") == []
    [week, day] = alarms("rettefrist")
    assert week[0] == "Om en uke: Frist for å rette" and day[0] == "I morgen: Frist for å rette"
    assert [week[2], day[2]] == [timedelta(days=-7), timedelta(days=-1)]
    at = [datetime.datetime.combine(ends, datetime.time()) + before for _, ends, before in alarms("round-2024-last-day")]
    assert at == [datetime.datetime(2024, 10, 25, 9), datetime.datetime(2024, 10, 31, 9)]
    at = [datetime.datetime.combine(ends, datetime.time()) + before for _, ends, before in alarms("over-skuddag")]
    assert at == [datetime.datetime(2025, 2, 26, 9), datetime.datetime(2025, 3, 4, 9)], "before the last day"


def open_data_is_as_its_schema_says():
    data = json.loads((OUT / "data/datoer.json").read_text())
    schema = json.loads((OUT / "data" / data["$schema"]).read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker()).validate(data)
    dates = {entry["id"]: entry for entry in data["dates"]}
    assert len(dates) == len(data["dates"]) == 15

    def when(entry):
        return tuple(dates[entry][key] for key in ["yearly", "from", "on", "until", "at"])

    assert when("telledato") == (True, 2025, "--10-01", None, None)
    assert when("rettefrist") == (True, 2025, "--09-30", None, "12:00:00")
    assert when("over-nyttar") == (False, None, "2025-10-01", "2026-01-05", None)
    assert when("maned") == (False, None, "2025-12", None, None)
    assert when("hele-aret") == (True, None, None, None, None)
    assert when("round-2024-corrections-due") == (False, None, "2024-09-30", None, "12:00:00")
    assert dates["februar"]["uncertain"] == {"nb": "Kilden er uleselig", "nn": "Kjelda er uleseleg"}
    assert dates["telledato"]["page"]["nn"] == "https://eksempel.no/nn/statistikk/#tall"
    assert dates["telledato"]["who"] == ["county", "school", "private_school"]


for check in [
    every_feed_is_sound,
    each_role_gets_its_own,
    each_language_is_its_own,
    clock_times_are_those_of_norway,
    whole_days_end_on_the_day_after_the_last,
    the_end_of_february_is_right_in_every_year,
    alarms_come_a_week_and_a_day_before,
    open_data_is_as_its_schema_says,
]:
    check()
