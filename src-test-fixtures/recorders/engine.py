"""Asks a Docker Engine on a Unix socket, for the recorders beside this file."""
import http.client
import json
import socket
import urllib.parse


class Engine:
    def __init__(self, path, patience=60):
        self.path = path
        self.patience = patience

    def ask(self, method, target, body=None, headers=None):
        """Returns status, headers and body of one request; the target is sent as it is."""
        connection = http.client.HTTPConnection("localhost", timeout=self.patience)
        connection.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.sock.settimeout(self.patience)
        connection.sock.connect(self.path)
        # http.client refuses targets with control characters; some records need exactly those.
        connection._validate_path = lambda url: None
        connection._encode_request = lambda request: request.encode("utf-8")
        try:
            connection.request(method, target, body=body, headers=headers or {})
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read().decode("utf-8", "replace")
        finally:
            connection.close()

    def message(self, method, target, **parameters):
        """Returns status and the error's message, or the body when it is no error."""
        query = "?" + urllib.parse.urlencode(parameters) if parameters else ""
        status, _, body = self.ask(method, target + query)
        try:
            parsed = json.loads(body)
        except ValueError:
            return status, body
        return status, parsed["message"] if isinstance(parsed, dict) and "message" in parsed else body

    def version(self):
        return json.loads(self.ask("GET", "/version")[2])["Version"]


def write_lines(path, rows):
    """One JSON value a line, so that a change of the record is a change of lines."""
    with open(path, "w", encoding="utf-8") as out:
        for row in rows:
            out.write(json.dumps(row, ensure_ascii=True) + "\n")
