import { get, put, remove, type Example } from '../../http/example.js';
import { create } from '../../api/sample-calls.js';

const FAULTS = '/_emulator/faults';
const busy = put(FAULTS, { faults: [{ operation: 'createInstance', nth: 2, status: 429, retryAfter: '30s' }] });

/** Examples of faults. */
export const faultExamples: readonly Example[] = [
  {
    operationId: 'setFaults',
    name: 'busy',
    summary: 'The second create is refused, the third is fine again',
    call: busy,
  },
  {
    operationId: 'setFaults',
    name: 'slow',
    summary: 'All is slow, and one answer in ten is lost on its way',
    call: put(FAULTS, {
      faults: [
        { name: 'slow', delay: { from: '100ms', to: '2s' } },
        { name: 'lossy', share: 0.1, cut: 'before' },
      ],
    }),
  },
  {
    operationId: 'setFaults',
    name: 'down',
    summary: 'A proxy answers in its place, and once with a page of its own',
    call: put(FAULTS, {
      faults: [
        {
          first: 1,
          status: 503,
          body: '<h1>Maintenance</h1>',
          contentType: 'text/html',
          headers: { 'X-Proxy': 'edge' },
        },
        { path: '/instance/*', method: 'GET', status: 502 },
      ],
    }),
  },
  {
    operationId: 'setFaults',
    name: 'none',
    summary: 'No more faults',
    before: [busy],
    call: put(FAULTS, { faults: [] }),
  },
  {
    operationId: 'setFaults',
    name: 'bad',
    summary: 'A fault that cannot be',
    call: put(FAULTS, { faults: [{ operation: 'createInstanc', status: 200 }] }),
  },
  {
    operationId: 'getFaults',
    name: 'counted',
    summary: 'One request has come, and it was for the next',
    before: [busy, create],
    call: get(FAULTS),
  },
  { operationId: 'clearFaults', name: 'cleared', summary: 'Drop them', before: [busy], call: remove(FAULTS) },
];
