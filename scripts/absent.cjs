// In the bundle in place of what is never called here but would take its time to load.
module.exports = () => {
  throw new Error('This part was left out of the bundle; see scripts/bundle.mjs.');
};
