import { BASE_PATH } from '../http/paths.js';
import { post } from '../http/example.js';
import { sample } from './schemas.js';

/** What the examples begin with: an instance, and its scan. Their technical name is the sample's. */
export const CREATE = `${BASE_PATH}/instance/create`;
/** The query that names that instance. */
export const query = `?instanceName=${sample.technicalName}`;

export const create = post(CREATE, {
  instanceName: sample.displayName,
  number: sample.number,
  integration: 'WHATSAPP-BAILEYS',
});
export const createBusiness = post(CREATE, {
  instanceName: sample.displayName,
  integration: 'WHATSAPP-BUSINESS',
  metaToken: 'META_TOKEN',
  metaBusinessId: '102290129340398',
  metaPhoneNumberId: '106540352242922',
});
/** By a scenario, it has no QR yet. */
export const createLate = post(CREATE, { instanceName: sample.displayName, number: '999000000003' });
export const scanIt = post(`/_emulator/instances/${sample.technicalName}/scan`);
