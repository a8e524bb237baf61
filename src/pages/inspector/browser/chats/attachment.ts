import { sizeWords } from './words.js';

/** A file that is about to be sent. */
export type Attachment = {
  /** `image`, `video`, `audio` or `document`. */
  readonly type: string;
  readonly name: string;
  readonly mimetype: string | undefined;
  readonly size: number;
  /** Its bytes as a URL, for who wants to see it first. */
  readonly url: string;
};

/** The largest file that the emulator takes: 16 MiB. */
const MOST_BYTES = 16 * 1_048_576;

/** Reads a file; rejects with a sentence if it cannot be sent. */
export const attachmentOf = async (file: File): Promise<Attachment> => {
  const { name, size, type } = file;
  if (size === 0 || size > MOST_BYTES)
    throw new Error(`${name} has ${sizeWords(size)}; a file has from 1 byte to 16 MiB.`);
  const url = await new Promise<unknown>((resolve) => {
    const reader = new FileReader();
    reader.onloadend = () => {
      resolve(reader.result);
    };
    reader.readAsDataURL(file);
  });
  if (typeof url !== 'string') throw new Error(`${name} could not be read.`);
  return {
    type: /^(image|video|audio)\//.exec(type)?.[1] ?? 'document',
    name,
    mimetype: type || undefined,
    size,
    url,
  };
};

/** What a message with it says. */
export const contentOf = ({ type, name, mimetype, url }: Attachment, caption: string): object => ({
  type,
  base64: url.slice(url.indexOf(',') + 1),
  fileName: name,
  mimetype,
  caption: type === 'audio' ? undefined : caption || undefined,
});
