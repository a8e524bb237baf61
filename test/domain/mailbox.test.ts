import { describe, expect, test } from 'vitest';
import { createPostOffice, type Mail } from '../../src/domain/mailbox.js';
import { sizeOf, type Message, type MessageStatus } from '../../src/domain/message.js';

const ROOM = 100_000;

let order = 0;
const message = (more: Partial<Message> = {}): Message => ({
  id: `id ${String(++order)}`,
  order,
  instance: 'shop',
  jid: '6281298765432@s.whatsapp.net',
  fromMe: false,
  author: '6281298765432',
  pushName: null,
  content: { type: 'image', url: null, mimetype: null, fileName: null, caption: null },
  quoted: null,
  media: null,
  acceptedAt: 0,
  at: 0,
  status: 'delivered',
  reason: null,
  ...more,
});

const open = () => {
  const office = createPostOffice(ROOM);
  /** Adds a message with so many bytes; the token of these. */
  const post = (mail: Mail, size: number, more: { fromMe?: boolean; status?: MessageStatus } = {}): string => {
    const token = `token ${String(order + 1)}`;
    const one = message({ ...more, media: { token, size } });
    mail.add(one, { bytes: Buffer.alloc(size), mimetype: null, fileName: null });
    office.added(sizeOf(one) + size);
    return token;
  };
  return { office, post };
};

describe('The post office', () => {
  test('counts the bytes of media, and frees them with their message', () => {
    const { office, post } = open();
    const mail = office.open();
    const first = post(mail, 10_000);
    expect(mail.bytes).toBe(10_000 + sizeOf(message()));
    expect(office.find(first)?.bytes).toHaveLength(10_000);
    const tokens = Array.from({ length: 20 }, () => post(mail, 10_000));
    expect(mail.bytes).toBeLessThanOrEqual(ROOM);
    expect(office.find(first)).toBeUndefined();
    expect(office.find(tokens.at(-1) ?? '')).toBeDefined();
    const kept = tokens.filter((token) => office.find(token) !== undefined);
    expect(kept).toHaveLength(mail.messages.size);
    expect(mail.bytes).toBe(kept.length * (10_000 + sizeOf(message())));
    office.close(mail);
    expect([mail.bytes, tokens.flatMap((token) => office.find(token) ?? [])]).toEqual([0, []]);
  });

  test('takes from who has most', () => {
    const { office, post } = open();
    const [quiet, busy] = [office.open(), office.open()];
    const token = post(quiet, 10_000);
    for (let count = 0; count < 50; count++) post(busy, 10_000);
    expect(office.find(token)).toBeDefined();
    expect(quiet.bytes + busy.bytes).toBeLessThanOrEqual(ROOM);
  });

  test('holds nothing that is more than half of its room', () => {
    const { office } = open();
    expect([office.fits(ROOM / 2), office.fits(ROOM / 2 + 1)]).toEqual([true, false]);
  });

  test('has no room while what waits to leave takes all of it, and again when that has left', () => {
    const { office, post } = open();
    const mail = office.open();
    while (office.hasRoom()) post(mail, 10_000, { fromMe: true, status: 'waiting' });
    // The last one is over what there is.
    expect(mail.bytes).toBeGreaterThan(ROOM);
    expect(mail.bytes).toBeLessThan(ROOM + 11_000);
    expect(office.hasRoom()).toBe(false);
    const [first] = mail.messages.values();
    if (first !== undefined) first.status = 'delivered';
    expect(office.hasRoom()).toBe(true);
    expect(mail.bytes).toBeLessThanOrEqual(ROOM);
  });
});
