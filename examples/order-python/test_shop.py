import json
import os
import unittest
from threading import Thread
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin
from urllib.request import Request, urlopen

from shop import Shop

CUSTOMER = "6281298765432"


def emulator(method, path, body=None):
    """What only the emulator has: the phones of the shop and of its customers."""
    request = Request(
        urljoin(os.environ["WACHAT_URL"], "/_emulator") + path,
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": "Bearer " + os.environ["WACHAT_API_KEY"], "Content-Type": "application/json"},
    )
    with urlopen(request, timeout=20) as reply:
        return json.load(reply)


class Orders(unittest.TestCase):
    def setUp(self):
        self.shop = Shop("Toko Jakarta")
        self.addCleanup(self.shop.server.server_close)
        Thread(target=self.shop.server.serve_forever).start()
        self.addCleanup(self.shop.server.shutdown)
        emulator("POST", "/scan", {"code": self.shop.qr})

    def shown(self, words):
        """The message on the customer's phone with these words in it; waits for it."""
        query = {"instanceName": self.shop.instance_name, "to": CUSTOMER, "contains": words, "wait": "5s"}
        found = emulator("GET", "/messages?" + urlencode(query))
        self.assertTrue(found["satisfied"], found["closest"])
        return found["messages"][0]["text"]

    def answer(self, text):
        message = {"from": CUSTOMER, "pushName": "Siti", "type": "text", "text": text}
        emulator("POST", f"/instances/{self.shop.instance_name}/receive", message)

    def test_a_customer_who_answers_yes_is_thanked_and_the_order_is_confirmed(self):
        self.shop.place(1001, CUSTOMER)
        self.assertEqual(self.shown("order 1001"), "Your order 1001 is placed. Is it right? Answer YES.")
        self.answer("Yes")
        self.assertEqual(self.shown("Thank you"), "Thank you, Siti! We are packing order 1001.")
        self.assertEqual(self.shop.orders[CUSTOMER]["status"], "confirmed")

    def test_another_answer_confirms_nothing(self):
        self.shop.place(1001, CUSTOMER)
        self.answer("How long will it take?")
        # The shop has heard it once its webhook has answered.
        query = {"event": "messages.upsert", "instanceName": self.shop.instance_name, "status": "delivered"}
        heard = emulator("GET", "/deliveries?" + urlencode({**query, "wait": "5s"}))
        self.assertTrue(heard["satisfied"], heard["closest"])
        self.assertEqual(self.shop.orders[CUSTOMER]["status"], "placed")

    def test_a_forged_webhook_is_refused(self):
        request = Request(self.shop.webhook_url, data=b"{}", headers={"X-Wachat-Signature": "none"})
        with self.assertRaises(HTTPError) as refused:
            urlopen(request, timeout=20)
        refused.exception.close()
        self.assertEqual(refused.exception.code, 401)


if __name__ == "__main__":
    unittest.main()
