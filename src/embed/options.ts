import type { TimeSource } from '../domain/time-source.js';
import type { SeedAccount } from '../shapes.js';

/** A duration: `'500ms'`, `'45s'`, `'2m'`, `'12h'`, `'1d'`, or a number of milliseconds. */
export type Duration = string | number;

/** How to start an emulator. Everything has a default. */
export type Options = {
  /** Port to listen on. Default 0: any free one. */
  readonly port?: number | undefined;
  /** Address to listen on. Default `localhost`: both loopbacks. */
  readonly host?: string | undefined;
  /** Origin of the URLs in replies, such as `http://wachat:9224`. Default: taken from the request. */
  readonly publicUrl?: string | undefined;
  /** The allowed keys; others get 401. Default: any key. */
  readonly apiKeys?: readonly string[] | undefined;
  /** Life of one QR. Default 45 s. */
  readonly qrTtl?: Duration | undefined;
  /** QRs until pairing gives up. Default 30. */
  readonly qrLimit?: number | undefined;
  /** Scan automatically, this long after pairing starts. Default `off`: never. */
  readonly autoScan?: Duration | undefined;
  /** How long it takes from a scan to open, by the account's clock; not in a scenario. Default 0 ms. */
  readonly linkTime?: Duration | undefined;
  /** How long a message is typed when the request has no `delay`; `documented` is 3 to 5 s. Default 0 ms. */
  readonly typingDelay?: Duration | undefined;
  /** The last tick that a message gets by itself. Default `delivered`. */
  readonly ticks?: 'none' | 'sent' | 'delivered' | 'read' | undefined;
  /** Numbers that are not on WhatsApp, digits only. Default none. */
  readonly unknownNumbers?: readonly string[] | undefined;
  /** Fetch the media that is sent, so that the phone has its bytes. Default false: nothing leaves the machine. */
  readonly fetchMedia?: boolean | undefined;
  /** Delete accounts that nobody has used for this long, in real time. Default `off`: never. */
  readonly accountTtl?: Duration | undefined;
  /** Makes ids, keys and QR texts repeat from run to run. Default: random. */
  readonly seed?: string | undefined;
  /** The accounts that are there from the start, and again after each reset; `apiKey` is the first one's. */
  readonly accounts?: readonly SeedAccount[] | undefined;
  /** The same from a JSON file: `{"accounts": […]}`. */
  readonly seedFile?: string | undefined;
  /** Refuse what is otherwise warned of: unknown fields, the root without `/api/v1`, numbers and keys that can be none. Default false. */
  readonly strict?: boolean | undefined;
  /** Let web pages of other origins call the imitated API. Default false. */
  readonly cors?: boolean | undefined;
  /** Public names under which `/_emulator`, and web pages the rest, may be called. Default: none. */
  readonly allowHosts?: readonly string[] | undefined;
  /** Serve no page at `/`: it is a 404 like any unknown path. Default false. */
  readonly noInspector?: boolean | undefined;
  /**
   * Serve https on the same port too, with a certificate for `localhost`, `app.wachat.net` and `tlsNames`; the handle's
   * `tls` has the URL and the CA. Default false.
   */
  readonly tls?: boolean | undefined;
  /** Further host names and IP addresses in that certificate. Default none. */
  readonly tlsNames?: readonly string[] | undefined;
  /** Serve https on the same port too, with this certificate: a PEM file, also of a chain. Needs `tlsKey`. */
  readonly tlsCert?: string | undefined;
  /** The key of `tlsCert`: a PEM file without a passphrase. */
  readonly tlsKey?: string | undefined;
  /** The folder that keeps the CA for `tls`. Default `.wachat-emulator` in the home directory. */
  readonly tlsDir?: string | undefined;
  /** Most instances in total; beyond that, create answers 429. Default 100,000. */
  readonly maxInstances?: number | undefined;
  /** Most accounts; beyond that, an empty one loses its place, or what would make one answers 429. Default 10,000. */
  readonly maxAccounts?: number | undefined;
  /** What is logged to stderr, as JSON. Default `silent`. */
  readonly logLevel?: 'silent' | 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | undefined;
  /** Do not keep the process alive: a script that forgets `close()` ends all the same. Default false. */
  readonly unref?: boolean | undefined;
  /** Where log lines go instead of stderr; each is a line of JSON. */
  readonly logTo?: { readonly write: (line: string) => void } | undefined;
  /** Where webhooks may go over `http`: `local` (default), `all` or `none`. */
  readonly webhookHttp?: 'local' | 'all' | 'none' | undefined;
  /**
   * The time that webhooks are signed with: the account's `clock` (default), or `real` time, for a receiver that compares
   * it to its own clock while the account's is moved.
   */
  readonly signatureTime?: 'clock' | 'real' | undefined;
  /**
   * Where time comes from: `manualClock()`, `'manual'` (each account's clock stands still until the control API moves
   * it) or `'system'` (default).
   */
  readonly clock?: TimeSource | 'system' | 'manual' | undefined;
};
