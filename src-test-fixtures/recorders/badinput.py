#!/usr/bin/env python3
"""Records how dockerd refuses what is malformed: badinput.py SOCKET OUTPUT

SOCKET belongs to a dockerd whose store is for this alone: all its images go. The store has a:latest and an image without
a name. Each line of OUTPUT is [method, target, headers, body, status, what], where `what` is the message of an error and
otherwise a short word for what happened: the number of rows of a list, or whether a prune deleted something.
"""
import http.client
import json
import sys
from urllib.parse import quote

from engine import Engine, write_lines
from images import clear, config, load

HEX = "0123456789abcdef" * 4
IMAGES = [(config("2024-01-01T00:00:00Z"), ["a:latest"]), (config("2024-01-02T00:00:00Z"), None)]

FILTERS = ["", " ", "x", "[]", "5", "{", "}", "{}", " {} ", "{}{}", "{} x", "null", "true", '"a"', "{'a':['b']}", '{"a":["b"]', '{"a":["b"],}',
           '{"dangling":5}', '{"dangling":"true"}', '{"dangling":[5]}', '{"dangling":[true]}', '{"dangling":{"true":1}}', '{"dangling":{"true":"true"}}',
           '{"dangling":{"true":false}}', '{"dangling":{"true":null}}', '{"dangling":null}', '{"dangling":[]}', '{"dangling":{}}',
           '{"dangling":[""]}', '{"dangling":{"":true}}', '{"dangling":["true","false"]}', '{"dangling":["maybe"]}', '{"dangling":["TRUE"]}',
           '{"dangling":["True"]}', '{"dangling":["t"]}', '{"dangling":[" true"]}', '{"dangling":["true","maybe"]}', 
           '{"dangling":["true"],"dangling":["false"]}', '{"dangling":{"true":true},"dangling":{"false":true}}',
           '{"dangling":["true"],"label":{"a":true}}', '{"nope":["x"]}', '{"nope":[]}', '{"nope":{}}', '{"nope":{"x":true}}', '{"":["x"]}', '{"":[]}',
           '{"Label":["x"]}', '{"DANGLING":["true"]}', '{"dangling ":["true"]}', '{"label":[]}', '{"label":{}}', '{"label":[""]}', '{"label":["="]}',
           '{"label":["=x"]}', '{"label":[null]}', '{"label":[[]]}', '{"label":["nope"]}', '{"label":["x","x"]}', '{"label!":["x"]}', '{"label!":[]}', '{"label!":[""]}',
           '{"until":["xx"]}', '{"until":[]}', '{"until":[""]}', '{"until":["1h","2h"]}', '{"until":["1h","1h"]}', '{"until":["2006-13-01"]}',
           '{"reference":["["]}', '{"reference":[]}', '{"reference":[""]}', '{"before":["nope"]}', '{"before":["Nope"]}', '{"before":[""]}',
           '{"before":[]}', '{"since":["[bad"]}', '{"since":["nope:1"]}', '{"since":["a","nope"]}', '{"\\u0000":["x"]}', '{"\\u001b[2J":["x"]}', '{"dangling":["\\u001b[2J"]}',
           '{"until":["\\u001b[2J"]}', '{"a\'b":["x"]}', '{"a\\"b":["x"]}', '{"é":["x"]}', "\ufeff{}", "[" * 100 + "]" * 100, '{"a":' * 30 + "[]" + "}" * 30,
           '{"label":["' + "x" * 20000 + '"]}', '{"nope":["x"],"zero":["y"]}', "NaN", "// c\n{}", '{"label":["a"]}\n', "%ff"]
NAMES = ["nope", "nope:1", "Nope", "nope/Nope", "a:", "a:-x", "a:b:c", "a@sha256:abc", "a@md5:" + HEX, "a@sha256:" + HEX, "a@sha256:" + HEX.upper(),
         "a:x@sha256:" + HEX, "a:" + "t" * 129, "b" * 300, " ", "  ", "a ", " a", "-a", "a-", "a\0b", "a\nb", "a\x1b[2Jb", "é", HEX, "sha256:" + HEX, "sha256:fffff",
         "sha256:", "sha256", "sha512:" + HEX * 2, "md5:" + "0" * 32, "scratch", "localhost:5000", "nope.example/x", "[::1]:5000/x", "a?b", "a#b", "a%b", "g", "*"]
TARGETS = [("", ""), ("", "x"), ("Foo", ""), ("Foo", "x"), ("foo/Bar", ""), ("a:b", ""), ("a:b", "bad tag"), ("b", "bad tag"), ("b", "-x"), ("b", ".x"), ("b", "t" * 129),
           ("b", "a:b"), ("b", "sha256:" + HEX), ("b@sha256:" + HEX, ""), ("b@sha256:" + HEX, "x"), ("b@sha256:abc", ""), ("sha256", ""), ("sha256", "x"), ("sha256:x", ""), ("docker.io/library/sha256", "x"),
           (HEX, ""), (HEX, "x"), ("b" * 300, ""), (" ", ""), ("b ", ""), ("b", " "), ("b\n", ""), ("-b", ""), ("b/", ""), ("/b", ""), ("a_b.c/d", ""), ("é", ""), ("B\x1b[2J", ""), ("http://b", "")]
PULLS = [("Foo", "x"), ("foo/Bar", "x"), ("b", "bad tag"), ("b", "-x"), ("b", "t" * 129), ("b", "a:b"), ("b", "sha256:abc"), ("b", "md5:" + "0" * 32), ("b", "sha256:" + HEX.upper()),
         ("b", "@sha256:" + HEX), ("b@sha256:abc", ""), ("b::", ""), ("b:x:y", ""), (HEX, "x"), ("b" * 300, "x"), (" ", "x"), ("b ", "x"), ("-b", "x"), ("b/", "x"), ("/b", "x"), ("é", "x"), ("scratch", ""),
         ("scratch", "x"), ("scratch:x", ""), ("docker.io/library/scratch", "x"), ("docker.io/scratch", "x"), ("B\x1b[2J", "x"), ("http://b", "x")]
PLATFORMS = ["x", "linux/", "/amd64", "linux/amd64/v1/x", "linux//v1", "a/b/c/d/e", "linux/amd 64", "LINUX/AMD64/!", "nope", "linux/$", " ", "\x1b[2J"]
JSON_PLATFORMS = ["x", "{}", "[]", "null", "5", '""', '"linux/amd64"', '{"os":5}', '{"os":"linux"}', '{"architecture":"amd64"}', '{"os":"linux","architecture":5}',
                  '{"os":"linux","architecture":"amd64"}', '{"os":"linux","architecture":"arm64"}', '{"os":"windows","architecture":"amd64"}', '{"os":"linux","architecture":"amd64","variant":"v9"}',
                  '{"os":"linux","architecture":"amd64","nope":1}', '{"OS":"linux","Architecture":"amd64"}', '{"os":"linux","architecture":"amd64"}x', '{"os":"linux","architecture":"amd64"',
                  '{"os":"","architecture":""}', '{"os":"linux","architecture":"amd64","os.features":"x"}', '[{"os":"linux","architecture":"amd64"}]']
VERSIONS = ["1.23", "1.0", "1.2", "0.1", "1.52", "1.9", "1.99", "2.0", "9.9", "1", "2", "1.", ".1", ".", "..", "1..41", "1.41.", "1.2.3", "1.41.0", "1.41.1", "01.41", "1.041", "1.0041", "001.41", "1.24", "1.51",
            "99999999999999999999.1", "1.99999999999999999999", "0", "0.0", "1.4 1", "1,41", "1.41a", "a", "1.41-rc1", "", "-1.41", "+1.41", "1.４1", "1" * 300]
BOOLEANS = ["", "0", "no", "false", "none", "False", "NONE", "No", " false ", "1", "true", "yes", "x", "00", "off", "n", "f", "null", "0.0", "-", "+false", "%20"]
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def requests():
    for text in FILTERS:
        for method, path in ("GET", "/v1.51/images/json"), ("POST", "/v1.51/images/prune"):
            yield method, f"{path}?filters={quote(text, safe='')}", {}, ""
    for text in ('{"dangling":["false"]}', '{"nope":["x"]}'):
        yield "POST", "/v1.51/images/prune", FORM, "filters=" + quote(text)
        yield "POST", "/v1.51/images/prune?filters=" + quote('{"nope":["x"]}'), FORM, "filters=" + quote(text)
        yield "POST", "/v1.51/images/prune?filters=%7B%7D&filters=" + quote(text), {}, ""
        yield "POST", "/v1.51/images/prune", {"Content-Type": "application/json"}, text
        yield "POST", "/v1.51/images/prune", {"Content-Type": "text/plain"}, "filters=" + quote(text)
        yield "POST", "/v1.51/images/prune", {}, "filters=" + quote(text)
    for kind in ("multipart/form-data", "application/x-www-form-urlencoded; charset=x;;", "nonsense/", "/", "application/json"):
        yield "POST", "/v1.51/images/prune?filters=" + quote('{"label":["nope"]}'), {"Content-Type": kind}, "x=%zz"
    for query in ("filters=%zz", "filters=%", "%zz=1", "a;b", "filters={};x=1", "filters", "=", "&&", "filters=%7B%7D&filters=x", "filters=+", "filters=%00", "a=1#b", "?"):
        yield "GET", "/v1.51/images/json?" + query, {}, ""
        yield "POST", "/v1.51/images/prune?" + query.replace("filters=%7B%7D&", ""), {}, ""
    for body in ("filters=%zz", "filters=x", "a;b", "%"):
        yield "POST", "/v1.51/images/prune?filters=" + quote('{"label":["nope"]}'), FORM, body
    for name in NAMES:
        path = quote(name, safe="")
        yield "GET", f"/v1.51/images/{path}/json", {}, ""
        yield "GET", f"/v1.51/images/{path}/history", {}, ""
        yield "DELETE", f"/v1.51/images/{path}", {}, ""
        yield "DELETE", f"/v1.51/images/{path}?force=1&noprune=1", {}, ""
        yield "POST", f"/v1.51/images/{path}/tag?repo=b", {}, ""
    for path in ("/images//json", "/images/", "/images", "/images//history", "/images//tag", "/images/a", "/images/a/", "/images/a/nope", "/images/a/json/", "/images/../a/json", "/images/a/../b/json",
                 "//images/json", "/images/./json", "/images/json/", "/images/prune/x", "/images/%2e%2e/json", "/images/a%2fjson", "/nope", "/", "", "/images/a%zz/json", "/images/%/json", "/images/a%00/json"):
        for method in "GET", "POST", "DELETE", "PUT", "NOPE":
            if (method, path) != ("DELETE", "/images/a") and (method, path) != ("DELETE", "/images/./json"):
                yield method, "/v1.51" + path, {}, ""
    for repo, tag in TARGETS:
        yield "POST", f"/v1.51/images/a/tag?repo={quote(repo, safe='')}&tag={quote(tag, safe='')}", {}, ""
    for repo, tag in PULLS:
        yield "POST", f"/v1.51/images/create?fromImage={quote(repo, safe='')}&tag={quote(tag, safe='')}", {}, ""
    for platform in PLATFORMS:
        yield "POST", f"/v1.51/images/create?fromImage=b.invalid/x&tag=y&platform={quote(platform, safe='')}", {}, ""
    for platform in JSON_PLATFORMS:
        text = quote(platform, safe="")
        yield "GET", f"/v1.51/images/a/json?platform={text}", {}, ""
        yield "GET", f"/v1.51/images/a/json?manifests=1&platform={text}", {}, ""
        yield "GET", f"/v1.51/images/a/history?platform={text}", {}, ""
        yield "DELETE", f"/v1.51/images/nope?platforms={text}", {}, ""
        yield "DELETE", f"/v1.51/images/nope?platforms={text}&platforms={text}", {}, ""
        yield "GET", f"/v1.47/images/a/json?platform={text}", {}, ""
    for version in VERSIONS:
        for method, path in ("GET", "/images/json"), ("GET", "/_ping"), ("POST", "/images/prune?filters=x"), ("GET", "/nope"):
            yield method, f"/v{quote(version)}{path}", {}, ""
    for version in "1.51", "1.23":
        yield "GET", f"/v{version}", {}, ""
        yield "GET", f"/V{version}/images/json", {}, ""
        yield "GET", f"/v{version}/v{version}/images/json", {}, ""
    for value in BOOLEANS:
        yield "GET", f"/v1.51/images/json?shared-size={quote(value, safe='%')}", {}, ""


def state(engine):
    images = json.loads(engine.ask("GET", "/v1.41/images/json?all=1")[2])
    return sorted((image["Id"], tuple(image["RepoTags"])) for image in images)


def what(method, target, status, body):
    try:
        parsed = json.loads(body)
    except ValueError:
        return body
    if isinstance(parsed, dict) and "message" in parsed:
        return parsed["message"]
    if "shared-size" in target and status == 200:
        return "shared size" if parsed[0]["SharedSize"] >= 0 else "no shared size"
    if "/images/json" in target and status == 200:
        return f"{len(parsed)} rows"
    if "/prune" in target and status == 200:
        return "pruned" if parsed["ImagesDeleted"] else "nothing pruned"
    return "done"


def main(path, output):
    engine = Engine(path)
    clear(engine)
    load(engine, IMAGES)
    before = state(engine)
    rows = []
    for method, target, headers, body in dict.fromkeys((m, t, tuple(h.items()), b) for m, t, h, b in requests()):
        try:
            status, _, answer = engine.ask(method, target, body.encode() or None, dict(headers))
        except http.client.RemoteDisconnected:
            status, answer = 0, "no answer"
        rows.append([method, target, dict(headers), body, status, what(method, target, status, answer)])
        if state(engine) != before:
            clear(engine)
            load(engine, IMAGES)
    write_lines(output, rows)
    clear(engine)
    print(f"{len(rows)} requests, dockerd {engine.version()}")


if __name__ == "__main__":
    main(*sys.argv[1:])
