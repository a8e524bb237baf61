import type { Scenario } from './scenario.js';
import { begin, closed, connecting, givenUp, qr, scanned } from './sights.js';

const github = (repository: string) => (issue: number) => `https://github.com/${repository}/issues/${String(issue)}`;
const evolution = github('EvolutionAPI/evolution-api');
const lite = github('EvolutionAPI/evolution-api-lite');
const waha = github('devlikeapro/waha');
const wwebjs = github('avoylenko/wwebjs-api');

const each = <T>(count: number, make: (index: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, index) => make(index));

/** QRs until pairing gives up, and their life in seconds, as upstream: a course never changes. */
const QR_LIMIT = 30;
const QR_LIFE = 45;
/** Events per second of the storm, and how many seconds it lasts. */
const STORM = { perSecond: 5, seconds: 60 };

type Row = Omit<Scenario, 'number' | 'qrTtl' | 'qrLimit'> & { readonly qrTtl?: number };

/**
 * The scenarios, by number: `9990000000NN`, since country code 999 is not assigned. A published number never changes its
 * meaning.
 */
export const scenarios: readonly Scenario[] = (
  [
    {
      name: 'happy-immediate',
      about: 'Scanned at once; the state is open right after create.',
      threads: [],
      acts: [[0, 'scan']],
      course: [...begin, ...scanned(0)],
    },
    {
      name: 'happy-slow',
      about: 'Scanned after 20 s.',
      threads: [],
      acts: [[20, 'scan']],
      course: [...begin, ...scanned(20)],
    },
    {
      name: 'happy-very-slow',
      about: 'Scanned after 100 s, when the third QR is shown.',
      threads: [],
      acts: [[100, 'scan']],
      course: [...begin, qr(45), qr(90), ...scanned(100)],
    },
    {
      name: 'qr-late',
      about: 'Create answers with {count: 0} instead of a QR, which comes after 5 s; scanned after 20 s.',
      threads: [evolution(1541), evolution(2385)],
      acts: [
        [5, 'ready'],
        [20, 'scan'],
      ],
      startsWithoutQr: true,
      course: [connecting(0), qr(5), ...scanned(20)],
    },
    {
      name: 'qr-call-when-open',
      about: 'Open after 1 s, so that the QR call answers with the state and no QR.',
      threads: [evolution(805)],
      acts: [[1, 'scan']],
      course: [...begin, ...scanned(1)],
    },
    {
      name: 'qr-too-fast',
      about: 'A new QR each second, faster than anyone can scan; gives up after 30 s.',
      threads: [evolution(1549)],
      acts: [],
      qrTtl: 1_000,
      course: [...begin, ...each(QR_LIMIT - 1, (index) => qr(index + 1)), ...givenUp(QR_LIMIT)],
    },
    {
      name: 'nobody-scans',
      about: 'Nobody scans, not even --auto-scan: 30 QRs, then it gives up.',
      threads: [waha(996), waha(1799)],
      acts: [],
      course: [...begin, ...each(QR_LIMIT - 1, (index) => qr((index + 1) * QR_LIFE)), ...givenUp(QR_LIMIT * QR_LIFE)],
    },
    {
      name: 'stuck-connecting',
      about: 'Scanned after 5 s, but the state never leaves connecting.',
      threads: [lite(12)],
      acts: [[5, 'scan']],
      quirk: 'neverLinks',
      course: [...begin, connecting(5)],
    },
    {
      name: 'phone-refuses',
      about: 'The phone refuses to link after 5, 25 and 45 s, each time using up the QR; then nobody tries again.',
      threads: [evolution(2679)],
      acts: [
        [5, 'refuse'],
        [25, 'refuse'],
        [45, 'refuse'],
      ],
      course: [
        ...begin,
        qr(5),
        qr(25),
        ...each(QR_LIMIT - 3, (index) => qr((index + 1) * QR_LIFE)),
        ...givenUp((QR_LIMIT - 2) * QR_LIFE),
      ],
    },
    {
      name: 'dropped-at-once',
      about: 'Open after 5 s, and a second later the device is removed.',
      threads: [evolution(600)],
      acts: [
        [5, 'scan'],
        [6, 'unlink'],
      ],
      course: [...begin, ...scanned(5), closed(6, 401)],
    },
    {
      name: 'dead-but-open',
      about: 'Open after 5 s and dead after 60 s, without a word: the state still says open.',
      threads: [evolution(1398)],
      acts: [
        [5, 'scan'],
        [60, 'die'],
      ],
      course: [...begin, ...scanned(5), [60, 'open', null, null]],
    },
    {
      name: 'unlinked-later',
      about: 'Open after 5 s, unlinked on the phone after 65 s.',
      threads: [waha(223)],
      acts: [
        [5, 'scan'],
        [65, 'unlink'],
      ],
      course: [...begin, ...scanned(5), closed(65, 401)],
    },
    {
      name: 'logout-does-nothing',
      about: 'Open after 5 s; logout answers success, and the state stays open.',
      threads: [evolution(1153)],
      acts: [[5, 'scan']],
      quirk: 'logoutDoesNothing',
      course: [...begin, ...scanned(5)],
    },
    {
      name: 'replaced-in-a-loop',
      about: 'Open after 5 s, then replaced elsewhere and back again every 10 s, forever; the first minute is listed.',
      threads: [evolution(765)],
      acts: [
        [5, 'scan'],
        [15, 'replace'],
        [20, 'reconnect'],
      ],
      repeat: { count: 2, every: 10 },
      course: [
        ...begin,
        ...scanned(5),
        ...each(5, (index) => [closed(15 + index * 10, 440), ...scanned(20 + index * 10)]).flat(),
      ],
    },
    {
      name: 'webhook-storm',
      about: 'No QR, but five events a second for a minute; then the QR comes, and it is scanned after 65 s.',
      threads: [evolution(1408)],
      acts: [
        ...each(STORM.seconds * STORM.perSecond - 1, (index) => [(index + 1) / STORM.perSecond, 'stutter'] as const),
        [STORM.seconds, 'ready'],
        [65, 'scan'],
      ],
      startsWithoutQr: true,
      course: [
        ...each(STORM.seconds * STORM.perSecond, (index) => connecting(index / STORM.perSecond)),
        qr(STORM.seconds),
        ...scanned(65),
      ],
    },
    {
      name: 'listed-but-not-found',
      about: 'Open after 5 s and listed, but every call by its name answers 404.',
      threads: [evolution(2543)],
      acts: [[5, 'scan']],
      quirk: 'notFoundByName',
      course: [...begin, ...scanned(5)],
    },
    {
      name: 'image-sticks',
      about: 'GET /instance/qr/image stays at the first QR of a pairing, while all else moves on; nobody scans.',
      threads: [wwebjs(3)],
      acts: [],
      quirk: 'imageSticks',
      course: [...begin, ...each(QR_LIMIT - 1, (index) => qr((index + 1) * QR_LIFE)), ...givenUp(QR_LIMIT * QR_LIFE)],
    },
  ] satisfies readonly Row[]
).map((row, index) => ({
  number: `9990000000${String(index).padStart(2, '0')}`,
  qrTtl: QR_LIFE * 1_000,
  qrLimit: QR_LIMIT,
  ...row,
}));

/** The scenario of a number, if it is one's. */
export const scenarioOf = (number: string | null): Scenario | undefined =>
  scenarios.find((scenario) => scenario.number === number);
