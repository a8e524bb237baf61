import type { Account } from './account.js';
import type { Accounts } from './accounts.js';
import { startCourse } from './course.js';
import { stateAt } from './instance.js';
import { lifecycle } from './lifecycle.js';
import { buildInstance, type NewInstance } from './new-instance.js';
import type { QrRules } from './pairing.js';
import { namesakesIn, nearNamesIn, TECHNICAL_NAME } from './naming.js';
import { askableIn, explain } from './reasons.js';
import { Refusal, tooManyInstances } from './refusals.js';
import type { InstanceNow, Transitions } from './transitions.js';
import type { Watcher } from './watchers.js';

export type InstanceRules = QrRules & {
  readonly autoScan?: number | undefined;
  /** How long linking takes after the automatic scan, in milliseconds. */
  readonly linkTime: number;
  readonly maxInstances: number;
};

/** What a client does. Each call names an account by its key and an instance by its technical name. */
export const createInstances = (accounts: Accounts, rules: InstanceRules, transitions: Transitions) => {
  const { at, act, change, follow, findForClient: find } = transitions;

  return {
    /** @throws {Refusal} `tooManyInstances` */
    create(key: string, input: NewInstance): InstanceNow {
      if (accounts.instanceCount() >= rules.maxInstances) throw tooManyInstances(rules.maxInstances);
      const account = accounts.claim(key);
      const instance = buildInstance(account, input);
      // To listeners, a new instance looks like one that was closed before.
      change(account, instance, 'closed', 'requestQr');
      const created = at(account, instance);
      if (input.integration !== 'WHATSAPP-BUSINESS') startCourse(transitions, account, instance, rules);
      return created;
    },

    /** @throws {Refusal} `instanceNotFound` */
    get(key: string, name: string): InstanceNow {
      const { account, instance } = find(key, name);
      return at(account, instance);
    },

    /** The account's instances, newest first, and how many there are in all. */
    list(key: string, limit = Infinity): { readonly instances: readonly InstanceNow[]; readonly count: number } {
      const account = accounts.find(key);
      if (account === undefined) return { instances: [], count: 0 };
      const all = [...account.instances.values()];
      const listed = limit >= all.length ? all : all.slice(-limit);
      return { instances: listed.reverse().map((instance) => at(account, instance)), count: all.length };
    },

    /** The same without a limit and oldest first, one by one, each as it is when it is asked for. */
    *each(account: Account): Generator<InstanceNow> {
      for (const instance of account.instances.values()) yield at(account, instance);
    },

    /**
     * The technical name of the only instance with this display name.
     * @throws {Refusal} `instanceNotFound`, `severalInstances`
     */
    named(key: string, displayName: string): string {
      const account = accounts.find(key);
      const names = account === undefined ? [] : namesakesIn(account, displayName);
      const [name] = names;
      if (name === undefined) {
        const near = account === undefined ? [] : nearNamesIn(account, displayName);
        throw new Refusal(
          'instanceNotFound',
          near.length > 0
            ? explain.nearlyFound(near, 'display')
            : 'This account has no instance with that display name.',
        );
      }
      if (names.length > 1) throw new Refusal('severalInstances', explain.severalInstances(names));
      return name;
    },

    /**
     * Makes sure that a technical name is one: a display name in its place would never fit anything.
     * @throws {Refusal} `notTechnicalName`
     */
    checkName(key: string, name: string): void {
      const account = accounts.of(key);
      if (account?.instances.has(name) === true) return;
      const names = account === undefined ? [] : namesakesIn(account, name);
      if (names.length > 0) throw new Refusal('notTechnicalName', explain.instanceNotFound(names));
      const near = account === undefined ? [] : nearNamesIn(account, name);
      if (near.length > 0) throw new Refusal('notTechnicalName', explain.nearlyFound(near, 'technical'));
      if (!TECHNICAL_NAME.test(name)) throw new Refusal('notTechnicalName', explain.noTechnicalName);
    },

    /** An instance as it is now, if it exists, whatever its scenario hides. */
    now(account: Account, name: string): InstanceNow | undefined {
      const instance = account.instances.get(name);
      return instance && at(account, instance);
    },

    /**
     * The instance with a QR to show: starts pairing again if it is closed, changes nothing if it is open.
     * @param number what a pairing that starts is for; by default the number given at create
     * @throws {Refusal} `instanceNotFound`
     */
    requestQr(key: string, name: string, number?: string): InstanceNow {
      const { account, instance } = find(key, name);
      const before = stateAt(instance, rules, account.clock.now());
      // A business instance never pairs, so there is no change to announce.
      if (instance.integration === 'WHATSAPP-BUSINESS' || lifecycle[before].requestQr === before)
        return at(account, instance);
      const after = act(account, instance, 'requestQr', { number });
      if (after.pairing.ordinal !== instance.pairing.ordinal) startCourse(transitions, account, after, rules);
      return after;
    },

    /** @throws {Refusal} `instanceNotFound`, `notConnected` */
    logout(key: string, name: string): InstanceNow {
      const { account, instance } = find(key, name);
      if (instance.scenario?.quirk === 'logoutDoesNothing') return at(account, instance);
      return act(account, instance, 'logout');
    },

    /**
     * Deletes an instance with its webhooks, and ends everything that waits for it.
     * @returns whether it had webhooks
     * @throws {Refusal} `instanceNotFound`, `stillConnected`
     */
    delete(key: string, name: string): boolean {
      const { account, instance } = find(key, name);
      const state = stateAt(instance, rules, account.clock.now());
      const outcome = lifecycle[state].delete;
      if (outcome !== 'deleted') {
        throw new Refusal(outcome, `${name} is still connected; log it out first.`, {
          state,
          allowed: askableIn(state),
        });
      }
      const own = account.hasWebhooks() ? account.webhooks.all().filter((webhook) => webhook.instance === name) : [];
      for (const webhook of own) account.webhooks.delete(webhook.id);
      transitions.remove(account, instance);
      return own.length > 0;
    },

    /**
     * Notifies `watcher` each time the state or the QR of this instance changes; returns a function that stops it.
     * @throws {Refusal} `instanceNotFound`
     */
    watch(key: string, name: string, watcher: Watcher): () => void {
      const { account } = find(key, name);
      const stop = account.watchers.add(name, watcher);
      follow(account, name);
      return () => {
        stop();
        follow(account, name);
      };
    },
  };
};
