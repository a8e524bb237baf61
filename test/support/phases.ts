import type { State } from '../../src/domain/lifecycle.js';
import type { Client, Json } from './client.js';
import type { build } from './emulator.js';

type Built = Awaited<ReturnType<typeof build>>;

export const create = async (api: Client, more: object = {}): Promise<Json> =>
  (await api.create({ instanceName: 'jakarta_store', ...more })).body;

/** The technical name of what was created. */
export const nameOf = (created: Json): string => created.instance.apiInstanceName;

/** The live page's URL, also where create answers with none. */
export const liveUrlOf = ({ wachat }: Built, name: string): string =>
  `${wachat.url}/instance/qr/live?${new URLSearchParams({ instanceName: name, apiKey: wachat.apiKey }).toString()}`;

/** Number of the scenario with this name. */
export const numberOf = ({ wachat }: Built, scenario: string): string =>
  wachat.scenarios().find(({ name }) => name === scenario)?.number ?? '';

/** Moves the account's clock through the control API. */
export const advance = ({ control }: Built, duration: string) => control.post('/clock', { advance: duration });

const scanned = async (built: Built, more: object): Promise<string> => {
  const name = nameOf(await create(built.api, more));
  built.wachat.scan({ instanceName: name });
  return name;
};
const acted =
  (action: 'drop' | 'replace' | 'unlink') =>
  async (built: Built, more: object): Promise<string> => {
    const name = await scanned(built, more);
    built.wachat[action](name);
    return name;
  };
const played =
  (scenario: string, duration: string) =>
  async (built: Built, more: object): Promise<string> => {
    const name = nameOf(await create(built.api, { ...more, number: numberOf(built, scenario) }));
    await advance(built, duration);
    return name;
  };

/** How a new instance gets into each phase; resolves with its technical name. */
export const reach: Readonly<Record<State, (built: Built, more?: object) => Promise<string>>> = {
  starting: (built, more = {}) => played('qr-late', '0s')(built, more),
  pairing: async (built, more = {}) => nameOf(await create(built.api, more)),
  async expired(built, more = {}) {
    const name = nameOf(await create(built.api, more));
    built.wachat.exhaust(name);
    return name;
  },
  linking: (built, more = {}) => played('stuck-connecting', '5s')(built, more),
  open: (built, more = {}) => scanned(built, more),
  dead: (built, more = {}) => played('dead-but-open', '60s')(built, more),
  lost: (built, more = {}) => acted('drop')(built, more),
  replaced: (built, more = {}) => acted('replace')(built, more),
  closed: (built, more = {}) => acted('unlink')(built, more),
};
