package org.docent.model.eval.answer;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import org.docent.model.text.PythonText;

/** Numbers as Python's {@code float} reads and {@code round} rounds them. */
final class PythonNumber {

  private static final String DIGITS = "[0-9](?:_?[0-9])*";

  private static final Pattern DECIMAL =
      Pattern.compile("[+-]?(?:%1$s\\.?(?:%1$s)?|\\.%1$s)(?:[eE][+-]?%1$s)?".formatted(DIGITS));

  private static final Pattern NOT_FINITE =
      Pattern.compile("([+-]?)(?:(inf|infinity)|nan)", Pattern.CASE_INSENSITIVE);

  private PythonNumber() {}

  /** {@code float(text)}; none where Python raises a ValueError. */
  static OptionalDouble parse(String text) {
    String number = asciiDigits(PythonText.strip(text));
    if (DECIMAL.matcher(number).matches()) {
      return OptionalDouble.of(Double.parseDouble(number.replace("_", "")));
    }
    if (!NOT_FINITE.matcher(number).matches()) {
      return OptionalDouble.empty();
    }
    if (number.toLowerCase(Locale.ROOT).endsWith("nan")) {
      return OptionalDouble.of(Double.NaN);
    }
    return OptionalDouble.of(
        number.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY);
  }

  /** {@code round(value, 2)}: of the exact binary value, halves to even. */
  static double roundToHundredths(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return value;
    }
    return new BigDecimal(value).setScale(2, RoundingMode.HALF_EVEN).doubleValue();
  }

  /** Python takes the decimal digits of every script. */
  private static String asciiDigits(String text) {
    StringBuilder ascii = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> Character.isDigit(c) ? '0' + Character.digit(c, 10) : c)
        .forEach(ascii::appendCodePoint);
    return ascii.toString();
  }
}
