/** One event of a stream of server-sent events. */
export type StreamEvent = { readonly id: string; readonly kind: string; readonly data: string };

/** The events in the body of a reply, one after the other. `heard` is called for whatever comes, heartbeats too. */
export const eventsIn = async function* (
  body: ReadableStream<Uint8Array>,
  heard: () => void,
): AsyncGenerator<StreamEvent> {
  const decoder = new TextDecoder();
  const reader = body.getReader();
  let rest = '';
  let [id, kind] = ['', ''];
  let data: string[] = [];
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      heard();
      const lines = (rest + decoder.decode(value, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (line === '') {
          if (kind !== '') yield { id, kind, data: data.join('\n') };
          [kind, data] = ['', []];
          continue;
        }
        const [, field, text = ''] = /^([^:]*):? ?(.*)$/.exec(line) ?? [];
        if (field === 'id') id = text;
        else if (field === 'event') kind = text;
        else if (field === 'data') data.push(text);
      }
    }
  } finally {
    reader.cancel().catch(() => undefined);
  }
};
