/** A file that is about to be sent. */
export type Attachment = {
  readonly type: 'image' | 'video' | 'audio' | 'document';
  readonly name: string;
  readonly mimetype: string | undefined;
  readonly size: number;
  /** Its bytes as a URL, for who wants to see it first. */
  readonly url: string;
};

/** The largest file that the emulator takes: 16 MiB. */
const MOST_BYTES = 16 * 1_048_576;

const typeOf = (mimetype: string): Attachment['type'] => {
  const [kind] = mimetype.split('/');
  return kind === 'image' || kind === 'video' || kind === 'audio' ? kind : 'document';
};

/** Reads a file; rejects with a sentence if it cannot be sent. */
export const attachmentOf = async (file: File): Promise<Attachment> => {
  if (file.size === 0) throw new Error(`${file.name} is empty.`);
  if (file.size > MOST_BYTES) throw new Error(`${file.name} is larger than 16 MiB, which is the most for a file.`);
  const url = await new Promise<string>((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => {
      resolve(typeof reader.result === 'string' ? reader.result : '');
    };
    reader.onerror = () => {
      reject(new Error(`${file.name} could not be read.`));
    };
    reader.readAsDataURL(file);
  });
  return {
    type: typeOf(file.type),
    name: file.name.slice(-200).replace(/^[\uDC00-\uDFFF]/, ''),
    mimetype: file.type === '' ? undefined : file.type,
    size: file.size,
    url,
  };
};

/** What a message with it says. */
export const contentOf = ({ type, name, mimetype, url }: Attachment, caption: string): object => ({
  type,
  base64: url.slice(url.indexOf(',') + 1),
  fileName: name,
  ...(mimetype === undefined ? {} : { mimetype }),
  ...(caption === '' || type === 'audio' ? {} : { caption }),
});
