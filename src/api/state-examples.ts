import { BASE_PATH } from '../http/paths.js';
import { get, remove, post, type Call, type Example } from '../http/example.js';
import { create, query, scanIt } from './sample-calls.js';

const instance = `${BASE_PATH}/instance`;
const state = get(`${instance}/state${query}`);
const list = get(`${instance}/list`);
const erase = remove(`${instance}/delete${query}`);
const picture = get(`${instance}/profile-picture${query}`);

const logoutExamples = (operationId: string, logout: Call, nameless: Call): readonly Example[] => [
  { operationId, name: 'loggedOut', summary: 'It was connected', before: [create, scanIt], call: logout },
  { operationId, name: 'notConnected', summary: 'No phone is linked', before: [create], call: logout },
  { operationId, name: 'noName', summary: 'A parameter is missing', call: nameless },
];

/** Examples of what becomes of an instance after create. */
export const stateExamples: readonly Example[] = [
  { operationId: 'getState', name: 'connecting', summary: 'A QR waits for a scan', before: [create], call: state },
  { operationId: 'getState', name: 'open', summary: 'It was scanned', before: [create, scanIt], call: state },
  { operationId: 'getState', name: 'noName', summary: 'A parameter is missing', call: get(`${instance}/state`) },
  {
    operationId: 'getInstances',
    name: 'two',
    summary: 'Two, one of them open',
    before: [create, scanIt, create],
    call: list,
  },
  { operationId: 'getInstances', name: 'none', summary: 'None yet', call: list },
  ...logoutExamples('logout', remove(`${instance}/logout${query}`), remove(`${instance}/logout`)),
  ...logoutExamples('logoutByPost', post(`${instance}/logout${query}`), post(`${instance}/logout`)),
  { operationId: 'deleteInstance', name: 'deleted', summary: 'It was not connected', before: [create], call: erase },
  {
    operationId: 'deleteInstance',
    name: 'connected',
    summary: 'Still connected',
    before: [create, scanIt],
    call: erase,
  },
  {
    operationId: 'deleteInstance',
    name: 'noName',
    summary: 'A parameter is missing',
    call: remove(`${instance}/delete`),
  },
  { operationId: 'getProfilePicture', name: 'picture', summary: 'It is open', before: [create, scanIt], call: picture },
  {
    operationId: 'getProfilePicture',
    name: 'notConnected',
    summary: 'No phone is linked',
    before: [create],
    call: picture,
  },
  {
    operationId: 'getProfilePicture',
    name: 'noName',
    summary: 'A parameter is missing',
    call: get(`${instance}/profile-picture`),
  },
];
