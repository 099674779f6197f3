#!/usr/bin/env python3
"""Records how Go reads durations: durations.py OUTPUT

Asks docker's command line, which is on the path: it parses `--stop-grace-period` with Go's time.ParseDuration and sends
nanoseconds to a socket of this script. Each line of OUTPUT is [text, nanoseconds or null].
"""
import json
import random
import subprocess
import sys
import tempfile

from engine import write_lines
from fakeengine import FakeEngine

TEXTS = """10m|1h30m|1.5h|-1h|+1h|0s|0|+0|-0|00|0.0|800ms|1h1us|.5h|1.h|1.|.|.s|-.s|h|m1|1|1h30|3000000h|2562047h47m16.854775807s
2562047h47m16.854775808s|-2562047h47m16.854775808s|-2562047h47m16.854775809s|9223372036854775807ns|9223372036854775808ns|-9223372036854775808ns
0.000000001s|0.0000000001s|0.9999999999s|1.9999999999us|0.3333333333333333333h|0.9223372036854775807h|39877755.6456545645654h|1ns|1us|1\u00b5s|1\u03bcs|1ms|1s|1m|1h|1d|1w|1y
1H|1S|1M|1e3s|0x1s|1_0s|1 s| 1s|1s |1h 1m|1h-1m|1h+1m|--1h|+-1h|1hh|1m1h|1s1s|1ss|1sm|1.2.3s|1,5s|\u0661h|1\u00b5|1\u00e9|inf|NaN||+|-|0.5|-0.5
100000000000000000000s|0.100000000000000000000h|0.830103483285477580700h|1.00000000000000000000000000000000000000000000000000ns|1h1m1s1ms1us1ns|1ns1us1ms1s1m1h
9007199254.740993s|0.1s|0.7s|1.1s|4.35m|123456.789012345h|16h|00001h|1.0000000000000000001s|2562047.788015215501h|2562047.788015215502h"""
PIECES = list("0159.-+ ") + ["ns", "us", "ms", "s", "m", "h", "d", "0.1", "999999999999"]


def main(output):
    texts = TEXTS.replace("\n", "|").split("|")
    dice = random.Random(1)
    texts += ["".join(dice.choice(PIECES) for _ in range(dice.randint(1, 6))) for _ in range(150)]
    texts += [f"{dice.random() * 10 ** dice.randint(0, 7):.{dice.randint(0, 15)}f}{dice.choice(['ns', 'us', 'ms', 's', 'm', 'h'])}" for _ in range(100)]
    with tempfile.TemporaryDirectory() as directory:
        fake = FakeEngine(directory + "/s", lambda method, path, body: (201, "application/json", b'{"ID":"x"}'))
        rows = []
        for text in dict.fromkeys(texts):
            fake.requests.clear()
            run = subprocess.run(["docker", "-H", f"unix://{directory}/s", "service", "create", "--detach", "--no-resolve-image",
                                  "--stop-grace-period=" + text, "image"], capture_output=True, text=True)
            sent = [json.loads(body) for method, path, body in fake.requests if path.endswith("/services/create")]
            if not sent and "invalid argument" not in run.stderr:
                raise SystemExit(run.stderr)
            rows.append([text, sent[0]["TaskTemplate"]["ContainerSpec"].get("StopGracePeriod") if sent else None])
        fake.close()
    write_lines(output, rows)
    version = subprocess.run(["docker", "--version"], capture_output=True, text=True).stdout
    print(f"{len(rows)} durations, {version.strip()}")


if __name__ == "__main__":
    main(*sys.argv[1:])
