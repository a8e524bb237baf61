/**
 * Whether `nohup` started this process, so that SIGHUP must not end it. It asks the system to ignore that signal, but
 * Node undoes this before any of our code runs; what is left is the name that a shell puts into `_`.
 */
export const isUnderNohup = ({ _: program = '' }: Readonly<Record<string, string | undefined>>): boolean =>
  /(^|\/)nohup$/.test(program);
