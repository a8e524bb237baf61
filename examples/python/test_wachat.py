import os
import unittest
from urllib.parse import urljoin

import wachat


def scan(code):
    """The phone, which only the emulator has."""
    wachat.call("POST", "/scan", {"code": code}, base=urljoin(os.environ["WACHAT_URL"], "/_emulator"))


class Connecting(unittest.TestCase):
    def setUp(self):
        shop = wachat.create("jakarta store")
        self.name, self.code = shop["instance"]["apiInstanceName"], shop["qrcode"]["code"]

    def test_is_open_once_the_qr_is_scanned(self):
        self.assertEqual(wachat.state(self.name), "connecting")
        scan(self.code)
        self.assertEqual(wachat.state(self.name), "open")

    def test_must_log_out_before_it_is_deleted(self):
        scan(self.code)
        with self.assertRaises(wachat.WachatError) as refused:
            wachat.delete(self.name)
        self.assertEqual(refused.exception.status, 409)
        wachat.logout(self.name)
        wachat.delete(self.name)
        with self.assertRaises(wachat.WachatError) as gone:
            wachat.state(self.name)
        self.assertEqual(gone.exception.status, 404)


if __name__ == "__main__":
    unittest.main()
