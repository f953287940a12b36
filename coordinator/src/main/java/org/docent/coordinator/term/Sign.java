package org.docent.coordinator.term;

/**
 * What a run directory shows of its newest term.
 *
 * @param term its number; 0 when there is none
 * @param pulse changes as long as the holder lives
 * @param released whether its holder has given it back
 * @param holder who it is: {@code host:port}
 */
record Sign(int term, String pulse, boolean released, String holder) {

  static final Sign NONE = new Sign(0, "", true, "");
}
