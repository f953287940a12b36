package org.docent.model.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.docent.model.weights.pickle.PickleMachine;
import org.docent.model.weights.pickle.PickleTable;
import org.docent.model.weights.pickle.PickleValue;
import org.docent.protocol.failure.DocentException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the tensors in a zip file of torch.save: {@code NAME/data.pkl} describes them as views of
 * storages, each of which is an entry {@code NAME/data/KEY}; {@code NAME/byteorder} is theirs.
 */
final class PickleContents {

  private static final Logger log = LoggerFactory.getLogger(PickleContents.class);
  private static final String PICKLE = "/data.pkl";
  private static final long MAX_PICKLE_BYTES = 16 << 20;
  private static final int MAX_SHOWN = 200;

  /** How an element lies in a storage, by the name that torch gives its type. */
  private static final Map<String, ElementType> TYPES =
      Map.ofEntries(
          Map.entry("torch.FloatStorage", ElementType.F32),
          Map.entry("torch.HalfStorage", ElementType.F16),
          Map.entry("torch.BFloat16Storage", ElementType.BF16),
          Map.entry("torch.DoubleStorage", ElementType.F64),
          Map.entry("torch.LongStorage", ElementType.I64),
          Map.entry("torch.IntStorage", ElementType.I32),
          Map.entry("torch.ShortStorage", ElementType.I16),
          Map.entry("torch.CharStorage", ElementType.I8),
          Map.entry("torch.ByteStorage", ElementType.U8),
          Map.entry("torch.BoolStorage", ElementType.BOOL),
          Map.entry("torch.uint16", ElementType.U16),
          Map.entry("torch.uint32", ElementType.U32),
          Map.entry("torch.uint64", ElementType.U64),
          Map.entry("torch.float8_e4m3fn", ElementType.F8_E4M3),
          Map.entry("torch.float8_e5m2", ElementType.F8_E5M2));

  private final Path file;
  private final ZipEntries zip;

  private PickleContents(Path file, ZipEntries zip) {
    this.file = file;
    this.zip = zip;
  }

  /** The tensors of {@code file} by name; any fault is a {@link DocentException}. */
  static SortedMap<String, StoredTensor> read(Path file, FileChannel channel) throws IOException {
    return new PickleContents(file, ZipEntries.read(file, channel)).read();
  }

  private SortedMap<String, StoredTensor> read() throws IOException {
    String prefix = prefix();
    requireLittleEndian(prefix);
    ByteBuffer pickle = zip.content(prefix + PICKLE, MAX_PICKLE_BYTES);
    PickleTable table = PickleMachine.read(file.toString(), pickle);
    SortedMap<String, StoredTensor> tensors = new TreeMap<>();
    for (Map.Entry<String, PickleValue.Tensor> entry : table.tensors().entrySet()) {
      tensors.put(entry.getKey(), stored(prefix, shown(entry.getKey()), entry));
    }
    if (tensors.isEmpty()) {
      throw DocentException.stop(
          file
              + ": its dict has no tensor by name; save the state_dict itself, not a dict with it");
    }
    if (!table.others().isEmpty()) {
      log.info(
          "ignored {} values of {} that are no tensors, {} first",
          table.others().size(),
          file,
          shown(table.others().first()));
    }
    return Collections.unmodifiableSortedMap(tensors);
  }

  private String prefix() {
    List<String> pickles = zip.names().stream().filter(name -> name.endsWith(PICKLE)).toList();
    if (pickles.size() != 1) {
      throw DocentException.stop(
          "%s: this zip file has %d entries named data.pkl, one of torch.save has one; give a file of weights"
              .formatted(file, pickles.size()));
    }
    return pickles.get(0).substring(0, pickles.get(0).length() - PICKLE.length());
  }

  private void requireLittleEndian(String prefix) throws IOException {
    String name = prefix + "/byteorder";
    if (zip.names().contains(name)) {
      String order = StandardCharsets.US_ASCII.decode(zip.content(name, MAX_SHOWN)).toString();
      if (!order.equals("little")) {
        throw DocentException.stop(
            "%s: its byteorder is '%s', only 'little' is read; save it again on such a machine"
                .formatted(file, shown(order)));
      }
    }
  }

  private StoredTensor stored(
      String prefix, String name, Map.Entry<String, PickleValue.Tensor> entry) throws IOException {
    PickleValue.Tensor tensor = entry.getValue();
    TensorSpec spec = spec(name, entry);
    if (!tensor.isContiguous()) {
      throw fault(
          name,
          "of shape %s has strides %s; save it again after .contiguous()"
              .formatted(tensor.shape(), tensor.strides()));
    }
    String key = prefix + "/data/" + tensor.storage().key();
    if (!zip.names().contains(key)) {
      throw fault(name, "lies in entry '%s', which is missing".formatted(shown(key)));
    }
    long bytes = zip.bytes(key);
    long width = spec.type().bytes();
    long elements = bytes / width;
    if (tensor.offset() < 0
        || spec.elementCount() > elements
        || tensor.offset() > elements - spec.elementCount()) {
      throw fault(
          name,
          "needs %d elements of %s from element %d, but its storage has %d bytes; fetch the file again"
              .formatted(spec.elementCount(), spec.type(), tensor.offset(), bytes));
    }
    return new StoredTensor(spec, zip.begin(key) + tensor.offset() * width);
  }

  private TensorSpec spec(String name, Map.Entry<String, PickleValue.Tensor> entry) {
    PickleValue.Tensor tensor = entry.getValue();
    ElementType type = TYPES.get(tensor.type().toString());
    if (type == null) {
      throw fault(name, "has elements of " + tensor.type() + ", which is no element type");
    }
    long[] shape = tensor.shape().stream().mapToLong(Long::longValue).toArray();
    try {
      return new TensorSpec(entry.getKey(), type, shape);
    } catch (IllegalArgumentException e) {
      throw fault(name, "is impossible: " + e.getMessage());
    }
  }

  private DocentException fault(String name, String rule) {
    return DocentException.stop("%s: tensor '%s' %s".formatted(file, name, rule));
  }

  /** A text of the file, fit to be printed. */
  private static String shown(String text) {
    return text.substring(0, Math.min(text.length(), MAX_SHOWN)).replaceAll("\\p{C}", "?");
  }
}
