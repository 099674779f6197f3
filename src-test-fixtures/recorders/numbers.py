#!/usr/bin/env python3
"""Records how docker's command line writes numbers and tables: numbers.py OUTPUT_DIRECTORY

Asks docker's command line, which is on the path, about images and histories that a socket of this script makes up.
sizes.jsonl:   [bytes, with three digits, with four digits]
wide.jsonl:    [first, last] of a run of characters that take two cells, found by whether 30 of them are cut to 45 cells
ages.jsonl:    [seconds, text] of how long ago an image was made; the text is also right three seconds later
columns.jsonl: [text with tabs, the text as docker lines it up]
"""
import json
import random
import subprocess
import sys
import tempfile
import time

from engine import write_lines
from fakeengine import FakeEngine

BATCH = 40_000


def sizes():
    dice = random.Random(1)
    found = set(range(0, 2000)) | {999, 1000, 1001, 4261502, 2**63 - 1, 2**62, 2**53, 2**53 + 1}
    for power in range(0, 19):
        for lead in (1, 9.994, 9.995, 9.996, 9.9994, 9.9995, 9.9996, 99.94, 99.95, 99.96, 99.994, 99.995, 99.996, 999.4, 999.5, 999.6, 999.94, 999.95, 999.96, 1.005, 1.015, 1.0005, 2.5, 12.345, 123.45):
            value = int(lead * 10**power)
            found |= {value + d for d in (-2, -1, 0, 1, 2)}
    for _ in range(4000):
        found.add(int(10 ** (dice.random() * 18.9)))
    for _ in range(2000):  # halves of the last digit, where rounding shows
        unit = 1000 ** dice.randint(1, 5)
        found.add(dice.randint(0, 199999) * unit // 200)
        found.add(dice.randint(0, 1999999) * unit // 2000)
    return sorted(value for value in found if 0 <= value < 2**63)


def docker(socket, *words):
    run = subprocess.run(["docker", "-H", "unix://" + socket, *words], capture_output=True, text=True, check=True)
    return run.stdout.splitlines()


def image(number, size):
    return {"Id": f"sha256:{number:064x}", "Created": 1, "RepoTags": [f"a:{number}"], "RepoDigests": [], "Size": size, "SharedSize": size, "Containers": 0}


def record_sizes(directory, output):
    values = sizes()
    body = json.dumps([image(n, value) for n, value in enumerate(values)]).encode()
    fake = FakeEngine(directory + "/s", lambda method, path, ignored: (200, "application/json", body))
    lines = docker(directory + "/s", "images", "--format", "{{.Tag}} {{.Size}} {{.SharedSize}}")
    fake.close()
    rows = {}
    for line in lines:
        number, three, four = line.split(" ")
        rows[values[int(number)]] = [values[int(number)], three, four]
    write_lines(output, [rows[value] for value in values])
    return len(rows)


def record_wide(directory, output):
    code_points = [c for c in range(0x20, 0x110000) if not 0xd800 <= c <= 0xdfff and not 0x7f <= c <= 0x9f]

    def answer(method, path, ignored):
        start = int(path.split("/images/")[1].split("/")[0][1:])
        rows = [{"Id": f"sha256:{c:064x}", "Created": 1, "CreatedBy": chr(c) * 30, "Size": 0, "Tags": None, "Comment": ""} for c in code_points[start:start + BATCH]]
        return 200, "application/json", json.dumps(rows).encode()

    fake = FakeEngine(directory + "/w", answer)
    wide = []
    for start in range(0, len(code_points), BATCH):
        lines = docker(directory + "/w", "history", "--format", "{{json .CreatedBy}}", f"i{start}")
        wide += [c for c, line in zip(code_points[start:start + BATCH], lines, strict=True) if len(json.loads(line)) < 30]
    fake.close()
    runs = []
    for c in wide:
        if runs and runs[-1][1] == c - 1:
            runs[-1][1] = c
        else:
            runs.append([c, c])
    write_lines(output, runs)
    return len(wide)


def record_ages(directory, output):
    hour, day = 3600, 86400
    ages = {2, 10, 50, 61, 90, 115, 125, 3300, 3590, 3605, 5390, 5405, 7000, 48 * hour, -5, -10**9, 63 * 10**9}
    for hours in list(range(1, 60)) + [24 * d for d in range(3, 70)] + [24 * 7 * w for w in range(1, 10)] + [24 * 30 * m for m in range(1, 26)] + [24 * 365 * y for y in (1, 2, 3, 10, 56, 100, 291, 292, 293, 300, 2000)]:
        ages |= {hours * hour + d for d in (-1900, -1790, -10, 5, 1790, 1805)}
    ages = sorted(ages)
    texts = []
    for later in (0, 3):
        now = int(time.time())
        body = json.dumps([{**image(n, 1), "Created": now - age - later} for n, age in enumerate(ages)]).encode()
        fake = FakeEngine(directory + "/a", lambda method, path, ignored: (200, "application/json", body))
        lines = docker(directory + "/a", "images", "--format", "{{.Tag}} {{.CreatedSince}}")
        fake.close()
        texts.append(dict(line.split(" ", 1) for line in lines))
    rows = [[age, texts[0][str(n)]] for n, age in enumerate(ages) if texts[0][str(n)] == texts[1][str(n)]]
    write_lines(output, rows)
    return len(rows)


def record_columns(directory, output):
    dice = random.Random(1)
    fake = FakeEngine(directory + "/c", lambda method, path, ignored: (200, "application/json", json.dumps([image(1, 1)]).encode()))
    rows = []
    for _ in range(250):
        lines = ["\t".join("".join(dice.choice("ab c.é€") for _ in range(dice.choice([0, 1, 3, 6, 7, 8, 12, 20]))) for _ in range(dice.randint(1, 5)))
                 for _ in range(dice.randint(1, 6))]
        text = "x" + "\n".join(lines) + "y"
        got = subprocess.run(["docker", "-H", f"unix://{directory}/c", "images", "--format", "table " + text.replace("\t", "\\t").replace("\n", "\\n")],
                             capture_output=True, text=True, check=True).stdout
        rows.append([text + "\n" + text + "\n", got])
    fake.close()
    write_lines(output, rows)
    return len(rows)


def main(outputs):
    with tempfile.TemporaryDirectory() as directory:
        print(record_sizes(directory, outputs + "/sizes.jsonl"), "sizes,", record_ages(directory, outputs + "/ages.jsonl"), "ages,",
              record_columns(directory, outputs + "/columns.jsonl"), "tables,", record_wide(directory, outputs + "/wide.jsonl"), "wide characters,",
              subprocess.run(["docker", "--version"], capture_output=True, text=True).stdout.strip())


if __name__ == "__main__":
    main(*sys.argv[1:])
