// In the bundle in place of what asks at each start a question that was settled when the bundle was made:
// semver, whether a plugin fits Fastify; safe-regex2, whether the router's own expressions are harmless.
module.exports = () => true;
module.exports.satisfies = () => true;
