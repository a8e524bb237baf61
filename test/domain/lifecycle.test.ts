import { describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config.js';
import type { DomainEvent } from '../../src/domain/events.js';
import {
  actions,
  allowedIn,
  isState,
  lifecycle,
  shownState,
  states,
  type Action,
  type State,
} from '../../src/domain/lifecycle.js';
import { manualClock } from '../../src/domain/time-source.js';
import { createTransitions } from '../../src/domain/transitions.js';
import { createEventLog } from '../../src/domain/events.js';
import { noSettings } from '../../src/domain/new-instance.js';
import { createEmulator } from '../../src/emulator.js';
import { build } from '../support/emulator.js';

type Built = Awaited<ReturnType<typeof build>>;

/** The numbers of scenarios by which a client gets into states that nobody brings about by hand. */
const QR_LATE = '999000000003';
const STUCK = '999000000007';
const DEAD = '999000000010';

/** Brings a new instance into each state, through the front door. */
const enter: Readonly<Record<State, { number?: string; act?: (built: Built, name: string) => unknown }>> = {
  starting: { number: QR_LATE },
  pairing: {},
  expired: { act: ({ wachat }, name) => wachat.exhaust(name) },
  linking: { number: STUCK, act: ({ wachat }, name) => wachat.scan({ instanceName: name }) },
  open: { act: ({ wachat }, name) => wachat.scan({ instanceName: name }) },
  dead: { number: DEAD, act: ({ wachat }) => wachat.clock.advance('60s') },
  lost: { act: ({ wachat }, name) => [wachat.scan({ instanceName: name }), wachat.drop(name)] },
  replaced: { act: ({ wachat }, name) => [wachat.scan({ instanceName: name }), wachat.replace(name)] },
  closed: { act: ({ wachat }, name) => [wachat.scan({ instanceName: name }), wachat.unlink(name)] },
};

const buildIn = async (state: State) => {
  const built = await build();
  const { number, act } = enter[state];
  const { body } = await built.api.create({ instanceName: 'shop', number });
  const name = String(body.instance.apiInstanceName);
  await act?.(built, name);
  const look = () => built.wachat.instances()[0];
  expect(look()?.phase).toBe(state);
  return { ...built, name, look };
};

const phone = (path: string) => ({
  path: (name: string) => `/instances/${name}/${path}`,
  refused: 409,
});
/** What can be asked for over HTTP; the rest happens by itself. */
const onThePhone: Readonly<Partial<Record<Action, ReturnType<typeof phone>>>> = {
  scan: phone('scan'),
  refuse: phone('refuse'),
  unlink: phone('unlink'),
  drop: phone('drop'),
  reconnect: phone('reconnect'),
  replace: phone('replace'),
  expireQr: phone('expire-qr'),
  exhaust: phone('exhaust'),
};

describe('The lifecycle', () => {
  describe('shape', () => {
    test('the table has a cell for every state and action', () => {
      expect(Object.keys(lifecycle).sort()).toEqual([...states].sort());
      for (const state of states) expect(Object.keys(lifecycle[state]).sort()).toEqual([...actions].sort());
      expect(states).toHaveLength(9);
      expect(actions).toHaveLength(15);
    });

    test('every state can be reached, and every state can be left', () => {
      for (const state of states) {
        const into = states.flatMap((from) => actions.filter((action) => lifecycle[from][action] === state));
        expect(into, state).not.toEqual([]);
        const out = allowedIn(state).filter((action) => lifecycle[state][action] !== state);
        expect(out, state).not.toEqual([]);
      }
    });

    test('what looks connected cannot be deleted, and nothing else keeps an instance from it', () => {
      for (const state of states) {
        const isShownOpen = shownState[state] === 'open';
        expect(lifecycle[state].delete).toBe(isShownOpen ? 'stillConnected' : 'deleted');
      }
    });
  });

  describe.each(states)('over HTTP, from %s', (state) => {
    test.each(Object.entries(onThePhone))('%s does what the table says', async (action, { path, refused }) => {
      const known = actions.find((one) => one === action);
      if (known === undefined) throw new Error(`${action} is no action.`);
      const outcome = lifecycle[state][known];
      const { control, look, name } = await buildIn(state);
      const before = look();
      const reply = await control.post(path(name));
      if (isState(outcome)) {
        expect(reply.status).toBe(200);
        // A scan is followed by the link at once.
        const after = outcome === 'linking' ? 'open' : outcome;
        expect(reply.body.instance).toMatchObject({ phase: after, state: shownState[after] });
        expect(look()).toEqual(reply.body.instance);
      } else {
        expect(reply.status).toBe(refused);
        expect(reply.body.details).toMatchObject({ state, allowed: expect.any(Array) });
        expect(reply.body.error).toMatch(/^t1_\w+_shop .* is not possible; possible actions: .+\.$/);
        expect(look()).toEqual(before);
      }
    });

    test('GET /instance/qr does what the table says', async () => {
      const { api, look, name } = await buildIn(state);
      const before = look();
      const reply = await api.get(`/instance/qr?instanceName=${name}`);
      expect(reply.status).toBe(200);
      const outcome = lifecycle[state].requestQr;
      expect(look()?.phase).toBe(outcome);
      expect(reply.body.instance.state).toBe(shownState[outcome]);
      if (outcome === state) expect(look()).toEqual(before);
      const count: unknown = reply.body.qrcode?.count;
      expect(count).toBe(outcome === 'pairing' ? 1 : outcome === 'starting' ? 0 : undefined);
    });

    test.each(['DELETE', 'POST'])('%s /instance/logout does what the table says', async (method) => {
      const { api, look, name } = await buildIn(state);
      const before = look();
      const reply = await api.call(method, `/instance/logout?instanceName=${name}`);
      const isPossible = lifecycle[state].logout === 'closed';
      expect(reply.status).toBe(isPossible ? 200 : 400);
      if (isPossible) expect(look()).toMatchObject({ phase: 'closed', state: 'close', qrcode: null, phone: null });
      else expect(look()).toEqual(before);
    });

    test('DELETE /instance/delete does what the table says', async () => {
      const { api, look, name } = await buildIn(state);
      const before = look();
      const reply = await api.call('DELETE', `/instance/delete?instanceName=${name}`);
      const isPossible = lifecycle[state].delete === 'deleted';
      expect(reply.status).toBe(isPossible ? 200 : 409);
      expect(look()).toEqual(isPossible ? undefined : before);
    });
  });

  describe.each(states)('in the domain, from %s', (state) => {
    const make = () => {
      const config = readConfig({}, (name) => name);
      const emulator = createEmulator(config, { time: manualClock() });
      const transitions = createTransitions(emulator.accounts, config, createEventLog(), {
        stateChanged: () => undefined,
        instanceDeleted: () => undefined,
      });
      const created = emulator.instances.create('key', {
        displayName: 'shop',
        integration: 'WHATSAPP-BAILEYS',
        number: null,
        settings: noSettings,
      });
      const { account, instance } = transitions.find('key', created.technicalName);
      const now = account.clock.now();
      const isLinked = ['linking', 'open', 'dead', 'lost', 'replaced'].includes(state);
      const profile = isLinked ? { number: '628123456789', name: 'shop' } : null;
      const inState =
        state === 'expired'
          ? { ...instance, pairing: { ...instance.pairing, startedAt: now - 30 * 45_000 } }
          : { ...instance, state, profile };
      emulator.accounts.keep(account, inState);
      const events: DomainEvent[] = [];
      account.listeners.add((event) => events.push(event));
      return { transitions, account, instance: inState, events };
    };

    test.each(actions.filter((action) => action !== 'delete'))('%s does what the table says', (action) => {
      const { transitions, account, instance, events } = make();
      const outcome = lifecycle[state][action];
      expect(transitions.at(account, instance).fineState).toBe(state);
      const act = () => transitions.act(account, instance, action);
      if (isState(outcome)) {
        const after = act();
        expect(after.fineState).toBe(outcome);
        expect(account.instances.get(instance.technicalName)).toMatchObject({ pairing: after.pairing });
        expect(after.profile === null).toBe(
          !['linking', 'open', 'dead', 'lost', 'replaced'].includes(outcome) || instance.profile === null,
        );
        expect(after.pairing.generation).toBe(instance.pairing.generation + (outcome === 'closed' ? 1 : 0));
        const isAnew = action === 'requestQr' && outcome === 'pairing' && state !== 'pairing';
        expect(after.pairing.ordinal).toBe(instance.pairing.ordinal + (isAnew ? 1 : 0));
        expect(after.pairing.refused).toBe(action === 'refuse' ? 1 : null);
        // Nobody is told what the original keeps to itself, and each state change else is told of.
        const isSilent = action === 'die' || (action === 'requestQr' && outcome === state);
        expect(events.length > 0).toBe(!isSilent);
        for (const event of events) expect(event.instance).toBe(instance.technicalName);
      } else {
        expect(act).toThrow(expect.objectContaining({ name: 'Refusal', code: outcome }));
        expect(account.instances.get(instance.technicalName)).toBe(instance);
        expect(events).toEqual([]);
      }
    });
  });
});
