package org.docent.model.weights;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The pickle of a state dict, protocol 2: an OrderedDict of {@code _rebuild_tensor_v2} calls, each
 * over a storage of its own whose key is the tensor's place in the list. The same few opcodes each
 * time, without a memo.
 */
final class StatePickle {

  private static final int MARK = '(';
  private static final int EMPTY_TUPLE = ')';
  private static final int TUPLE = 't';
  private static final int REDUCE = 'R';

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private StatePickle() {}

  static byte[] of(List<TensorSpec> tensors) {
    StatePickle pickle = new StatePickle();
    pickle.code(0x80, 2);
    pickle.emptyOrderedDict();
    pickle.code(MARK);
    for (int key = 0; key < tensors.size(); key++) {
      pickle.text(tensors.get(key).name());
      pickle.tensor(tensors.get(key), key);
    }
    pickle.code('u', '.'); // SETITEMS, STOP
    return pickle.out.toByteArray();
  }

  /** (storage, offset, size, stride, requires_grad, hooks) of a contiguous tensor. */
  private void tensor(TensorSpec spec, int key) {
    global("torch._utils", "_rebuild_tensor_v2");
    code(MARK);
    storage(spec, key);
    number(0);
    long[] shape = spec.shape();
    numbers(shape);
    numbers(strides(shape));
    code(0x89); // NEWFALSE
    emptyOrderedDict();
    code(TUPLE, REDUCE);
  }

  private void storage(TensorSpec spec, int key) {
    code(MARK);
    text("storage");
    global("torch", storageClass(spec));
    text(Integer.toString(key));
    text("cpu");
    number(spec.elementCount());
    code(TUPLE, 'Q'); // BINPERSID
  }

  private static String storageClass(TensorSpec spec) {
    return switch (spec.type()) {
      case F32 -> "FloatStorage";
      case F16 -> "HalfStorage";
      case BF16 -> "BFloat16Storage";
      case F64 -> "DoubleStorage";
      case I64 -> "LongStorage";
      case I32 -> "IntStorage";
      case I16 -> "ShortStorage";
      case I8 -> "CharStorage";
      case U8 -> "ByteStorage";
      case BOOL -> "BoolStorage";
      case F8_E4M3, F8_E5M2, U16, U32, U64 ->
          throw new IllegalArgumentException(spec + " has no storage class in torch.save");
    };
  }

  private static long[] strides(long[] shape) {
    long[] strides = new long[shape.length];
    long stride = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= Math.max(1, shape[i]);
    }
    return strides;
  }

  private void emptyOrderedDict() {
    global("collections", "OrderedDict");
    code(EMPTY_TUPLE, REDUCE);
  }

  private void global(String module, String name) {
    code('c');
    bytes((module + "\n" + name + "\n").getBytes(StandardCharsets.US_ASCII));
  }

  private void text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    code('X'); // BINUNICODE
    littleEndian(utf8.length, Integer.BYTES);
    bytes(utf8);
  }

  private void numbers(long... numbers) {
    code(MARK);
    for (long number : numbers) {
      number(number);
    }
    code(TUPLE);
  }

  private void number(long number) {
    if (number == (int) number) {
      code('J'); // BININT
      littleEndian(number, Integer.BYTES);
    } else {
      code(0x8a, Long.BYTES); // LONG1
      littleEndian(number, Long.BYTES);
    }
  }

  private void littleEndian(long number, int width) {
    byte[] all = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(number).array();
    out.write(all, 0, width);
  }

  private void code(int... codes) {
    for (int code : codes) {
      out.write(code);
    }
  }

  private void bytes(byte[] bytes) {
    out.write(bytes, 0, bytes.length);
  }
}
