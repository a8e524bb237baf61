import type { JSX } from 'preact';
import type { Instance } from '../../../../shapes.js';
import { apiKey } from '../key.js';
import { queryOf } from '../route.js';
import { basePath } from '../settings.js';

/** Leads to the page that its customer sees, in a new tab. */
export const LiveLink = ({ one }: { readonly one: Instance }): JSX.Element => (
  <a
    class="button calm"
    href={`${basePath}/instance/qr/live?${queryOf({ instanceName: one.apiInstanceName, apiKey: apiKey.value })}`}
    target="_blank"
    rel="noopener"
    aria-label={`Live page: ${one.instanceName}`}
    title="The page with the QR that a customer sees, in a new tab"
  >
    Live page
  </a>
);
