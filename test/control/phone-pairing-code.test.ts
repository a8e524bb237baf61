import { describe, expect, test } from 'vitest';
import type { Options } from '../../src/index.js';
import { createShop, buildShop, business } from '../support/shop.js';

const buildShown = async (fields: object = {}, options: Options = {}) => {
  const shop = await buildShop('', fields, options);
  const { wachat } = shop;
  return Object.assign(shop, {
    typed: String(shop.created.qrcode?.pairingCode),
    phase: (name = shop.name) => wachat.instances({ instanceName: name })[0]?.phase,
  });
};

/** Another code of the same form. */
const changed = (code: string, at: number): string =>
  code.slice(0, at) + (code.charAt(at) === 'A' ? 'B' : 'A') + code.slice(at + 1);

describe('A pairing code', () => {
  describe('rules', () => {
    test.each([
      ['as it is shown', (code: string) => code],
      ['with a dash, as a phone shows it', (code: string) => `${code.slice(0, 4)}-${code.slice(4)}`],
      ['with a space', (code: string) => `${code.slice(0, 4)} ${code.slice(4)}`],
      ['in lower case', (code: string) => code.toLowerCase()],
    ])('opens the instance that shows it, %s', async (_how, write) => {
      const { control, name, typed } = await buildShown();
      const { status, body } = await control.post('/scan', { pairingCode: write(typed) });
      expect(status).toBe(200);
      expect(body.instance).toMatchObject({ apiInstanceName: name, phase: 'open', phone: { number: '628123456789' } });
    });

    test.each([
      '',
      'ABCD',
      'ABCD12345',
      'ABCD--1234',
      'AB-CD1234',
      '-ABCD1234',
      'ABCD1234 ',
      'ABCD123I',
      'ABCD1230',
      'ſBCD1234',
      '☕☕☕☕☕☕☕☕',
      'A'.repeat(100_000),
      null,
      12_345_678,
      ['ABCD1234'],
      {},
    ])('what cannot be one is a 400 that says what one looks like: %#', async (pairingCode) => {
      const { control, name, phase } = await buildShown();
      for (const path of ['/scan', `/instances/${name}/scan`]) {
        const { status, body } = await control.post(path, { pairingCode });
        expect(status).toBe(400);
        expect(body.error).toContain('such as ABCD-1234');
        expect(body.error.length).toBeLessThan(300);
      }
      expect(phase()).toBe('pairing');
    });

    test('with any one character changed it is a 404, and nothing opens', async () => {
      const { control, name, typed, phase } = await buildShown();
      for (let at = 0; at < typed.length; at++) {
        for (const path of ['/scan', `/instances/${name}/scan`]) {
          const { status, body } = await control.post(path, { pairingCode: changed(typed, at) });
          expect(status).toBe(404);
          expect(body.error).toContain('has shown this pairing code');
        }
      }
      expect(phase()).toBe('pairing');
    });

    test('an old one is a 410 that says which it was, how old it is and which is current', async () => {
      const { clock, control, name, typed, phase } = await buildShown();
      clock.advance(45_000 + 12_300);
      for (const path of ['/scan', `/instances/${name}/scan`]) {
        const { status, body } = await control.post(path, { pairingCode: typed });
        expect(status).toBe(410);
        expect(body.error).toBe(
          'This pairing code is no longer current: it was number 1 of pairing 1 and expired 12.3 s ago; number 2 of pairing 1 is current now.',
        );
        expect(body.details).toEqual({ count: 1, pairing: 1, currentCount: 2, currentPairing: 1 });
      }
      expect(phase()).toBe('pairing');
    });

    test('one of an earlier pairing, or of an instance that is linked, is a 410 too', async () => {
      const { api, clock, control, name, typed } = await buildShown({}, { qrLimit: 2 });
      clock.advance(45_000);
      clock.advance(45_000);
      const { body } = await api.get(`/instance/qr?instanceName=${name}`);
      const old = await control.post('/scan', { pairingCode: typed });
      expect(old.status).toBe(410);
      expect(old.body.details).toMatchObject({ pairing: 1, currentPairing: 2 });
      const { pairingCode } = body.qrcode;
      expect((await control.post('/scan', { pairingCode })).status).toBe(200);
      const again = await control.post('/scan', { pairingCode });
      expect(again.status).toBe(410);
      expect(again.body.error).toContain('has been linked since');
    });

    test('one of too long ago is as one that was never shown, and the 404 does not say that it was not', async () => {
      const { api, control, name, typed, wachat } = await buildShown({}, { qrLimit: 1000 });
      wachat.exhaust(name);
      await api.get(`/instance/qr?instanceName=${name}`);
      const { status, body } = await control.post('/scan', { pairingCode: typed });
      expect(status).toBe(404);
      expect(body.error).toContain('has shown this pairing code, or not lately');
    });

    test('exactly one thing says what is scanned', async () => {
      const { control, name, code, typed, phase } = await buildShown();
      for (const body of [
        { pairingCode: typed, code },
        { pairingCode: typed, instanceName: name },
        { pairingCode: typed, displayName: 'shop' },
      ])
        expect((await control.post('/scan', body)).status).toBe(400);
      expect((await control.post(`/instances/${name}/scan`, { pairingCode: typed, code })).status).toBe(400);
      expect(phase()).toBe('pairing');
    });

    test('is for one number: a phone that says that it has another one is refused', async () => {
      const { control, typed, phase } = await buildShown();
      const { status, body } = await control.post('/scan', { pairingCode: typed, number: '6281298765432' });
      expect(status).toBe(409);
      expect(body.error).toContain('for 628123456789');
      expect(phase()).toBe('pairing');
      expect((await control.post('/scan', { pairingCode: typed, number: '628123456789' })).status).toBe(200);
    });

    test('by path, it is that of this instance and of no other', async () => {
      const { api, control, name, code, typed, phase } = await buildShown();
      const other = await createShop(api);
      for (const body of [{ pairingCode: typed }, { code }]) {
        const reply = await control.post(`/instances/${other.name}/scan`, body);
        expect(reply.status).toBe(404);
        expect(reply.body.error).toContain(name);
      }
      expect([phase(), phase(other.name)]).toEqual(['pairing', 'pairing']);
      expect((await control.post(`/instances/${name}/scan`, { pairingCode: typed })).body.instance.state).toBe('open');
      expect((await control.post('/instances/t1_x_nobody/scan', { pairingCode: typed })).body.error).toContain(
        'no instance with that technical name',
      );
    });

    test('by path, the text of a QR is that of this instance, and a current one', async () => {
      const { clock, control, name, code, phase } = await buildShown();
      clock.advance(45_000);
      expect((await control.post(`/instances/${name}/scan`, { code })).status).toBe(410);
      expect((await control.post(`/instances/${name}/scan`, { code: 'x' })).status).toBe(400);
      expect(phase()).toBe('pairing');
    });

    test('the account of another key knows nothing of it, nor does one that was reset', async () => {
      const { control, typed, wachat } = await buildShown();
      expect(() => wachat.account('other').scan({ pairingCode: typed })).toThrow(
        expect.objectContaining({ name: 'Refusal', code: 'qrUnknown' }),
      );
      await control.post('/reset');
      expect((await control.post('/scan', { pairingCode: typed })).status).toBe(404);
    });

    test('an instance without a number has none, and a business instance none either', async () => {
      const { created } = await buildShown({ number: undefined });
      expect(created.qrcode.pairingCode).toBeNull();
      const { control, name } = await buildShown(business);
      const { status, body } = await control.post(`/instances/${name}/scan`, { pairingCode: 'ABCD1234' });
      expect(status).toBe(409);
      expect(body.error).toContain('WHATSAPP-BUSINESS');
    });
  });

  describe('behaviour', () => {
    test('changes with each QR, and only the newest one opens', async () => {
      const { clock, wachat, name, typed } = await buildShown();
      const seen = [typed];
      for (let turn = 0; turn < 5; turn++) {
        clock.advance(45_000);
        seen.push(String(wachat.instances()[0]?.qrcode?.pairingCode));
      }
      expect(new Set(seen).size).toBe(6);
      for (const old of seen.slice(0, -1))
        expect(() => wachat.scan({ pairingCode: old })).toThrow(expect.objectContaining({ code: 'qrOutdated' }));
      expect(wachat.scan({ pairingCode: seen.at(-1) ?? '' }).apiInstanceName).toBe(name);
    });

    test('finds its instance among many, and each has its own', async () => {
      const { api, wachat } = await buildShown();
      const shops = [];
      for (let turn = 0; turn < 30; turn++) shops.push(await createShop(api));
      for (const { name, created } of shops.reverse())
        expect(wachat.scan({ pairingCode: created.qrcode.pairingCode }).apiInstanceName).toBe(name);
    });

    test('still counts after the account was restored elsewhere', async () => {
      const { wachat, name, typed } = await buildShown();
      const elsewhere = await buildShown();
      await elsewhere.wachat.restore(await wachat.snapshot());
      expect(elsewhere.wachat.scan({ pairingCode: typed }).apiInstanceName).toBe(name);
    });

    test('of two phones that type it at once one is too late', async () => {
      const { control, typed } = await buildShown();
      const replies = await Promise.all(
        Array.from({ length: 10 }, () => control.post('/scan', { pairingCode: typed })),
      );
      expect(replies.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(9).fill(410)]);
    });

    test('with a seed it is the same each time', async () => {
      const codes = [];
      for (let turn = 0; turn < 2; turn++) codes.push((await buildShown({}, { seed: 'shop' })).typed);
      expect(codes[0]).toBe(codes[1]);
    });
  });
});

describe('GET /instance/qr with a number', () => {
  test('gives a code once pairing starts anew for it, and that code opens', async () => {
    const { api, control, name, created, qr } = await buildShown({ number: undefined });
    expect(created.qrcode.pairingCode).toBeNull();
    await control.post(`/instances/${name}/exhaust`);
    const { status, headers, body } = await api.get(`/instance/qr?instanceName=${name}&number=6281298765432`);
    expect(status).toBe(200);
    expect(headers.get('X-Wachat-Emulator-Warning')).toBeNull();
    const { pairingCode } = body.qrcode;
    expect(pairingCode).toMatch(/^[1-9A-HJ-NP-TV-Z]{8}$/);
    // As upstream, the number is that of this pairing, not of the instance.
    expect(body.instance.number).toBeNull();
    expect((await qr()).pairingCode).toBe(pairingCode);
    const scanned = await control.post('/scan', { pairingCode });
    expect(scanned.body.instance).toMatchObject({ state: 'open', phone: { number: '6281298765432' } });
  });

  test('counts for one pairing: the next one without a number has that of create again', async () => {
    const { api, control, name } = await buildShown({ number: undefined });
    const path = `/instance/qr?instanceName=${name}`;
    await control.post(`/instances/${name}/exhaust`);
    const { pairingCode } = (await api.get(`${path}&number=6281298765432`)).body.qrcode;
    await control.post(`/instances/${name}/exhaust`);
    expect((await api.get(path)).body.qrcode.pairingCode).toBeNull();
    const { status, body } = await control.post('/scan', { pairingCode });
    expect(status).toBe(410);
    expect(body.error).toContain('number 1 of pairing 3 is current now, and has no pairing code');
  });

  test('also after a logout, with the next keys', async () => {
    const { api, control, name } = await buildShown({ number: undefined });
    await control.post(`/instances/${name}/scan`);
    await api.call('DELETE', `/instance/logout?instanceName=${name}`);
    const { body } = await api.get(`/instance/qr?instanceName=${name}&number=6281298765432`);
    expect((await control.post('/scan', { pairingCode: body.qrcode.pairingCode })).status).toBe(200);
  });

  test('while pairing is under way it changes nothing, and a header says so', async () => {
    const { api, name, created } = await buildShown({ number: undefined });
    const { headers, body } = await api.get(`/instance/qr?instanceName=${name}&number=6281298765432`);
    expect(body.qrcode).toEqual(created.qrcode);
    expect(headers.get('X-Wachat-Emulator-Warning')).toBe(
      '"number" is ignored: it counts when pairing starts, and this one began before',
    );
  });

  test('of an open instance it changes nothing, and a header says so', async () => {
    const { api, control, name } = await buildShown();
    await control.post(`/instances/${name}/scan`);
    const { headers, body } = await api.get(`/instance/qr?instanceName=${name}&number=6281298765432`);
    expect(Object.keys(body)).toEqual(['success', 'instance']);
    expect(body.instance.number).toBe('628123456789');
    expect(headers.get('X-Wachat-Emulator-Warning')).toBe(
      '"number" is ignored: it counts when pairing starts, and the instance is open',
    );
  });

  test('the number that pairing is for already needs no warning', async () => {
    const { api, name } = await buildShown();
    const { headers } = await api.get(`/instance/qr?instanceName=${name}&number=628123456789`);
    expect(headers.get('X-Wachat-Emulator-Warning')).toBeNull();
  });

  test.each(['', '+628123456789', '123', 'x', '628123456789&number=628123456789'])(
    'what is no number is a 400, and pairing stays given up: %j',
    async (number) => {
      const { api, control, name, phase } = await buildShown();
      await control.post(`/instances/${name}/exhaust`);
      expect((await api.get(`/instance/qr?instanceName=${name}&number=${number}`)).status).toBe(400);
      expect(phase()).toBe('expired');
    },
  );

  test('a snapshot keeps it', async () => {
    const { api, control, wachat, name } = await buildShown({ number: undefined });
    await control.post(`/instances/${name}/exhaust`);
    const { pairingCode } = (await api.get(`/instance/qr?instanceName=${name}&number=6281298765432`)).body.qrcode;
    const elsewhere = await buildShown();
    await elsewhere.wachat.restore(await wachat.snapshot());
    const [restored] = elsewhere.wachat.instances();
    expect(restored?.qrcode?.pairingCode).toBe(pairingCode);
    expect(elsewhere.wachat.scan({ pairingCode }).phone?.number).toBe('6281298765432');
  });
});
