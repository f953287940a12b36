package org.docent.model.store;

/**
 * Bytes that are not what was written; the message says in which way. Never leaves this package.
 */
final class DamagedRecordException extends Exception {

  private static final long serialVersionUID = 1L;

  DamagedRecordException(String reason) {
    super(reason);
  }
}
