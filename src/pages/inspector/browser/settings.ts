import { find } from '../../browser/elements.js';

/**
 * What the server says to the script: where the imitated API starts, seen from the page; the whole base URL; which key to
 * begin with; and what stands for one that is not known.
 */
const {
  basePath = '',
  base = '',
  defaultKey = '',
  placeholderKey = '',
  version: ours = '',
} = find('#main', HTMLElement).dataset;

export { basePath, base, defaultKey, placeholderKey, ours as version };
