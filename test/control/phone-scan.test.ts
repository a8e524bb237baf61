import { describe, expect, test } from 'vitest';
import type { Options } from '../../src/index.js';
import { bytesOf, readQr } from '../support/picture.js';
import { buildShop, business } from '../support/shop.js';

const buildScannable = async (options: Options = {}, fields: object = {}) => {
  const shop = await buildShop('', fields, options);
  const { name, wachat } = shop;
  return Object.assign(shop, {
    shown: () => wachat.instances().find((instance) => instance.apiInstanceName === name)?.state,
  });
};

describe('POST /_emulator/scan', () => {
  describe('shape', () => {
    test('answers the instance, open, with no QR', async () => {
      const { control, created, code } = await buildScannable();
      const { status, body } = await control.post('/scan', { code });
      expect(status).toBe(200);
      expect(body).toEqual({
        success: true,
        instance: {
          ...created.instance,
          state: 'open',
          status: 'open',
          phase: 'open',
          actions: ['unlink', 'drop', 'replace', 'logout'],
          phone: { number: '628123456789', profileName: 'shop' },
          opensAt: null,
          presence: 'unavailable',
          messages: { sent: 0, received: 0, last: null },
          qrcode: null,
        },
      });
    });

    test('by text, by name and by path do the same', async () => {
      for (const how of ['code', 'name', 'path'] as const) {
        const { control, code, name, shown } = await buildScannable();
        const reply =
          how === 'path'
            ? await control.post(`/instances/${name}/scan`)
            : await control.post('/scan', how === 'code' ? { code } : { instanceName: name });
        expect(reply.status).toBe(200);
        expect(reply.body.instance.apiInstanceName).toBe(name);
        expect(shown()).toBe('open');
      }
    });

    test('by path the body may be missing, empty or {}', async () => {
      for (const body of [undefined, '', {}]) {
        const { control, name } = await buildScannable();
        expect((await control.post(`/instances/${name}/scan`, body)).status).toBe(200);
      }
    });
  });

  describe('rules', () => {
    test.each([{}, { code: 'x', instanceName: 'y' }, { number: '628123456789' }])(
      'one of code, pairingCode, instanceName and displayName, not %j',
      async (body) => {
        const { control, shown } = await buildScannable();
        const reply = await control.post('/scan', body);
        expect(reply.status).toBe(400);
        expect(reply.body.error).toContain('must have one of "code"');
        expect(shown()).toBe('connecting');
      },
    );

    test.each([
      { code: 5 },
      { code: null },
      { code: ['2@'] },
      { instanceName: 5 },
      { instanceName: {} },
      null,
      [],
      'text',
    ])('wrong types such as %j are a 400', async (body) => {
      const { control, shown } = await buildScannable();
      const reply = await control.post('/scan', typeof body === 'string' ? JSON.stringify(body) : body);
      expect(reply.status).toBe(400);
      expect(reply.body.success).toBe(false);
      expect(shown()).toBe('connecting');
    });

    test('no body is a 400 here, where one is needed', async () => {
      const { control } = await buildScannable();
      for (const body of [undefined, '']) {
        const reply = await control.post('/scan', body);
        expect(reply.status).toBe(400);
        expect(reply.body.error).toContain('The body is empty');
      }
    });

    test('a text that is no QR of ours is a 400 that says what one looks like', async () => {
      const { control, code } = await buildScannable();
      const texts = [
        '',
        'hello',
        '2@',
        code.slice(1),
        `${code} `,
        ` ${code}`,
        code.replace('2@', '1@'),
        'x'.repeat(237),
        `2@${'☕'.repeat(235)}`,
        code.repeat(1_000),
      ];
      for (const text of texts) {
        const reply = await control.post('/scan', { code: text });
        expect(reply.status).toBe(400);
        expect(reply.body.error).toContain('237 characters');
      }
    });

    test('a text with one character changed is unknown, wherever it stands', async () => {
      const { control, code, shown } = await buildScannable();
      for (let index = 2; index < code.length; index += 7) {
        const character = code.charAt(index);
        if (character === ',' || character === '=') continue;
        const changed = code.slice(0, index) + (character === 'A' ? 'B' : 'A') + code.slice(index + 1);
        const reply = await control.post('/scan', { code: changed });
        expect(reply.status).toBe(404);
      }
      expect(shown()).toBe('connecting');
    });

    test('of a QR that was replaced before another one was scanned, nobody says that it was scanned', async () => {
      const { control, code, name } = await buildScannable();
      await control.post(`/instances/${name}/expire-qr`);
      await control.post('/scan', { instanceName: name });
      const { status, body } = await control.post('/scan', { code });
      expect(status).toBe(410);
      expect(body.error).toContain('the instance has been linked since');
      expect(body.error).not.toContain('scanned');
    });

    test('the QR of an instance that was deleted is unknown, and that is one of the reasons given', async () => {
      const { api, control, code, name } = await buildScannable();
      await api.call('DELETE', `/instance/delete?instanceName=${name}`);
      const { status, body } = await control.post('/scan', { code });
      expect(status).toBe(404);
      expect(body.error).toContain('from a deleted instance');
    });

    test('an unknown name is a 404, and the display name one that names the technical one', async () => {
      const { control, name } = await buildScannable();
      expect((await control.post('/scan', { instanceName: 't1_x_nobody' })).status).toBe(404);
      for (const reply of [
        await control.post('/scan', { instanceName: 'shop' }),
        await control.post('/instances/shop/scan'),
      ]) {
        expect(reply.status).toBe(404);
        expect(reply.body.error).toContain(name);
      }
    });

    test('what is open cannot be scanned: 409 by name, 410 by the text that opened it', async () => {
      const { control, code, name } = await buildScannable();
      await control.post('/scan', { code });
      const byName = await control.post('/scan', { instanceName: name });
      expect(byName.status).toBe(409);
      expect(byName.body.error).toContain('already open');
      const byText = await control.post('/scan', { code });
      expect(byText.status).toBe(410);
      expect(byText.body.error).toMatch(
        /^This QR is no longer current: .*; the instance has been linked since and shows none\.$/,
      );
    });

    test('a business instance has nothing to scan', async () => {
      const { control, name } = await buildScannable({}, business);
      const reply = await control.post(`/instances/${name}/scan`);
      expect(reply.status).toBe(409);
      expect(reply.body.error).toContain('WHATSAPP-BUSINESS');
    });

    test('a pairing that gave up has nothing to scan, and the refusal says how to go on', async () => {
      const { clock, control, code, name } = await buildScannable({ qrLimit: 1 });
      clock.advance(45_000);
      const byName = await control.post('/scan', { instanceName: name });
      expect(byName.status).toBe(409);
      expect(byName.body.error).toContain('GET /instance/qr');
      const byText = await control.post('/scan', { code });
      expect(byText.status).toBe(410);
      expect(byText.body.error).toContain('given up');
    });
  });

  describe('behaviour', () => {
    test('an old QR is a 410 that says which it was, how old it is and which is current', async () => {
      const { clock, control, code, shown } = await buildScannable();
      clock.advance(45_000 + 12_300);
      const reply = await control.post('/scan', { code });
      expect(reply.status).toBe(410);
      expect(reply.body.error).toBe(
        'This QR is no longer current: it was number 1 of pairing 1 and expired 12.3 s ago; number 2 of pairing 1 is current now.',
      );
      expect(reply.body.details).toEqual({ count: 1, pairing: 1, currentCount: 2, currentPairing: 1 });
      expect(shown()).toBe('connecting');
    });

    test('a QR of an earlier pairing is never current again', async () => {
      const { api, clock, control, code, name } = await buildScannable({ qrLimit: 1 });
      clock.advance(45_000);
      const { body } = await api.get(`/instance/qr?instanceName=${name}`);
      expect(body.qrcode.count).toBe(1);
      const reply = await control.post('/scan', { code });
      expect(reply.status).toBe(410);
      expect(reply.body.details).toMatchObject({ pairing: 1, currentPairing: 2 });
      expect((await control.post('/scan', { code: body.qrcode.code })).status).toBe(200);
    });

    test('what a camera reads off the picture is what opens the instance', async () => {
      const { clock, control, wachat } = await buildScannable();
      clock.advance(100_000);
      const [instance] = wachat.instances();
      const read = readQr(bytesOf(instance?.qrcode?.base64 ?? ''));
      expect((await control.post('/scan', { code: read })).body.instance.state).toBe('open');
    });

    test('of two phones that scan at once one is too late', async () => {
      const { control, code } = await buildScannable();
      const replies = await Promise.all(Array.from({ length: 10 }, () => control.post('/scan', { code })));
      expect(replies.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(9).fill(410)]);
    });

    test('the handle does the same by the same rules', async () => {
      const { clock, wachat, code, name } = await buildScannable();
      clock.advance(45_000);
      expect(() => wachat.scan({ code })).toThrow(/no longer current/);
      expect(() => wachat.scan({ instanceName: 'nobody' })).toThrow(/no instance/);
      expect(wachat.scan({ instanceName: name }).state).toBe('open');
      expect(() => wachat.account('other').scan({ instanceName: name })).toThrow(/no instance/);
    });
  });
});
