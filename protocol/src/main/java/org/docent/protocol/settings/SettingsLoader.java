package org.docent.protocol.settings;

import com.typesafe.config.ConfigObject;
import java.nio.file.Path;
import java.util.List;
import org.docent.protocol.failure.DocentException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a run's configuration: HOCON with the keys of reference.conf at top level. Whatever is
 * wrong is a {@link DocentException} whose one sentence names file and line, key, value and rule.
 * Whether the files it names exist is not looked at here.
 */
public final class SettingsLoader {

  private SettingsLoader() {}

  /**
   * The run that a file describes.
   *
   * @param overrides {@code key=value} each, as in {@code stage.dpt.learning-rate=1e-3}; the last
   *     wins, and all win over the file
   */
  public static LoadedRun load(Path file, List<String> overrides) {
    RunSettings settings =
        RunReader.read(file.toString(), UserConfig.read(file, overrides), nameOf(file));
    return new LoadedRun(settings, ResolvedText.of(settings));
  }

  /**
   * The data plane of a node that gets the rest of its configuration from elsewhere.
   *
   * @param file whose other keys are checked and left alone; null for the built-in values
   * @param overrides as for a run
   */
  public static StreamSettings stream(@Nullable Path file, List<String> overrides) {
    return StreamReader.read(section(file, overrides, "stream"));
  }

  /**
   * The TLS files of this machine, which no run carries to another; null for none.
   *
   * @param file and overrides as for {@link #stream}
   */
  public static @Nullable TlsSettings tls(@Nullable Path file, List<String> overrides) {
    return TlsReader.read(section(file, overrides, "tls"));
  }

  private static Section section(@Nullable Path file, List<String> overrides, String group) {
    ConfigObject user = file == null ? UserConfig.of(overrides) : UserConfig.read(file, overrides);
    KnownKeys.check(user);
    String source = file == null ? UserConfig.COMMAND_LINE : file.toString();
    return new Section(source, "", user.withFallback(KnownKeys.reference())).group(group);
  }

  /** The run that a resolved text describes: equal to the one the text was made from. */
  public static RunSettings parse(String resolvedText) {
    return parse(resolvedText, "resolved configuration");
  }

  /**
   * The same, naming in messages where the text comes from.
   *
   * @param source a file, say
   */
  public static RunSettings parse(String resolvedText, String source) {
    return RunReader.read(source, UserConfig.readText(resolvedText, source), "run");
  }

  private static String nameOf(Path file) {
    String name = String.valueOf(file.getFileName()).replaceFirst("\\.[^.]*$", "");
    String clean = name.replaceAll("[^A-Za-z0-9._-]", "-");
    return clean.matches(".*[A-Za-z0-9].*") ? clean : "run";
  }
}
