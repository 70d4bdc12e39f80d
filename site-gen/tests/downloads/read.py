"""Reads the downloads of results as others would: CSV by name of column, JSON by its schema, the workbook cell by cell."""

import csv
import json
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import jsonschema

DATA = Path(sys.argv[1]) / "data"
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
SCHEMA = json.loads((DATA / "resultater.schema.json").read_text("utf-8"))
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def workbook(path):
    """Each sheet by its name: rows of (kind, value), kind "text" or "number"; None where a cell is empty."""
    with zipfile.ZipFile(path) as archive:
        strings = []
        for item in ElementTree.fromstring(archive.read("xl/sharedStrings.xml")):
            strings.append("".join(part.text or "" for part in item.iter(MAIN + "t")))
        sheets = {}
        names = [sheet.get("name") for sheet in ElementTree.fromstring(archive.read("xl/workbook.xml")).iter(MAIN + "sheet")]
        for number, name in enumerate(names, 1):
            rows = []
            tree = ElementTree.fromstring(archive.read(f"xl/worksheets/sheet{number}.xml"))
            assert not list(tree.iter(MAIN + "f")), f"{name} has a formula"
            for row in tree.iter(MAIN + "row"):
                cells = {}
                for cell in row.iter(MAIN + "c"):
                    letters = cell.get("r").rstrip("0123456789")
                    column = 0
                    for letter in letters:
                        column = column * 26 + ord(letter) - 64
                    value = cell.find(MAIN + "v").text
                    text = cell.get("t") == "s"
                    cells[column - 1] = ("text", strings[int(value)]) if text else ("number", float(value))
                rows.append([cells.get(place) for place in range(max(cells, default=-1) + 1)])
            sheets[name] = rows
    return sheets


def number(text):
    return None if text == "" else float(text)


def look_at(year):
    with open(DATA / f"resultater-{year}.csv", encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    document = json.loads((DATA / f"resultater-{year}.json").read_text("utf-8"))
    jsonschema.Draft202012Validator(SCHEMA).validate(document)

    # A wrong document is not valid: the schema says something.
    for spoil in [
        lambda d: d["rows"][0].__setitem__(12, "hidden"),
        lambda d: d["rows"][0].__setitem__(3, "310000019"),
        lambda d: next(r for r in d["rows"] if r[12] == "withheld").__setitem__(9, 3),
        lambda d: next(r for r in d["rows"] if r[12] == "shown").__setitem__(9, None),
        lambda d: d["participation_by_day"][0]["answered"].append(3),
        lambda d: d.pop("notes"),
    ]:
        spoilt = json.loads(json.dumps(document))
        spoil(spoilt)
        assert not jsonschema.Draft202012Validator(SCHEMA).is_valid(spoilt)

    assert len(lines) == len(document["rows"]) > 50
    for line, row in zip(lines, document["rows"]):
        seen = dict(zip(document["columns"], row))
        for column, value in seen.items():
            given = line[column]
            same = number(given) == value if column in ("round", "count", "total", "mean") else given == value
            assert same, (line, seen)
        for value in line.values():
            assert not value.startswith(FORMULA), line
    assert document["indices"][0]["method"]["nb"].startswith("Indeksen"), document["indices"]

    for name, sheets_named in [
        (f"resultater-{year}.xlsx", ["Resultater", "Deltakelse", "Spørsmål", "Les meg"]),
        (f"resultat-{year}.xlsx", ["Resultat", "Deltaking", "Spørsmål", "Les meg"]),
    ]:
        sheets = workbook(DATA / name)
        assert list(sheets) == sheets_named, list(sheets)
        results, participation = sheets[sheets_named[0]], sheets[sheets_named[1]]
        shown_in_csv = {}
        for line in lines:
            group = tuple(line[c] for c in ("county", "office", "programme", "trade"))
            shown_in_csv.setdefault((group, line["gender"], line["question"]), {})[line["category"]] = line
        checked = 0
        for sheet, first in [(results, "question"), (participation, None)]:
            heading = [cell[1] for cell in sheet[0]]
            for row in sheet[1:]:
                row += [None] * (len(heading) - len(row))
                for place in (1, 3, 5, 6, 8):
                    assert row[place][0] == "text", (heading[place], row)
                county, office, programme, trade = (row[place][1] for place in (1, 3, 5, 6))
                group = tuple("*" if value == "Alle" else value for value in (county, office, programme, trade))
                group = tuple("'" + value if value.startswith("=") else value for value in group)
                gender = {"Alle": "*", "Kvinner": "K", "Menn": "M"}[row[8][1]]
                question = row[10][1] if first else "_participation"
                figures = shown_in_csv[(group, gender, question)]
                if first:
                    total, mean = row[12], row[13]
                    counts = dict(zip(heading[14:], row[14:]))
                    everyone = figures["*"]
                    if everyone["status"] == "shown":
                        assert total == ("number", float(everyone["total"])), (row, everyone)
                        assert mean == ("number", float(everyone["mean"])), (row, everyone)
                    else:
                        assert (total, mean) == (("text", "*"), ("text", "*")), row
                else:
                    counts = {"answered": row[11], "none": row[12]}
                for category, cell in counts.items():
                    line = figures.get(category)
                    if line is None:
                        assert cell is None or cell == ("text", "*"), (category, row)
                    elif line["status"] == "shown":
                        assert cell == ("number", float(line["count"])), (category, row, line)
                        checked += 1
                    else:
                        assert cell == ("text", "*"), (category, row, line)
        assert checked > 20, checked
        texts = [cell[1] for row in sheets["Les meg"] for cell in row if cell]
        assert any("NLOD" in text for text in texts), texts
    everything = [cell for rows in workbook(DATA / f"resultater-{year}.xlsx").values() for row in rows for cell in row if cell]
    assert ("text", "03") in everything and ("text", "310000019") in everything
    assert any(kind == "text" and str(value).startswith("=HYPERLINK") for kind, value in everything)


for year in (2019, 2022):
    look_at(year)
