import { Refusal } from '../../domain/refusals.js';
import { keyFrom } from '../../http/caller.js';
import { acceptedBy } from '../../http/accepted.js';
import { isImageStale } from '../../http/fault-injection.js';
import { badInput, notFound, operation, Png } from '../../http/operation.js';
import { warn } from '../../http/unknown-fields.js';
import { drawQr } from '../../qr/png.js';
import { InstanceAndKeyQuery } from '../fields.js';
import { create, createBusiness, query, scanIt } from '../samples.js';

/** What there is for those who ask this call for something else than a PNG. */
const instead = (accepted: readonly string[]): string =>
  accepted.includes('text/html')
    ? 'a page is at GET /instance/qr/live'
    : 'GET /instance/qr has its text as "code", and the PNG as "base64"';

export const getQrImage = operation({
  id: 'getQrImage',
  summary: 'Get the current QR as a picture',
  description: 'The current QR as a PNG, for the src of an img element. Starts pairing again if it had given up.',
  key: 'headerOrQuery',
  underAnyName: true,
  input: { querystring: InstanceAndKeyQuery },
  replies: {
    200: { description: 'The QR: 1 bit a pixel, 4 pixels a module.', content: { 'image/png': { schema: Png } } },
  },
  errors: {
    400: `${badInput} Also for a WHATSAPP-BUSINESS instance, which has no QR.`,
    404: notFound,
    409: 'The instance is open: there is no QR to show.',
  },
  handle(request, reply, { instances }) {
    const instance = instances.requestQr(keyFrom(request), request.query.instanceName);
    const isStale = instance.scenario?.quirk === 'imageSticks' || isImageStale(request);
    const qr = instance.qr(isStale ? 'first' : 'current');
    if (qr === undefined) {
      throw instance.integration === 'WHATSAPP-BUSINESS'
        ? new Refusal('noQrForBusiness', `${instance.technicalName} is a WHATSAPP-BUSINESS instance: it has no QR.`)
        : new Refusal(
            instance.fineState === 'starting' ? 'noCurrentQr' : 'alreadyOpen',
            `${instance.technicalName} is ${instance.shownState}; there is no QR to show.`,
          );
    }
    const accepted = acceptedBy(request);
    if (accepted.length > 0 && !accepted.some((type) => ['*/*', 'image/*', 'image/png'].includes(type)))
      warn(reply, `this call has only a PNG, whatever Accept says; ${instead(accepted)}`);
    return reply.header('Cache-Control', 'no-store').type('image/png').send(drawQr(qr.code));
  },
  examples: () => [
    { name: 'picture', summary: 'A QR waits for a scan', before: [create], query },
    { name: 'business', summary: 'A business instance', before: [createBusiness], query },
    { name: 'open', summary: 'It was scanned', before: [create, scanIt], query },
  ],
});
