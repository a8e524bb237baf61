import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { GenericContainer, Wait } from 'testcontainers';

let container, origin;

before(async () => {
  container = await new GenericContainer('wachat-emulator')
    .withExposedPorts(9224)
    .withWaitStrategy(Wait.forHttp('/_emulator/health', 9224))
    .start();
  origin = `http://${container.getHost()}:${container.getMappedPort(9224)}`;
});
after(() => container?.stop());

const call = async (method, path, body) => {
  const reply = await fetch(origin + path, {
    method,
    headers: { Authorization: 'Bearer any-key', ...(body && { 'Content-Type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  assert.ok(reply.ok, `${reply.status} to ${method} ${path}`);
  return reply.json();
};

test('a scan connects the shop', async () => {
  const { instance, qrcode } = await call('POST', '/api/v1/instance/create', { instanceName: 'jakarta_store' });
  const state = async () => {
    const reply = await call('GET', `/api/v1/instance/state?instanceName=${instance.apiInstanceName}`);
    return reply.instance.state;
  };
  assert.equal(await state(), 'connecting');
  await call('POST', '/_emulator/scan', { code: qrcode.code });
  assert.equal(await state(), 'open');
});
