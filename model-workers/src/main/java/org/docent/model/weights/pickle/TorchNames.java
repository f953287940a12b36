package org.docent.model.weights.pickle;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.docent.model.weights.pickle.PickleValue.Global;
import org.docent.model.weights.pickle.PickleValue.Plain;
import org.docent.model.weights.pickle.PickleValue.Storage;
import org.docent.model.weights.pickle.PickleValue.Tensor;
import org.docent.model.weights.pickle.PickleValue.Text;
import org.docent.model.weights.pickle.PickleValue.Tuple;
import org.docent.model.weights.pickle.PickleValue.Whole;
import org.docent.protocol.failure.DocentException;

/** The names a pickle of weights may mention, and what a call of each describes. */
final class TorchNames {

  private static final int MAX_DIMENSIONS = 64;
  private static final String UNTYPED = "torch.storage.UntypedStorage";
  private static final String ORDERED_DICT = "collections.OrderedDict";
  private static final String SIZE = "torch.Size";
  private static final String TENSOR = "torch._utils._rebuild_tensor_v2";
  private static final String TENSOR_WITH_DTYPE = "torch._utils._rebuild_tensor_v3";
  private static final String PARAMETER = "torch._utils._rebuild_parameter";

  private static final Set<String> STORAGES =
      Set.of(
          "torch.FloatStorage",
          "torch.HalfStorage",
          "torch.BFloat16Storage",
          "torch.DoubleStorage",
          "torch.LongStorage",
          "torch.IntStorage",
          "torch.ShortStorage",
          "torch.CharStorage",
          "torch.ByteStorage",
          "torch.BoolStorage",
          UNTYPED);

  /** Types that have no storage class of their own. */
  private static final Set<String> DTYPES =
      Set.of(
          "torch.uint16",
          "torch.uint32",
          "torch.uint64",
          "torch.float8_e4m3fn",
          "torch.float8_e5m2");

  private static final Set<String> ALLOWED =
      Stream.of(STORAGES, DTYPES, Set.of(ORDERED_DICT, SIZE, TENSOR, TENSOR_WITH_DTYPE, PARAMETER))
          .flatMap(Set::stream)
          .collect(Collectors.toUnmodifiableSet());

  private final String origin;
  private final PickleInput input;

  TorchNames(String origin, PickleInput input) {
    this.origin = origin;
    this.input = input;
  }

  Global global(String module, String name) {
    Global global = new Global(module, name);
    if (!ALLOWED.contains(global.toString())) {
      throw refused(global.toString());
    }
    return global;
  }

  DocentException refused(String what) {
    return DocentException.stop(
        "%s: its pickle asks for %s before byte %d, which weights saved by torch.save do not need; nothing was executed, get the model as safetensors"
            .formatted(origin, what, input.position()));
  }

  /** What calling {@code global} describes. */
  PickleValue call(Global global, List<PickleValue> arguments) {
    return switch (global.toString()) {
      case ORDERED_DICT -> empty(arguments);
      case SIZE -> Plain.SIZE;
      case TENSOR -> tensor(arguments, 6);
      case TENSOR_WITH_DTYPE -> tensor(arguments, 7);
      case PARAMETER -> parameter(arguments);
      default -> throw refused("a call of " + global);
    };
  }

  /** The storage of a persistent id: ('storage', type, key, device, count). */
  Storage storage(PickleValue id) {
    if (id instanceof Tuple tuple
        && tuple.items().size() == 5
        && tuple.items().get(0) instanceof Text kind
        && kind.text().equals("storage")
        && tuple.items().get(1) instanceof Global type
        && STORAGES.contains(type.toString())
        && tuple.items().get(2) instanceof Text key
        && tuple.items().get(4) instanceof Whole count
        && count.number() >= 0) {
      return new Storage(type, key.text(), count.number());
    }
    throw input.fault("has a storage that is not (type, key, device, count)");
  }

  private PickleTable empty(List<PickleValue> arguments) {
    if (!arguments.isEmpty()) {
      throw refused("an OrderedDict made from a value");
    }
    return new PickleTable();
  }

  private PickleValue parameter(List<PickleValue> arguments) {
    if (!arguments.isEmpty() && arguments.get(0) instanceof Tensor tensor) {
      return tensor;
    }
    throw input.fault("has a parameter without a tensor");
  }

  /** From storage, offset, size, stride, requires_grad, hooks and, if it has one, dtype. */
  private Tensor tensor(List<PickleValue> arguments, int least) {
    if (arguments.size() >= least
        && arguments.get(0) instanceof Storage storage
        && arguments.get(1) instanceof Whole offset
        && arguments.get(2) instanceof Tuple size
        && arguments.get(3) instanceof Tuple stride
        && size.items().size() == stride.items().size()
        && size.items().size() <= MAX_DIMENSIONS) {
      Global type = least == 7 ? dtype(arguments.get(6)) : storage.type();
      return new Tensor(storage, type, offset.number(), counts(size), counts(stride));
    }
    throw input.fault("has a tensor that is not (storage, offset, size, stride, …)");
  }

  private Global dtype(PickleValue value) {
    if (value instanceof Global type && DTYPES.contains(type.toString())) {
      return type;
    }
    throw input.fault("has a tensor whose dtype is none");
  }

  private List<Long> counts(Tuple tuple) {
    return tuple.items().stream().map(this::count).toList();
  }

  private long count(PickleValue value) {
    if (value instanceof Whole whole && whole.number() >= 0) {
      return whole.number();
    }
    throw input.fault("has a size or stride that is no whole number from 0");
  }
}
