/**
 * An output of a notebook's cell that is replaced in place, by messages of the Jupyter protocol ("update_display_data").
 *
 * @module
 */
import { type Card, cardBundle } from "../../../config/notebook/card.ts";

/** What of Deno's Jupyter kernel is used. */
export interface NotebookKernel {
  /** Sends a message to whoever shows the notebook. */
  broadcast(messageType: string, content: Record<string, unknown>): Promise<void>;
}

/**
 * The kernel that this runs in.
 *
 * @param attempt What needs it, for the message.
 * @throws {Error} Where this is no notebook.
 */
export function notebookKernel(attempt: string): NotebookKernel {
  try {
    return Deno.jupyter;
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`Cannot ${attempt} as this is no notebook: ${problem}; elsewhere, createProgress tells of it`, {
      cause,
    });
  }
}

/** One output, which is there from its first card on. */
export class LiveDisplay {
  readonly #kernel: NotebookKernel;
  readonly #id = crypto.randomUUID();
  #isThere = false;
  #next = 0;

  /** @param kernel Where it is shown. */
  constructor(kernel: NotebookKernel) {
    this.#kernel = kernel;
  }

  /**
   * Shows a card in the place of the last one, unless that was just now.
   *
   * @param card Makes the card.
   */
  async refresh(card: () => Card): Promise<void> {
    if (performance.now() >= this.#next) await this.show(card());
  }

  /** Shows a card in the place of the last one. */
  async show(card: Card): Promise<void> {
    const begun = performance.now();
    const data = cardBundle(card);
    const content = { data, metadata: {}, transient: { display_id: this.#id } };
    await this.#kernel.broadcast(this.#isThere ? "update_display_data" : "display_data", content);
    this.#isThere = true;
    const now = performance.now();
    this.#next = now + Math.max(LEAST_PAUSE, (now - begun) / MOST_SHARE);
  }
}

// --- internal ---

/** Milliseconds between two cards at least, and the share of the time that making and sending them may take. */
const [LEAST_PAUSE, MOST_SHARE] = [350, 0.02];
