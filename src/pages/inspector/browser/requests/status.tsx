import type { JSX } from 'preact';

const words: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  409: 'Conflict',
  410: 'Gone',
  413: 'Payload Too Large',
  414: 'URI Too Long',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  431: 'Request Header Fields Too Large',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

export const wordsOfStatus = (status: number | null): string =>
  status === null ? 'no answer' : `${String(status)}${words[status] === undefined ? '' : ` ${words[status]}`}`;

/** The status of an answer, in the colour that it deserves. */
export const StatusTag = ({
  status,
  isLong = false,
}: {
  readonly status: number | null;
  readonly isLong?: boolean;
}): JSX.Element => {
  const kind = status === null || status >= 500 ? 'bad' : status >= 400 ? 'warn' : status < 300 ? 'good' : '';
  return (
    <span class={`tag status ${kind}`} title={wordsOfStatus(status)}>
      {isLong || status === null ? wordsOfStatus(status) : String(status)}
    </span>
  );
};
