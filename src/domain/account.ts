import { Clock } from './clock.js';
import type { FaultsDump } from './counted-faults.js';
import { createDeliveryFaults, type DeliveryFaults } from './delivery-faults.js';
import type { DeliveryFault } from '../shapes.js';
import type { EventListener } from './events.js';
import { createFaults, type Faults } from './faults.js';
import { createRandomness, streamOf, type Randomness } from './ids.js';
import type { Instance } from './instance.js';
import type { Mail, PostOffice } from './mailbox.js';
import type { AccountRecord } from './record.js';
import type { Course } from './scenario.js';
import type { TimeSource } from './time-source.js';
import { createWatchers, type Watchers } from './watchers.js';
import { createWebhooks, type Webhooks } from './webhooks.js';

/** What all accounts of an emulator share. */
export type Shared = {
  readonly time: TimeSource;
  /** The time at which every account's clock starts frozen; without it, clocks run. */
  readonly frozenAt: number | undefined;
  /** What the randomness of an account is drawn from, together with its key; the serial number tells lives apart. */
  readonly seedOf: (serial: number) => string;
  /** Called when the clock of an account was frozen, started or moved. */
  readonly clockMoved: (account: Account, isBack: boolean) => void;
  /** Where the messages of all accounts are. */
  readonly office: PostOffice;
};

/** The alarm for the end of a QR: when, what then happens, and how to cancel it. */
type Rotation = { readonly time: number; readonly happen: () => void; readonly cancel: () => void };

/**
 * An API key and everything that belongs to it. Nothing outside refers into it, so a reset drops everything.
 *
 * A class whose parts are made when they are first needed: a suite may use a new key for each of its tests, and most of
 * those have an instance or two and nothing else.
 */
export class Account {
  readonly key: string;
  /** The number in technical names: `t1_…`. */
  readonly number: number;
  /** Tells it from all other accounts of the emulator, also from earlier ones of its key. */
  readonly serial: number;
  /** The secret that the texts of this account's QRs are derived from. */
  readonly secret: string;
  readonly clock: Clock;
  /** By technical name, oldest first. */
  readonly instances = new Map<string, Instance>();
  lastStamp: number;
  lastSequence: number;
  /** How many events there have been. */
  eventCount = 0;
  /** Whether its clock is being moved just now. */
  isMoving = false;
  /** Until when the ends of QRs that nobody follows are in the list of events, and when the next one is due. */
  toldUntil: number;
  nextRotation = 0;
  readonly #shared: Shared;
  #random: Randomness | undefined;
  #names: Map<number, string> | undefined;
  #watchers: Watchers | undefined;
  #listeners: Set<EventListener> | undefined;
  #rotations: Map<string, Rotation> | undefined;
  #courses: Account['courses'] | undefined;
  #links: Account['links'] | undefined;
  #webhooks: Webhooks | undefined;
  #faults: Faults | undefined;
  #deliveryFaults: DeliveryFaults | undefined;
  #mail: Mail | undefined;
  #isInUse = false;

  /** A new account, or a restored one, still without its instances and with its clock frozen. */
  constructor(key: string, number: number, serial: number, shared: Shared, past?: AccountRecord) {
    this.key = key;
    this.number = past?.number ?? number;
    this.serial = serial;
    this.#shared = shared;
    if (past !== undefined) this.#random = createRandomness(past.randomness.stream, past.randomness.drawn);
    this.secret = past?.secret ?? createRandomness(this.#stream()).id(32);
    this.clock = new Clock(shared.time, past?.clock.now ?? shared.frozenAt, this);
    this.lastStamp = past?.lastStamp ?? 0;
    this.lastSequence = past?.lastSequence ?? 0;
    this.toldUntil = this.clock.now();
    if (past === undefined) return;
    this.#webhooks = createWebhooks(this.random, past.webhooks);
    this.faults.restore(past.faults);
    if (past.deliveryFaults !== undefined) this.deliveryFaults.restore(past.deliveryFaults);
  }

  /** The stream that its random values are drawn from, if it is not a restored one. */
  #stream(): string {
    return streamOf(this.#shared.seedOf(this.serial), this.key);
  }

  get random(): Randomness {
    // The secret was the first to be drawn.
    return (this.#random ??= createRandomness(this.#stream(), 1));
  }

  get watchers(): Watchers {
    return (this.#watchers ??= createWatchers());
  }

  /** Called with every event. */
  get listeners(): Set<EventListener> {
    return (this.#listeners ??= new Set());
  }

  /** The next rotation of each QR that is followed, by technical name. */
  get rotations(): Map<string, Rotation> {
    return (this.#rotations ??= new Map());
  }

  /** The position of each course that is running, and how to cancel its next act, by technical name. */
  get courses(): Map<string, { readonly course: Course; readonly cancel: () => void }> {
    return (this.#courses ??= new Map());
  }

  /** How to cancel the link of each instance that is linking, by technical name. */
  get links(): Map<string, () => void> {
    return (this.#links ??= new Map());
  }

  get webhooks(): Webhooks {
    return (this.#webhooks ??= createWebhooks(this.random));
  }

  get faults(): Faults {
    return (this.#faults ??= createFaults(this.secret));
  }

  get deliveryFaults(): DeliveryFaults {
    return (this.#deliveryFaults ??= createDeliveryFaults(this.secret));
  }

  /** What is saved of them; `undefined` if none were ever set. */
  deliveryFaultsDump(): FaultsDump<DeliveryFault> | undefined {
    return this.#deliveryFaults?.isUntouched() === false ? this.#deliveryFaults.dump() : undefined;
  }

  get mail(): Mail {
    if (this.#mail === undefined) {
      this.#mail = this.#shared.office.open();
      if (this.#isInUse) this.#mail.begin();
    }
    return this.#mail;
  }

  /** The same, if there has been a message. */
  get mailIfAny(): Mail | undefined {
    return this.#mail;
  }

  hasFaults(): boolean {
    return this.#faults?.hasAny() === true;
  }

  hasDeliveryFaults(): boolean {
    return this.#deliveryFaults?.hasAny() === true;
  }

  hasWebhooks(): boolean {
    return this.#webhooks !== undefined && this.#webhooks.all().length > 0;
  }

  /**
   * Whether it has nothing that anybody could miss. What is left of deleted instances, their events and messages, does not
   * count: a suite that cleans up gives its place back.
   */
  isEmpty(): boolean {
    return this.instances.size === 0 && !this.hasFaults() && !this.hasDeliveryFaults() && !this.hasWebhooks();
  }

  /** Whether anybody wants to know of each event. */
  isListenedTo(): boolean {
    return this.#listeners !== undefined && this.#listeners.size > 0;
  }

  isWatched(name: string): boolean {
    return this.#watchers?.has(name) === true;
  }

  isFollowed(name: string): boolean {
    return this.#rotations?.has(name) === true;
  }

  /** The technical name of the instance with this sequence number. */
  nameOf(sequence: number): string | undefined {
    this.#names ??= new Map([...this.instances.values()].map((one) => [one.sequence, one.technicalName]));
    return this.#names.get(sequence);
  }

  /** Stores an instance, or its successor under the same technical name. */
  keep(instance: Instance): void {
    this.instances.set(instance.technicalName, instance);
    this.#names?.set(instance.sequence, instance.technicalName);
  }

  /** Deletes an instance and ends everything that waits for it. */
  drop({ technicalName, sequence }: Instance): void {
    this.instances.delete(technicalName);
    this.#names?.delete(sequence);
    this.#rotations?.get(technicalName)?.cancel();
    this.#rotations?.delete(technicalName);
    this.endCourse(technicalName);
    this.endLinking(technicalName);
    this.#mail?.dropBox(technicalName);
    this.#watchers?.end(technicalName);
  }

  /** Ends what happens to an instance by itself. */
  endCourse(technicalName: string): void {
    this.#courses?.get(technicalName)?.cancel();
    this.#courses?.delete(technicalName);
  }

  /** An instance does not open by itself any more. */
  endLinking(technicalName: string): void {
    this.#links?.get(technicalName)?.();
    this.#links?.delete(technicalName);
  }

  /** It is the account of its key from now on. */
  begin(): void {
    this.#isInUse = true;
    this.#mail?.begin();
  }

  /** Ends everything that waits for it. */
  end(): void {
    this.#isInUse = false;
    this.clock.clear();
    this.#listeners?.clear();
    this.#watchers?.end();
    this.#faults?.end();
    this.#mail?.end();
  }

  clockMoved(isBack: boolean): void {
    this.#shared.clockMoved(this, isBack);
  }

  /** Tells those who watch it that its clock was frozen, started or moved. */
  tellMove(isBack: boolean): void {
    this.#watchers?.tellMove(isBack);
  }

  /** Tells those who watch an instance, or all. */
  tell(name: string): void {
    this.#watchers?.tell(name);
  }
}
