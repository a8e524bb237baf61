import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { verdictOn, type Facts } from '../../src/delivery/explanation.js';
import { newDelivery } from '../../src/delivery/record.js';

const secret = '12345678';
const webhook = {
  ...{ id: 1, name: null, url: 'http://localhost:9/hook', events: ['*' as const], enabled: true, secret },
  ...{ instance: null, serverUrl: 'http://localhost:9224/api/v1', createdAt: 0, updatedAt: 0 },
};
const event = { name: 'chats.update', instance: 't1_0_x', time: 0, profile: null, jid: '1@s.whatsapp.net' } as const;

const factsOf = (body: string): Facts => ({
  delivery: newDelivery({ number: 1, order: 1, webhook, event }),
  headers: { 'X-Wachat-Timestamp': '1767225600', 'X-Wachat-Signature': '' },
  body,
  key: 'any-key',
  webhooks: [webhook],
});

/** The Base64 of what a receiver makes of a body that it signs alone, for the first body of which that is so. */
const firstOf = (isSo: (base64: string) => boolean) => {
  for (let count = 0; ; count++) {
    const body = JSON.stringify({ count });
    const base64 = createHmac('sha256', secret).update(body).digest('base64');
    if (isSo(base64)) return { body, base64 };
  }
};

test.each([
  ['at the beginning', (base64: string) => base64.startsWith('+')],
  ['twice at the beginning', (base64: string) => base64.startsWith('++')],
  ['in the middle', (base64: string) => /^[^+].*\+/.test(base64)],
])('Base64 whose plus signs became spaces, %s, is read', (_where, isSo) => {
  const { body, base64 } = firstOf(isSo);
  for (const received of [base64, base64.replaceAll('+', ' '), `${base64}\n`])
    expect([received, verdictOn(factsOf(body), received).mistake]).toEqual([received, 'onlyBody']);
});

test.each([
  ['without its padding', (base64: string) => base64.replace(/=+$/, '')],
  ['as URLs have it', (base64: string) => base64.replaceAll('+', '-').replaceAll('/', '_')],
  ['with a prefix', (base64: string) => `v1=${base64}`],
])('Base64 %s is read', (_how, write) => {
  const { body, base64 } = firstOf((one) => /\+.*\//.test(one));
  expect(verdictOn(factsOf(body), write(base64)).mistake).toBe('onlyBody');
});
