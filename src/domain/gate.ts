export type Gate = ReturnType<typeof createGate>;

/** Lets in as many bytes at a time as there is room for; the rest waits in line. */
export const createGate = (room: number) => {
  let used = 0;
  const line = new Set<{ readonly bytes: number; readonly enter: () => void }>();
  const admit = (): void => {
    for (const next of line) {
      // What is larger than the room goes alone.
      if (used > 0 && used + next.bytes > room) return;
      line.delete(next);
      used += next.bytes;
      next.enter();
    }
  };
  return {
    /**
     * Calls `enter` as soon as there is room, which may be at once.
     * @returns gives the room back, or the place in line up
     */
    take(bytes: number, enter: () => void): () => void {
      const one = { bytes, enter };
      let isDone = false;
      line.add(one);
      admit();
      return () => {
        if (isDone) return;
        isDone = true;
        if (!line.delete(one)) used -= bytes;
        admit();
      };
    },
    /** How many bytes are inside. */
    used: (): number => used,
  };
};
