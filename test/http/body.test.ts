import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Json } from '../support/client.js';
import { build } from '../support/emulator.js';

type Built = Awaited<ReturnType<typeof build>>;

/** Every call that takes a body, beside one member that it knows. */
const calls = [
  ['createInstance', (built: Built, body: string) => built.api.post('/instance/create', body), 'instanceName'],
  ['setWebhook', (built: Built, body: string) => built.api.post('/webhooks', body), 'instanceName'],
  ['scan', (built: Built, body: string) => built.control.post('/scan', body), 'instanceName'],
  ['refuse', (built: Built, body: string) => built.control.post('/instances/x/refuse', body), 'number'],
  ['changeClock', (built: Built, body: string) => built.control.post('/clock', body), 'advance'],
  ['setFaults', (built: Built, body: string) => built.control.call('PUT', '/faults', { body }), 'faults'],
  ['putSnapshot', (built: Built, body: string) => built.control.call('PUT', '/snapshot', { body }), 'randomness'],
] as const;

/** Names that are close to a known one, and yet each of them unknown. */
const namesLike = (known: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${known}${String.fromCodePoint(0x61 + (index % 26))}${String(index)}`);

const objectOf = (names: readonly string[]): string =>
  JSON.stringify(Object.fromEntries(names.map((name) => [name, 0])));

/** Counts how often one of these names is made ready to be compared with another. */
const comparisonsOf = (names: readonly string[]): (() => number) => {
  const ours = new Set(names);
  const original = Reflect.get(String.prototype, 'toLowerCase');
  let count = 0;
  const spy = vi.spyOn(String.prototype, 'toLowerCase').mockImplementation(function (this: string) {
    if (ours.has(this)) count++;
    return Reflect.apply(original, this, []);
  });
  onTestFinished(() => {
    spy.mockRestore();
  });
  return () => count;
};

/** Counts the characters that are parsed. */
const parsed = (): (() => number) => {
  const original = JSON.parse;
  let count = 0;
  const spy = vi
    .spyOn(JSON, 'parse')
    .mockImplementation((text: string, reviver?: (name: string, value: Json) => Json) => {
      count += text.length;
      return original(text, reviver);
    });
  onTestFinished(() => {
    spy.mockRestore();
  });
  return () => count;
};

describe('a body', () => {
  describe.each(calls)('of %s', (operation, call, known) => {
    test('with more members than any has is refused before a name is looked at', async () => {
      const built = await build();
      const names = namesLike(known, 1_001);
      const compared = comparisonsOf(names);
      const { status, body } = await call(built, objectOf(names));
      expect([status, body.error]).toEqual([400, 'The body has an object with more than 1,000 members.']);
      expect(compared()).toBe(0);
    });

    test('with as many as are read has only a few of its names compared', async () => {
      const built = await build();
      const names = namesLike(known, 1_000);
      const compared = comparisonsOf(names);
      await call(built, objectOf(names));
      if (operation !== 'refuse') expect(compared()).toBeGreaterThan(0);
      // Ten names of a body, each with at most thirty that are known, and one more where they are refused.
      expect(compared()).toBeLessThanOrEqual(11 * 30);
    });

    test.each([
      ['lists', '[', ']'],
      ['objects', '{"a":', '}'],
    ])('that is nested 10,000 %s deep is an ordinary mistake', async (_kind, opening, closing) => {
      const body = `${opening.repeat(10_000)}0${closing.repeat(10_000)}`;
      const answers = [await call(await build(), body), await call(await build(), `{"${known}":${body}}`)];
      for (const answer of answers) {
        expect([400, 404, 409]).toContain(answer.status);
        expect(answer.body.error).toMatch(/^[^\n]{5,700}\.$/);
      }
    });

    test('with more values than it could need is refused', async () => {
      const { status, body } = await call(await build(), `{"${known}":[${'{},'.repeat(300_000)}0]}`);
      if (operation === 'putSnapshot') expect(status).toBe(400);
      else expect([status, body.error]).toEqual([400, 'The body has more than 104,857 values.']);
    });

    test('that is one long text, or has one long name, is answered', async () => {
      const built = await build();
      for (const text of [
        `{"${known}":"${'é'.repeat(500_000)}"}`,
        `{"${'a'.repeat(1_000_000)}":0}`,
        `"${'a'.repeat(1_000_000)}"`,
      ])
        expect([200, 201, 400, 404]).toContain((await call(built, text)).status);
    });
  });

  test('of a snapshot with four million names is refused, and nothing of it is parsed', async () => {
    const built = await build();
    const text = `{${Array.from({ length: 4_000_000 }, (_, index) => `"n${String(index)}":0`).join()}}`;
    const characters = parsed();
    const { status, body } = await built.control.call('PUT', '/snapshot', { body: text });
    expect([status, body.error]).toEqual([400, 'The body has an object with more than 1,000 members.']);
    expect(characters()).toBeLessThan(1_000);
  });

  test('with many unknown fields is still a body', async () => {
    const { api } = await build();
    const names = ['instanceName', ...namesLike('instanceName', 999)];
    const { status, headers } = await api.create(objectOf(names).replace(':0', ':"shop"'));
    expect(status).toBe(201);
    expect(headers.get('X-Wachat-Emulator-Warning')).toContain('the body has 989 unknown fields');
  });

  test('has the names of its query bounded, too', async () => {
    const { api } = await build();
    const names = namesLike('response', 900);
    const compared = comparisonsOf(names);
    expect((await api.create({ instanceName: 'shop' }, `?${names.join('&')}`)).status).toBe(201);
    expect(compared()).toBeLessThanOrEqual(10);
  });

  test('may begin with a byte order mark', async () => {
    const { api } = await build();
    expect((await api.create('\uFEFF{"instanceName":"shop"}')).status).toBe(201);
  });

  describe('of PHP, which writes an empty map as []', () => {
    test.each([
      ['/instances/NAME/scan', 200],
      ['/instances/NAME/refuse', 200],
      ['/instances/NAME/unlink', 409],
      ['/reset', 200],
    ])('is taken for {} at %s, where nothing is needed', async (path, status) => {
      const answers = [];
      for (const text of ['{}', '[]', ' [ ] ']) {
        const { api, control } = await build({ strict: true });
        const name: string = (await api.create({ instanceName: 'shop' })).body.instance.apiInstanceName;
        const reply = await control.post(path.replace('NAME', name), text);
        answers.push([reply.status, reply.body.error]);
      }
      expect(answers).toEqual([answers[0], answers[0], answers[0]]);
      expect(answers[0]?.[0]).toBe(status);
    });

    test('is refused as before where something is, and is the list that it is where lists are taken', async () => {
      const { api, control } = await build();
      const { status, body } = await api.create([]);
      expect([status, body.error]).toEqual([400, 'The body must be a JSON object, not an array.']);
      expect((await control.post('/clock', [])).status).toBe(400);
      expect((await control.post('/reset', [1])).status).toBe(400);
      expect((await control.call('PUT', '/snapshot', { body: [] })).status).toBe(400);
    });
  });
});
