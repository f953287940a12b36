package org.docent.model.generate;

/** Is told an answer as it comes. Called on the device's thread, which it must not keep. */
public interface AnswerListener {

  /** What has become certain; the pieces together are the answer. */
  void onPiece(String piece);

  /** The answer is whole. */
  void onAnswer(FinishedAnswer answer);

  /** There will be no answer. */
  void onFailure(Throwable failure);
}
