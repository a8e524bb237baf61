import { describe, expect, test } from 'vitest';
import { imitatedApi } from '../../src/api/routes.js';
import { DeliveryFault } from '../../src/control/faults/delivery-schema.js';
import { Fault } from '../../src/control/faults/schema.js';
import { eventNames as allEvents } from '../../src/domain/events.js';
import { scenarioList } from '../../src/control/scenarios.js';
import { sorted } from '../../src/pages/inspector/browser/forms/refusals.js';
import { secondsOf, spansOf, stepsOf, wordsOf } from '../../src/pages/inspector/browser/lab/course.js';
import { draftAliases, draftFrom, faultIn, type Draft } from '../../src/pages/inspector/browser/lab/draft.js';
import { aheadOf, durationTyped, millisecondsIn } from '../../src/pages/inspector/browser/lab/durations.js';
import { eventNames, operations } from '../../src/pages/inspector/browser/lab/operations.js';
import { deliverySentenceOf, sentenceOf, type Sentence } from '../../src/pages/inspector/browser/lab/words.js';
import type { DeliveryFault as GivenDeliveryFault, Fault as GivenFault } from '../../src/shapes.js';

const said = ({ who, what, when }: Sentence): string => `${who} ${what}, ${when}`;

describe('a fault in words', () => {
  test.each<[GivenFault, string]>([
    [
      { operation: 'createInstance', every: 2, status: 503, retryAfter: '30s' },
      'createInstance answers 503 with Retry-After 30 s, every 2nd time',
    ],
    [{ status: 429 }, 'any call answers 429 with Retry-After 1 s, every time'],
    [{ status: 200, every: 1 }, 'any call answers 200, every time'],
    [
      { operation: ['getQr', 'getState', 'send'], nth: 3, status: 500, carryOut: true },
      'getQr, getState or send is carried out, but answers 500, only the 3rd time',
    ],
    [
      { path: '/send/*', method: 'POST', first: 3, status: 500, body: {}, headers: { 'X-A': '1', 'X-B': '2' } },
      'POST /send/* answers 500 with its own body, the header X-A and the header X-B, the first 3 times',
    ],
    [{ method: 'GET', hang: true }, 'any GET never answers, every time'],
    [
      { operation: 'send', path: '/send', instanceName: 't1_a_b', hang: true, carryOut: true },
      'send (/send) for t1_a_b is carried out, but never answers, every time',
    ],
    [{ share: 0.125, delay: '500ms' }, 'any call answers 500 ms late, 12.5 % of the time'],
    [
      { from: 11, delay: { from: 100, to: '1m' }, carryOut: true },
      'any call is carried out at once, and answers 100 ms to 1 min late, from the 11th time on',
    ],
    [{ first: 1, status: 500, delay: 50 }, 'any call answers 500, 50 ms late, the first time'],
    [{ cut: 'before' }, 'any call is carried out, but the connection breaks before the reply, every time'],
    [
      { cut: 'before', carryOut: false },
      'any call is not carried out: the connection breaks before the reply, every time',
    ],
    [
      { cut: 'middle', nth: 22 },
      'any call is carried out, but the connection breaks in the middle of the reply, only the 22nd time',
    ],
    [{ truncate: true }, 'any call answers with half of the body as if it were all of it, every time'],
    [{ operation: 'getQrImage', staleImage: true }, 'getQrImage goes on showing the first QR of a pairing, every time'],
  ])('of calls: %j', (fault, sentence) => {
    expect(Fault.safeParse(fault).error).toBeUndefined();
    expect(said(sentenceOf(fault))).toBe(sentence);
  });

  test.each<[GivenDeliveryFault, string]>([
    [{ event: 'connection.update', nth: 2, duplicate: true }, 'connection.update comes twice, only the 2nd time'],
    [{ duplicate: 3 }, 'any event comes 4 times, every time'],
    [
      { webhook: 1, instanceName: 't1_a_b', swap: true },
      'any event of t1_a_b for webhook 1 comes after the next one, every time',
    ],
    [
      { event: ['chats.update', 'contacts.update'], delay: '5s' },
      'chats.update or contacts.update comes 5 s late, every time',
    ],
    [{ drop: true, share: 0.1 }, 'any event never comes, 10 % of the time'],
    [{ repeat: true }, 'any event comes again and again, every time'],
    [
      { encoding: 'unusual', signature: 'missing' },
      'any event comes, in unusual bytes, without a signature, every time',
    ],
    [
      { encoding: ['slashes', 'unicode'], signature: 'stale' },
      'any event comes, with unusual slashes and unicode, with a signature that is an hour old, every time',
    ],
    [{ duplicate: 1, signature: 'wrong' }, 'any event comes twice, with a wrong signature, every time'],
  ])('of deliveries: %j', (fault, sentence) => {
    expect(DeliveryFault.safeParse(fault).error).toBeUndefined();
    expect(said(deliverySentenceOf(fault))).toBe(sentence);
  });
});

describe('the form of a fault', () => {
  const draft = draftFrom({});
  const each = <Field extends keyof Draft>(field: Field, values: readonly Draft[Field][]): readonly Partial<Draft>[] =>
    values.map((value) => ({ [field]: value }));
  const crossed = (...sets: readonly (readonly Partial<Draft>[])[]): readonly Draft[] =>
    sets.reduce<readonly Draft[]>(
      (all, set) => all.flatMap((one) => set.map((change) => ({ ...one, ...change }))),
      [draft],
    );

  test('makes a fault that the API takes of whatever is chosen together', () => {
    const drafts = crossed(
      each('operation', ['getQrImage']),
      each('which', ['operation', 'path', 'all']),
      each('when', ['always', 'first', 'nth', 'every', 'from', 'share']),
      each('effect', ['status', 'delay', 'cut', 'truncate', 'hang', 'staleImage']),
      each('cut', ['before', 'middle', 'after']),
      each('carryOut', [true, false]),
      [{ delay: '500ms' }, { delay: '500ms', delayTo: '2s' }],
    ).filter(({ effect, which }) => effect !== 'staleImage' || which === 'operation');
    const refused = drafts
      .map((one) => Fault.safeParse(faultIn(one)).error?.message)
      .filter((one) => one !== undefined);
    expect(drafts.length).toBeGreaterThan(1_000);
    expect(refused).toEqual([]);
  });

  test('makes a fault of deliveries that the API takes of whatever is chosen together', () => {
    const drafts = crossed(
      [{ kind: 'deliveries', delay: '5s', event: 'chats.update', webhook: '1' }],
      each('course', ['usual', 'duplicate', 'swap', 'delay', 'drop', 'repeat']),
      each('encoding', ['usual', 'unusual', 'slashes', 'numbers', 'spacing', 'unicode']),
      each('signature', ['right', 'wrong', 'stale', 'missing']),
    );
    const refused = drafts.filter((one) => !DeliveryFault.safeParse(faultIn(one)).success);
    // Only what does nothing at all.
    expect(refused.map(({ course, encoding, signature }) => [course, encoding, signature])).toEqual([
      ['usual', 'usual', 'right'],
    ]);
  });

  test('sends all that is typed for an answer', () => {
    const typed: Draft = {
      ...draft,
      name: ' busy ',
      status: '429',
      retryAfter: '30',
      body: '{"error": "Slow down."}',
      contentType: 'application/json',
      headers: 'X-Request-Id: a:b\n\nX-Empty:',
      when: 'every',
      amount: '2',
    };
    expect(faultIn(typed)).toEqual({
      name: 'busy',
      operation: 'createInstance',
      every: 2,
      status: 429,
      retryAfter: 30,
      body: { error: 'Slow down.' },
      contentType: 'application/json',
      headers: { 'X-Request-Id': 'a:b', 'X-Empty': '' },
    });
    expect(faultIn({ ...typed, body: 'Slow down.' })).toMatchObject({ body: 'Slow down.' });
    // What was typed for another effect stays in the form.
    expect(faultIn({ ...typed, effect: 'hang' })).toEqual({
      name: 'busy',
      operation: 'createInstance',
      every: 2,
      hang: true,
    });
  });

  test.each([
    [
      { operation: 'sendText', instanceName: 't1_a_b', status: '429' },
      { operation: 'sendText', instanceName: 't1_a_b', status: 429 },
    ],
    [
      { operation: 'sendText', path: '/send/text', method: 'POST', status: '201' },
      { operation: 'sendText', status: 503 },
    ],
    [
      { path: '/nothing', method: 'GET' },
      { path: '/nothing', method: 'GET', status: 503 },
    ],
    [
      { operation: '__proto__', status: 'x' },
      { operation: 'createInstance', status: 503 },
    ],
    [{ event: 'chats.update' }, { event: 'chats.update', duplicate: true }],
  ])('is filled in by an address: %j', (query, fault) => {
    expect(faultIn(draftFrom(query))).toEqual(fault);
  });

  test('says what is wrong at the control that it is about', () => {
    const wrong: Draft = { ...draft, status: '99', retryAfter: 'soon', when: 'nth', amount: 'x', headers: 'a b: c' };
    const { error } = Fault.safeParse(faultIn(wrong));
    const details = error?.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
    const fault = { id: 'fault', start: draft, aliases: draftAliases };
    const refused = (sentence: string, given: unknown) => sorted(sentence, given, fault);
    const { problems, problem } = refused('The body is wrong.', details);
    expect(Object.keys(problems).sort()).toEqual(['amount', 'retryAfter', 'status']);
    expect(problems.status).toBe('must be a whole number from 200 to 599');
    expect(problem).toBe('');
    const named = refused('"instanceName" must be a technical name.', undefined);
    expect(named).toEqual({ problems: { instanceName: 'must be a technical name' }, problem: '' });
    const nothing = [{ path: '', message: 'does nothing; it must have one of …' }];
    expect(refused('The body does nothing; it must have one of ….', nothing)).toEqual({
      problems: {},
      problem: 'The fault does nothing; it must have one of ….',
    });
    expect(sorted('No answer came in time.', undefined, fault)).toEqual({
      problems: {},
      problem: 'No answer came in time.',
    });
  });

  test('offers what there is: every operation with its address, and every event', () => {
    const all = imitatedApi.flatMap(({ routes }) =>
      routes.map(({ operation, method, path }) => [operation.id, `${method} ${path}`]),
    );
    expect(operations).toEqual(Object.fromEntries(all));
    expect([...eventNames].sort()).toEqual([...allEvents].sort());
  });
});

describe('a course', () => {
  test.each(scenarioList())('of $name is told whole, in few steps', ({ course }) => {
    const steps = stepsOf(course);
    expect(steps.reduce((sum, { count }) => sum + count, 0)).toBe(course.length);
    expect(steps.length).toBeLessThanOrEqual(20);
    const spans = spansOf(course);
    expect(spans[0]?.from).toBe(0);
    expect(spans.at(-1)?.state).toBe(course.at(-1)?.state);
    expect(spans.at(-1)?.to).toBeGreaterThan(course.at(-1)?.time ?? 0);
    for (const [index, { from }] of spans.entries()) if (index > 0) expect(from).toBe(spans[index - 1]?.to);
  });

  test('says what a client sees', () => {
    const words = (name: string) => {
      const scenario = scenarioList().find((one) => one.name === name);
      return stepsOf(scenario?.course ?? []).map((step) => `${secondsOf(step.from)} ${wordsOf(step)}`);
    };
    expect(words('happy-very-slow')).toEqual(['0 s connecting', '0 s 3 QRs', '100 s connecting', '100 s open']);
    expect(words('nobody-scans').slice(-2)).toEqual(['22 min 30 s the last QR ends', '22 min 30 s closed (428)']);
    expect(words('dead-but-open').at(-1)).toBe('60 s dies without a word');
    expect(words('webhook-storm')[0]).toBe('0 s connecting, told 300 times');
  });
});

describe('a duration', () => {
  test.each([
    ['45s', '45s'],
    ['500ms', '500ms'],
    [' 30m ', '30m'],
    ['30 min', 1_800_000],
    ['1 h 30 min', 5_400_000],
    ['1.5h', 5_400_000],
    ['2d, 3 H', 183_600_000],
    ['1 hour', 3_600_000],
    ['2 days 3 hours', 183_600_000],
    ['1 Minute, 5 sec', 65_000],
    ['10 minutes 1 second 500 ms', 601_500],
    ['soon', 'soon'],
    ['1 fortnight', '1 fortnight'],
    ['1h and a bit', '1h and a bit'],
    ['1 hourglass', '1 hourglass'],
    ['-1h', '-1h'],
  ])('typed as %j is sent as %j', (typed, sent) => {
    expect(durationTyped(typed)).toBe(sent);
  });

  test('is told as people do', () => {
    expect([aheadOf(-5), aheadOf(0), aheadOf(45_000), aheadOf(5_403_000)]).toEqual([
      'now',
      'now',
      'in 45 s',
      'in 1 h 30 min',
    ]);
    expect([millisecondsIn('1d'), millisecondsIn('x')]).toEqual([86_400_000, undefined]);
  });
});
