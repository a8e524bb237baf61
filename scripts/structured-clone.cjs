// Stands in, in the bundle, for the global of this name, which tests in jsdom lack.
const { deserialize, serialize } = require('node:v8');

exports.structuredClone = (value) => deserialize(serialize(value));
