package org.docent.coordinator.cli;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.util.Map;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A number of bytes with its unit, as configurations write it. */
final class SizeConverter implements ITypeConverter<Long> {

  @Override
  public Long convert(String written) {
    try {
      return ConfigFactory.parseMap(Map.of("size", written)).getBytes("size");
    } catch (ConfigException e) {
      throw new TypeConversionException(
          "\"" + written + "\" is no size, must be one with its unit, as in 4MiB");
    }
  }
}
