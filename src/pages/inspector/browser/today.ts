import { computed } from '@preact/signals';
import { accountTime } from './clock.js';

/** The day of the account's clock, as ISO 8601 begins. It changes once a day, where the clock does every second. */
export const today = computed(() => new Date(accountTime()).toISOString().slice(0, 10));
