import { describe, expect, test } from 'vitest';
import { Refusal, type Watched } from '../../../src/index.js';
import { build } from '../../support/emulator.js';
import { hooked } from '../../support/webhook.js';

const kinds = ['requests', 'events', 'deliveries', 'messages', 'instances'] as const satisfies (keyof Watched)[];

/** Two shops, of which each has a webhook, is open, and sent a message. */
const buildShops = async () => {
  const shop = await hooked();
  const { api, settle, wachat } = shop;
  const names: string[] = [];
  for (const displayName of ['Toko Jakarta', 'Toko Bandung']) {
    const name = String((await api.create({ instanceName: displayName })).body.instance.apiInstanceName);
    wachat.scan({ displayName });
    await api.post('/send/text', { instanceName: name, number: '6281298765432', message: 'Hello' });
    names.push(name);
  }
  await settle();
  const [one = '', other = ''] = names;
  return { ...shop, one, other };
};

describe('An instance has a technical name and a display name', () => {
  test.each(kinds)('%s are sought by either', async (what) => {
    const { control, one, wachat } = await buildShops();
    const byTechnicalName = wachat[what]({ instanceName: one });
    expect(byTechnicalName.length).toBeGreaterThan(0);
    expect(byTechnicalName.length).toBeLessThan(wachat[what]().length);
    expect(wachat[what]({ displayName: 'Toko Jakarta' })).toEqual(byTechnicalName);
    expect(wachat[what]({ displayName: ' Toko Jakarta ' })).toEqual(byTechnicalName);
    expect(wachat[what]({ displayName: 'Toko' })).toEqual([]);
    expect((await control.get(`/${what}?displayName=Toko%20Jakarta`)).body.count).toBe(byTechnicalName.length);
    expect(await wachat.waitFor(what, { displayName: 'Toko Jakarta' })).toEqual(byTechnicalName);
  });

  test.each(kinds)('a display name in place of the technical one is refused at once: %s', async (what) => {
    const { control, one, wachat } = await buildShops();
    const sentence = `"instanceName" must be the technical name (apiInstanceName), which is ${one}, not the display name.`;
    const { status, body } = await control.get(`/${what}?instanceName=Toko%20Jakarta&wait=1m`);
    expect(status).toBe(400);
    expect(body.error).toBe(sentence);
    expect(() => wachat[what]({ instanceName: 'Toko Jakarta' })).toThrow(sentence);
    expect(() => wachat[what]({ instanceName: 'Toko Jakarta' })).toThrow(Refusal);
    await expect(wachat.waitFor(what, { instanceName: 'Toko Jakarta' }, '1m')).rejects.toThrow(sentence);
  });

  test.each(kinds)('so is what can be no technical name, before there is any instance: %s', async (what) => {
    const { control, wachat } = await build();
    const sentence = '"instanceName" must be a technical name: the apiInstanceName that create returned, such as t1_';
    for (const name of ['k3y-stays-secret', '', 't1_x']) {
      const { status, body } = await control.get(`/${what}?instanceName=${name}&wait=1m`);
      expect(status).toBe(400);
      expect(body.error).toContain(sentence);
      expect(body.error).not.toContain('k3y');
      await expect(wachat.waitFor(what, { instanceName: name }, '1m')).rejects.toThrow(sentence);
    }
  });

  test('what became of a deleted instance is found by its display name, too, until a reset', async () => {
    const { api, wachat } = await build();
    const name = String((await api.create({ instanceName: 'shop' })).body.instance.apiInstanceName);
    const waiting = wachat.waitFor('requests', { operation: 'deleteInstance', displayName: 'shop' });
    await api.call('DELETE', `/instance/delete?instanceName=${name}`);
    expect(await waiting).toMatchObject([{ instanceName: name, status: 200 }]);
    expect(wachat.events({ displayName: 'shop' })).toHaveLength(2);
    wachat.reset();
    expect(wachat.requests({ displayName: 'shop' })).toEqual([]);
  });

  test('the names of at least a thousand deleted instances are known', async () => {
    const { api, wachat } = await build();
    for (let index = 0; index < 1_000; index++) {
      const { body } = await api.create({ instanceName: `shop ${String(index)}` });
      await api.call('DELETE', `/instance/delete?instanceName=${String(body.instance.apiInstanceName)}`);
    }
    expect(wachat.requests({ displayName: 'shop 0' })).toHaveLength(2);
  });

  test('several instances with one display name are all found, and none is scanned', async () => {
    const { api, control, wachat } = await build();
    const names: unknown[] = [];
    for (let index = 0; index < 5; index++)
      names.push((await api.create({ instanceName: 'shop' })).body.instance.apiInstanceName);
    expect(wachat.instances({ displayName: 'shop' })).toHaveLength(5);
    const sentence = `"displayName" must be that of one instance; 5 have this one: ${names.slice(0, 3).join(', ')} and 2 more. Say which by "instanceName".`;
    const { status, body } = await control.post('/scan', { displayName: 'shop' });
    expect([status, body.error]).toEqual([409, sentence]);
    expect(() => wachat.scan({ displayName: 'shop' })).toThrow(sentence);
    expect(wachat.instances({ state: 'open' })).toEqual([]);
  });

  test('a display name that nobody has is a 404 when it is to be scanned', async () => {
    const { api, control, wachat } = await build();
    const sentence = 'This account has no instance with that display name.';
    const reply = await control.post('/scan', { displayName: 'shop' });
    expect([reply.status, reply.body.error]).toEqual([404, sentence]);
    await api.create({ instanceName: 'another shop' });
    expect(() => wachat.scan({ displayName: 'shop' })).toThrow(sentence);
  });

  test('a fault takes no display name either, and then nothing changes', async () => {
    const { api, control, wachat } = await build();
    const { body } = await api.create({ instanceName: 'shop' });
    wachat.setFaults([{ name: 'before', status: 500 }]);
    const sentence = `"instanceName" must be the technical name (apiInstanceName), which is ${String(body.instance.apiInstanceName)}, not the display name.`;
    const fault = { instanceName: 'shop', status: 503 };
    const reply = await control.call('PUT', '/faults', { body: { faults: [fault] } });
    expect([reply.status, reply.body.error]).toEqual([400, sentence]);
    expect(() => wachat.setFaults([fault])).toThrow(sentence);
    expect(() => wachat.setFaults([{ ...fault, instanceName: 'no shop' }])).toThrow(
      '"instanceName" must be a technical name',
    );
    expect(wachat.faults()).toMatchObject([{ name: 'before' }]);
  });
});
