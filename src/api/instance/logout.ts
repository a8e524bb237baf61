import { keyFrom } from '../../http/caller.js';
import { badInput, json, notFound, operation } from '../../http/operation.js';
import { Done } from '../../http/replies.js';
import { InstanceQuery } from '../fields.js';
import { create, query, scanIt } from '../samples.js';

const logoutAs = <const Id extends string>(id: Id) =>
  operation({
    id,
    summary: 'Log out',
    description: 'Unlinks the phone. The instance stays; its next QR carries new keys.',
    input: { querystring: InstanceQuery },
    replies: { 200: json('Logged out.', Done) },
    errors: { 400: `${badInput} Also when the instance is not connected.`, 404: notFound },
    handle(request, _reply, { instances }) {
      instances.logout(keyFrom(request), request.query.instanceName);
      return { message: 'Instance logged out.' };
    },
    examples: () => [
      { name: 'loggedOut', summary: 'It was connected', before: [create, scanIt], query },
      { name: 'notConnected', summary: 'No phone is linked', before: [create], query },
      { name: 'noName', summary: 'A parameter is missing' },
    ],
  });

/** The original's verb is not known, so both are answered. [ours] */
export const logout = logoutAs('logout');
export const logoutByPost = logoutAs('logoutByPost');
