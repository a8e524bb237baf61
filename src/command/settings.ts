import { logLevels, type Config } from '../config.js';

/** How to give a setting on the command line and in the environment, and what it does. */
export type Setting = {
  readonly flag: string;
  /** The placeholder after the flag; none for a switch. */
  readonly argument?: string;
  readonly repeatable?: true;
  /** Only shown in `--help --all`. */
  readonly rare?: true;
  /** The first variable that is set counts. */
  readonly env: readonly [string, ...string[]];
  readonly about: string;
  /** The default in words, as `--help` and the README show it. */
  readonly otherwise: string;
};

export const settings = {
  port: {
    flag: '--port',
    argument: 'number',
    env: ['WACHAT_PORT', 'PORT'],
    about: 'port to listen on; 0 takes any free one',
    otherwise: '9224',
  },
  host: {
    flag: '--host',
    argument: 'address',
    env: ['WACHAT_HOST'],
    about: 'address; localhost means both loopbacks',
    otherwise: 'localhost',
  },
  publicUrl: {
    flag: '--public-url',
    argument: 'url',
    env: ['WACHAT_PUBLIC_URL'],
    about: 'base of the URLs in replies',
    otherwise: 'from the request',
  },
  apiKeys: {
    flag: '--api-key',
    argument: 'key',
    repeatable: true,
    env: ['WACHAT_API_KEYS'],
    about: 'key to accept, others get 401',
    otherwise: 'any key',
  },
  qrTtl: {
    flag: '--qr-ttl',
    argument: 'duration',
    env: ['WACHAT_QR_TTL'],
    about: 'life of one QR (500ms, 45s, 2m)',
    otherwise: '45s',
  },
  qrLimit: {
    flag: '--qr-limit',
    argument: 'number',
    rare: true,
    env: ['WACHAT_QR_LIMIT'],
    about: 'QRs until pairing gives up',
    otherwise: '30',
  },
  autoScan: {
    flag: '--auto-scan',
    argument: 'duration',
    env: ['WACHAT_AUTO_SCAN'],
    about: 'scan this long after pairing starts',
    otherwise: 'off',
  },
  linkTime: {
    flag: '--link-time',
    argument: 'duration',
    rare: true,
    env: ['WACHAT_LINK_TIME'],
    about: 'time from the scan to open',
    otherwise: '0ms',
  },
  typingDelay: {
    flag: '--typing-delay',
    argument: 'duration',
    rare: true,
    env: ['WACHAT_TYPING_DELAY'],
    about: 'typing of a message without delay; documented: 3 to 5 s',
    otherwise: '0ms',
  },
  ticks: {
    flag: '--ticks',
    argument: 'which',
    rare: true,
    env: ['WACHAT_TICKS'],
    about: 'last tick of a message: none, sent, delivered, read',
    otherwise: 'delivered',
  },
  unknownNumbers: {
    flag: '--unknown-numbers',
    argument: 'number',
    repeatable: true,
    rare: true,
    env: ['WACHAT_UNKNOWN_NUMBERS'],
    about: 'number that is not on WhatsApp',
    otherwise: 'none',
  },
  fetchMedia: {
    flag: '--fetch-media',
    rare: true,
    env: ['WACHAT_FETCH_MEDIA'],
    about: 'fetch the media that is sent, up to 16 MiB',
    otherwise: 'off',
  },
  clock: {
    flag: '--clock',
    argument: 'kind',
    env: ['WACHAT_CLOCK'],
    about: 'system, or manual: stands still until moved',
    otherwise: 'system',
  },
  webhookHttp: {
    flag: '--webhook-http',
    argument: 'which',
    rare: true,
    env: ['WACHAT_WEBHOOK_HTTP'],
    about: 'webhooks over http: local, all or none',
    otherwise: 'local',
  },
  signatureTime: {
    flag: '--signature-time',
    argument: 'which',
    rare: true,
    env: ['WACHAT_SIGNATURE_TIME'],
    about: "time that webhooks are signed with: the account's clock, or real",
    otherwise: 'clock',
  },
  accountTtl: {
    flag: '--account-ttl',
    argument: 'duration',
    rare: true,
    env: ['WACHAT_ACCOUNT_TTL'],
    about: 'delete accounts after this long without use',
    otherwise: 'off',
  },
  seed: {
    flag: '--seed',
    argument: 'text',
    env: ['WACHAT_SEED'],
    about: 'makes ids, keys and QR texts reproducible',
    otherwise: 'random',
  },
  seedFile: {
    flag: '--seed-file',
    argument: 'path',
    env: ['WACHAT_SEED_FILE'],
    about: 'accounts that are there from the start, as JSON',
    otherwise: 'none',
  },
  strict: {
    flag: '--strict',
    env: ['WACHAT_STRICT'],
    about: 'refuse what is otherwise warned of',
    otherwise: 'off',
  },
  cors: {
    flag: '--cors',
    rare: true,
    env: ['WACHAT_CORS'],
    about: 'let web pages call the imitated API',
    otherwise: 'off',
  },
  allowHosts: {
    flag: '--allow-host',
    argument: 'name',
    repeatable: true,
    rare: true,
    env: ['WACHAT_ALLOWED_HOSTS'],
    about: 'public host name for web pages and /_emulator',
    otherwise: 'none',
  },
  noInspector: {
    flag: '--no-inspector',
    rare: true,
    env: ['WACHAT_NO_INSPECTOR'],
    about: 'no page at /',
    otherwise: 'off',
  },
  tls: {
    flag: '--tls',
    rare: true,
    env: ['WACHAT_TLS'],
    about: 'https too, with a certificate of its own',
    otherwise: 'off',
  },
  tlsNames: {
    flag: '--tls-name',
    argument: 'name',
    repeatable: true,
    rare: true,
    env: ['WACHAT_TLS_NAMES'],
    about: 'one more name in that certificate',
    otherwise: 'none',
  },
  tlsCert: {
    flag: '--tls-cert',
    argument: 'path',
    rare: true,
    env: ['WACHAT_TLS_CERT'],
    about: 'https too, with this certificate',
    otherwise: 'none',
  },
  tlsKey: {
    flag: '--tls-key',
    argument: 'path',
    rare: true,
    env: ['WACHAT_TLS_KEY'],
    about: 'the key of that certificate',
    otherwise: 'none',
  },
  tlsDir: {
    flag: '--tls-dir',
    argument: 'path',
    rare: true,
    env: ['WACHAT_TLS_DIR'],
    about: 'folder of the CA for --tls',
    otherwise: '~/.wachat-emulator',
  },
  maxInstances: {
    flag: '--max-instances',
    argument: 'number',
    rare: true,
    env: ['WACHAT_MAX_INSTANCES'],
    about: 'maximum number of instances',
    otherwise: '100000',
  },
  maxAccounts: {
    flag: '--max-accounts',
    argument: 'number',
    rare: true,
    env: ['WACHAT_MAX_ACCOUNTS'],
    about: 'maximum number of accounts',
    otherwise: '10000',
  },
  logLevel: {
    flag: '--log-level',
    argument: 'level',
    env: ['WACHAT_LOG_LEVEL'],
    about: logLevels.join(', '),
    otherwise: 'info',
  },
} as const satisfies Record<keyof Config, Setting>;

export type SettingName = keyof typeof settings;
