// Replaces, in the bundle, modules that are never called but would take time to load.
module.exports = () => {
  throw new Error('This part was left out of the bundle; see scripts/bundle.mjs.');
};
