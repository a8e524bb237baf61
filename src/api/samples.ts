import type { Call } from '../http/operation.js';
import { BASE_PATH, CONTROL_PATH } from '../http/paths.js';

/** The documented samples of the original. [doc] */
export const sample = {
  displayName: 'jakarta_store',
  technicalName: 't1_mq9r2jov_jakarta_store',
  number: '628123456789',
} as const;

/** The query that names the sample's instance. */
export const query = `instanceName=${sample.technicalName}`;

const creating = (body: unknown): Call => ({ method: 'POST', path: `${BASE_PATH}/instance/create`, body });

export const createBody = {
  instanceName: sample.displayName,
  number: sample.number,
  integration: 'WHATSAPP-BAILEYS',
} as const;
export const businessBody = {
  instanceName: sample.displayName,
  integration: 'WHATSAPP-BUSINESS',
  metaToken: 'META_TOKEN',
  metaBusinessId: '102290129340398',
  metaPhoneNumberId: '106540352242922',
} as const;
/** The number of a scenario: it has no QR yet. */
export const lateBody = { instanceName: sample.displayName, number: '999000000003' } as const;

/** What examples begin with: an instance, and its scan. Its technical name is the sample's. */
export const create = creating(createBody);
export const createBusiness = creating(businessBody);
export const createLate = creating(lateBody);
/** Without a number, and so without a pairing code. */
export const createUnnumbered = creating({ instanceName: sample.displayName });
export const scanIt: Call = { method: 'POST', path: `${CONTROL_PATH}/instances/${sample.technicalName}/scan` };
export const exhaustIt: Call = { method: 'POST', path: `${CONTROL_PATH}/instances/${sample.technicalName}/exhaust` };

const hook = 'https://example.com/hook';
const setting = (body: unknown): Call => ({ method: 'POST', path: `${BASE_PATH}/webhooks`, body });
/** A webhook for one instance, and one for all. */
export const setOne = setting({
  name: 'Connection',
  url: hook,
  events: ['connection.update', 'qrcode.updated'],
  instanceName: sample.technicalName,
});
export const setAll = setting({ url: hook });

/** Deliveries that have not left. Nobody needs to listen there. */
export const lostDelivery: readonly Call[] = [
  setting({ url: 'http://localhost:9/hook' }),
  {
    method: 'PUT',
    path: `${CONTROL_PATH}/delivery-faults`,
    body: { faults: [{ name: 'lost', drop: true }] },
  },
  create,
];

/** The sample's instance sends a text to a customer, once it is open. */
export const customer = '6281298765432';
export const textBody = {
  instanceName: sample.technicalName,
  number: customer,
  type: 'text',
  message: 'Your order is on its way.',
} as const;
export const sendIt: Call = { method: 'POST', path: `${BASE_PATH}/send/text`, body: textBody };
