/**
 * Waiting for what may never come: a configuration script may ask a server, or hold a promise that nobody settles. From
 * outside the two look alike, so the program waits on, and says what it waits for.
 *
 * @module
 */

/** Whom to tell, and when. */
export interface WaitOptions {
  /** Prints a line for the user. */
  readonly note: (text: string) => void;
  /**
   * Seconds after which the user is told, and again after twice as many, and so on.
   *
   * @default {10}
   */
  readonly patience?: number;
}

/**
 * Waits for a piece of work, and tells of it where it takes long.
 *
 * @param what What is waited for, such as the name of a script.
 * @param work The work.
 * @param options Whom to tell, and when.
 * @returns What the work resolves to.
 */
export async function toldWait<T>(what: string, work: Promise<T>, options: WaitOptions): Promise<T> {
  const { note, patience = 10 } = options;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const wait = (seconds: number, before: number): void => {
    timer = setTimeout(() => {
      const told = before + seconds;
      note(
        `still waiting for ${what} after ${told} s: something that it awaits has not come, perhaps a promise that ` +
          "nothing settles (Ctrl-C ends it)",
      );
      wait(told, told);
    }, seconds * 1000);
  };
  wait(patience, 0);
  try {
    return await work;
  } finally {
    clearTimeout(timer);
  }
}
