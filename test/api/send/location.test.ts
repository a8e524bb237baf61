import { describe, expect, test } from 'vitest';
import type { Json } from '../../support/client.js';
import { bodies, buildSender, changed } from '../../support/sending.js';

const base = bodies['/send-location'];

describe('POST /send-location', () => {
  describe('shape', () => {
    test('the reply and the messages have the place', async () => {
      const { api, name, messages } = await buildSender();
      const { status, body } = await api.post('/send-location', { instanceName: name, ...base });
      expect(status).toBe(200);
      expect(body).toMatchObject({
        messageType: 'locationMessage',
        message: {
          locationMessage: { degreesLatitude: -6.1754, degreesLongitude: 106.8272, name: 'Monas', address: 'Jakarta' },
        },
      });
      const { latitude, longitude, name: called, address } = base;
      expect((await messages('?type=location')).map(({ content }) => content)).toEqual([
        { type: 'location', latitude, longitude, name: called, address },
      ]);
    });

    test('without name and address these are null, and not in the reply', async () => {
      const { api, name, messages } = await buildSender();
      const body = changed(changed(base, 'name', undefined), 'address', undefined);
      const reply = await api.post('/send-location', { instanceName: name, ...body });
      expect(reply.body.message.locationMessage).toEqual({ degreesLatitude: -6.1754, degreesLongitude: 106.8272 });
      expect((await messages())[0].content).toMatchObject({ name: null, address: null });
    });
  });

  describe('rules', () => {
    test.each([
      ['latitude', undefined],
      ['latitude', '-6.1'],
      ['latitude', null],
      ['latitude', 90.001],
      ['latitude', -91],
      ['longitude', undefined],
      ['longitude', true],
      ['longitude', 180.5],
      ['longitude', -181],
      ['name', 1],
      ['name', ''],
      ['name', 'x'.repeat(1_001)],
      ['address', null],
      ['address', '\ud800'],
      ['number', 62_812],
    ])('%s: %j is a 400 that names the field, and nothing is sent', async (field, value) => {
      const { api, name, messages } = await buildSender();
      const reply = await api.post('/send-location', { instanceName: name, ...changed(base, field, value) });
      expect(reply.status).toBe(400);
      expect(reply.body.details.map(({ path }: Json) => path)).toEqual([field]);
      expect(await messages()).toEqual([]);
    });

    test('a number that is too large for one is refused', async () => {
      const { api, name } = await buildSender();
      const text = JSON.stringify({ instanceName: name, ...base }).replace('-6.1754', '1e999');
      expect((await api.post('/send-location', text)).status).toBe(400);
    });

    test.each([
      [90, 180],
      [-90, -180],
      [0, 0],
    ])('%d, %d is a place', async (latitude, longitude) => {
      const { api, name } = await buildSender();
      const { status } = await api.post('/send-location', { instanceName: name, ...base, latitude, longitude });
      expect(status).toBe(200);
    });
  });

  describe('behaviour', () => {
    test.each(['type', 'delay'])('%s is not documented, so it is ignored with a warning', async (field) => {
      const { api, name } = await buildSender();
      const reply = await api.post('/send-location', { instanceName: name, ...base, [field]: 1 });
      expect(reply.status).toBe(200);
      expect(reply.headers.get('x-wachat-emulator-warning')).toMatch(/^ignored: the body has an unknown field/);
    });
  });
});
