import { derive } from './ids.js';
import { isGroup } from './message.js';

const first = ['Adi', 'Ayu', 'Budi', 'Citra', 'Dewi', 'Eka', 'Fajar', 'Gita', 'Hendra', 'Indah', 'Joko', 'Kartika'];
const last = ['Halim', 'Kusuma', 'Lestari', 'Nugroho', 'Pratama', 'Putri', 'Rahman', 'Santoso', 'Utami', 'Wijaya'];

/** The name of a person or a group that nobody has named; the same for the same address, in every account. */
export const plausibleName = (jid: string): string => {
  const [a = 0, b = 0] = derive(2, 'name', jid);
  const family = last[b % last.length] ?? '';
  return isGroup(jid) ? `Group ${family}` : `${first[a % first.length] ?? ''} ${family}`;
};
