import { describe, expect, test } from 'vitest';
import { build } from '../support/emulator.js';

const WARNING = 'x-wachat-emulator-warning';
const SENTENCE = '"number" must begin with the country code, not with 0: in Indonesia, 0812 is 62812';
const numbers = ['08123456789', '00628123456789', '00000000'];

describe('A number that begins with 0', () => {
  test.each(numbers)('%s of an instance or its phone is taken with a warning', async (number) => {
    const { api, control } = await build();
    const created = await api.create({ instanceName: 'shop', number });
    expect([created.status, created.headers.get(WARNING)]).toEqual([201, SENTENCE]);
    const name: string = created.body.instance.apiInstanceName;
    const scanned = await control.post(`/instances/${name}/scan`, { number });
    expect([scanned.status, scanned.headers.get(WARNING)]).toEqual([200, SENTENCE]);
    const other: string = (await api.create({ instanceName: 'shop' })).body.instance.apiInstanceName;
    const byName = await control.post('/scan', { instanceName: other, number });
    expect([byName.status, byName.headers.get(WARNING)]).toEqual([200, SENTENCE]);
    expect((await api.get(`/instance/state?instanceName=${other}`)).body.instance.number).toBe(number);
  });

  test.each(numbers)('with strict %s is a 400, and nothing happens', async (number) => {
    const { api, control, wachat } = await build({ strict: true });
    const created = await api.create({ instanceName: 'shop', number });
    expect([created.status, created.body.error]).toEqual([400, `${SENTENCE} (--strict).`]);
    expect(created.body.details).toEqual([{ path: 'number', message: SENTENCE.replace('"number" ', '') }]);
    expect(wachat.instances()).toEqual([]);
    const name: string = (await api.create({ instanceName: 'shop' })).body.instance.apiInstanceName;
    for (const reply of [
      await control.post(`/instances/${name}/scan`, { number }),
      await control.post('/scan', { instanceName: name, number }),
    ])
      expect([reply.status, reply.body.error]).toEqual([400, `${SENTENCE} (--strict).`]);
    expect(() => wachat.scan({ instanceName: name, number })).toThrow(new RangeError(`${SENTENCE} (strict).`));
    expect(wachat.instances().map(({ state }) => state)).toEqual(['connecting']);
  });

  test('of a phone that scans on the handle is told in the log', async () => {
    const lines: string[] = [];
    const { api, wachat } = await build({ logLevel: 'warn', logTo: { write: (line: string) => lines.push(line) } });
    const name: string = (await api.create({ instanceName: 'shop' })).body.instance.apiInstanceName;
    expect(wachat.scan({ instanceName: name, number: '08123456789' }).state).toBe('open');
    expect(lines.map((line) => JSON.parse(line).msg)).toEqual([
      SENTENCE.replace('"number"', '"number" of a phone that scans'),
    ]);
  });

  test('is kept by a snapshot', async () => {
    const { api, wachat } = await build();
    await api.create({ instanceName: 'shop', number: '08123456789' });
    const saved = await wachat.snapshot();
    wachat.reset();
    await wachat.restore(saved);
    expect(wachat.instances().map(({ number }) => number)).toEqual(['08123456789']);
  });

  test('of a customer is refused whether strict or not, as WhatsApp has nobody there', async () => {
    for (const strict of [false, true]) {
      const { api, wachat } = await build({ strict });
      const name: string = (await api.create({ instanceName: 'shop' })).body.instance.apiInstanceName;
      wachat.scan({ instanceName: name });
      const sent = await api.post('/send/text', {
        instanceName: name,
        number: '08123456789',
        type: 'text',
        message: 'Hi',
      });
      expect([sent.status, sent.body.error]).toEqual([400, `${SENTENCE}.`]);
      expect(() => wachat.receive(name, { from: '08123456789', type: 'text', text: 'Hi' })).toThrow(
        '"from" must begin',
      );
    }
  });

  test('of a seed is told in the log, where it is, and refused with strict', async () => {
    const instance = {
      instanceName: 'shop',
      number: '08123456789',
      state: 'open',
      phone: { number: '08123456789' },
    } as const;
    const accounts = [{ key: 'k3y-stays-secret', instances: [instance, instance] }];
    const lines: string[] = [];
    const { wachat } = await build({
      accounts,
      logLevel: 'warn',
      logTo: { write: (line: string) => lines.push(line) },
    });
    expect(wachat.instances()).toHaveLength(2);
    const told =
      'The option accounts: "accounts.0.instances.0.number", "accounts.0.instances.0.phone.number", "accounts.0.instances.1.number" and 1 more must begin with the country code, not with 0: in Indonesia, 0812 is 62812';
    expect(lines.map((line) => JSON.parse(line).msg)).toEqual([told]);
    expect(lines.join('')).not.toContain('k3y-stays-secret');
    await expect(build({ accounts, strict: true })).rejects.toThrow(
      `${told.replace('accounts:', 'accounts cannot be used:')} (--strict).`,
    );
  });
});
