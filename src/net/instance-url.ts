/** The URL of an operation on one instance; with the account's key in it, it works when clicked. */
export const instanceUrl = (base: string, path: string, technicalName: string, key?: string): string =>
  `${base}${path}?instanceName=${encodeURIComponent(technicalName)}` +
  (key === undefined ? '' : `&apiKey=${encodeURIComponent(key)}`);
