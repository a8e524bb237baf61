import { describe, expect, test } from 'vitest';
import { createGate } from '../../src/domain/gate.js';

const create = (room: number) => {
  const gate = createGate(room);
  const entered: string[] = [];
  const take = (name: string, bytes: number): (() => void) => gate.take(bytes, () => entered.push(name));
  return { ...gate, take, entered };
};

describe('A gate', () => {
  test('lets in what there is room for, and the others in their order', () => {
    const { take, entered, used } = create(10);
    const leaveA = take('a', 6);
    const leaveB = take('b', 4);
    take('c', 8);
    take('d', 1);
    expect([entered, used()]).toEqual([['a', 'b'], 10]);
    // What is small does not overtake what waits for more room.
    leaveB();
    expect([entered, used()]).toEqual([['a', 'b'], 6]);
    leaveA();
    expect([entered, used()]).toEqual([['a', 'b', 'c', 'd'], 9]);
  });

  test('lets what is larger than its room in alone', () => {
    const { take, entered } = create(10);
    const leave = take('a', 1);
    const leaveLarge = take('large', 50);
    take('b', 1);
    expect(entered).toEqual(['a']);
    leave();
    expect(entered).toEqual(['a', 'large']);
    leaveLarge();
    expect(entered).toEqual(['a', 'large', 'b']);
  });

  test('forgets who leaves the line, and counts nobody out twice', () => {
    const { take, entered, used } = create(10);
    const leaveA = take('a', 10);
    const leaveB = take('b', 9);
    take('c', 1);
    leaveB();
    leaveB();
    leaveA();
    leaveA();
    expect([entered, used()]).toEqual([['a', 'c'], 1]);
  });
});
