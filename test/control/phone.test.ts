import { describe, expect, test } from 'vitest';
import type { Account, Options } from '../../src/index.js';
import { client } from '../support/client.js';
import { buildShop, business } from '../support/shop.js';

const buildPhone = async (options: Options = {}, fields: object = {}) => {
  const shop = await buildShop('', fields, options);
  const { control, name, wachat } = shop;
  return Object.assign(shop, {
    phone: (path: string, body?: unknown) => control.post(`/instances/${name}/${path}`, body),
    look: () => wachat.instances().find((instance) => instance.apiInstanceName === name),
  });
};
type Shop = Awaited<ReturnType<typeof buildPhone>>;

const keysOf = (code: string): readonly string[] => code.split(',').slice(1);

/** Each action: its path, what has to happen before it, and what it leads to. */
const works = [
  ['refuse', [], { phase: 'pairing', state: 'connecting' }],
  ['expire-qr', [], { phase: 'pairing', state: 'connecting' }],
  ['exhaust', [], { phase: 'expired', state: 'close' }],
  ['scan', [], { phase: 'open', state: 'open' }],
  ['unlink', ['scan'], { phase: 'closed', state: 'close' }],
  ['drop', ['scan'], { phase: 'lost', state: 'connecting' }],
  ['reconnect', ['scan', 'drop'], { phase: 'open', state: 'open' }],
  ['replace', ['scan'], { phase: 'replaced', state: 'close' }],
  ['reconnect', ['scan', 'replace'], { phase: 'open', state: 'open' }],
  ['replace', ['scan', 'drop'], { phase: 'replaced', state: 'close' }],
  ['unlink', ['scan', 'replace'], { phase: 'closed', state: 'close' }],
] as const;
type Path = (typeof works)[number][0];

const byHandle: Readonly<Record<Path, (account: Account, name: string) => unknown>> = {
  scan: (account, name) => account.scan({ instanceName: name }),
  refuse: (account, name) => account.refuse(name),
  unlink: (account, name) => account.unlink(name),
  drop: (account, name) => account.drop(name),
  reconnect: (account, name) => account.reconnect(name),
  replace: (account, name) => account.replace(name),
  'expire-qr': (account, name) => account.expireQr(name),
  exhaust: (account, name) => account.exhaust(name),
};
const paths: readonly Path[] = ['scan', 'refuse', 'unlink', 'drop', 'reconnect', 'replace', 'expire-qr', 'exhaust'];

describe('POST /_emulator/instances/<name>/…', () => {
  describe('shape', () => {
    test.each(works)('%s after %j answers the instance as it is then', async (path, before, after) => {
      const shop = await buildPhone();
      for (const step of before) expect((await shop.phone(step)).status).toBe(200);
      const { status, body } = await shop.phone(path);
      expect(status).toBe(200);
      expect(body).toEqual({ success: true, instance: shop.look() });
      expect(body.instance).toMatchObject(after);
      expect((await shop.state()).state).toBe(after.state);
    });

    test.each(works)('%s after %j by the handle does the same', async (path, before, after) => {
      const { look, name, wachat } = await buildPhone();
      for (const step of before) byHandle[step](wachat, name);
      expect(byHandle[path](wachat, name)).toEqual(look());
      expect(look()).toMatchObject(after);
    });

    test.each(paths)('%s: the body may be missing, empty, {} or [], and nothing else but an object', async (path) => {
      for (const body of ['null', '[{}]', '"x"', '5']) {
        const { phone } = await buildPhone();
        expect((await phone(path, body)).status).toBe(400);
      }
      for (const body of [undefined, '', {}, []]) {
        const { phone } = await buildPhone();
        expect((await phone(path, body)).status).not.toBe(400);
      }
    });

    test('each instance says what is possible, and all of that is', async () => {
      const { look, name, wachat } = await buildPhone();
      const done = new Set<string>();
      const todo = [
        () => undefined,
        ...(['scan', 'drop', 'replace', 'unlink'] as const).map((path) => () => byHandle[path](wachat, name)),
      ];
      for (const step of todo) {
        step();
        done.add(`${String(look()?.phase)}: ${String(look()?.actions.join(', '))}`);
      }
      expect([...done]).toEqual([
        'pairing: scan, refuse, expireQr, exhaust, delete',
        'open: unlink, drop, replace, logout',
        'lost: unlink, reconnect, replace, logout, delete',
        'replaced: unlink, reconnect, logout, delete',
        'closed: delete',
      ]);
    });
  });

  describe('rules', () => {
    test.each(paths)('%s needs a key, and an instance that the account has', async (path) => {
      const { control, name, origin, look } = await buildPhone();
      const before = look();
      const at = `/instances/${name}/${path}`;
      expect((await client(`${origin}/_emulator`, undefined).post(at)).status).toBe(401);
      expect((await client(`${origin}/_emulator`, 'another').post(at)).status).toBe(404);
      expect((await control.post(`/instances/nobody/${path}`)).status).toBe(404);
      const byDisplayName = await control.post(`/instances/shop/${path}`);
      expect(byDisplayName.status).toBe(404);
      expect(byDisplayName.body.error).toContain(name);
      expect((await control.get(at)).status).toBe(405);
      expect(look()).toEqual(before);
    });

    test('what is not possible is a 409 that names the state and what is', async () => {
      const { name, phone } = await buildPhone();
      const early = await phone('drop');
      expect(early.status).toBe(409);
      expect(early.body).toEqual({
        success: false,
        error: `${name} is connecting and shows a QR, but no phone is linked, so drop is not possible; possible actions: GET /instance/qr, delete, scan, refuse, expire-qr, exhaust.`,
        details: { state: 'pairing', allowed: ['requestQr', 'delete', 'scan', 'refuse', 'expireQr', 'exhaust'] },
      });
      await phone('scan');
      await phone('drop');
      const late = await phone('expire-qr');
      expect(late.body.error).toBe(
        `${name} has lost its connection (state connecting), so expire-qr is not possible; possible actions: GET /instance/qr, logout, delete, unlink, reconnect, replace.`,
      );
    });

    test('the handle refuses by the same sentence, with a code and the same details', async () => {
      const { control, name, wachat } = await buildPhone();
      const { body } = await control.post(`/instances/${name}/unlink`);
      expect(() => wachat.unlink(name)).toThrow(
        expect.objectContaining({ name: 'Refusal', code: 'notLinked', message: body.error, details: body.details }),
      );
      expect(() => wachat.unlink('nobody')).toThrow(expect.objectContaining({ code: 'instanceNotFound' }));
    });

    test.each(paths)('%s: a business instance has no phone', async (path) => {
      const { look, name, phone, wachat } = await buildPhone({}, business);
      const before = look();
      expect(before?.actions).toEqual(['logout']);
      const reply = await phone(path);
      expect(reply.status).toBe(409);
      expect(reply.body.error).toContain('is a WHATSAPP-BUSINESS instance');
      expect(() => byHandle[path](wachat, name)).toThrow(expect.objectContaining({ code: 'noPhone' }));
      expect(look()).toEqual(before);
    });

    test.each([
      [{ number: '62812345678a' }, 'number'],
      [{ number: '+628123456789' }, 'number'],
      [{ number: '1234567' }, 'number'],
      [{ number: '1234567890123456' }, 'number'],
      [{ number: 628123456789 }, 'number'],
      [{ profileName: '' }, 'profileName'],
      [{ profileName: '  ' }, 'profileName'],
      [{ profileName: 'x'.repeat(101) }, 'profileName'],
      [{ profileName: 'a\r\nb' }, 'profileName'],
      [{ profileName: 5 }, 'profileName'],
      [{ profileName: '\ud800' }, 'profileName'],
    ])('a phone that cannot be, such as %j, is a 400 and scans nothing', async (body, path) => {
      const { control, look, name, phone } = await buildPhone();
      for (const reply of [await phone('scan', body), await control.post('/scan', { instanceName: name, ...body })]) {
        expect(reply.status).toBe(400);
        expect(reply.body.details).toEqual([{ path, message: expect.any(String) }]);
      }
      expect(look()?.phase).toBe('pairing');
    });
  });

  describe('scan', () => {
    test.each<readonly [string, (shop: Shop) => unknown]>([
      ['by path', ({ phone }) => phone('scan', { number: '6281298765432', profileName: ' Toko ☕ ' })],
      [
        'by name',
        ({ control, name }) =>
          control.post('/scan', { instanceName: name, number: '6281298765432', profileName: 'Toko ☕' }),
      ],
      [
        'by text',
        ({ control, code }) => control.post('/scan', { code, number: '6281298765432', profileName: 'Toko ☕' }),
      ],
      [
        'by the handle',
        ({ wachat, name }) => wachat.scan({ instanceName: name, number: '6281298765432', profileName: 'Toko ☕' }),
      ],
      ['by its text', ({ wachat, code }) => wachat.scan({ code, number: '6281298765432', profileName: 'Toko ☕' })],
    ])('%s takes the number and the name of the phone', async (_how, scan) => {
      const shop = await buildPhone();
      await scan(shop);
      expect(await shop.state()).toMatchObject({
        state: 'open',
        number: '6281298765432',
        owner: '6281298765432@s.whatsapp.net',
        profileName: 'Toko ☕',
      });
      expect(shop.look()).toMatchObject({
        number: '6281298765432',
        phone: { number: '6281298765432', profileName: 'Toko ☕' },
      });
    });

    test('by default it is the phone of the number given at create, under the display name', async () => {
      const { phone, state } = await buildPhone();
      await phone('scan', { profileName: 'Toko' });
      expect(await state()).toMatchObject({ number: '628123456789', profileName: 'Toko' });
      const other = await buildPhone();
      await other.phone('scan', { number: '6281298765432' });
      expect(await other.state()).toMatchObject({ number: '6281298765432', profileName: 'shop' });
    });

    test('the phone stays the same through drop, replace and reconnect', async () => {
      const { phone, state } = await buildPhone();
      await phone('scan', { number: '6281298765432', profileName: 'Toko' });
      for (const path of ['drop', 'reconnect', 'replace', 'reconnect']) await phone(path);
      expect(await state()).toMatchObject({ state: 'open', number: '6281298765432', profileName: 'Toko' });
    });

    test('after an unlink another phone may link', async () => {
      const { phone, qr, state } = await buildPhone();
      await phone('scan', { number: '6281298765432', profileName: 'Toko' });
      await phone('unlink');
      expect(await state()).toMatchObject({ state: 'close', number: '628123456789', profileName: null, owner: null });
      await qr();
      await phone('scan');
      expect(await state()).toMatchObject({ state: 'open', number: '628123456789', profileName: 'shop' });
    });
  });

  describe('behaviour', () => {
    test('a refused QR is used up, and the next one lives a whole life', async () => {
      const { clock, code, control, phone, qr } = await buildPhone();
      clock.advance(20_000);
      const { body } = await phone('refuse');
      expect(body.instance.qrcode).toMatchObject({ count: 2, expiresAt: '2026-01-01T00:01:05.000Z' });
      expect((await control.post('/scan', { code })).status).toBe(410);
      expect(keysOf(body.instance.qrcode.code)).toEqual(keysOf(code));
      clock.advance(45_000);
      expect((await qr()).count).toBe(3);
    });

    test.each(['refuse', 'expire-qr'])('%s of the last QR gives up', async (path) => {
      const { phone, state } = await buildPhone({ qrLimit: 3 });
      for (let turn = 1; turn < 3; turn++) {
        expect((await phone(path)).body.instance.qrcode.count).toBe(turn + 1);
      }
      expect((await phone(path)).body.instance).toMatchObject({ phase: 'expired', state: 'close', qrcode: null });
      expect((await phone(path)).status).toBe(409);
      expect((await state()).state).toBe('close');
    });

    test('exhaust is as if nobody had scanned in time: pairing anew begins at 1, with the same keys', async () => {
      const { clock, code, control, phone, qr } = await buildPhone();
      clock.advance(50_000);
      await phone('exhaust');
      const old = await control.post('/scan', { code });
      expect(old.status).toBe(410);
      expect(old.body.error).toContain('pairing has given up since');
      const fresh = await qr();
      expect(fresh.count).toBe(1);
      expect(fresh.code).not.toBe(code);
      expect(keysOf(fresh.code)).toEqual(keysOf(code));
    });

    test.each(['unlink', 'logout'])('after %s the keys are others, and the old text is a 410', async (how) => {
      const { api, code, control, name, phone, qr } = await buildPhone();
      await phone('scan');
      if (how === 'unlink') await phone('unlink');
      else await api.call('DELETE', `/instance/logout?instanceName=${name}`);
      const early = await control.post('/scan', { code });
      expect(early.status).toBe(410);
      expect(early.body.error).toBe(
        'This QR is no longer current: it was number 1 of pairing 1; the phone has been unlinked since; get a new one with GET /instance/qr.',
      );
      const fresh = await qr();
      const [before, after] = [keysOf(code), keysOf(fresh.code)];
      expect(after).toHaveLength(3);
      expect(after.filter((key) => before.includes(key))).toEqual([]);
      expect((await control.post('/scan', { code })).status).toBe(410);
      expect((await control.post('/scan', { code: fresh.code })).status).toBe(200);
    });

    test('a lost connection shows no QR, and asking for one changes nothing', async () => {
      const { api, look, name, phone, qr } = await buildPhone();
      await phone('scan');
      await phone('drop');
      const before = look();
      expect(await qr()).toBeUndefined();
      expect((await api.get(`/instance/qr/image?instanceName=${name}`)).status).toBe(409);
      expect(look()).toEqual(before);
    });

    test('what was replaced connects again when the client asks for a QR, and answers without one', async () => {
      const { look, phone, qr } = await buildPhone();
      await phone('scan');
      await phone('replace');
      expect(await qr()).toBeUndefined();
      expect(look()?.phase).toBe('open');
    });

    test('a lost connection can be deleted, a connected one cannot', async () => {
      const { api, name, phone } = await buildPhone();
      const erase = async () => (await api.call('DELETE', `/instance/delete?instanceName=${name}`)).status;
      await phone('scan');
      expect(await erase()).toBe(409);
      await phone('drop');
      expect(await erase()).toBe(200);
    });

    test('one after the other, in any order, they never contradict what they said was possible', async () => {
      const { look, name, wachat } = await buildPhone({ seed: 'walk' });
      // A walk without chance: each turn takes the next of the paths, possible or not.
      for (let turn = 0; turn < 200; turn++) {
        const path = paths[(turn * 5 + Math.floor(turn / 8)) % paths.length] ?? 'scan';
        const action = path === 'expire-qr' ? 'expireQr' : path;
        const before = look();
        const act = () => byHandle[path](wachat, name);
        if (before?.actions.includes(action) === true) act();
        else {
          expect(act).toThrow(expect.objectContaining({ details: expect.objectContaining({ state: before?.phase }) }));
          expect(look()).toEqual(before);
        }
        if (look()?.state === 'close')
          await fetch(`${wachat.url}/instance/qr?instanceName=${name}`, {
            headers: { Authorization: `Bearer ${wachat.apiKey}` },
          });
      }
    });
  });
});
