import { describe, expect, test } from 'vitest';
import { controlApi } from '../../src/control/routes.js';
import { startWachat } from '../../src/index.js';
import { operationsOf } from '../../src/openapi/document.js';
import { buildDocument } from '../../src/openapi/build.js';
import { buildShop } from '../support/shop.js';

const document = await buildDocument('emulator');
/** The calls of the control API that need a key, by id. */
const keyed = new Set(
  operationsOf(document)
    .filter(({ security }) => security.length > 0)
    .map(({ operationId }) => operationId),
);
const routes = controlApi.flatMap((group) => group.routes).filter(({ operation }) => keyed.has(operation.id));

const SNAPSHOT = 'putSnapshot';

const at = ({ method, path, operation: { id } }: (typeof routes)[number]) => {
  const url = (name: string) => path.replace(':name', name).replace(':id', '3EB015F393D49B570520E3');
  return [`${method} ${path}`, { method, id, url }] as const;
};

describe('On the control API', () => {
  test.each(routes.map(at))('%s refuses a query that it does not know', async (_title, { method, url }) => {
    const { control, name, wachat } = await buildShop();
    const before = wachat.instances();
    const { status, body } = await control.call(
      method,
      `${url(name)}?nonsense=1`,
      method === 'GET' ? {} : { body: {} },
    );
    expect(status).toBe(400);
    expect(body.error).toMatch(/unknown field/i);
    expect(body.error).not.toContain('nonsense');
    expect(wachat.instances()).toEqual(before);
  });

  test.each(routes.filter(({ method }) => method !== 'GET').map(at))(
    '%s refuses a body that says what nobody looks at',
    async (_title, { method, url, id }) => {
      const { control, name, wachat } = await buildShop();
      wachat.setFaults([{ operation: 'getQr', status: 500 }]);
      const before = await wachat.snapshot();
      const { status, headers, body } = await control.call(method, url(name), { body: { nonsense: 1 } });
      expect(status).toBe(400);
      expect(headers.get('X-Wachat-Emulator-Warning')).toBeNull();
      // A snapshot says first that it is none.
      if (id !== SNAPSHOT) expect(body.error).toMatch(/unknown field/i);
      expect(await wachat.snapshot()).toEqual(before);
    },
  );

  test.each([
    ['/scan', { instanceName: 'x', pairngCode: 'ABCD1234' }, 'pairngCode', 'pairingCode'],
    ['/instances/x/scan', { pairingcode: 'ABCD1234' }, 'pairingcode', 'pairingCode'],
    ['/instances/x/scan', { linkAfter: '3s', numbr: '628123456789' }, 'numbr', 'number'],
    ['/clock', { advance: '1s', setle: true }, 'setle', 'settle'],
    ['/instances/x/receive', { from: '6281298765432', type: 'text', text: 'a', puhsName: 'b' }, 'puhsName', 'pushName'],
  ])('POST %s names the field that was meant', async (path, sent, wrong, meant) => {
    const { control, name } = await buildShop();
    const { status, body } = await control.post(path.replace('/x/', `/${name}/`), sent);
    expect(status).toBe(400);
    expect(body.error).toContain(`"${wrong}" is unknown; did you mean "${meant}"?`);
  });

  test('what needs no key may be asked with any query: a picture that must not be cached', async () => {
    const { control } = await buildShop();
    for (const path of ['/health', '/scenarios', '/pictures/628123456789@s.whatsapp.net'])
      expect((await control.get(`${path}?v=2`)).status).toBe(200);
  });

  test.each([
    ['/reset?all=maybe', undefined, 400],
    ['/reset?all=true&all=false', undefined, 400],
    ['/reset', { all: true }, 400],
    ['/clock', { freeze: true, run: true }, 400],
    ['/clock', { advance: '1s', set: '2026-07-01T00:00:00Z' }, 400],
    ['/clock', { freeze: false }, 400],
    ['/scan', { displayName: 'shop' }, 409],
    ['/scan', { displayName: 'nobody' }, 404],
    ['/scan', { instanceName: 'nobody' }, 404],
    ['/instances/x/scan', { instanceName: 'other' }, 400],
    ['/instances/x/drop', { instanceName: 'other' }, 400],
    ['/instances/x/unlink', { state: 'open' }, 400],
    ['/instances/x/receive', { from: '6281298765432', type: 'text', text: 'a', quoted: 'nobody' }, 409],
    ['/messages/3EB015F393D49B570520E3/tick', { status: 'read' }, 404],
    ['/messages/3EB015F393D49B570520E3/tick', { status: 'read', id: 'other' }, 400],
  ])('POST %s with %j is never a success', async (path, sent, status) => {
    const { api, control, name, wachat } = await buildShop();
    await api.create({ instanceName: 'shop' });
    const before = await wachat.snapshot();
    expect((await control.post(path.replace('/x/', `/${name}/`), sent)).status).toBe(status);
    expect(await wachat.snapshot()).toEqual(before);
  });
});

describe('On the handle', () => {
  test('a misspelt option of startWachat is named with the one that was meant', async () => {
    for (const [wrong, meant] of [
      ['linktime', 'linkTime'],
      ['autoscan', 'autoScan'],
      ['logto', 'logTo'],
    ] as const) {
      await expect(startWachat({ [wrong]: '3s' })).rejects.toThrow(
        `There is no setting "${wrong}" (did you mean "${meant}"?)`,
      );
    }
    const given = { port: 0, nonsense: 1 };
    await expect(startWachat(given)).rejects.toThrow('There is no setting "nonsense"; the settings are port,');
  });

  test('so is a misspelt field of what a method takes', async () => {
    const { wachat, name } = await buildShop();
    wachat.scan({ instanceName: name });
    const misspelt = { from: '6281298765432', type: 'text', text: 'a', puhsName: 'b' } as const;
    expect(() => wachat.receive(name, misspelt)).toThrow('did you mean "pushName"?');
    const wrong = { instanceName: name, linkTimes: '3s' };
    expect(() => wachat.scan(wrong)).toThrow('did you mean "linkTime"?');
    const untyped = { from: '6281298765432', typ: 'text', text: 'a' };
    expect(() => Reflect.apply(wachat.receive, wachat, [name, untyped])).toThrow('did you mean "type"?');
  });
});
