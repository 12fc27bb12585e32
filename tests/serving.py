"""A real HTTP server on loopback that records its requests, and pages that go wrong."""

from __future__ import annotations

import gzip
import threading
import time
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from digest.fetch.client import Client

AGENT = "digest/test (+https://test.example/)"
EPOCH = {"SOURCE_DATE_EPOCH": "1635768000"}  # 1 November 2021, noon, UTC; six in the morning in Costa Rica


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        server = self.server
        with server.lock:
            server.requests.append((self.path, dict(self.headers)))
            server.concurrent += 1
            server.max_concurrent = max(server.max_concurrent, server.concurrent)
        try:
            page = server.pages.get(self.path, (404, {}, b""))
            if callable(page):
                page = page(self)
        except OSError:
            page = None  # the client disconnected
        finally:
            # Before the response is sent, because a client that has it may ask again at once.
            with server.lock:
                server.concurrent -= 1
        if page is not None:
            with suppress(OSError):
                self.respond(*page)

    def respond(self, status, headers, body):
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(body))} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = False  # so that closing waits for them
    request_queue_size = 64

    def __init__(self, host="127.0.0.1", port=0):
        super().__init__((host, port), Handler)
        self.lock = threading.Lock()
        self.pages, self.requests, self.concurrent, self.max_concurrent = {}, [], 0, 0
        self.port = self.server_address[1]
        self.home = f"http://{host}:{self.port}"

    def handle_error(self, *_):
        pass  # the client disconnected

    def paths(self):
        return [path for path, _ in self.requests]


@contextmanager
def serving(*arguments, context=None):
    with Server(*arguments) as server:
        if context:
            server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def web(**more):
    return Client(AGENT, **({"timeout": 5, "operation_timeout": 2} | more))


def feed(body, **headers):
    return 200, {"Content-Type": "application/rss+xml", **headers}, body.encode()


def add_sources(workspace, *urls, more="allow_private = true"):
    with (workspace.root / "digest.toml").open("a") as settings:
        for url in urls:
            settings.write(f'[[sources]]\nurl = "{url}"  # ours\n{more}\n')


# Pages that go wrong: each is called with the handler.


def drip(handler):
    handler.send_response(200)
    handler.end_headers()
    for _ in range(60):
        handler.wfile.write(b"x" * 10)
        time.sleep(0.1)


def drip_of_headers(handler):
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    for number in range(60):
        handler.wfile.write(b"X-%d: y\r\n" % number)
        time.sleep(0.1)


def announces_a_large_body(handler):
    handler.send_response(200)
    handler.send_header("Content-Length", str(50 * 1024 * 1024))
    handler.end_headers()
    time.sleep(0.5)  # and then nothing is sent


def sends_a_large_body(handler):
    handler.send_response(200)
    handler.end_headers()
    for _ in range(50):
        handler.wfile.write(b"x" * 1024 * 1024)
        handler.server.sent = getattr(handler.server, "sent", 0) + 1


def sends_a_large_body_in_chunks(handler):
    handler.protocol_version = "HTTP/1.1"
    handler.send_response(200)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    for _ in range(50):
        handler.wfile.write(b"100000\r\n" + b"x" * 1024 * 1024 + b"\r\n")


def bomb():
    """Two gigabytes of spaces, as two megabytes of gzip in 64 members."""
    return gzip.compress(b" " * 32 * 1024 * 1024) * 64


def cut_off(handler):
    handler.send_response(200)
    handler.send_header("Content-Length", "5000")
    handler.end_headers()
    handler.wfile.write(b"<?xml version='1.0'?><rss>")


def cut_off_in_a_chunk(handler):
    handler.protocol_version = "HTTP/1.1"
    handler.send_response(200)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    handler.wfile.write(b"100\r\n<rss>")


def closes_at_once(handler):
    handler.close_connection = True


def headers_without_end(handler):
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    for number in range(100_000):
        handler.wfile.write(b"X-%d: y\r\n" % number)


def long_header(handler):
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000 + b"\r\n\r\n")


def is_no_http(handler):
    handler.wfile.write(b"220 mail.example ESMTP\r\n")


def half_a_gzip(text):
    return 200, {"Content-Encoding": "gzip"}, gzip.compress(text.encode())[:-20]
