import { followInstance } from './connection.js';
import { linkInspector } from './inspector.js';
import { createScreen } from './screen.js';

/*
 * What the live page does in the browser. It is the same for everybody: what differs is in the page's elements and in
 * its URL.
 */

// Whatever brought us here, only the button starts pairing anew: neither a reload nor our own requests do.
const address = new URL(location.href);
if (address.searchParams.has('renew')) {
  address.searchParams.delete('renew');
  history.replaceState(null, '', address);
}

if (self.origin === 'null') {
  // In a sandbox without an origin no request of ours would be let through; loading anew is.
  setInterval(() => {
    location.replace(address);
  }, 5000);
} else {
  linkInspector(address);
  followInstance(address, createScreen());
}
