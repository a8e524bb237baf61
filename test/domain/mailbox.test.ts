import { describe, expect, test } from 'vitest';
import { createPostOffice, MOST_CONTACTS, MOST_MESSAGES, type Mail } from '../../src/domain/mailbox.js';
import type { Message, MessageStatus } from '../../src/domain/message.js';

const KB = 1_024;
const jid = '628123456789@s.whatsapp.net';

/** A message for a mail, with a text of about so many bytes of the heap. */
const messageFor = (mail: Mail, instance = 'shop', bytes = 0, status: MessageStatus = 'delivered'): Message => {
  const order = ++mail.lastOrder;
  return {
    id: `ID${String(order)}`,
    order,
    instance,
    jid,
    fromMe: true,
    author: null,
    pushName: null,
    content: { type: 'text', text: 'x'.repeat(bytes / 2) },
    quoted: null,
    media: null,
    acceptedAt: order,
    at: order,
    status,
    reason: null,
  };
};
const mediaFor = (mail: Mail, token: string, size: number): Message => ({
  ...messageFor(mail),
  content: { type: 'image', url: null, mimetype: null, fileName: null, caption: null },
  media: { token, size },
});
const bytes = (size: number) => ({ bytes: Buffer.alloc(size), mimetype: null, fileName: null });

const inUse = (office: ReturnType<typeof createPostOffice>): Mail => {
  const mail = office.open();
  mail.begin();
  return mail;
};

/** Adds as an account does. */
const add = (office: ReturnType<typeof createPostOffice>, mail: Mail, ...given: [string?, number?]): Message => {
  const message = messageFor(mail, ...given);
  mail.add(message);
  office.makeRoom();
  return message;
};
/** Adds one that waits to leave, if there is room for it. */
const wait = (office: ReturnType<typeof createPostOffice>, mail: Mail, ...given: [string?, number?]): boolean => {
  const [instance = 'shop', size = 0] = given;
  const message = messageFor(mail, instance, size, 'waiting');
  if (!mail.hasRoom(instance) || !office.canHold(mail, message)) return false;
  mail.add(message);
  mail.hold(message, () => undefined);
  mail.contact(instance, jid, 0).waiting++;
  office.makeRoom();
  return true;
};

describe('The messages of one instance', () => {
  test('are at most a thousand: the oldest go, and their number is told', () => {
    const mail = inUse(createPostOffice());
    for (let index = 0; index < MOST_MESSAGES + 5; index++) mail.add(messageFor(mail));
    mail.add(messageFor(mail, 'another'));
    expect([mail.messages.size, mail.dropped]).toEqual([MOST_MESSAGES + 1, 5]);
    expect([...mail.messages.keys()][0]).toBe('ID6');
    expect(mail.box('shop').messages.size).toBe(MOST_MESSAGES);
  });

  test('are not dropped while they wait to leave; when all do, there is no room for one more', () => {
    const office = createPostOffice();
    const mail = inUse(office);
    add(office, mail);
    for (let index = 0; index < MOST_MESSAGES; index++) expect(wait(office, mail)).toBe(true);
    expect(mail.messages.has('ID1')).toBe(false);
    expect(wait(office, mail)).toBe(false);
    const [first] = mail.messages.values();
    if (first === undefined) throw new Error('There is none.');
    mail.release(first);
    first.status = 'delivered';
    expect(wait(office, mail)).toBe(true);
    expect(mail.messages.has(first.id)).toBe(false);
  });

  test('what comes in while a thousand wait to leave takes the place of what came in before', () => {
    const office = createPostOffice();
    const mail = inUse(office);
    for (let index = 0; index < MOST_MESSAGES; index++) wait(office, mail);
    for (let index = 0; index < 5; index++) add(office, mail);
    expect(mail.messages.size).toBe(MOST_MESSAGES + 1);
  });
});

describe('The contacts of one instance', () => {
  test('are at most ten thousand: those go that were not changed for longest, and none that is written to just now', () => {
    const mail = inUse(createPostOffice());
    const of = (index: number) => `${String(628_000_000_000 + index)}@s.whatsapp.net`;
    for (let index = 0; index < MOST_CONTACTS; index++) mail.contact('shop', of(index), 0);
    mail.contact('shop', of(0), 1);
    mail.contact('shop', of(1), 1).waiting++;
    for (let index = MOST_CONTACTS; index < MOST_CONTACTS + 3; index++) mail.contact('shop', of(index), 2);
    const { contacts, droppedContacts } = mail.box('shop');
    expect([contacts.size, droppedContacts]).toEqual([MOST_CONTACTS, 3]);
    expect([0, 1, 2, 3, 4, 5].map((index) => contacts.has(of(index)))).toEqual([true, true, false, false, false, true]);
  });
});

describe('The room of all messages', () => {
  test('is taken from who has most, and not from the others', () => {
    const office = createPostOffice(1_000 * KB);
    const [quiet, busy] = [inUse(office), inUse(office)];
    for (let index = 0; index < 10; index++) add(office, quiet);
    for (let index = 0; index < 1_000; index++) add(office, busy, 'shop', 10 * KB);
    expect([quiet.messages.size, quiet.dropped]).toEqual([10, 0]);
    expect(busy.dropped).toBeGreaterThan(900);
    expect(busy.bytes + quiet.bytes).toBeLessThanOrEqual(1_000 * KB);
    expect(busy.messages.has('ID1000')).toBe(true);
  });

  test('counts what a message quotes: it may be kept by nobody else', () => {
    const office = createPostOffice();
    const mail = inUse(office);
    const { id, fromMe, content } = messageFor(mail, 'shop', 100 * KB);
    const quoting = { ...messageFor(mail), quoted: { id, fromMe, content } };
    mail.add(quoting);
    expect(mail.bytes).toBeGreaterThan(100 * KB);
  });

  test('is never exceeded, whatever comes, waits and leaves', () => {
    const room = 500 * KB;
    const office = createPostOffice(room);
    const mails = Array.from({ length: 20 }, () => inUse(office));
    const waiting: [Mail, Message][] = [];
    let at = 7;
    const next = (most: number): number => (at = (at * 48_271) % 2_147_483_647) % most;
    let refused = 0;
    for (let index = 0; index < 5_000; index++) {
      const mail = mails[next(mails.length)];
      if (mail === undefined) continue;
      const instance = `shop${String(next(3))}`;
      if (next(3) > 0) add(office, mail, instance, next(8 * KB));
      else if (wait(office, mail, instance, next(8 * KB))) {
        const last = [...mail.messages.values()].at(-1);
        if (last !== undefined) waiting.push([mail, last]);
      } else refused++;
      if (next(4) === 0) {
        const [[whose, message] = []] = waiting.splice(next(Math.max(1, waiting.length)), 1);
        if (whose === undefined || message === undefined) continue;
        whose.release(message);
        message.status = 'delivered';
        whose.contact(message.instance, jid, index).waiting--;
      }
      expect(mails.reduce((sum, one) => sum + one.bytes, 0)).toBeLessThanOrEqual(room);
    }
    for (const [mail, message] of waiting) expect(mail.messages.has(message.id)).toBe(true);
    expect(refused).toBeGreaterThan(0);
  });

  test('leaves something for the messages of others to wait in, however many of one account do', () => {
    const office = createPostOffice(1_000 * KB);
    const counts = Array.from({ length: 3 }, () => {
      const mail = inUse(office);
      let count = 0;
      while (wait(office, mail, `shop${String(count)}`)) count++;
      return count;
    });
    expect(counts.every((count) => count > 20)).toBe(true);
    expect(counts.toSorted((a, b) => b - a)).toEqual(counts);
  });

  test('is made rarely: the work for a message does not grow with the number of accounts', () => {
    /** How often messages are looked at, per message added, once the room is full. */
    const workWith = (accounts: number): number => {
      const office = createPostOffice(accounts * 20 * KB);
      let looks = 0;
      const mails = Array.from({ length: accounts }, () => {
        const mail = inUse(office);
        const shrinkTo = mail.shrinkTo.bind(mail);
        mail.shrinkTo = (level) => {
          looks++;
          shrinkTo(level);
        };
        return mail;
      });
      const each = 60;
      for (let round = 0; round < each; round++) for (const mail of mails) add(office, mail);
      return looks / (each * accounts);
    };
    expect(workWith(2_000)).toBeLessThan(2 * workWith(50) + 1);
    expect(workWith(2_000)).toBeLessThan(1);
  });

  test('has nothing of instances that come and go, and of accounts that end', () => {
    const office = createPostOffice(100 * KB);
    const other = inUse(office);
    add(office, other);
    for (let round = 0; round < 50; round++) {
      const mail = inUse(office);
      for (let index = 0; index < 50; index++) {
        const name = `shop${String(index)}`;
        wait(office, mail, name);
        for (const message of mail.box(name).messages) {
          mail.release(message);
          message.status = 'cancelled';
        }
        mail.dropBox(name);
      }
      expect(mail.boxes.size).toBeLessThanOrEqual(mail.messages.size);
      mail.end();
    }
    expect(other.dropped).toBe(0);
    const fresh = createPostOffice(100 * KB);
    const [once, again] = [inUse(office), inUse(fresh)];
    const countOf = (mail: Mail, where: typeof office): number => {
      let count = 0;
      while (wait(where, mail)) count++;
      return count;
    };
    expect(countOf(once, office)).toBe(countOf(again, fresh));
  });

  test('a message that no account is in use for is not counted', () => {
    const office = createPostOffice(100 * KB);
    const ended = inUse(office);
    ended.end();
    for (const mail of [office.open(), ended])
      for (let index = 0; index < 1_000; index++) mail.add(messageFor(mail, 'shop', KB));
    const mail = inUse(office);
    for (let index = 0; index < 50; index++) add(office, mail);
    expect(mail.dropped).toBe(0);
  });

  test('what is kept of each instance goes too, when there are more than fit', () => {
    const office = createPostOffice(100 * KB);
    const mail = inUse(office);
    for (let index = 0; index < 2_000; index++) {
      add(office, mail, `shop${String(index)}`);
      mail.contact(`shop${String(index)}`, jid, index);
    }
    expect(mail.boxes.size).toBeLessThan(100);
    expect(mail.boxes.has('shop1999')).toBe(true);
  });
});

describe('The bytes of media', () => {
  test('are found by their token as long as their message is kept', () => {
    const office = createPostOffice(1_000 * KB);
    const mail = inUse(office);
    const first = bytes(400 * KB);
    mail.add(mediaFor(mail, 'first', 400 * KB), first);
    office.makeRoom();
    expect(office.find('first')).toBe(first);
    mail.add(mediaFor(mail, 'second', 700 * KB), bytes(700 * KB));
    office.makeRoom();
    expect([office.find('first'), office.find('second')?.bytes.length, mail.dropped]).toEqual([undefined, 700 * KB, 1]);
    mail.end();
    expect(office.find('second')).toBeUndefined();
  });

  test('are there for an account when its copy, which has the same tokens, ends', () => {
    const office = createPostOffice();
    const [mail, copy] = [inUse(office), office.open()];
    mail.add(mediaFor(mail, 'one', 5), bytes(5));
    copy.add(mediaFor(copy, 'one', 7), bytes(7));
    copy.begin();
    expect(office.find('one')?.bytes.length).toBe(5);
    copy.end();
    expect(office.find('one')?.bytes.length).toBe(5);
    mail.end();
    expect(office.find('one')).toBeUndefined();
  });
});

describe('A restored account', () => {
  test('is admitted if it fits, or if others would make room for it', () => {
    const office = createPostOffice(1_000 * KB);
    const busy = inUse(office);
    for (let index = 0; index < 90; index++) add(office, busy, 'shop', 10 * KB);
    const restored = (size: number): Mail => {
      const mail = office.open();
      mail.add(messageFor(mail, 'shop', size));
      return mail;
    };
    expect(office.admits(restored(10 * KB), undefined)).toBe(true);
    expect(office.admits(restored(300 * KB), undefined)).toBe(true);
    expect(office.admits(restored(600 * KB), undefined)).toBe(false);
    expect(office.admits(restored(600 * KB), busy)).toBe(true);
    const small = restored(300 * KB);
    small.begin();
    office.makeRoom();
    expect([small.dropped, small.messages.size]).toEqual([0, 1]);
    expect(busy.dropped).toBeGreaterThan(0);
  });

  test('is not admitted if more would wait to leave than may', () => {
    const office = createPostOffice(1_000 * KB);
    const busy = inUse(office);
    while (wait(office, busy, 'shop', KB));
    const restored = (count: number): Mail => {
      const mail = office.open();
      for (let index = 0; index < count; index++) {
        const message = messageFor(mail, 'shop', 0, 'waiting');
        mail.add(message);
        mail.hold(message, () => undefined);
      }
      return mail;
    };
    expect(office.admits(restored(150), undefined)).toBe(false);
    expect(office.admits(restored(150), busy)).toBe(true);
    expect(office.admits(restored(400), busy)).toBe(false);
  });
});
