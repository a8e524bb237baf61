import { get, type Example } from '../http/example.js';
import { create } from '../api/sample-calls.js';

const deleteIt = { method: 'DELETE', path: '/_emulator/account' } as const;

/** Examples of what is about accounts. */
export const accountExamples: readonly Example[] = [
  {
    operationId: 'listAccounts',
    name: 'one',
    summary: 'One account, with an instance',
    before: [create],
    call: get('/_emulator/accounts'),
  },
  { operationId: 'deleteAccount', name: 'deleted', summary: 'It is gone', before: [create], call: deleteIt },
  { operationId: 'deleteAccount', name: 'none', summary: 'There was none', before: [deleteIt], call: deleteIt },
  {
    operationId: 'deleteAccount',
    name: 'badBody',
    summary: 'The body is not an object',
    call: { ...deleteIt, body: '[]', headers: { 'Content-Type': 'application/json' } },
  },
];
