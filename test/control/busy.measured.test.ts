import { describe, test } from 'vitest';
import { expect } from 'vitest';
import { startBeside, startGoodClient, tell } from '../support/overload.js';
import { startHelper } from '../support/process.js';
import { isLong } from '../support/random.js';

/** Requests of the good client, each ten milliseconds after the one before. */
const REQUESTS = isLong ? 1_500 : 250;

describe('What takes long holds nobody up, nor the end:', () => {
  test.each([
    ['waits among many instances', 300],
    ['searches by a body of many members', 100],
    ['moves of the clock', 100],
    ['pages that poll', 100],
    ['streams on one instance', 500],
    ['webhooks and their events', 100],
    ['lists of the longest messages', 2],
    ['messages and waits for them', 100],
  ])('%s, %d', async (way, count) => {
    const beside = await startBeside();
    const { emulator, endWell } = beside;
    const busy = await startHelper('busy.mjs', [way, emulator.origin, String(count)]);
    const serveWell = await startGoodClient(beside);
    await busy.ask('begin');
    const served = await serveWell(REQUESTS);
    const { done, lost } = await busy.ask('tally');
    expect({ way, lost }).toEqual({ way, lost: 0 });
    tell(`${way}, ${String(count)}: ${String(done)} done, ${String(lost)} lost`, served, await endWell());
  });
});
