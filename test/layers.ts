/** From top to bottom. A file imports from layers below its own, or from its own as long as no circle comes of it. */
export const layers: readonly (readonly [name: string, members: RegExp])[] = [
  ['the command', /^cli\.ts$/],
  ['what the command shows, reads and runs', /^(flags|run|terminal|settings|usage|wait)\.ts$/],
  ['the public module', /^(index|(account|watching)-handle)\.ts$/],
  ['what embedders see of it', /^(handle(-[a-z]+)?|options)\.ts$/],
  ['the server', /^(server|loopbacks)\.ts$/],
  ['the apps', /^((bare|control)-)?app\.ts$/],
  ['the documents', /^(openapi|illustrations|openapi-document)\.ts$/],
  ['the control API', /^control\//],
  ['the imitated API', /^api\//],
  ['the emulator', /^emulator\.ts$/],
  ['deliveries', /^delivery\//],
  ['the journal', /^journal\//],
  ['deadlines', /^deadline\.ts$/],
  ['what clients and phones do', /^domain\/(instances|phone|seed|continuation)\.ts$/],
  ['what happens by itself', /^domain\/course\.ts$/],
  ['transitions', /^domain\/(transitions|announcements|new-instance)\.ts$/],
  ['accounts', /^domain\/(account|accounts|roster)\.ts$/],
  ['what an account has', /^domain\/(instance|reasons|record|scenario|scenarios|sights|events|webhooks|faults)\.ts$/],
  ['rules', /^domain\/(lifecycle|naming|pairing|phone-number)\.ts$/],
  ['clock, ids, refusals, watchers', /^domain\/(clock|time-source|alarms|ids|log|refusals|watchers)\.ts$/],
  ['the bottom', /^(qr\/|pages\/|(config|config-error|host-names|instance-url|version)\.ts$)/],
];

/** The index of a file's layer; -1 when it has none. */
export const layerOf = (file: string): number => layers.findIndex(([, members]) => members.test(file));
