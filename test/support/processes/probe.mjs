// Loaded into the command with --import, beside --expose-gc: answers each message with its memory after a collection.
process.on('message', () => {
  // The second collects what the first has finalized.
  globalThis.gc();
  globalThis.gc();
  const { heapUsed, rss } = process.memoryUsage();
  process.send({ heap: heapUsed, rss, peak: process.resourceUsage().maxRSS * 1_024 });
});
// The command ends as it would without.
process.channel.unref();
