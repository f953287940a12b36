package org.docent.coordinator.cli.quickstart;

import java.nio.file.Path;

/**
 * Where the quickstart's data stands below one folder.
 *
 * @param folder the folder that holds all of it
 */
public record QuickstartFiles(Path folder) {

  /** The image folder that the paths in every data file start from. */
  public Path images() {
    return folder.resolve("images");
  }

  /** 3,000 right captions: the teacher's first stage, {@code pretrain} template. */
  public Path teacherCaptions() {
    return folder.resolve("teacher-captions.json");
  }

  /** 3,000 right conversations of four turns and 750 captions among them: its second stage. */
  public Path teacherConversations() {
    return folder.resolve("teacher-conversations.json");
  }

  /** The first 1,000 of the captions. */
  public Path studentCaptions() {
    return folder.resolve("student-captions.json");
  }

  /** The first 300 of the conversations with three answers in ten made wrong. */
  public Path studentConversations() {
    return folder.resolve("student-conversations.json");
  }

  /**
   * The student's captions and conversations as text without pictures, {@code pretrain} template.
   */
  public Path textBase() {
    return folder.resolve("text-base.json");
  }

  /** 1,500 held-out questions with right answers, one a record; ids end in the question's key. */
  public Path heldOut() {
    return folder.resolve("heldout.json");
  }
}
