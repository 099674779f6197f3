#!/usr/bin/env python3
"""Records which references dockerd's `reference` filter matches: globs.py SOCKET OUTPUT

SOCKET belongs to a dockerd whose store is for this alone: all its images go. Each line of OUTPUT is [glob, status,
matched familiar references or message].
"""
import json
import random
import sys

from engine import Engine, write_lines
from images import clear, config, load

TAGS = ["a:latest", "a:1.0", "a-b:latest", "b/a:latest", "b/a-x:A", "b/c/a:latest", "localhost:5000/a:1", "x.y/a:latest",
        "x.y/b/a:_t-", "library/b/a:latest", "ab0:b"]
GOOD = ["*", "a", "a:*", "*/*", "*/*/*", "?", "a?*", "[a-b]", "[^a]*", "a[-]b", "a[\\-]b", "*:1*", "*:[A-Z]", "*:[0-9].?", "\\a",
        "*\\-*", "b/*:*", "localhost:5000/*", "localhost*", "x.y/*", "*.y/*", "library/*", "docker.io/*", "a:latest", "*a", "*a*",
        "*:latest", "*a:l*t", "[a][b]0:b", "*[^/]", "b/?", "**", "a**", "***/a", "[]a]", "[a", "[", "a[", "[]", "[^]", "[a-]", "[-a]",
        "[a-b-c]", "\\", "a\\", "[\\]", "[a\\", "", "é", "*é", "]", "a]", "*[", "nope[", "nope\\", "x.y/a*", "x?y/a", "x[.]y/a", "*[^?]*", "*[^?]*a", "*[^b]a*", "*[.-0]*", "**[^x]a*:*"]
PIECES = list("ab*?[]^-\\/:.1") + ["[a-b]", "[^a]", "*:", "*/"]


def main(path, output):
    engine = Engine(path)
    clear(engine)
    load(engine, [(config("2024-01-01T00:00:00Z"), TAGS)])
    dice = random.Random(1)
    globs = dict.fromkeys(GOOD + ["".join(dice.choice(PIECES) for _ in range(dice.randint(1, 6))) for _ in range(1200)])
    rows = []
    for glob in globs:
        status, body = engine.message("GET", "/v1.51/images/json", filters=json.dumps({"reference": {glob: True}}))
        rows.append([glob, status, json.loads(body)[0]["RepoTags"] if body.startswith("[{") else [] if body == "[]\n" else body])
    write_lines(output, [["", 0, json.loads(engine.ask("GET", "/v1.51/images/json")[2])[0]["RepoTags"]]] + rows)
    clear(engine)
    print(f"{len(rows)} globs, dockerd {engine.version()}")


if __name__ == "__main__":
    main(*sys.argv[1:])
