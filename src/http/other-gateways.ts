/** A call that a path of another name was meant to be, below the base path of its API. */
type Lead = `${'GET' | 'POST' | 'PUT' | 'DELETE'} /${string}`;

const SHOW_QR: Lead = 'GET /instance/qr';
const SHOW_STATE: Lead = 'GET /instance/state';
const SEND_MEDIA: Lead = 'POST /send/media';

/**
 * What other gateways call it, Evolution API above all, and what people guess: in lower case, below the base path, and
 * without the name of an instance at the end.
 */
const CALLED: Readonly<Record<string, readonly Lead[]>> = {
  '/instance/connect': [SHOW_QR],
  '/instance/restart': [SHOW_QR],
  '/instance/qrcode': [SHOW_QR],
  '/instance/qr-code': [SHOW_QR],
  '/qr': [SHOW_QR],
  '/qrcode': [SHOW_QR],
  '/instance/connectionstate': [SHOW_STATE],
  '/instance/status': [SHOW_STATE],
  '/instance/fetchinstances': ['GET /instance/list'],
  '/instances': ['GET /instance/list', 'POST /instance/create'],
  '/message/sendtext': ['POST /send/text'],
  '/message/sendmedia': [SEND_MEDIA],
  '/message/sendwhatsappaudio': [SEND_MEDIA],
  '/message/sendlist': ['POST /send/list'],
  '/message/sendbuttons': ['POST /send/button'],
  '/message/sendlocation': ['POST /send-location'],
  '/send/location': ['POST /send-location'],
  '/send/image': [SEND_MEDIA],
  '/send/video': [SEND_MEDIA],
  '/send/audio': [SEND_MEDIA],
  '/send/document': [SEND_MEDIA],
  '/send/file': [SEND_MEDIA],
  '/webhook/set': ['POST /webhooks'],
  '/webhook/find': ['GET /webhooks'],
  '/chat/findcontacts': ['GET /contacts'],
  // WAHA, whose base path is /api.
  '/sessions': ['GET /instance/list', 'POST /instance/create'],
  '/sendtext': ['POST /send/text'],
  '/sendimage': [SEND_MEDIA],
  '/sendfile': [SEND_MEDIA],
  '/sendlocation': ['POST /send-location'],
  '/default/auth/qr': ['GET /instance/qr/image'],
  '/_emulator/restore': ['PUT /_emulator/snapshot'],
};

const HEALTH: readonly Lead[] = ['GET /_emulator/health'];
/** What probes ask for; no name follows. */
const PROBED: Readonly<Record<string, readonly Lead[]>> = {
  '/health': HEALTH,
  '/healthz': HEALTH,
  '/livez': HEALTH,
  '/readyz': HEALTH,
  '/ping': HEALTH,
};

/** Every path of both tables, for tests. */
export const otherPaths: readonly string[] = [...Object.keys(CALLED), ...Object.keys(PROBED)];

const listed = (table: typeof CALLED, path: string): readonly Lead[] =>
  Object.hasOwn(table, path) ? (table[path] ?? []) : [];

/** Whether a request only asks. */
export const isRead = (method: string): boolean => method === 'GET' || method === 'HEAD';

/**
 * What a path of another gateway is called here: for one who reads, only what reads; otherwise with the same method if
 * there is such a call.
 * @param path below the base path
 */
export const meantElsewhere = (
  path: string,
  method: string,
): { readonly method: string; readonly path: string; readonly hasName: boolean } | undefined => {
  const lower = path.toLowerCase().replace(/\/$/, '');
  const whole = [...listed(CALLED, lower), ...listed(PROBED, lower)];
  const leads = (whole.length > 0 ? whole : listed(CALLED, lower.replace(/\/[^/]+$/, ''))).map((lead) =>
    lead.split(' '),
  );
  const fitting = leads.filter(([one]) => !isRead(method) || one === 'GET');
  const [first = [], ...others] = fitting;
  const [asked = '', target = ''] = [first, ...others].find(([one]) => one === method) ?? first;
  return target === '' ? undefined : { method: asked, path: target, hasName: whole.length === 0 };
};
