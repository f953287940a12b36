package org.docent.coordinator.cli.eval;

import java.nio.file.Path;
import java.util.List;
import org.docent.model.data.AspectRatio;
import org.docent.model.text.ChatTemplate;

/**
 * The model that answers, how it is asked and what it computes on.
 *
 * @param devices each takes a copy; {@code cpu} or {@code cuda:N}
 * @param threads of each device
 */
public record EvalModel(
    Path folder, ChatTemplate template, AspectRatio aspect, List<String> devices, int threads) {

  public EvalModel {
    devices = List.copyOf(devices);
  }
}
