import type { Account } from './account.js';
import { nextOf } from './course.js';
import { courseRank, expiryOf, linkRank, qrEndAt, rotationRank, rulesOf, stateAt } from './instance.js';
import { qrNumberAt, type QrRules } from './pairing.js';
import { departureRank } from './sending.js';

/** What falls due by itself. */
export const dueKinds = [
  'qrEnds',
  'pairingGivesUp',
  'autoScan',
  'scenarioStep',
  'linkEnds',
  'messageLeaves',
  'deliveryRetry',
  'deliveryDelayEnds',
  'deliverySwapEnds',
  'deliveryRepeats',
] as const;

/** Something that falls due by an account's clock. */
export type Due = {
  /** Milliseconds since 1970. */
  readonly time: number;
  /** At the same time, the lower rank goes first, as with the alarms of the clock. */
  readonly rank: number;
  readonly what: (typeof dueKinds)[number];
  /** Technical name. */
  readonly instance: string;
  /** In a few words. */
  readonly detail: string;
  /** The message or the delivery that it is about, by id. */
  readonly id?: string;
};

/**
 * What falls due for the instances and the messages of an account as it is at the first step: of what follows one upon
 * the other, the next. It is computed from what they are, so that nobody pays for it who never asks. It yields between
 * them.
 */
export const dueIn = function* (account: Account, rules: QrRules): Generator<Due | undefined, void> {
  const now = account.clock.now();
  const instances = [...account.instances.values()];
  const courses = new Map(account.courses);
  const messages = account.mailIfAny?.leaving() ?? [];
  for (const instance of instances) {
    const { technicalName, pairing, linksAt } = instance;
    const end = qrEndAt(instance, rules, now);
    if (end !== undefined) {
      const { qrLimit } = rulesOf(instance, rules);
      const number = qrNumberAt(pairing, rulesOf(instance, rules), now);
      const [rank, which] = [rotationRank(instance), `QR ${String(number)} of ${String(qrLimit)}`];
      if (number < qrLimit) yield { time: end, rank, what: 'qrEnds', instance: technicalName, detail: which };
      yield {
        time: expiryOf(instance, rules),
        rank,
        what: 'pairingGivesUp',
        instance: technicalName,
        detail: `after QR ${String(qrLimit)} of ${String(qrLimit)}`,
      };
    }
    if (linksAt !== undefined && stateAt(instance, rules, now) === 'linking') {
      yield { time: linksAt, rank: linkRank(instance), what: 'linkEnds', instance: technicalName, detail: 'it opens' };
    }
    const course = courses.get(technicalName)?.course;
    const next = course && nextOf(instance, course);
    if (next !== undefined) {
      const isScan = instance.scenario === undefined;
      yield {
        time: next.time,
        rank: courseRank(instance),
        what: isScan ? 'autoScan' : 'scenarioStep',
        instance: technicalName,
        detail: isScan ? 'a phone scans it' : `${instance.scenario.name}: ${next.action}`,
      };
    }
    yield;
  }
  for (const message of messages) {
    const { id, instance, jid, at, content } = message;
    if (at === null) continue;
    const rank = departureRank(message);
    yield { time: at, rank, what: 'messageLeaves', instance, detail: `${content.type} to ${jid}`, id };
  }
};
