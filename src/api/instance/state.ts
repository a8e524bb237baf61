import * as z from 'zod';
import type { InstanceNow } from '../../domain/transitions.js';
import { callerOf, type Caller } from '../../http/caller.js';
import { json, notFound, operation } from '../../http/operation.js';
import { success } from '../../http/replies.js';
import { registry } from '../../schema/registry.js';
import { InstanceQuery } from '../fields.js';
import { create, query, scanIt } from '../samples.js';
import { names, phone, phoneOf, ShownState } from '../views.js';

const StateReply = z
  .strictObject({
    success,
    data: z
      .strictObject({
        instance: z
          .strictObject({ instanceName: names.apiInstanceName, state: ShownState })
          .register(registry, { description: 'The state, by technical name.' }),
      })
      .register(registry, { description: 'What the gateway itself says.' }),
    instance: z
      .strictObject({ ...names, state: ShownState, ...phone })
      .register(registry, { id: 'InstanceState', description: 'The instance and its phone.' }),
  })
  .register(registry, { id: 'StateReply' });

/** The state of an instance as clients see it. */
export const stateOf = (instance: InstanceNow, caller: Caller): z.infer<typeof StateReply>['instance'] => ({
  instanceName: instance.displayName,
  apiInstanceName: instance.technicalName,
  internalName: instance.technicalName,
  state: instance.shownState,
  ...phoneOf(instance, caller),
});

export const getState = operation({
  id: 'getState',
  summary: 'Get the state',
  description: 'The state of an instance, and its phone once connected.',
  input: { querystring: InstanceQuery },
  replies: { 200: json('The state.', StateReply) },
  errors: { 404: notFound },
  handle(request, _reply, emulator) {
    const caller = callerOf(request, emulator);
    const instance = emulator.instances.get(caller.key, request.query.instanceName);
    const { technicalName, shownState } = instance;
    return {
      data: { instance: { instanceName: technicalName, state: shownState } },
      instance: stateOf(instance, caller),
    };
  },
  examples: () => [
    { name: 'connecting', summary: 'A QR waits for a scan', before: [create], query },
    { name: 'open', summary: 'It was scanned', before: [create, scanIt], query },
    { name: 'noName', summary: 'A parameter is missing' },
  ],
});
