import { describe, expect, test } from 'vitest';
import { verify, type DeliveryFault } from '../../src/index.js';
import { status, type Received } from '../support/receiver.js';
import { hooked } from '../support/webhook.js';

const FAULT = 'x-wachat-emulator-fault';

/** An emulator with faults of deliveries, whose receiver is told of connections only; times are short. */
const faulty = async (faults: readonly DeliveryFault[], code = 200, options = {}) => {
  const all = await hooked(status(code), { qrTtl: '1d', ...options }, { events: ['connection.update'] });
  all.wachat.setDeliveryFaults(faults);
  const name = await all.create();
  return {
    ...all,
    name,
    /** The states that have come, and whether each came with a fault. */
    came: async () => {
      await all.settle();
      return all.receiver.received.map(({ body, headers }) => `${String(body.data.state)}${headers[FAULT] === undefined ? '' : '!'}`);
    },
    /** What became of each delivery, in the order in which they were queued. */
    statuses: () => all.wachat.deliveries().map((one) => one.status),
  };
};

describe('A fault of deliveries', () => {
  test('duplicate: it comes again right after, before the next', async () => {
    const { came, name, wachat, receiver } = await faulty([{ name: 'twice', nth: 1, duplicate: true }]);
    wachat.scan({ instanceName: name });
    expect(await came()).toEqual(['connecting!', 'connecting!', 'open']);
    expect(receiver.received[0]?.raw).toEqual(receiver.received[1]?.raw);
    expect(wachat.deliveries()).toMatchObject([
      { id: '1-1', fault: 'twice', copyOf: null, status: 'delivered' },
      { id: '1-2', fault: 'twice', copyOf: '1-1', status: 'delivered' },
      { id: '1-3', fault: null, copyOf: null, status: 'delivered' },
    ]);
    expect(wachat.deliveryFaults()).toMatchObject([{ seen: 2, fired: 1 }]);
  });
});
