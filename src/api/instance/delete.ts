import { keyFrom } from '../../http/caller.js';
import { json, notFound, operation } from '../../http/operation.js';
import { Done } from '../../http/replies.js';
import { InstanceQuery } from '../fields.js';
import { create, query, scanIt } from '../samples.js';

export const deleteInstance = operation({
  id: 'deleteInstance',
  summary: 'Delete an instance',
  description: 'Deletes the instance and the webhooks that are for it alone. It must be logged out first.',
  input: { querystring: InstanceQuery },
  replies: { 200: json('Deleted.', Done) },
  errors: { 404: notFound, 409: 'Still connected: log out first.' },
  handle(request, _reply, { accounts, instances, webhooksChanged }) {
    const key = keyFrom(request);
    const hadWebhooks = instances.delete(key, request.query.instanceName);
    const account = accounts.find(key);
    if (hadWebhooks && account !== undefined) webhooksChanged(account);
    return { message: 'Instance deleted.' };
  },
  examples: () => [
    { name: 'deleted', summary: 'It was not connected', before: [create], query },
    { name: 'connected', summary: 'Still connected', before: [create, scanIt], query },
    { name: 'noName', summary: 'A parameter is missing' },
  ],
});
