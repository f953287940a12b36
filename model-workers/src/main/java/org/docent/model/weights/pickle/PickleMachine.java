package org.docent.model.weights.pickle;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.docent.model.weights.pickle.PickleValue.Global;
import org.docent.model.weights.pickle.PickleValue.Plain;
import org.docent.model.weights.pickle.PickleValue.Text;
import org.docent.model.weights.pickle.PickleValue.Tuple;
import org.docent.model.weights.pickle.PickleValue.Whole;
import org.docent.protocol.failure.DocentException;

/**
 * Reads the pickle that torch.save writes for a dict of tensors. Nothing is executed: names stay
 * names, and the few calls there are describe tensors ({@link TorchNames}). What is not on the
 * lists is refused by name.
 *
 * <p>One pass, time and memory linear in the pickle's bytes: values are shared by reference, never
 * walked, and a stack of marks cuts the stack of values into frames.
 */
public final class PickleMachine {

  private static final int PROTOCOL = 2;
  private static final int MAX_MARKS = 1_000;
  private static final int MAX_VALUES = 1_000_000;

  private final PickleInput input;
  private final TorchNames names;
  private final Deque<List<PickleValue>> marked = new ArrayDeque<>();
  private final Map<Integer, PickleValue> memo = new HashMap<>();
  private List<PickleValue> stack = new ArrayList<>();

  private PickleMachine(String origin, ByteBuffer pickle) {
    this.input = new PickleInput(origin, pickle);
    this.names = new TorchNames(origin, input);
  }

  /**
   * The dict that {@code pickle} describes.
   *
   * @param origin the file, for messages
   * @throws DocentException when it holds an opcode or a name that weights do not need, is broken,
   *     or describes no dict
   */
  public static PickleTable read(String origin, ByteBuffer pickle) {
    return new PickleMachine(origin, pickle).run();
  }

  private PickleTable run() {
    while (true) {
      int code = input.uint8();
      Opcode opcode = Opcode.of(code).orElseThrow(() -> names.refused(Opcode.describe(code)));
      if (opcode == Opcode.STOP) {
        if (pop() instanceof PickleTable table) {
          return table;
        }
        throw input.fault("describes no dict of tensors");
      }
      step(opcode);
      if (stack.size() > MAX_VALUES || memo.size() > MAX_VALUES) {
        throw input.fault("has more than %d values".formatted(MAX_VALUES));
      }
    }
  }

  private void step(Opcode opcode) {
    switch (opcode) {
      case PROTO -> protocol(input.uint8());
      case MARK -> mark();
      case NONE -> push(Plain.NONE);
      case NEWTRUE, NEWFALSE -> push(Plain.BOOLEAN);
      case BININT -> push(new Whole(input.int32()));
      case BININT1 -> push(new Whole(input.uint8()));
      case BININT2 -> push(new Whole(input.uint16()));
      case LONG1 -> push(number(input.uint8()));
      case BINFLOAT -> {
        input.skip(Double.BYTES);
        push(Plain.NUMBER);
      }
      case BINUNICODE -> push(new Text(input.text(input.int32())));
      case EMPTY_LIST -> push(Plain.LIST);
      case APPEND -> append(List.of(pop()));
      case APPENDS -> append(frame());
      case EMPTY_TUPLE -> push(new Tuple(List.of()));
      case TUPLE -> push(new Tuple(frame()));
      case TUPLE1 -> push(new Tuple(last(1)));
      case TUPLE2 -> push(new Tuple(last(2)));
      case TUPLE3 -> push(new Tuple(last(3)));
      case EMPTY_DICT -> push(new PickleTable());
      case SETITEM -> set(last(2));
      case SETITEMS -> set(frame());
      case GLOBAL -> push(names.global(input.line(), input.line()));
      case REDUCE -> reduce();
      case BUILD -> build();
      case BINGET -> recall(input.uint8());
      case LONG_BINGET -> recall(input.int32());
      case BINPUT -> memo.put(input.uint8(), top());
      case LONG_BINPUT -> memo.put(input.int32(), top());
      case BINPERSID -> push(names.storage(pop()));
      case STOP -> throw new IllegalStateException("the end is no step");
    }
  }

  private void protocol(int version) {
    if (version != PROTOCOL) {
      throw names.refused("protocol " + version + " instead of " + PROTOCOL);
    }
  }

  private void mark() {
    if (marked.size() == MAX_MARKS) {
      throw input.fault("is nested more than %d deep".formatted(MAX_MARKS));
    }
    marked.push(stack);
    stack = new ArrayList<>();
  }

  private PickleValue number(int bytes) {
    if (bytes <= Long.BYTES) {
      return new Whole(input.whole(bytes));
    }
    input.skip(bytes);
    return Plain.NUMBER;
  }

  private void append(List<PickleValue> items) {
    if (items.size() > MAX_VALUES || top() != Plain.LIST) {
      throw input.fault("appends to what is no list");
    }
  }

  private void set(List<PickleValue> keysAndValues) {
    if (!(top() instanceof PickleTable table) || keysAndValues.size() % 2 != 0) {
      throw input.fault("sets entries of what is no dict, or keys without values");
    }
    for (int i = 0; i < keysAndValues.size(); i += 2) {
      table.put(keysAndValues.get(i), keysAndValues.get(i + 1));
    }
  }

  private void reduce() {
    PickleValue arguments = pop();
    if (!(pop() instanceof Global global) || !(arguments instanceof Tuple tuple)) {
      throw input.fault("calls what is no name");
    }
    push(names.call(global, tuple.items()));
  }

  /**
   * A module's state dict carries the versions of its layers as an attribute, which says nothing.
   */
  private void build() {
    PickleValue state = pop();
    if (!(state instanceof PickleTable) || !(top() instanceof PickleTable)) {
      throw input.fault("sets attributes of what is no dict");
    }
  }

  private void recall(int index) {
    PickleValue value = memo.get(index);
    if (value == null) {
      throw input.fault("recalls value %d, which was never kept".formatted(index));
    }
    push(value);
  }

  private PickleValue top() {
    if (stack.isEmpty()) {
      throw input.fault("takes a value that is not there");
    }
    return stack.get(stack.size() - 1);
  }

  /** Takes the value first: making it may change which stack is the current one. */
  private void push(PickleValue value) {
    stack.add(value);
  }

  private PickleValue pop() {
    PickleValue top = top();
    stack.remove(stack.size() - 1);
    return top;
  }

  private List<PickleValue> last(int count) {
    if (stack.size() < count) {
      throw input.fault("takes a value that is not there");
    }
    List<PickleValue> end = stack.subList(stack.size() - count, stack.size());
    List<PickleValue> taken = List.copyOf(end);
    end.clear();
    return taken;
  }

  /** The values since the last mark. */
  private List<PickleValue> frame() {
    if (marked.isEmpty()) {
      throw input.fault("takes values up to a mark that is not there");
    }
    List<PickleValue> values = stack;
    stack = marked.pop();
    return values;
  }
}
