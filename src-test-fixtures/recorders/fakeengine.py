"""A socket that answers docker's command line just enough to see what it sends."""
import os
import socketserver
import threading
from http.server import BaseHTTPRequestHandler


class FakeEngine:
    """`answer(method, path, body)` gives status, content type and body; `requests` remembers what came."""

    def __init__(self, path, answer):
        self.requests = []
        engine = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def serve(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                engine.requests.append((self.command, self.path, body))
                if self.path.endswith("/_ping"):
                    status, kind, data = 200, "text/plain", b"OK"
                else:
                    status, kind, data = answer(self.command, self.path, body)
                self.send_response(status)
                self.send_header("Api-Version", "1.51")
                self.send_header("Ostype", "linux")
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(data)

            do_GET = do_HEAD = do_POST = do_DELETE = serve

            def address_string(self):
                return "client"

            def log_message(self, *ignored):
                pass

        class Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
            daemon_threads = True

        if os.path.exists(path):
            os.unlink(path)
        self.server = Server(path, Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()
