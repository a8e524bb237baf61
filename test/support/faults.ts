import { onTestFinished, vi } from 'vitest';
import { systemTime } from '../../src/domain/time-source.js';
import type { Fault, Wachat } from '../../src/index.js';
import { build } from './emulator.js';
import { rawRequest, sendRaw } from './socket.js';

/** How often each fault of an account fired. */
export const fired = (account: Pick<Wachat, 'faults'>): readonly number[] =>
  account.faults().map((fault) => fault.fired);

/** The bytes of a create; more headers may override those that it has. */
export const rawCreation = (
  authorization: string,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): string =>
  rawRequest(
    'POST /api/v1/instance/create HTTP/1.1',
    {
      Host: 'localhost',
      Authorization: authorization,
      'Content-Type': 'application/json',
      'Content-Length': String(text.length),
      ...headers,
    },
    text,
  );

/** An emulator with faults, and an instance that was there before them. */
export const broken = async (...faults: readonly Fault[]) => {
  const built = await build({ seed: 'faults' });
  const { body } = await built.api.create({ instanceName: 'before' });
  built.wachat.setFaults(faults);
  const name: string = body.instance.apiInstanceName;
  const names = () => built.wachat.instances().map(({ displayName }) => displayName);
  const authorization = `Bearer ${built.wachat.apiKey}`;
  /** Creates an instance over a socket of its own, and returns all that comes back until that is closed. */
  const rawCreate = (headers: Record<string, string> = {}, displayName = 'raw') =>
    sendRaw(built.origin, rawCreation(authorization, JSON.stringify({ instanceName: displayName }), headers));
  return { ...built, name, names, rawCreate, authorization };
};

/** Real time in a test's hand: what waits happens when the test calls its action. */
export const holdTime = () => {
  const waits: { readonly delay: number; readonly action: () => void; isOff: boolean }[] = [];
  const spy = vi.spyOn(systemTime, 'after').mockImplementation((delay, action) => {
    const wait = { delay, action, isOff: false };
    waits.push(wait);
    return () => {
      wait.isOff = true;
    };
  });
  onTestFinished(() => {
    spy.mockRestore();
  });
  return waits;
};

/** A reply in pieces, as it came over a socket. */
export const parts = (text: string) => {
  const [head = '', body = ''] = text.split('\r\n\r\n');
  const length = Number(/^content-length: (\d+)$/im.exec(head)?.[1]);
  return { head: head.toLowerCase(), body, length };
};
