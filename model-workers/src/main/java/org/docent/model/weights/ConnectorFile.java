package org.docent.model.weights;

import java.nio.file.Path;
import java.util.List;
import org.docent.model.vlm.Part;
import org.docent.protocol.failure.DocentException;

/** A connector on its own, or the connector out of a whole model. */
public final class ConnectorFile {

  private ConnectorFile() {}

  /**
   * Opens the connector in a file or folder with weights under its plain names ({@code 0.weight},
   * …), whichever of the known layouts it has.
   *
   * @throws DocentException when there is none
   */
  public static WeightSource open(Path fileOrFolder) {
    WeightSource source = WeightFiles.open(fileOrFolder);
    PartWeights connector =
        PartWeights.sort(
                fileOrFolder.toString(), List.of(source), tensor -> tensor.part() == Part.CONNECTOR)
            .get(Part.CONNECTOR);
    if (connector == null) {
      source.close();
      throw DocentException.stop(
          fileOrFolder + ": no tensor belongs to a connector; names like 0.weight are needed");
    }
    return connector;
  }
}
