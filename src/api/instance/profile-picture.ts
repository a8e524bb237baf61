import { Refusal } from '../../domain/refusals.js';
import { keyFrom } from '../../http/caller.js';
import { notFound, operation, Png } from '../../http/operation.js';
import { drawAvatar } from '../../qr/avatar.js';
import { InstanceAndKeyQuery } from '../fields.js';
import { create, query, scanIt } from '../samples.js';

export const getProfilePicture = operation({
  id: 'getProfilePicture',
  summary: "Get the phone's picture",
  description: 'The picture of the WhatsApp profile that is connected, as a PNG.',
  key: 'headerOrQuery',
  underAnyName: true,
  input: { querystring: InstanceAndKeyQuery },
  replies: { 200: { description: 'The picture.', content: { 'image/png': { schema: Png } } } },
  errors: { 404: notFound, 409: 'Not connected: there is no picture.' },
  handle(request, reply, { instances }) {
    const { technicalName, shownState, profile } = instances.get(keyFrom(request), request.query.instanceName);
    if (shownState !== 'open' || profile === null) {
      throw new Refusal('notLinked', `${technicalName} has no phone connected, so there is no picture.`);
    }
    return reply.header('Cache-Control', 'no-store').type('image/png').send(drawAvatar(profile.number));
  },
  examples: () => [
    { name: 'picture', summary: 'It is open', before: [create, scanIt], query },
    { name: 'notConnected', summary: 'No phone is linked', before: [create], query },
    { name: 'noName', summary: 'A parameter is missing' },
  ],
});
