// Stands in, in the bundle, for globals that fake timers replace, or that a test in jsdom lacks: Node's own, as they were
// when the bundle was loaded. Fake timers replace the members of node:timers as well, so these are copied.
const { clearImmediate, clearInterval, clearTimeout, setImmediate, setInterval, setTimeout } = require('node:timers');
const { TextDecoder, TextEncoder } = require('node:util');

exports.clearImmediate = clearImmediate;
exports.clearInterval = clearInterval;
exports.clearTimeout = clearTimeout;
exports.setImmediate = setImmediate;
exports.setInterval = setInterval;
exports.setTimeout = setTimeout;
exports.queueMicrotask = globalThis.queueMicrotask;
exports.TextDecoder = TextDecoder;
exports.TextEncoder = TextEncoder;
