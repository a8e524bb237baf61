import assert from 'node:assert/strict';
import { test } from 'node:test';

const { WACHAT_URL, WACHAT_API_KEY } = process.env;

const call = async (method, url, body) => {
  const reply = await fetch(url, {
    method,
    headers: { Authorization: `Bearer ${WACHAT_API_KEY}`, ...(body && { 'Content-Type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  assert.ok(reply.ok, `${reply.status} to ${method} ${url}`);
  return reply.json();
};

test('a scan connects the shop', async () => {
  const { instance, qrcode } = await call('POST', `${WACHAT_URL}/instance/create`, { instanceName: 'jakarta_store' });
  await call('POST', `${new URL(WACHAT_URL).origin}/_emulator/scan`, { code: qrcode.code });
  const reply = await call('GET', `${WACHAT_URL}/instance/state?instanceName=${instance.apiInstanceName}`);
  assert.equal(reply.instance.state, 'open');
});
