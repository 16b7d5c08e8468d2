// What the program ends with.

export const EXIT = {
  success: 0,
  /** Something went wrong while running. */
  runTime: 1,
  /** The command line or the configuration is wrong. */
  usage: 2,
  /** Ended at once by a signal, as shells count it: 128 + SIGINT. */
  interrupted: 130,
} as const;
