import type { InstanceList } from '../../../shapes.js';
import { find, setText } from '../../browser/elements.js';
import { isObject } from './call.js';
import { say } from './messages.js';
import type { Row } from './row.js';

export const isInstanceList = (answer: unknown): answer is InstanceList => isObject(answer) && 'instances' in answer;

const totalOf = ({ count, instances }: Pick<InstanceList, 'count' | 'instances'>): string => {
  if (count > instances.length) return `The newest ${String(instances.length)} of ${String(count)}`;
  return count === 0 ? '' : String(count);
};

/** The instances on the page. Rows stay where they are as long as their instances do. */
export const createList = (createRow: (technicalName: string) => Row) => {
  const list = find('#list', HTMLElement);
  const empty = find('#empty', HTMLElement);
  const rows = new Map<string, Row>();

  const show = (answer: Pick<InstanceList, 'count' | 'instances'>): void => {
    const { count, instances } = answer;
    const names = new Set(instances.map(({ apiInstanceName }) => apiInstanceName));
    for (const [name, { root }] of rows) {
      if (names.has(name)) continue;
      if (root.contains(document.activeElement)) find('#instances-title', HTMLElement).focus();
      root.remove();
      rows.delete(name);
    }
    for (const [index, one] of instances.entries()) {
      const row = rows.get(one.apiInstanceName) ?? createRow(one.apiInstanceName);
      rows.set(one.apiInstanceName, row);
      row.update(one);
      if (list.children[index] !== row.root) list.insertBefore(row.root, list.children[index] ?? null);
    }
    setText(find('#total', HTMLElement), totalOf(answer));
    say(empty, count === 0 ? 'This key has no instances yet. Create one here, or run the command above.' : '');
  };
  return {
    show,
    /** Shows nothing but a sentence. */
    clear(words = ''): void {
      show({ count: 0, instances: [] });
      say(empty, words);
    },
  };
};
