"""A made-up register extract. No person and no organisation in it is real: see tests/src/register.rs, which makes the same."""

COLUMNS = (
    "person_id fodselsaar kjonn navn epost mobil kontraktseier kontraktstype programomrade programomrade_navn utdanningsprogram "
    "orgnr orgnavn medlem_orgnr medlem_orgnavn laeretid_fra laeretid_til avbrudd_fra avbrudd_til avslutningskode malform"
).split()


def organisation(n):
    """The number of the made-up organisation `n`, with its check digit; they start with 3."""
    found = -1
    for eight in range(32_000_000, 33_000_000):
        digit = -sum(int(d) * w for d, w in zip(str(eight), (3, 2, 7, 6, 5, 4, 3, 2))) % 11
        found += digit != 10
        if found == n:
            return f"{eight}{digit}"
    raise ValueError(n)


def extract(addresses):
    """A file with a person for each address, who has a mobile number too."""
    rows = [";".join(COLUMNS)]
    for number, address in enumerate(addresses):
        row = dict.fromkeys(COLUMNS, "") | {
            "person_id": f"vigo-id-{number:05}",
            "fodselsaar": "2004",
            "kjonn": "KM"[number % 2],
            "navn": f"Ødny Påfunn{number:05}",
            "epost": address,
            "mobil": str(91_000_000 + number),
            "kontraktseier": "46",
            "kontraktstype": "L",
            "programomrade": "HSHEA3----",
            "programomrade_navn": "Helsearbeiderfaget",
            "utdanningsprogram": "Helse- og oppvekstfag",
            "orgnr": organisation(0),
            "orgnavn": "Oppdiktet opplæringskontor",
            "medlem_orgnr": organisation(1),
            "medlem_orgnavn": "Oppdiktet bedrift",
            "laeretid_fra": "2023-08-15",
            "laeretid_til": "2025-08-14",
            "malform": ("nb", "nn")[number % 2],
        }
        rows.append(";".join(row[column] for column in COLUMNS))
    return "\n".join(rows) + "\n"
