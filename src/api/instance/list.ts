import * as z from 'zod';
import type { InstanceNow } from '../../domain/transitions.js';
import { callerOf, type Caller } from '../../http/caller.js';
import { json, operation } from '../../http/operation.js';
import { success, time } from '../../http/replies.js';
import { registry } from '../../schema/registry.js';
import { create, sample, scanIt } from '../samples.js';
import { names, phone, ShownState } from '../views.js';
import { stateOf } from './state.js';

const ListedInstance = z
  .strictObject({
    id: z.int().min(1).register(registry, { description: 'Its number within the account, from 1.', example: 1 }),
    ...names,
    displayName: z.string().register(registry, { description: 'Display name, again.', example: sample.displayName }),
    state: ShownState,
    status: ShownState,
    isConnected: z.boolean().register(registry, { description: 'Whether the state is open.', example: true }),
    ...phone,
    createdAt: time('When it was created: ISO 8601, UTC.'),
    updatedAt: time('When its state changed last: ISO 8601, UTC.'),
  })
  .register(registry, { id: 'ListedInstance', description: 'An instance in a list.' });

const ListReply = z
  .strictObject({
    success,
    count: z.int().min(0).register(registry, { description: 'How many there are.', example: 1 }),
    instances: z.array(ListedInstance).register(registry, { description: 'Oldest first.' }),
  })
  .register(registry, { id: 'Instances' });

const listedInstance = (instance: InstanceNow, caller: Caller): z.infer<typeof ListedInstance> => ({
  id: instance.sequence,
  ...stateOf(instance, caller),
  displayName: instance.displayName,
  status: instance.shownState,
  isConnected: instance.shownState === 'open',
  createdAt: new Date(instance.createdAt).toISOString(),
  updatedAt: new Date(instance.updatedAt).toISOString(),
});

export const getInstances = operation({
  id: 'getInstances',
  summary: "List the account's instances",
  description: 'All instances, oldest first.',
  // It takes no parameters; an empty schema warns about any that are sent.
  input: { querystring: z.object({}) },
  replies: { 200: json('The instances.', ListReply) },
  handle(request, _reply, emulator) {
    const caller = callerOf(request, emulator);
    const { instances, count } = emulator.instances.list(caller.key);
    return { count, instances: instances.toReversed().map((one) => listedInstance(one, caller)) };
  },
  examples: () => [
    { name: 'two', summary: 'Two, one of them open', before: [create, scanIt, create] },
    { name: 'none', summary: 'None yet' },
  ],
});
