"""A shop that notifies its customers by WhatsApp and hears their answers, with Python's standard library only."""

import hashlib
import hmac
import json
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.error import HTTPError
from urllib.request import Request, urlopen


class WachatError(Exception):
    pass


def call(method, path, body=None):
    """Calls Wachat and returns the reply; raises WachatError unless it is a success."""
    request = Request(
        os.environ["WACHAT_URL"] + path,
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": "Bearer " + os.environ["WACHAT_API_KEY"], "Content-Type": "application/json"},
    )
    try:
        with urlopen(request, timeout=20) as reply:
            return json.load(reply)
    except HTTPError as error:
        with error:
            raise WachatError(f"Wachat answered {error.code}: {error.read().decode(errors='replace')}") from None


class Shop:
    """Serves its webhook at `webhook_url` until it is closed."""

    def __init__(self, name, host="127.0.0.1", port=0):
        self.orders = {}  # by the customer's number
        created = call("POST", "/instance/create", {"instanceName": name})
        self.instance_name = created["instance"]["apiInstanceName"]
        self.qr = created["qrcode"]["code"]
        self.server = ThreadingHTTPServer((host, port), type("Webhook", (Webhook,), {"shop": self}))
        self.webhook_url = "http://%s:%d/" % self.server.server_address
        webhook = {"url": self.webhook_url, "events": ["messages.upsert"], "instanceName": self.instance_name}
        self.secret = call("POST", "/webhooks", webhook)["webhook"]["secret"]

    def place(self, order, number):
        self.orders[number] = {"id": order, "status": "placed"}
        self.tell(number, f"Your order {order} is placed. Is it right? Answer YES.")

    def tell(self, number, text):
        message = {"instanceName": self.instance_name, "number": number, "type": "text", "message": text}
        call("POST", "/send/text", message)

    def hear(self, event):
        """A customer wrote. It may come twice: what is confirmed already is not confirmed again."""
        message = event["data"]
        number = message["key"]["remoteJid"].split("@")[0]
        text = message["message"].get("conversation", "")
        order = self.orders.get(number)
        if order is None or order["status"] != "placed" or text.strip().lower() != "yes":
            return
        order["status"] = "confirmed"
        self.tell(number, f"Thank you, {message['pushName']}! We are packing order {order['id']}.")


class Webhook(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        signed = self.headers.get("X-Wachat-Timestamp", "").encode() + b"." + body
        signature = hmac.new(self.shop.secret.encode(), signed, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(signature.encode(), self.headers.get("X-Wachat-Signature", "").encode()):
            return self.answer(401)
        self.shop.hear(json.loads(body))
        self.answer(200)

    def answer(self, status):
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass
