import { jidOf, type DomainEvent } from '../domain/events.js';
import { maskedSecret, type Webhook } from '../domain/webhooks.js';
import { instanceUrl } from '../instance-url.js';
import { dataUri, drawQr } from '../qr/png.js';

/** What the original sends of an event, in its member `data`. [upstream] */
const dataOf = (event: DomainEvent, { serverUrl }: Webhook): unknown => {
  const { instance, profile } = event;
  if (event.name === 'qrcode.updated') {
    const qr = event.qr?.();
    if (qr === undefined) return { message: 'QR code limit reached, please log in again', statusCode: 500 };
    const { code, pairingCode } = qr;
    return { qrcode: { instance, pairingCode, code, base64: dataUri(drawQr(code)) } };
  }
  const { state, statusReason } = event;
  if (state !== 'open' || profile === null) return { instance, state, statusReason };
  return {
    instance,
    wuid: jidOf(profile.number),
    profileName: profile.name,
    // Without the key: whoever receives events is not to have the whole account.
    profilePictureUrl: instanceUrl(serverUrl, '/instance/profile-picture', instance),
    state,
    statusReason,
  };
};

/** The body of a delivery. */
export const bodyOf = (event: DomainEvent, webhook: Webhook, key: string) => ({
  event: event.name,
  instance: event.instance,
  data: dataOf(event, webhook),
  destination: webhook.url,
  date_time: new Date(event.time).toISOString(),
  sender: event.profile === null ? null : jidOf(event.profile.number),
  server_url: webhook.serverUrl,
  apikey: maskedSecret(key),
});
