import { find } from '../../browser/elements.js';

/** What the server says to the script: where the imitated API starts, seen from the page, and which key to begin with. */
export const { basePath = '', defaultKey = '', placeholderKey = '' } = find('#main', HTMLElement).dataset;
