"""Archives of tiny images for `docker load`, for the recorders beside this file."""
import hashlib
import io
import json
import tarfile


def config(created=None, **more):
    """The bytes of an image config without layers; `more` are further fields."""
    fields = {"architecture": "amd64", "os": "linux", "config": {}, "rootfs": {"type": "layers", "diff_ids": []}}
    if created:
        fields["created"] = created
    return json.dumps({**fields, **more}).encode()


def image_id(config_bytes):
    return "sha256:" + hashlib.sha256(config_bytes).hexdigest()


def archive(images):
    """A tar for `docker load` of (config, tags) pairs."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        def add(name, data):
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            tar.addfile(entry, io.BytesIO(data))

        manifest = []
        for data, tags in images:
            name = image_id(data)[7:] + ".json"
            add(name, data)
            manifest.append({"Config": name, "RepoTags": tags, "Layers": []})
        add("manifest.json", json.dumps(manifest).encode())
    return out.getvalue()


def load(engine, images):
    status, _, body = engine.ask("POST", "/v1.41/images/load?quiet=1", archive(images), {"Content-Type": "application/x-tar"})
    if status != 200 or "errorDetail" in body:
        raise SystemExit(f"cannot load: {status} {body}")


def clear(engine):
    """Removes every image of the store, which is one for recording."""
    for image in json.loads(engine.ask("GET", "/v1.41/images/json?all=1")[2]):
        engine.ask("DELETE", f"/v1.41/images/{image['Id']}?force=1")
