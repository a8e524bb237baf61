import { describe, expect, test } from 'vitest';
import type { Options } from '../../src/index.js';
import { buildShop } from '../support/shop.js';
import { openStream } from '../support/socket.js';

const STUCK = '999000000007';

const buildLinking = async (options: Options = {}, fields: object = {}) => {
  const shop = await buildShop('', fields, options);
  const { name, wachat } = shop;
  return Object.assign(shop, {
    look: () => wachat.instances({ instanceName: name })[0],
    phase: () => wachat.instances({ instanceName: name })[0]?.phase,
    /** What clients are told of the connection, in order. */
    told: () =>
      wachat.events({ event: 'connection.update' }).map(({ state, statusReason }) => [state, statusReason].join(' ')),
  });
};

describe('A link that takes time', () => {
  describe('rules', () => {
    test('is at once by default, and with 0', async () => {
      for (const linkTime of [undefined, 0, '0ms', '0s']) {
        const { control, name } = await buildLinking();
        const { body } = await control.post(`/instances/${name}/scan`, { linkTime });
        expect(body.instance).toMatchObject({ phase: 'open', opensAt: null });
      }
    });

    test.each(['', '3', 'soon', '-1s', '25h', '1.5s', -1, 1.5, 86_400_001, null, true, ['3s'], {}])(
      'is a duration of at most a day, not %j',
      async (linkTime) => {
        const { control, name, phase } = await buildLinking();
        for (const reply of [
          await control.post(`/instances/${name}/scan`, { linkTime }),
          await control.post('/scan', { instanceName: name, linkTime }),
        ]) {
          expect(reply.status).toBe(400);
          expect(reply.body.error).toContain('"linkTime" must be a duration from 0ms to 1d');
        }
        expect(phase()).toBe('pairing');
      },
    );

    test('of what never links it is refused, and the scenario goes on', async () => {
      const { control, wachat, name, phase } = await buildLinking({}, { number: STUCK });
      const { status, body } = await control.post(`/instances/${name}/scan`, { linkTime: '3s' });
      expect(status).toBe(409);
      expect(body.error).toContain('never links');
      expect(() => wachat.scan({ instanceName: name, linkTime: '3s' })).toThrow(/never links/);
      expect(phase()).toBe('pairing');
    });
  });

  describe('behaviour', () => {
    test('a scan answers at once that it is linking and when it opens, and then it opens by itself', async () => {
      const { clock, control, name, told, look, state } = await buildLinking();
      const opensAt = new Date(clock.now() + 3_000).toISOString();
      const { status, body } = await control.post('/scan', { instanceName: name, linkTime: '3s' });
      expect(status).toBe(200);
      expect(body.instance).toMatchObject({
        state: 'connecting',
        phase: 'linking',
        opensAt,
        qrcode: null,
        phone: { number: '628123456789' },
        actions: ['unlink', 'drop', 'delete'],
      });
      expect(told()).toEqual(['connecting 200', 'connecting 200']);
      clock.advance(2_999);
      expect(await state()).toMatchObject({ state: 'connecting', owner: null });
      clock.advance(1);
      expect(await state()).toMatchObject({ state: 'open', owner: '628123456789@s.whatsapp.net' });
      expect(look()).toMatchObject({ phase: 'open', opensAt: null });
      expect(told()).toEqual(['connecting 200', 'connecting 200', 'open 200']);
    });

    test('the setting counts for every scan, and the field of one comes before it', async () => {
      const { clock, wachat, code, name, phase } = await buildLinking({ linkTime: '10s' });
      expect(wachat.scan({ code }).phase).toBe('linking');
      clock.advance(10_000);
      expect(phase()).toBe('open');
      wachat.unlink(name);
      await wachat.snapshot();
      const other = await buildLinking({ linkTime: '10s' });
      expect(other.wachat.scan({ code: other.code, linkTime: 0 }).phase).toBe('open');
    });

    test('it counts after the automatic scan, and not in a scenario', async () => {
      const { clock, phase } = await buildLinking({ linkTime: '10s', autoScan: '5s' });
      clock.advance(5_000);
      expect(phase()).toBe('linking');
      clock.advance(10_000);
      expect(phase()).toBe('open');
      const scenario = await buildLinking({ linkTime: '10s' }, { number: '999000000000' });
      expect(scenario.phase()).toBe('open');
    });

    test('of a scenario that is scanned by hand it counts, and its course ends as with any scan', async () => {
      const { clock, wachat, name, phase } = await buildLinking({}, { number: '999000000001' });
      clock.advance(17_000);
      wachat.scan({ instanceName: name, linkTime: '3s' });
      clock.advance(2_999);
      expect(phase()).toBe('linking');
      clock.advance(1);
      expect(phase()).toBe('open');
    });

    test('a connection that is lost in the middle does not open before it is back, and then at once', async () => {
      const { clock, control, name, phase, told } = await buildLinking();
      await control.post(`/instances/${name}/scan`, { linkTime: '3s' });
      clock.advance(1_000);
      const dropped = await control.post(`/instances/${name}/drop`);
      expect(dropped.body.instance).toMatchObject({ phase: 'lost', state: 'connecting', opensAt: null });
      clock.advance(60_000);
      expect(phase()).toBe('lost');
      const back = await control.post(`/instances/${name}/reconnect`);
      expect(back.body.instance).toMatchObject({ phase: 'open', phone: { number: '628123456789' } });
      expect(told()).toEqual(['connecting 200', 'connecting 200', 'connecting 200', 'connecting 200', 'open 200']);
    });

    test('what never links stays so when the connection is lost and comes back', async () => {
      const { api, wachat, name, phase, told } = await buildLinking({}, { number: STUCK });
      wachat.scan({ instanceName: name });
      expect(wachat.drop(name).phase).toBe('lost');
      expect(wachat.reconnect(name)).toMatchObject({ phase: 'linking', state: 'connecting' });
      wachat.drop(name);
      wachat.replace(name);
      expect((await api.get(`/instance/qr?instanceName=${name}`)).body.instance.state).toBe('connecting');
      await wachat.clock.advance('1d');
      expect(phase()).toBe('linking');
      expect(told().filter((one) => one.startsWith('open'))).toEqual([]);
    });

    test.each([
      ['unlink', 'closed'],
      ['drop', 'lost'],
    ] as const)('%s in the middle cancels it', async (action, after) => {
      const { clock, wachat, name, phase } = await buildLinking({ linkTime: '3s' });
      wachat.scan({ instanceName: name });
      wachat[action](name);
      clock.advance(60_000);
      expect(phase()).toBe(after);
    });

    test('so do a delete and a reset, and a new instance is not touched by it', async () => {
      const { api, clock, wachat, name } = await buildLinking({ linkTime: '3s', seed: 'same names' });
      wachat.scan({ instanceName: name });
      await api.call('DELETE', `/instance/delete?instanceName=${name}`);
      clock.advance(10_000);
      expect(wachat.events({ state: 'open' })).toEqual([]);
      const { body } = await api.create({ instanceName: 'shop' });
      wachat.scan({ instanceName: String(body.instance.apiInstanceName) });
      wachat.reset();
      await api.create({ instanceName: 'shop' });
      clock.advance(10_000);
      expect(wachat.instances().map(({ phase }) => phase)).toEqual(['pairing']);
    });

    test('what is written to it meanwhile comes in when it opens', async () => {
      const { clock, wachat, name } = await buildLinking({ linkTime: '3s' });
      wachat.scan({ instanceName: name });
      const message = wachat.receive(name, { from: '6281298765432', type: 'text', text: 'Hello' });
      expect(message.status).toBe('waiting');
      clock.advance(3_000);
      expect(wachat.messages({ direction: 'received' })[0]?.status).toBe('delivered');
    });

    test('a snapshot in the middle goes on elsewhere where it was', async () => {
      const { clock, wachat, name } = await buildLinking({ linkTime: '3s' });
      wachat.scan({ instanceName: name });
      clock.advance(1_000);
      await wachat.clock.freeze();
      const saved = await wachat.snapshot();
      const elsewhere = await buildLinking();
      await elsewhere.wachat.restore(saved);
      expect(elsewhere.wachat.instances()[0]).toMatchObject({ phase: 'linking' });
      expect(await elsewhere.wachat.snapshot()).toEqual(saved);
      await elsewhere.wachat.clock.advance('1999ms');
      expect(elsewhere.wachat.instances()[0]?.phase).toBe('linking');
      await elsewhere.wachat.clock.advance('1ms');
      expect(elsewhere.wachat.instances()[0]?.phase).toBe('open');
    });

    test('a snapshot in which it contradicts something is refused', async () => {
      const { clock, wachat, name } = await buildLinking({ linkTime: '3s' });
      wachat.scan({ instanceName: name });
      const saved = await wachat.snapshot();
      const [instance] = saved.instances;
      if (instance === undefined) throw new Error('There was an instance.');
      for (const [wrong, sentence] of [
        [{ state: 'open' }, '"instances.0.linksAt" must be absent in the state open'],
        [{ number: STUCK }, '"instances.0.linksAt" must be absent: the number picks the scenario stuck-connecting'],
        [{ linksAt: clock.now() - 90_000_000 }, '"instances.0.linksAt" must not have been due for more than a day'],
        [{ linksAt: 'soon' }, '"instances.0.linksAt" must be a whole number'],
      ] as const) {
        const { control } = await buildLinking();
        const { status, body } = await control.call('PUT', '/snapshot', {
          body: { ...saved, instances: [{ ...instance, ...wrong }] },
        });
        expect(status).toBe(400);
        expect(body.error).toContain(sentence);
      }
    });

    test('the live page and those who wait are told of both steps', async () => {
      const { clock, wachat, name, liveUrl } = await buildLinking({ linkTime: '3s' });
      const stream = await openStream(liveUrl);
      await stream.next();
      const linking = wachat.waitFor('instances', { phase: 'linking' });
      wachat.scan({ instanceName: name });
      expect((await stream.next()).phase).toBe('linking');
      await linking;
      const open = wachat.waitFor('instances', { instanceName: name, state: 'open' });
      clock.advance(3_000);
      expect((await stream.next()).phase).toBe('open');
      expect((await open)[0].opensAt).toBeNull();
      stream.leave();
    });
  });
});
