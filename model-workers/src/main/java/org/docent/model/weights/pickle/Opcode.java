package org.docent.model.weights.pickle;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The opcodes of pickle protocol 2 that torch.save writes for weights; there are no others. */
enum Opcode {
  PROTO(0x80),
  STOP('.'),
  MARK('('),
  NONE('N'),
  NEWTRUE(0x88),
  NEWFALSE(0x89),
  BININT('J'),
  BININT1('K'),
  BININT2('M'),
  LONG1(0x8a),
  BINFLOAT('G'),
  BINUNICODE('X'),
  EMPTY_LIST(']'),
  APPEND('a'),
  APPENDS('e'),
  EMPTY_TUPLE(')'),
  TUPLE('t'),
  TUPLE1(0x85),
  TUPLE2(0x86),
  TUPLE3(0x87),
  EMPTY_DICT('}'),
  SETITEM('s'),
  SETITEMS('u'),
  GLOBAL('c'),
  REDUCE('R'),
  BUILD('b'),
  BINGET('h'),
  LONG_BINGET('j'),
  BINPUT('q'),
  LONG_BINPUT('r'),
  BINPERSID('Q');

  private static final Map<Integer, Opcode> BY_CODE =
      Arrays.stream(values()).collect(Collectors.toMap(opcode -> opcode.code, Function.identity()));

  /** What Python calls the others, for messages. */
  private static final Map<Integer, String> REFUSED =
      Map.ofEntries(
          Map.entry((int) 'i', "INST"),
          Map.entry((int) 'o', "OBJ"),
          Map.entry(0x81, "NEWOBJ"),
          Map.entry(0x92, "NEWOBJ_EX"),
          Map.entry(0x82, "EXT1"),
          Map.entry(0x83, "EXT2"),
          Map.entry(0x84, "EXT4"),
          Map.entry(0x8b, "LONG4"),
          Map.entry(0x8c, "SHORT_BINUNICODE"),
          Map.entry(0x93, "STACK_GLOBAL"),
          Map.entry(0x94, "MEMOIZE"),
          Map.entry(0x95, "FRAME"),
          Map.entry((int) 'B', "BINBYTES"),
          Map.entry((int) 'C', "SHORT_BINBYTES"),
          Map.entry((int) 'T', "BINSTRING"),
          Map.entry((int) 'U', "SHORT_BINSTRING"),
          Map.entry((int) 'P', "PERSID"),
          Map.entry((int) '0', "POP"),
          Map.entry((int) '1', "POP_MARK"),
          Map.entry((int) '2', "DUP"),
          Map.entry((int) 'd', "DICT"),
          Map.entry((int) 'l', "LIST"));

  private final int code;

  Opcode(int code) {
    this.code = code;
  }

  static Optional<Opcode> of(int code) {
    return Optional.ofNullable(BY_CODE.get(code));
  }

  /** The name of a refused opcode and its number. */
  static String describe(int code) {
    return "%s (0x%02x)".formatted(REFUSED.getOrDefault(code, "opcode"), code);
  }
}
