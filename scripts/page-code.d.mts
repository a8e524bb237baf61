import type { Plugin } from 'rolldown';

export const pageCode: () => Plugin;
