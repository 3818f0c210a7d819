/**
 * How a value shows itself where it is the last of a notebook's cell. Jupyter kernels of JavaScript ask for the method
 * `Symbol.for("Jupyter.display")`. It is not enumerable: JSON, equality, spreading and copies of the value do not see it.
 *
 * @module
 */

/** One thing in several formats, by their MIME types; a notebook shows the richest that it can. */
export type MimeBundle = Readonly<Record<string, string>>;

/**
 * Lets a value, which is not frozen yet, show itself.
 *
 * @param value The value.
 * @param show Makes what is shown of it, when it is asked for.
 * @returns The value.
 */
export function shown<T extends object>(value: T, show: (value: T) => MimeBundle | Promise<MimeBundle>): T {
  return Object.defineProperty(value, JUPYTER_DISPLAY, { value: () => show(value), enumerable: false });
}

// --- internal ---

const JUPYTER_DISPLAY = Symbol.for("Jupyter.display");
