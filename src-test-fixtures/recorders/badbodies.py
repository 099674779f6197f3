#!/usr/bin/env python3
"""Records how dockerd refuses malformed requests about containers, archives, events and registries: badbodies.py SOCKET OUTPUT

SOCKET belongs to a dockerd whose store is for this alone: all its containers and images go. The store has the image
a:latest with a command and the container cc of it, which never ran. Each line of OUTPUT is
[method, target, headers, body, status, what]; `what` is the message of an error, also of one inside a stream, or a short
word for what happened. A body "x*N" stands for N times x.
"""
import json
import sys
from urllib.parse import quote

from engine import Engine, write_lines
from images import clear, config, load

HEX = "0123456789abcdef" * 4
IMAGES = [(config("2024-01-01T00:00:00Z", config={"Cmd": ["x"]}), ["a:latest"])]
JSON = {"Content-Type": "application/json"}

FILTERS = ["", " ", "x", "[]", "{", "{}{}", "null", '{"nope":["x"]}', '{"nope":[]}', '{"":["x"]}', '{"label":5}', '{"label":["a"],"status":{"exited":true}}', '{"label":[]}', '{"label":[""]}',
           '{"label":["nope"]}', '{"label!":["x"]}', '{"label!":[]}', '{"until":["xx"]}', '{"until":[""]}', '{"until":["1h","2h"]}', '{"until":["2006-13-01"]}', '{"until":["1h"]}',
           '{"status":["nope"]}', '{"status":[]}', '{"status":["Created"]}', '{"status":["created"]}', '{"exited":["x"]}', '{"exited":["0"]}', '{"id":["["]}', '{"name":["["]}', '{"name":["cc"]}', '{"id":["nope"]}',
           '{"ancestor":["Nope"]}', '{"ancestor":["nope"]}', '{"before":["nope"]}', '{"since":["nope"]}', '{"before":["cc"]}', '{"health":["x"]}', '{"health":["none"]}', '{"is-task":["x"]}', '{"is-task":["false"]}',
           '{"dangling":["true"]}', '{"reference":["a"]}', '{"volume":["x"]}', '{"network":["x"]}', '{"isolation":["x"]}', '{"publish":["x"]}', '{"expose":["x"]}', '{"type":["nope"]}', '{"image":["["]}', '{"\\u001b":["x"]}']
BODIES = ["", "null", "[]", "5", '"x"', "{", "{}", "{]", "{}{}", "{} x", '{"Image":5}', '{"Image":""}', '{"Image":" "}', '{"Image":"nope"}', '{"Image":"Nope"}', '{"Image":"a"} x', '{"Image":"a"}{}', '{"Image":"a","Image":"nope"}',
          '{"image":"a"}', '{"Image":"a","Cmd":5}', '{"Image":"a","Env":"x"}', '{"Image":"a","Labels":["x"]}', '{"Image":"a","Nope":5}', '{"Image":"a","HostConfig":5}', '{"Image":null}', '{"Image":"a:"}',
          '{"Image":"sha256:' + HEX + '"}', '{"a":' * 300 + "1" + "}" * 300, "\ufeff{}", "NaN", "{'Image':'a'}"]
KINDS = [{}, {"Content-Type": "text/plain"}, {"Content-Type": "application/x-www-form-urlencoded"}, {"Content-Type": "nonsense/"}, {"Content-Type": "application/json; charset=utf-8"}, {"Content-Type": "APPLICATION/JSON"},
         {"Content-Type": "application/jsonx"}]
CONTAINERS = ["nope", " ", "-", "a b", "c d", "nope/x", "C", "\x1b[2J", "é", HEX, "%", "?"]
NAMES = ["-x", "a b", "x/y", "/", "//x", "/-x", "cc", "/cc", "x" * 300, "é", "\x1b", ".x", "_x", "a", " ", "x:y"]
NUMBERS = ["x", "-1", "0", "1e3", "99999999999999999999", " 1", "1.5", ""]
CHANGES = ["NOPE x", "CMD", "CMD [", 'CMD ["a"', "ENV", "ENV a", "ENV =b", "EXPOSE x", "EXPOSE 99999", "EXPOSE 80/nope", "LABEL", "LABEL a", "USER", "WORKDIR", "VOLUME", "VOLUME []", "ONBUILD", "ONBUILD FROM a", "STOPSIGNAL",
           "STOPSIGNAL x", "HEALTHCHECK", "HEALTHCHECK x", "HEALTHCHECK --nope CMD a", "HEALTHCHECK --interval=x CMD a", "FROM a", "RUN a", "COPY a b", "ENTRYPOINT", "", " ", "# x", "\x1b[2J"]


def q(text):
    return quote(text, safe="")


def requests():
    for text in FILTERS:
        yield "GET", f"/v1.51/containers/json?all=1&filters={q(text)}", {}, ""
        yield "POST", f"/v1.51/containers/prune?filters={q(text)}", {}, ""
        yield "GET", f"/v1.51/events?since=1&until=2&filters={q(text)}", {}, ""
    for text in '{"nope":["x"]}', '{"stars":["x"]}', '{"stars":["-1"]}', '{"is-official":["x"]}', '{"is-automated":["x"]}', "x":
        yield "GET", f"/v1.51/images/search?term=x&filters={q(text)}", {}, ""
    for number in NUMBERS:
        yield "GET", f"/v1.51/containers/json?limit={q(number)}", {}, ""
        if number not in ("", "1e3", "0"):
            yield "GET", f"/v1.51/images/search?term=x&limit={q(number)}", {}, ""
    yield "GET", "/v1.51/images/search?term=x&limit=101", {}, ""
    for time in "x", "1e3", "2006-13-01", "1h", "99999999999999999999", " ", "1.5", "1.", "1.x":
        yield "GET", f"/v1.51/events?since={q(time)}&until=2", {}, ""
        if time not in ("1h", " "):
            yield "GET", f"/v1.51/events?since=1&until={q(time)}", {}, ""
    for kind in "nope", "", "image,container", "Image", "\x1b", "image":
        yield "GET", f"/v1.51/system/df?type={q(kind)}", {}, ""
    for body in BODIES:
        yield "POST", "/v1.51/containers/create", JSON, body
        yield "POST", "/v1.51/commit?container=nope", JSON, body
        if "Image" not in body:
            yield "POST", "/v1.51/auth", JSON, body
    for kind in KINDS:
        yield "POST", "/v1.51/containers/create", kind, '{"Image":"nope"}'
        yield "POST", "/v1.51/containers/create", kind, ""
        yield "POST", "/v1.51/commit?container=nope", kind, "{}"
        yield "POST", "/v1.51/auth", kind, "{"
    for name in NAMES:
        yield "POST", f"/v1.51/containers/create?name={q(name)}", JSON, '{"Image":"a"}'
        yield "POST", f"/v1.51/containers/nope/rename?name={q(name)}", {}, ""
        yield "POST", f"/v1.51/containers/cc/rename?name={q(name)}", {}, ""
    yield "POST", "/v1.51/containers/cc/rename", {}, ""
    for platform in "x", "linux/", "a/b/c/d/e", "linux/arm64", "nope", "linux/amd64":
        yield "POST", f"/v1.51/containers/create?platform={q(platform)}", JSON, '{"Image":"a"}'
    for name in CONTAINERS:
        yield "GET", f"/v1.51/containers/{q(name)}/json", {}, ""
        yield "DELETE", f"/v1.51/containers/{q(name)}", {}, ""
        yield "GET", f"/v1.51/containers/{q(name)}/changes", {}, ""
        yield "GET", f"/v1.51/containers/{q(name)}/export", {}, ""
        for method in "GET", "HEAD", "PUT":
            yield method, f"/v1.51/containers/{q(name)}/archive?path=/", {}, ""
        yield "POST", f"/v1.51/commit?container={q(name)}", {}, ""
    for path in "", "/nope", "nope", "../x", "\0", "/nope/":
        for method in "GET", "PUT":
            yield method, f"/v1.51/containers/cc/archive?path={q(path)}", {}, ""
    yield "GET", "/v1.51/containers/cc/archive", {}, ""
    yield "PUT", "/v1.51/containers/cc/archive", {}, ""
    yield "PUT", "/v1.51/containers/cc/archive?path=/", {"Content-Type": "application/x-tar"}, "this is no tar"
    yield "POST", "/v1.51/commit", {}, ""
    for repo, tag in ("Foo", ""), ("b", "bad tag"), ("b:x:y", ""), ("sha256", "x"), (HEX, ""), ("b@sha256:" + HEX, ""), (" ", ""), ("", "x"):
        yield "POST", f"/v1.51/commit?container=cc&repo={q(repo)}&tag={q(tag)}", {}, ""
        yield "POST", f"/v1.51/images/create?fromSrc=-&repo={q(repo)}&tag={q(tag)}", {"Content-Type": "application/x-tar"}, ""
    for change in CHANGES:
        yield "POST", f"/v1.51/commit?container=nope&changes={q(change)}", {}, ""
        if change.strip() and not change.startswith("#"):
            yield "POST", f"/v1.51/commit?container=cc&changes={q(change)}", {}, ""
            yield "POST", f"/v1.51/images/create?fromSrc=-&changes={q(change)}", {"Content-Type": "application/x-tar"}, ""
    for body in "this is no tar", "\x1f\x8b garbage", "x*2000":
        yield "POST", "/v1.51/images/create?fromSrc=-&repo=b", {"Content-Type": "application/x-tar"}, body
        yield "POST", "/v1.51/images/load", {"Content-Type": "application/x-tar"}, body
        yield "POST", "/v1.51/images/load?quiet=1", {"Content-Type": "application/x-tar"}, body
    yield "POST", "/v1.51/images/load", {"Content-Type": "application/x-tar"}, ""
    for source in "nope://x", "http://", "file:///etc/passwd", "127.0.0.1:1/x":
        yield "POST", f"/v1.51/images/create?fromSrc={q(source)}", {}, ""
    for platform in "x", "linux/", "nope/amd64":
        yield "POST", f"/v1.51/images/create?fromSrc=-&platform={q(platform)}", {"Content-Type": "application/x-tar"}, ""
    yield "GET", "/v1.51/images/get", {}, ""
    for names in ["", "nope"], ["nope"], ["Nope"], ["a", "nope"], ["a:"], [HEX], ["sha256:" + HEX], ["a", "Nope"], ["a@sha256:abc"], ["sha256:fff"], [" "], ["*"]:
        yield "GET", "/v1.51/images/get?" + "&".join("names=" + q(name) for name in names), {}, ""
        yield "GET", f"/v1.51/images/{q(names[-1])}/get", {}, ""
    for name in "Nope", HEX, "sha256:" + HEX, "a:", "a b", "a@sha256:abc", " ":
        yield "GET", f"/v1.51/distribution/{q(name)}/json", {}, ""


def what(status, body):
    lines = [line for line in body.splitlines() if line.strip()]
    try:
        parsed = [json.loads(line) for line in lines]
    except ValueError:
        return "no JSON" if status == 200 else body
    if not parsed:
        return ""
    last = parsed[-1]
    if isinstance(last, dict) and "ContainersDeleted" in last:
        return "pruned" if last["ContainersDeleted"] else "nothing pruned"
    if isinstance(last, dict):
        return last.get("message") or ("stream: " + last["errorDetail"]["message"] if "errorDetail" in last else "done")
    return f"{len(last)} rows" if isinstance(last, list) else "done"


def expand(body):
    if "*" in body and body.split("*")[1].isdigit():
        text, count = body.split("*")
        return text * int(count)
    return body


def fill(engine):
    for container in json.loads(engine.ask("GET", "/v1.41/containers/json?all=1")[2]):
        engine.ask("DELETE", f"/v1.41/containers/{container['Id']}?force=1")
    clear(engine)
    load(engine, IMAGES)
    engine.ask("POST", "/v1.41/containers/create?name=cc", b'{"Image":"a"}', JSON)


def state(engine):
    images = [(image["Id"], tuple(image["RepoTags"])) for image in json.loads(engine.ask("GET", "/v1.41/images/json?all=1")[2])]
    containers = [tuple(container["Names"]) for container in json.loads(engine.ask("GET", "/v1.41/containers/json?all=1")[2])]
    return sorted(images), sorted(containers)


def main(path, output):
    engine = Engine(path, 3)
    fill(engine)
    before = state(engine)
    rows = []
    for method, target, headers, body in dict.fromkeys((m, t, tuple(h.items()), b) for m, t, h, b in requests()):
        try:
            status, _, answer = engine.ask(method, target, expand(body).encode("latin-1" if body.startswith("\x1f") else "utf-8") or None, dict(headers))
        except OSError as e:
            print(e, method, target, headers, body[:50], file=sys.stderr)
            status, answer = 0, "no answer"
        rows.append([method, target, dict(headers), body, status, what(status, answer)])
        if state(engine) != before:
            fill(engine)
    write_lines(output, rows)
    fill(engine)
    print(f"{len(rows)} requests, dockerd {engine.version()}")


if __name__ == "__main__":
    main(*sys.argv[1:])
