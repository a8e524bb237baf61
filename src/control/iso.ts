/** A time in milliseconds since 1970 as the control API writes it. */
export const iso = (time: number): string => new Date(time).toISOString();
