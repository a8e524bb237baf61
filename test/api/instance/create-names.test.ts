import { describe, expect, test } from 'vitest';
import { build, reach } from '../../support/emulator.js';
import { bytesOf, readQr } from '../../support/picture.js';
import { openStream } from '../../support/socket.js';

/** What a browser shows of escaped text. */
const unescaped = (html: string): string =>
  html
    .replaceAll(/&#x([0-9a-f]+);/gi, (_all, hex: string) => String.fromCodePoint(parseInt(hex, 16)))
    .replaceAll(/&#(\d+);/g, (_all, decimal: string) => String.fromCodePoint(Number(decimal)))
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');

const good = [
  ' Toko Jakarta ☕ ',
  '店铺',
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "'; alert(1); //",
  '</title><script>alert(1)</script>',
  '<!--',
  '../../etc',
  '/../..\\..',
  '%00',
  '%0d%0aX-Evil: 1',
  '__proto__',
  'constructor',
  'null',
  '☕'.repeat(100),
  '👨‍👩‍👧‍👦'.repeat(14),
  'متجر جاكرتا',
  'safe\u202egnp.exe',
  '\u2066isolated\u2069',
  'zero\u200bwidth',
  'line\u2028separator\u2029paragraph',
  '---',
  '   x   ',
  '{{7*7}} ${7*7}',
  "Robert'); DROP TABLE instances;--",
  'a&b=c?d#e+f g',
  '$&$1$`',
  '\ufeffbom',
];

const bad = [
  'a\r\nX-Evil: 1',
  'a\nb',
  'a\rb',
  'tab\tbed',
  'NUL\u0000',
  '\u0000',
  'escape\u001b[31m',
  'delete\u007f',
  'next\u0085line',
  '\u009b',
  'trailing\n',
  '\r\nleading',
  '\ud800',
  'half \udc00 a pair',
  '😀\ud83d',
];

describe('Display names', () => {
  describe('shape', () => {
    test.each(good)('%j works in JSON mode, as it was typed', async (given) => {
      const { api, control } = await build();
      const { status, body } = await api.create({ instanceName: given });
      expect(status).toBe(201);
      expect(body.instance.instanceName).toBe(given.trim());
      expect(body.instance.displayName).toBe(given.trim());
      expect(body.instance.apiInstanceName).toMatch(/^t1_[0-9a-z]{8}_[A-Za-z0-9_-]{1,64}$/);
      const listed = (await control.get('/instances')).body.instances[0];
      expect(listed.displayName).toBe(given.trim());
      expect(listed.apiInstanceName).toBe(body.instance.apiInstanceName);
      expect((await fetch(body.qrcode.imageUrl)).status).toBe(200);
    });

    test.each(good)('%j works in image mode, and its header can be read back', async (given) => {
      const { api } = await reach();
      const reply = await api.create({ instanceName: given }, '?response=image');
      expect(reply.status).toBe(201);
      const shown = reply.headers.get('x-instance-name') ?? '';
      expect(shown).toMatch(/^[ -~]+$/);
      expect(decodeURIComponent(shown)).toBe(given.trim());
      expect(reply.headers.has('x-evil')).toBe(false);
      expect(readQr(reply.bytes)).toMatch(/^2@/);
    });

    test.each(good)('%j is text on the live page', async (given) => {
      const { api } = await reach();
      const { body } = await api.create({ instanceName: given });
      const page = await (await fetch(body.qrcode.liveUrl, { headers: { Accept: 'text/html' } })).text();
      const name = given.trim();
      if (/[&<>"']/.test(name)) expect(page.includes(name)).toBe(false);
      expect(unescaped(page)).toContain(name);
      expect(page.match(/<title>/g)).toHaveLength(1);
    });
  });

  describe('rules', () => {
    test.each(bad)('%j is a 400, in both modes, and creates nothing', async (given) => {
      const { api, control } = await build();
      for (const query of ['', '?response=image']) {
        const reply = await api.create({ instanceName: given }, query);
        expect(reply.status).toBe(400);
        expect(reply.body.error).toContain('none of them a control character');
        expect(reply.headers.has('x-evil')).toBe(false);
      }
      expect((await control.get('/instances')).body.count).toBe(0);
    });
  });

  describe('behaviour', () => {
    test('all of them live beside each other, each with a stream, a QR and a scan of its own', async () => {
      const { api, control } = await build();
      for (const given of good) await api.create({ instanceName: given });
      const { body } = await control.get('/instances?limit=1000');
      expect(body.instances.map(({ displayName }: { displayName: string }) => displayName)).toEqual(
        good.map((name) => name.trim()).reverse(),
      );
      for (const { apiInstanceName, displayName, qrcode } of body.instances) {
        const { qrcode: current } = (await api.get(`/instance/qr?instanceName=${String(apiInstanceName)}`)).body;
        expect(readQr(bytesOf(current.base64))).toBe(qrcode.code);
        const stream = await openStream(current.liveUrl);
        expect((await stream.next()).image).toBe(current.base64);
        const scanned = await control.post(`/instances/${String(apiInstanceName)}/scan`);
        expect(scanned.body.instance).toMatchObject({ displayName, state: 'open' });
        expect((await stream.next()).state).toBe('open');
        stream.leave();
      }
    });

    test('none of them, good or bad, breaks a line of the log', async () => {
      const lines: string[] = [];
      const { api } = await build({ logLevel: 'trace', logTo: { write: (line) => lines.push(line) } });
      for (const given of [...good, ...bad]) {
        await api.create({ instanceName: given, [given]: 1 });
        await api.get(`/instance/qr?instanceName=${encodeURIComponent(given.toWellFormed())}`);
      }
      await expect
        .poll(() => lines.filter((line) => line.includes('answered')).length)
        .toBe(2 * (good.length + bad.length));
      for (const line of lines) {
        expect(line.indexOf('\n')).toBe(line.length - 1);
        expect(JSON.parse(line)).toBeTypeOf('object');
        expect(line.slice(0, -1)).not.toMatch(/[\u0000-\u001f]/);
      }
    });
  });
});
