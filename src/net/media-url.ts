/**
 * Where the bytes of a message can be had.
 * @param serverUrl the URL of the imitated API, as a client called it
 * @param token the name of the bytes
 */
export const mediaUrl = (serverUrl: string, token: string): string =>
  `${serverUrl.replace(/\/api\/v1$/, '')}/_emulator/media/${token}`;

/** Where the picture of a contact is. */
export const contactPictureUrl = (serverUrl: string, jid: string): string =>
  `${serverUrl.replace(/\/api\/v1$/, '')}/_emulator/pictures/${encodeURIComponent(jid)}`;
