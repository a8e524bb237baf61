import * as z from 'zod';
import { connectionStates, jidOf } from '../domain/events.js';
import { instanceUrl } from '../net/instance-url.js';
import { whole } from '../schema/kept.js';
import { registry } from '../schema/registry.js';
import { mustBeOneOf } from '../schema/strict.js';
import { event } from './event.js';

/** The connection of an instance has changed. [upstream] */
export const connectionUpdate = event('connection.update', {
  data({ instance, profile, state, statusReason }, { serverUrl }) {
    if (state !== 'open' || profile === null) return { instance, state, statusReason };
    return {
      instance,
      wuid: jidOf(profile.number),
      profileName: profile.name,
      // Without the key: a receiver of events must not get access to the whole account.
      profilePictureUrl: instanceUrl(serverUrl, '/instance/profile-picture', instance),
      state,
      statusReason,
    };
  },
  fields: () => ({
    state: z
      .enum(connectionStates)
      .nullable()
      .register(registry, { description: 'The state in a connection.update.', example: 'open' }),
    statusReason: z
      .int()
      .nullable()
      .register(registry, { description: 'The code in a connection.update.', example: 200 }),
  }),
  view: (update) => ({ state: update?.state ?? null, statusReason: update?.statusReason ?? null }),
  kept: () => ({
    state: z
      .enum(connectionStates, mustBeOneOf(connectionStates))
      .register(registry, { description: 'The new state.', example: 'open' }),
    statusReason: whole('The reason for it.', 0, 999, 200),
  }),
  keep: ({ state, statusReason }) => ({ state, statusReason }),
  restore: ({ state, statusReason }) => ({ state, statusReason }),
});
