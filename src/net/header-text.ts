/** Names the fault that was injected, so that nobody takes it for a bug of the emulator, or of their own. */
export const FAULT_HEADER = 'X-Wachat-Emulator-Fault';

/**
 * Any text as a header value: as it is if it is printable ASCII without a `%`, otherwise percent-encoded UTF-8.
 * A raw line break or emoji would break the whole response, and decoding is always right.
 */
export const headerText = (text: string): string => (/^[ -$&-~]*$/.test(text) ? text : encodeURIComponent(text));
