// The suite beside the app: a browser's requests to the app, and a scan instead of the shop owner's phone.
import assert from 'node:assert/strict';
import { test } from 'node:test';

const { APP_URL, WACHAT_URL, WACHAT_API_KEY } = process.env;

const wachat = async (url, init) => {
  const reply = await fetch(url, { ...init, headers: { Authorization: `Bearer ${WACHAT_API_KEY}` } });
  assert.ok(reply.ok, `${reply.status} to ${url}`);
  return reply.json();
};

test('a shop owner connects WhatsApp', async () => {
  const page = await (await fetch(APP_URL, { method: 'POST' })).text();
  const [picture, name] = /\/qr\.png\?instanceName=([\w-]+)/.exec(page) ?? assert.fail(`No QR on the page: ${page}`);
  assert.equal((await fetch(APP_URL + picture)).headers.get('content-type'), 'image/png');

  await wachat(`${new URL(WACHAT_URL).origin}/_emulator/instances/${name}/scan`, { method: 'POST' });
  const { instance } = await wachat(`${WACHAT_URL}/instance/state?instanceName=${name}`);
  assert.equal(instance.state, 'open');
});
