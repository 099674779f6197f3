#!/usr/bin/env python3
"""Records what dockerd makes of references: references.py SOCKET OUTPUT

SOCKET belongs to a dockerd whose store is empty. Each line of OUTPUT is [text, status, message]. The reference goes
in as the `before` filter of an image list, which looks up an image by name: 404 "No such image: <familiar form>" for a
text that is a reference or an ID, 400 with the parser's message for another.
"""
import json
import random
import sys

from engine import Engine, write_lines

HEX = "0123456789abcdef" * 4
GOOD = [
    "a", "busybox", "busybox:latest", "foo/bar", "foo/bar:1.0", "library/a", "docker.io/a", "docker.io/library/a",
    "index.docker.io/a", "index.docker.io/a/b", "docker.io/library/a/b", "registry-1.docker.io/a", "localhost/a",
    "localhost:5000/a", "localhost:5000", "example.com", "example.com/a", "example.com:80/a/b/c:v1", "Example.COM/a",
    "Foo/bar", "127.0.0.1/a", "127.0.0.1:5000/a/b:t", "[::1]/a", "[::1]:5000/a:t", "[fe80::1]/x", "a.b/c", "a-b.c/d",
    "xn--a.example/x", "a_b/c", "a__b", "a.b", "a-b", "a---b", "a/b/c/d", "a:A", "a:_x", "a:1.2-3_4", "sha256:abc",
    "a@sha256:" + HEX, "a:t@sha256:" + HEX, "example.com/a:t@sha256:" + HEX, "a@sha512:" + HEX * 2,
    "a@sha384:" + (HEX * 2)[:96], "sha256:" + HEX, HEX, HEX[:63], HEX + "0", "docker.io/" + HEX, "x/" + HEX,
    "a/" + "b" * 240, "example.com/" + "b" * 255, "a:" + "t" * 128,
]
BAD = [
    "", " ", "a ", " a", "a\n", "a\tb", "A", "aB", "a/B", "Foo", "foo/Bar", "docker.io/Foo", "a:", "a:-x", "a:.x",
    "a:" + "t" * 129, "a:t:t", "a@", "a@sha256", "a@sha256:", "a@sha256:abc", "a@sha256:" + HEX.upper(),
    "a@SHA256:" + HEX, "a@md5:" + "0" * 32, "a@md5:" + HEX, "a@sha256:" + HEX[:63], "a@sha256:" + HEX + "0",
    "a@sha512:" + HEX, "a@x+y:" + HEX, "a@sha25Z6:" + HEX, "a@x.Y:" + HEX, "a@1x:" + HEX, "a@sha256:" + HEX + "@sha256:" + HEX, "/a", "a/", "a//b", "//", "/",
    ".", "..", "../a", "a/../b", "./a", "-a", "a-", "_a", "a_", "a___b", "a..b", "a._b", "a.-b", "a/-b", "a/b-", "a/.b",
    "a:80:t/b", "a:/b", "a:x/b", "a:80/", ":t", "@sha256:" + HEX, "[::1", "[]/a", "[g::]/a", "[::1]x/a", "[::1]", "::1/a",
    "-a.b/c", "a-.b/c", "a..b/c", ".a/b", "a./b", "a_b.c/d", "a_b:80/d", "_.a/b", "scheme://a/b", "http://a", "a?b", "a#b",
    "a%2fb", "a+b", "a,b", "a*b", "a\\b", "é", "a:é", "É", "a/É", "ſ", "K", "a\u0130/b", "\u0000", "a\u001b[2J", "日本",
    "sha256", "sha256:" + HEX[:63], "sha512:" + HEX, "sha512:" + HEX * 2, "SHA256:" + HEX, "sha256:" + HEX.upper(), "md5:" + "0" * 32,
    HEX.upper(), "scratch", "a/" + "b" * 254, "b" * 247, "b" * 248, "b" * 255, "b" * 256, "library/" + "b" * 248,
    "example.com/" + "b" * 256, "a" * 500, "a/" * 250 + "a", "localhost:99999999999999999999/a", "A.b/c", "A_b/c", "a.B/c:T",
    "docker.io", "docker.io/", "index.docker.io/", "docker.io:443/a", "DOCKER.IO/a", "Docker.io/a", "docker.io//a",
    "docker.io/a.b/c", "docker.io/localhost/c", "docker.io/library", "library", "library/", "a:t/b", "a/b:t/c", "a@b/c",
]
PIECES = list("aZ09.-_:/@ \n") + ["__", "--", "..", "//", "::", "[", "]", "sha256:", "@sha256:" + HEX, "é", "localhost/",
                                  "example.com/", ":80/", ":latest", "docker.io/", "library/", "%", "+", "A"]


def damaged(dice):
    text = dice.choice(GOOD)
    for _ in range(dice.randint(1, 3)):
        at = dice.randint(0, len(text))
        end = at + dice.randint(1, 3)
        kind = dice.randrange(4)
        if kind == 0:
            text = text[:at] + text[end:]
        elif kind == 1:
            text = text[:at] + text[at:end] + text[at:]
        elif kind == 2:
            text = text[:at] + dice.choice(PIECES) + text[end:]
        else:
            text = text[:at] + dice.choice(PIECES) + text[at:]
    return text


def main(path, output):
    engine = Engine(path)
    dice = random.Random(1)
    texts = dict.fromkeys(GOOD + BAD + [damaged(dice) for _ in range(1500)])
    rows = []
    for text in texts:
        status, message = engine.message("GET", "/v1.51/images/json", filters=json.dumps({"before": {text: True}}))
        rows.append([text, status, message])
    write_lines(output, rows)
    print(f"{len(rows)} references, dockerd {engine.version()}")


if __name__ == "__main__":
    main(*sys.argv[1:])
