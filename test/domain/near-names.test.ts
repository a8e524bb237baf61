import { describe, expect, test } from 'vitest';
import { client } from '../support/client.js';
import { build } from '../support/emulator.js';

/** An account with an instance called Tóko, and what is said about names that it does not have. */
const withShop = async (...more: readonly string[]) => {
  const built = await build();
  const names: string[] = [];
  for (const instanceName of ['T\u00f3ko', ...more])
    names.push((await built.api.create({ instanceName })).body.instance.apiInstanceName);
  return { ...built, names, name: names[0] ?? '' };
};

const nearly = (what: string, listed: string): string =>
  `This account has no instance with exactly that ${what} name; but for case, white space or percent-encoding it is the technical or display name of ${listed}.`;

describe('A name that is nearly one of ours', () => {
  describe('shape', () => {
    test.each([
      ['in capitals', (name: string) => name.toUpperCase()],
      ['with a space at its end', (name: string) => `${name} `],
      ['with a tab before it', (name: string) => `\t${name}`],
      ['with a no-break space', (name: string) => `${name}\u00a0`],
      ['with the line break of a shell', (name: string) => `${name}\n`],
      ['percent-encoded twice', (name: string) => encodeURIComponent(`${name} `)],
      ['as a display name in capitals', () => 'T\u00d3KO'],
      ['as a display name in another form of Unicode', () => 'To\u0301ko'],
      ['as a display name that is percent-encoded twice', () => encodeURIComponent('T\u00f3ko')],
    ])('%s, leads to that, for a client, in control calls and on the handle', async (_how, change) => {
      const { api, control, wachat, name } = await withShop();
      const given = change(name);
      const encoded = encodeURIComponent(given);
      for (const reply of [
        await api.get(`/instance/state?instanceName=${encoded}`),
        await control.post(`/instances/${encoded}/scan`),
        await control.post('/scan', { instanceName: given }),
      ])
        expect([reply.status, reply.body.error]).toEqual([404, nearly('technical', name)]);
      expect(() => wachat.scan({ instanceName: given })).toThrow(nearly('technical', name));
    });

    test('a scan by display name leads on, too', async () => {
      const { wachat, name } = await withShop();
      expect(() => wachat.scan({ displayName: 't\u00f3ko' })).toThrow(nearly('display', name));
    });

    test('of many, three are named', async () => {
      const { api, wachat, names } = await withShop('t\u00f3ko', 'T\u00d3KO', 'T\u00f3KO', 'tOKO');
      const { body } = await api.get(`/instance/state?instanceName=${encodeURIComponent('t\u00d3ko')}`);
      expect(body.error).toBe(nearly('technical', `${names.slice(0, 3).join(', ')} and 1 more`));
      const again = await withShop('T\u00f3ko', 'T\u00f3ko', 'T\u00f3ko');
      const same = await again.api.get(`/instance/state?instanceName=${encodeURIComponent('T\u00f3ko')}`);
      expect(same.body.error).toContain(`4 instances have this one: ${again.names.slice(0, 3).join(', ')} and 1 more.`);
      expect(wachat.instances()).toHaveLength(5);
    });
  });

  describe('rules', () => {
    test.each(['', ' ', 'Tok', 'T\u00f3ko2', '%', '%zz', '%2', `T\u00f3ko${' '.repeat(3_000)}`])(
      'nothing is like %.20j',
      async (name) => {
        const { control } = await withShop();
        const { body } = await control.post('/scan', { instanceName: name });
        expect(body.error).not.toContain('but for case');
      },
    );

    test('the instances of other accounts are never named', async () => {
      const { wachat, name } = await withShop();
      const stranger = client(wachat.url, 'stranger');
      for (const asked of [name, name.toUpperCase(), `${name} `, 'T\u00d3KO'])
        for (const prepare of [false, true]) {
          if (prepare) await stranger.create({ instanceName: 'other' });
          const { status, body } = await stranger.get(`/instance/state?instanceName=${encodeURIComponent(asked)}`);
          expect([status, String(body.error).includes(name)]).toEqual([404, false]);
        }
    });
  });
});
