package org.docent.coordinator.cli;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.docent.model.weights.BaseNames;
import org.docent.model.weights.ElementType;
import org.docent.model.weights.ModelConversion;
import org.docent.model.weights.ModelLayout;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Writes a model once more, in the layout that other code reads. */
@Command(
    name = "export",
    description = {
      "Writes a model or checkpoint folder in another layout or type, tensor by tensor.",
      "hf: transformers' LlavaForConditionalGeneration. tinyllava: the single checkpoint that LLaVA-KD's and"
          + " TinyLLaVA's scripts load. tinyllava-split: a folder for each part with a file of torch.save, from"
          + " which TinyLLaVA's training starts."
    })
final class ExportCommand implements Callable<Integer> {

  @Option(
      names = {"--model-path", "--model_path"},
      required = true,
      paramLabel = "DIR",
      description =
          "A multimodal model folder of any layout, such as RUN_DIR/model or a checkpoint.")
  private Path modelPath = Path.of("");

  @Option(
      names = {"--output-dir", "--output_dir"},
      required = true,
      paramLabel = "DIR",
      description = "Where to write it: a folder that is new or empty.")
  private Path outputDir = Path.of("");

  @Option(
      names = "--layout",
      required = true,
      paramLabel = "NAME",
      description = "hf, tinyllava or tinyllava-split.")
  private String layout = "";

  @Option(
      names = "--dtype",
      paramLabel = "TYPE",
      description = "float32, bf16 or fp16 for all weights; without it each stays as it is.")
  private @Nullable String dtype;

  @Option(
      names = {"--max-shard-size", "--max_shard_size"},
      paramLabel = "SIZE",
      description =
          "Above it, safetensors are written as shards with an index (default: ${DEFAULT-VALUE}).")
  private String maxShardSize = "5GB";

  @Option(
      names = "--llm-name",
      paramLabel = "NAME",
      description = {
        "What a tinyllava configuration names as its language model, from whose name the scripts choose its class:"
            + " a name on the Hugging Face hub or a folder with qwen2 in it (LLaVA-KD: or qwen1.5).",
        "Without it: what the model's own configuration says, else a folder qwen2 in the output."
      })
  private @Nullable String languageName;

  @Option(
      names = "--vision-name",
      paramLabel = "NAME",
      description = "Likewise its vision tower; siglip must be in the name.")
  private @Nullable String visionName;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    ModelLayout target = ModelLayout.byKey("--layout", layout);
    ModelConversion conversion =
        new ModelConversion(target, type(), shardBytes(), new BaseNames(languageName, visionName));
    ModelConversion.Written written = conversion.write(modelPath, outputDir);
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "wrote %s: %d tensors of %d bytes, layout %s%n",
        outputDir, written.tensors(), written.bytes(), layout);
    if (target != ModelLayout.HUGGING_FACE) {
      out.printf(
          "its configuration names %s and %s, which must be there when it is loaded%n",
          written.names().language(), written.names().vision());
    }
    out.flush();
    return 0;
  }

  private @Nullable ElementType type() {
    if (dtype == null) {
      return null;
    }
    return switch (dtype) {
      case "float32" -> ElementType.F32;
      case "bf16" -> ElementType.BF16;
      case "fp16" -> ElementType.F16;
      default -> throw wrong("--dtype is " + dtype + ", must be float32, bf16 or fp16");
    };
  }

  private long shardBytes() {
    try {
      long bytes = ConfigFactory.parseMap(Map.of("size", maxShardSize)).getBytes("size");
      if (bytes > 0) {
        return bytes;
      }
    } catch (ConfigException e) {
      throw wrong("--max-shard-size is " + maxShardSize + ", must be a size like 5GB or 500MiB");
    }
    throw wrong("--max-shard-size is " + maxShardSize + ", must be above 0");
  }

  private ParameterException wrong(String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }
}
