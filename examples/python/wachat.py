"""A client for the Wachat API, with Python's standard library only."""

import json
import os
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen


class WachatError(Exception):
    def __init__(self, status, text):
        super().__init__(f"Wachat answered {status}: {text}")
        self.status = status


def call(method, path, body=None, base=None):
    """Calls Wachat and returns the reply; raises WachatError unless it is a success."""
    request = Request(
        (base or os.environ["WACHAT_URL"]) + path,
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": "Bearer " + os.environ["WACHAT_API_KEY"], "Content-Type": "application/json"},
    )
    try:
        with urlopen(request, timeout=20) as reply:
            return json.load(reply)
    except HTTPError as error:
        with error:
            raise WachatError(error.code, error.read().decode(errors="replace")) from None


def create(display_name):
    return call("POST", "/instance/create", {"instanceName": display_name})


# All but create take the technical name: apiInstanceName in the reply of create.


def state(technical_name):
    return call("GET", "/instance/state?" + urlencode({"instanceName": technical_name}))["instance"]["state"]


def logout(technical_name):
    call("DELETE", "/instance/logout?" + urlencode({"instanceName": technical_name}))


def delete(technical_name):
    call("DELETE", "/instance/delete?" + urlencode({"instanceName": technical_name}))
