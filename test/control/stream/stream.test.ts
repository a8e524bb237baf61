import { describe, expect, test } from 'vitest';
import { buildShop } from '../../support/shop.js';
import { build } from '../../support/emulator.js';
import { openNotes } from '../../support/notes.js';

describe('GET /_emulator/stream', () => {
  describe('shape', () => {
    test('begins with hello, as an event stream that no proxy holds back', async () => {
      const { origin, wachat } = await build();
      const stream = await openNotes(origin, wachat.apiKey);
      expect(stream.status).toBe(200);
      expect(Object.fromEntries(stream.headers)).toMatchObject({
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store, no-transform',
        'x-accel-buffering': 'no',
        'x-wachat-emulator': expect.any(String),
      });
      expect(await stream.next()).toEqual({
        id: expect.stringMatching(/^[\w.]+-0$/),
        event: 'hello',
        data: {
          version: expect.any(String),
          clock: { now: '2026-01-01T00:00:00.000Z', frozen: true },
          resumed: false,
        },
      });
    });

    test('a request, its events and its instance', async () => {
      const { origin, wachat, api } = await build();
      const stream = await openNotes(origin, wachat.apiKey);
      const { body } = await api.create({ instanceName: 'shop' });
      const instanceName = body.instance.apiInstanceName;
      const notes = await stream.until(({ event }) => event === 'request');
      const time = '2026-01-01T00:00:00.000Z';
      expect(notes.slice(1).map(({ event, data }) => ({ event, data }))).toEqual([
        { event: 'event', data: { name: 'connection.update', instanceName, time, state: 'connecting' } },
        { event: 'event', data: { name: 'qrcode.updated', instanceName, time, state: null } },
        {
          event: 'instance',
          data: {
            change: 'created',
            apiInstanceName: instanceName,
            instanceName: 'shop',
            phase: 'pairing',
            state: 'connecting',
          },
        },
        {
          event: 'request',
          data: {
            id: 1,
            time,
            method: 'POST',
            path: '/api/v1/instance/create',
            operation: 'createInstance',
            instanceName,
            status: 201,
            duration: expect.any(Number),
            warnings: false,
            fault: null,
          },
        },
      ]);
    });

    test('a change of the clock', async () => {
      const { origin, wachat, control } = await buildShop();
      const stream = await openNotes(origin, wachat.apiKey);
      await control.post('/clock', { set: '2026-07-01T00:00:00Z' });
      expect(await stream.of('clock')).toEqual({ now: '2026-07-01T00:00:00.000Z', frozen: true });
    });
  });
});
