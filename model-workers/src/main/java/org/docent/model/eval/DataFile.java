package org.docent.model.eval;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.docent.protocol.failure.DocentException;

/**
 * A file or folder of a benchmark.
 *
 * @param names below the data folder; any one will do, the first that is there is taken
 * @param source where people get it
 * @param required false if there is something to be had without it
 */
public record DataFile(List<String> names, String source, boolean required) {

  public DataFile {
    names = List.copyOf(names);
    if (names.isEmpty()) {
      throw new IllegalArgumentException("A file of a benchmark needs a name");
    }
  }

  public static DataFile required(String source, String... names) {
    return new DataFile(List.of(names), source, /* required= */ true);
  }

  public static DataFile optional(String source, String... names) {
    return new DataFile(List.of(names), source, /* required= */ false);
  }

  /** The first of its names that is in {@code folder}. */
  public Optional<Path> find(Path folder) {
    return names.stream().map(folder::resolve).filter(Files::exists).findFirst();
  }

  /** As {@link #find}, or an error that says where to get it. */
  public Path in(Path folder) {
    return find(folder).orElseThrow(() -> missing(folder, List.of(this)));
  }

  /** Nothing if all that is required is there; else an error that names each missing file. */
  public static void requireAll(Path folder, List<DataFile> files) {
    List<DataFile> missing =
        files.stream().filter(file -> file.required() && file.find(folder).isEmpty()).toList();
    if (!missing.isEmpty()) {
      throw missing(folder, missing);
    }
  }

  private static DocentException missing(Path folder, List<DataFile> files) {
    return DocentException.stop(
        "The data folder "
            + folder
            + " lacks "
            + String.join(", ", files.stream().map(DataFile::described).toList())
            + ".");
  }

  private String described() {
    return String.join(" or ", names) + " (from " + source + ")";
  }
}
