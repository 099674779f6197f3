#!/usr/bin/env python3
"""Records the bars that dockerd draws into the stream of a pull: progress.py SOCKET OUTPUT IMAGE...

SOCKET belongs to a dockerd whose store is for this alone: all its images go. Each line of OUTPUT is
[current, total, bar]; the images should have large and small layers.
"""
import json
import sys
from urllib.parse import quote

from engine import Engine, write_lines
from images import clear


def main(path, output, *images):
    engine = Engine(path)
    rows = {}
    for image in images:
        clear(engine)
        name, tag = image.rsplit(":", 1)
        for line in engine.ask("POST", f"/v1.51/images/create?fromImage={quote(name, safe='')}&tag={tag}")[2].splitlines():
            message = json.loads(line)
            detail = message.get("progressDetail") or {}
            if "progress" in message and "units" not in detail:
                key = detail.get("current", 0), detail.get("total", 0)
                rows[key] = [*key, message["progress"]]
    clear(engine)
    write_lines(output, [rows[key] for key in sorted(rows)])
    print(f"{len(rows)} bars, dockerd {engine.version()}")


if __name__ == "__main__":
    main(*sys.argv[1:])
