import { expect, test } from 'vitest';
import { readConfig } from '../../src/config.js';
import { Clock } from '../../src/domain/clock.js';
import type { TimeSource } from '../../src/domain/time-source.js';
import { noSettings } from '../../src/domain/new-instance.js';
import { createEmulator } from '../../src/emulator.js';

/** A time that goes on although its timers have not had their turn, as when the process is busy. */
const busyTime = () => {
  let now = 0;
  const timers = new Set<() => void>();
  const source: TimeSource = {
    now: () => now,
    after(_delay, action) {
      timers.add(action);
      return () => timers.delete(action);
    },
  };
  return {
    source,
    pass: (by: number): void => {
      now += by;
    },
    fire: (): void => {
      const due = [...timers];
      timers.clear();
      for (const one of due) one();
    },
  };
};

/** An emulator under that time, with one instance. */
const withInstance = (time: TimeSource, integration: 'WHATSAPP-BAILEYS' | 'WHATSAPP-BUSINESS') => {
  const emulator = createEmulator(
    readConfig({}, (name) => name),
    { time },
  );
  const created = emulator.instances.create('key', {
    displayName: 'shop',
    integration,
    number: null,
    settings: noSettings,
  });
  return { emulator, created };
};

test('An alarm whose action throws does not keep the others from going off', () => {
  const { source, pass, fire } = busyTime();
  const clock = new Clock(source);
  const happened: string[] = [];
  clock.at(10, () => {
    throw new Error('broken');
  });
  clock.at(20, () => happened.push('second'));
  pass(15);
  expect(fire).toThrow('broken');
  pass(10);
  fire();
  expect(happened).toEqual(['second']);
});

test('A QR that ends while its alarm waits for its turn is told, once, before what is done to the instance then', () => {
  const { source, pass, fire } = busyTime();
  const { emulator, created } = withInstance(source, 'WHATSAPP-BAILEYS');
  const account = emulator.accounts.claim('key');
  const told: string[] = [];
  const watcher = { changed: () => undefined, ended: () => undefined };
  emulator.attend(account, { ...watcher, happened: (event) => told.push(event.name) });
  pass(45_000);
  // Somebody else begins to follow it, and then it is scanned, before the timer has had its turn.
  emulator.instances.watch('key', created.technicalName, watcher);
  emulator.phone.act('key', created.technicalName, 'scan');
  fire();
  expect(told).toEqual(['qrcode.updated', 'connection.update', 'connection.update']);
  emulator.close();
});

test('A message does not overtake one to the same number whose departure is due and waits for its turn', () => {
  const { source, pass, fire } = busyTime();
  const { emulator, created } = withInstance(source, 'WHATSAPP-BUSINESS');
  const account = emulator.accounts.claim('key');
  const left: string[] = [];
  account.mail.listeners.add((message) => {
    if (message?.status === 'pending' && message.content.type === 'text') left.push(message.content.text);
  });
  const send = (text: string, delay: number): void => {
    emulator.messages.send('key', created.technicalName, {
      jid: '6281298765432@s.whatsapp.net',
      content: { type: 'text', text },
      delay,
    });
  };
  send('first', 1_000);
  pass(1_500);
  send('second', 0);
  fire();
  fire();
  expect(left).toEqual(['first', 'second']);
  emulator.close();
});
