#!/usr/bin/env python3
"""Records how dockerd reads the `until` filter: timestamps.py SOCKET OUTPUT

SOCKET belongs to a dockerd in UTC whose store is for this alone: all its images go. Each line of OUTPUT is
[text, status, instant or message]. The instant is known because the store has an image of exactly that time, which is
not listed, and one a nanosecond older, which is.
"""
import json
import random
import re
import sys
from datetime import datetime, timedelta, timezone

from engine import Engine, write_lines
from images import clear, config, image_id, load

TEXTS = """2006-01-02|2006-01-02Z|2006-01-02z|2006-01-02+01:00|2006-01-02-01:00|2006-01-02T15|2006-01-02T15Z|2006-01-02T15+01:00
2006-01-02T15:04|2006-01-02T15:04Z|2006-01-02T15:04-07:00|2006-01-02T15:04:05|2006-01-02T15:04:05Z|2006-01-02T15:04:05+00:00
2006-01-02T15:04:05.5|2006-01-02T15:04:05.5Z|2006-01-02T15:04:05.999999999Z|2006-01-02T15:04:05.9999999999Z|2006-01-02T15:04:05.Z
2006-01-02T15:04:05,5|2006-01-02T15:04:05,5Z|2006-01-02T15:04:05.123-01:30|2006-01-02T1:04|2006-01-02T1|2006-01-02T1:04:05|2006-01-02T01:4
2006-01-02T01:04:5|2006-01-02T24:00|2006-01-02T23:60|2006-01-02T23:59:60|2006-01-02T|2006-01-02T15:|2006-01-02T15:04:|2006-1-2
2006-13-01|2006-00-01|2006-01-00|2006-02-29|2004-02-29|2006-04-31|06-01-02|20060102|2006-01-02 15:04|2006-01-02t15:04|2006-01-02T15:04:05z
2006-01-02T15:04:05+0100|2006-01-02T15:04:05+1:00|2006-01-02T15:04:05+24:00|2006-01-02T15:04:05+25:00|2006-01-02T15:04:05+23:59
2006-01-02T15:04:05+19:00|2006-01-02T15:04:05-18:30|2006-01-02T15:04:05+01:60|2006-01-02T15:04:05+01:61|2006-01-02T15.5|2006-01-02T15:04.5
2006-01-02T15:04:05.5.5|2006-01-02.5|2006-01-02Z05|Z|T|+|-|.|now|1e3|0x10|1_000|0|00|1|+5|-5|1136073600|1136073600.000000001|1136073600.5
1136073600.|1136073600.1234567891|1136073600.999999999|.5|1136073600.-5|1136073600.+5|+1136073600.5|9223372036854775807|9223372036854775808
253402300799|999999999999| 1|1 |1,5|1h 1m|2006-01-02T15:04:05 Z|0000-01-01|0001-01-01|9999-12-31T23:59:59.999999999Z|10000-01-01|1969-12-31T23:59:59Z
2006-01-02T15:04:05.000000000|2006-01-02T15Z07:00|2006-01-02T15:04:05Z00:00|2006-01-02T15:04:05-00:00|2006-01-02--01:00|--|---|----"""
PIECES = list("0159-+:.,TZz ") + ["2006", "01:00", "-01", "T15", "99"]


def all_texts():
    given = TEXTS.replace("\n", "|").split("|")
    dice = random.Random(1)
    for text in list(given):
        for _ in range(4):
            at = dice.randint(0, len(text))
            given.append(text[:at] + dice.choice(PIECES) + text[at + dice.randint(0, 2):])
    return [text for text in dict.fromkeys(given) if text]


def guess(text):
    """Seconds and nanoseconds since 1970 that a sensible reader would see, or None."""
    date = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)(?:T(\d{1,2})(?::(\d\d)(?::(\d\d)(?:[.,](\d+))?)?)?)?(?:Z|([+-])(\d\d):(\d\d))?", text)
    if date:
        year, month, day, hour, minute, second, fraction, sign, zone_hours, zone_minutes = date.groups()
        try:
            time = datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0), tzinfo=timezone.utc)
        except ValueError:
            return None
        zone = 60 * int(zone_hours or 0) + int(zone_minutes or 0)
        seconds = (time - datetime(1970, 1, 1, tzinfo=timezone.utc)) // timedelta(seconds=1)
        return seconds - 60 * (zone if sign == "+" else -zone), int((fraction or "0").ljust(9, "0")[:9])
    unix = re.fullmatch(r"\+?(\d{1,12})(?:\.\+?(\d+))?", text)
    if unix:
        digits = unix[2] or "0"
        return int(unix[1]), int(float(int(digits)) * 10.0 ** (9 - len(digits)))
    return None


def rfc3339(seconds, nanos):
    time = datetime(1970, 1, 1) + timedelta(seconds=seconds)
    return f"{time.year:04}-{time:%m-%dT%H:%M:%S}.{nanos:09}Z"


def main(path, output):
    engine = Engine(path)
    clear(engine)
    rows, marks = [], {}
    for text in all_texts():
        moment = guess(text)
        if moment:
            try:
                total = moment[0] * 10**9 + moment[1]
                marks[text] = [config(rfc3339(*divmod(t, 10**9))) for t in (total - 1, total)]
            except (OverflowError, ValueError):
                pass
    load(engine, [(data, None) for data in {d for pair in marks.values() for d in pair}])
    for text in all_texts():
        status, body = engine.message("GET", "/v1.51/images/json", filters=json.dumps({"until": {text: True}}))
        if status == 200 and text in marks:
            listed = {image["Id"] for image in json.loads(body)}
            older, equal = (image_id(data) in listed for data in marks[text])
            body = json.loads(marks[text][1])["created"] if older and not equal else f"not the instant guessed: {older} {equal}"
        elif status == 200:
            body = "some instant"
        rows.append([text, status, body])
    write_lines(output, rows)
    clear(engine)
    print(f"{len(rows)} timestamps, dockerd {engine.version()}")


if __name__ == "__main__":
    main(*sys.argv[1:])
