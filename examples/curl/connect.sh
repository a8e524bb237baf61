#!/bin/sh
# Connects a shop with curl alone: create, QR, scan, state, logout, delete. Stops at the first failure.
set -eu
: "${WACHAT_URL:?is not set: the base URL, such as http://localhost:9224/api/v1}"
: "${WACHAT_API_KEY:?is not set: for an emulator any text will do}"

call() { # method, URL, then further options for curl
  method=$1 url=$2
  shift 2
  answer=$(curl --silent --show-error --fail-with-body --max-time 20 --request "$method" "$url" \
    --header "Authorization: Bearer $WACHAT_API_KEY" "$@") || { echo "$method $url: $answer" >&2; return 1; }
  printf '%s' "$answer"
}
json='Content-Type: application/json'

# A string field of a JSON reply, for machines without jq. The replies have no spaces, and these strings no escapes.
field() { printf '%s' "$2" | sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p"; }

expect_state() {
  reply=$(call GET "$WACHAT_URL/instance/state?instanceName=$name")
  state=$(field state "$reply")
  echo "state: $state"
  [ "$state" = "$1" ] || { echo "$name should be $1 and is $state" >&2; exit 1; }
}

created=$(call POST "$WACHAT_URL/instance/create" --header "$json" --data '{"instanceName": "jakarta_store"}')
name=$(field apiInstanceName "$created")
echo "created: $name"
expect_state connecting

call GET "$WACHAT_URL/instance/qr/image?instanceName=$name" --output qr.png
echo "the QR is in qr.png"

# The phone, which only the emulator has. With zbarimg it could read the file: code=$(zbarimg --quiet --raw qr.png)
code=$(field code "$created")
call POST "${WACHAT_URL%/api/v1}/_emulator/scan" --header "$json" --data "{\"code\": \"$code\"}" >/dev/null
expect_state open

call DELETE "$WACHAT_URL/instance/logout?instanceName=$name" >/dev/null
expect_state close
call DELETE "$WACHAT_URL/instance/delete?instanceName=$name" >/dev/null
echo 'logged out and deleted'
