package org.docent.model.eval;

import java.nio.file.Path;
import java.util.List;

/** One of the published benchmarks: which files it is made of, and how they are read. */
public interface Benchmark {

  /** As it is called on the command line, {@code textvqa}. */
  String name();

  /** The files it needs below the data folder, in the layout of LLaVA's scripts. */
  List<DataFile> files();

  /**
   * Reads questions and labels.
   *
   * @param folder the data folder, LLaVA's {@code playground/data/eval}
   * @throws org.docent.protocol.failure.DocentException naming every file that is missing, or file,
   *     line and rule of what cannot be used
   */
  Exam read(Path folder);
}
