package dev.caravan.release;

/**
 * Why a file is refused, for the one who edits it.
 *
 * @param line from 1; 0 where none can be told
 * @param rule the rule that it breaks, as docs/route-files.md lists them
 * @param text what is wrong and what to do
 */
record Fault(String file, int line, String rule, String text) {
  @Override
  public String toString() {
    return (line > 0 ? file + ":" + line : file) + ": " + text + " [" + rule + "]";
  }
}
