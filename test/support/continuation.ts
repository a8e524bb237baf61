import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { phoneActions } from '../../src/domain/lifecycle.js';
import { client, type Json } from './client.js';
import { status, type Answer, type Received } from './receiver.js';
import { business } from './shop.js';

/** One call of a mixed course; `which` picks one of the instances, or of the webhooks, that there are by then. */
export type Step =
  | { readonly do: 'create'; readonly number: string | undefined; readonly business: boolean }
  | { readonly do: 'phone'; readonly which: number; readonly action: string }
  | { readonly do: 'qr' | 'logout' | 'delete' | 'unhook'; readonly which: number }
  | { readonly do: 'hook'; readonly own: boolean; readonly which: number; readonly path: string }
  | { readonly do: 'send'; readonly which: number; readonly number: string; readonly delay: number }
  | { readonly do: 'receive'; readonly which: number; readonly from: string; readonly group: boolean }
  | { readonly do: 'tick'; readonly which: number; readonly status: string }
  | { readonly do: 'enable'; readonly which: number; readonly enabled: boolean }
  | { readonly do: 'clock'; readonly change: Readonly<Record<string, unknown>> };

const which = fc.nat({ max: 9 });
const numbers = [
  '628123456789',
  ...Array.from({ length: 16 }, (_, index) => `9990000000${String(index).padStart(2, '0')}`),
];
const group = '120363025246125486@g.us';
/** Customers, and recipients that never deliver, fail, echo and block. */
const people = ['6281298765432', '6281211112222', '999000000101', '999000000102', '999000000103', '999000000104'];
const paths = { expireQr: 'expire-qr' } as const;
const pathOf = (action: string): string => (action === 'expireQr' ? paths.expireQr : action);

export const anyStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('create' as const),
      number: fc.option(fc.constantFrom(...numbers), { nil: undefined }),
      business: fc.nat({ max: 9 }).map((n) => n === 0),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('phone' as const),
      which,
      action: fc.constantFrom(...phoneActions).map(pathOf),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constantFrom('qr' as const, 'logout' as const, 'delete' as const), which }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('hook' as const),
      own: fc.boolean(),
      which,
      path: fc.constantFrom('good', 'bad', 'mixed'),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('send' as const),
      which,
      number: fc.constantFrom(...people),
      delay: fc.constantFrom(0, 0, 1, 5_000, 20_000, 61_000),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('receive' as const),
      which,
      from: fc.constantFrom(...people),
      group: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('tick' as const),
      which,
      status: fc.constantFrom('delivered', 'read', 'failed'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('enable' as const), which, enabled: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('unhook' as const), which }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('clock' as const),
      change: fc.oneof(
        fc.constantFrom(1, 999, 5_000, 20_000, 44_999, 45_000, 61_000).map((by) => ({ advance: `${String(by)}ms` })),
        fc.constantFrom<Readonly<Record<string, unknown>>>(
          { freeze: true },
          { run: true },
          { set: '2026-01-01T00:00:10Z' },
        ),
      ),
    }),
  },
);

/** A receiver whose answer depends on what it is sent, whoever sends it: the path says how. */
export const byContent: Answer = (received, response, request) => {
  const body = { ...received.body, apikey: undefined };
  const digest = createHash('sha256')
    .update(JSON.stringify([body, received.headers['x-wachat-timestamp']]))
    .digest();
  const answers: Readonly<Record<string, number>> = {
    '/good': 200,
    '/bad': 500,
    '/mixed': (digest[0] ?? 0) % 2 === 0 ? 200 : 503,
  };
  status(answers[request.url ?? ''] ?? 404)(received, response, request);
};

/** Drives one account by steps, and keeps what it answers with its key taken out. */
export const driver = (base: string, origin: string, key: string, hooks: string, known: readonly string[] = []) => {
  const api = client(base, key);
  const control = client(`${origin}/_emulator`, key);
  const names = [...known];
  const pick = <T>(from: readonly T[], index: number): T | undefined => from[index % Math.max(1, from.length)];
  const send = async (step: Step) => {
    const name = 'which' in step ? (pick(names, step.which) ?? 'none') : '';
    const id = 'which' in step ? String((step.which % 4) + 1) : '';
    switch (step.do) {
      case 'create': {
        const reply = await api.create({
          instanceName: `shop ${String(names.length)}`,
          ...(step.number !== undefined && { number: step.number }),
          ...(step.business && business),
        });
        names.push(reply.body.instance.apiInstanceName);
        return reply;
      }
      case 'phone':
        return control.post(`/instances/${name}/${step.action}`);
      case 'qr':
        return api.get(`/instance/qr?instanceName=${name}`);
      case 'logout':
        return api.post(`/instance/logout?instanceName=${name}`);
      case 'delete':
        return api.call('DELETE', `/instance/delete?instanceName=${name}`);
      case 'send':
        return api.post('/send/text', {
          instanceName: name,
          number: step.number,
          message: `Order ${String(step.delay)}`,
          delay: step.delay,
        });
      case 'receive':
        return control.post(`/instances/${name}/receive`, {
          from: step.from,
          type: 'text',
          text: `Where is it? ${name}`,
          ...(step.group && { group }),
        });
      case 'tick': {
        const { messages }: Json = (await control.get('/messages?direction=sent')).body;
        const id = String(messages.at(-1 - (step.which % 3))?.id ?? 'none');
        return control.post(`/messages/${id}/tick`, { status: step.status });
      }
      case 'hook':
        return api.post('/webhooks', {
          url: `${hooks}/${step.path}`,
          ...(step.own && names.length > 0 && { instanceName: name }),
        });
      case 'enable':
        return api.post('/webhooks', { id: Number(id), enabled: step.enabled });
      case 'unhook':
        return api.call('DELETE', `/webhooks?id=${id}`);
      case 'clock':
        return control.post('/clock', { ...step.change, settle: true });
    }
  };
  return {
    api,
    control,
    names,
    async play(steps: readonly Step[]): Promise<readonly string[]> {
      const seen: string[] = [];
      for (const step of steps) {
        const { status: code, bytes } = await send(step);
        await control.post('/clock', { advance: '0ms', settle: true });
        seen.push(`${step.do} ${String(code)} ${bytes.toString().replaceAll(key, 'KEY')}`);
      }
      for (const path of ['/instances?limit=1000', '/messages?limit=1000', '/clock'])
        seen.push((await control.get(path)).bytes.toString());
      seen.push((await api.get('/webhooks')).bytes.toString());
      for (const name of names) seen.push((await api.get(`/contacts?instanceName=${name}`)).bytes.toString());
      return seen;
    },
    snapshot: async (): Promise<Json> => (await control.get('/snapshot')).body,
  };
};

/** What came of an account, by the end of its key, with that taken out; each webhook by itself, since they do not wait for one another. */
export const sentBy = (received: readonly Received[], tail: string): readonly string[] =>
  received
    .filter(({ body }) => String(body.apikey).endsWith(tail))
    .map(({ headers, raw }) =>
      [headers['x-wachat-webhook-id'], headers['x-wachat-timestamp'], raw.toString().replaceAll(tail, 'TAIL')].join(
        ' ',
      ),
    )
    .map((text, index) => ({ text, index, id: Number(text.split(' ')[0]) }))
    .sort((a, b) => a.id - b.id || a.index - b.index)
    .map(({ text }) => text);
