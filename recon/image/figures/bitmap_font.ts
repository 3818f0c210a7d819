/**
 * The few characters that a length needs, as dots: 5 columns by 7 rows each, letters that hang lower by two rows more.
 *
 * @module
 */

/** Rows of a line of text: 7 above the base line, 2 below. */
export const TEXT_ROWS = 9;

/**
 * A line of text as dots.
 *
 * @param text Digits and the letters of units; any other character is a space.
 * @returns {@link TEXT_ROWS} rows of equal length: `#` where there is a dot.
 */
export function textDots(text: string): readonly string[] {
  const glyphs = [...text].map((character) => GLYPHS[character] ?? []);
  return Array.from({ length: TEXT_ROWS }, (_, row) => glyphs.map((glyph) => (glyph[row] ?? "").padEnd(5)).join(" "));
}

// --- internal ---

const GLYPHS: Readonly<Record<string, readonly string[]>> = {
  "0": [" ### ", "#   #", "#  ##", "# # #", "##  #", "#   #", " ### "],
  "1": ["  #  ", " ##  ", "  #  ", "  #  ", "  #  ", "  #  ", " ### "],
  "2": [" ### ", "#   #", "    #", "   # ", "  #  ", " #   ", "#####"],
  "3": ["#####", "   # ", "  #  ", "   # ", "    #", "#   #", " ### "],
  "4": ["   # ", "  ## ", " # # ", "#  # ", "#####", "   # ", "   # "],
  "5": ["#####", "#    ", "#### ", "    #", "    #", "#   #", " ### "],
  "6": ["  ## ", " #   ", "#    ", "#### ", "#   #", "#   #", " ### "],
  "7": ["#####", "    #", "   # ", "  #  ", " #   ", " #   ", " #   "],
  "8": [" ### ", "#   #", "#   #", " ### ", "#   #", "#   #", " ### "],
  "9": [" ### ", "#   #", "#   #", " ####", "    #", "   # ", " ##  "],
  ".": ["", "", "", "", "", " ##  ", " ##  "],
  "-": ["", "", "", "#####"],
  "+": ["", "  #  ", "  #  ", "#####", "  #  ", "  #  "],
  "e": ["", "", " ### ", "#   #", "#####", "#    ", " ### "],
  "m": ["", "", "## # ", "# # #", "# # #", "# # #", "# # #"],
  "n": ["", "", "# ## ", "##  #", "#   #", "#   #", "#   #"],
  "p": ["", "", "#### ", "#   #", "#   #", "#   #", "#### ", "#    ", "#    "],
  "x": ["", "", "#   #", " # # ", "  #  ", " # # ", "#   #"],
  "µ": ["", "", "#   #", "#   #", "#   #", "#  ##", "### #", "#    ", "#    "],
};
