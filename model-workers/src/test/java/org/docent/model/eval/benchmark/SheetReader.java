package org.docent.model.eval.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipFile;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * Reads the cells of the first sheet of an xlsx file by its XML: rows of numbers, texts and nulls.
 */
final class SheetReader {

  private SheetReader() {}

  static ArrayNode read(Path xlsx) throws IOException {
    try (ZipFile zip = new ZipFile(xlsx.toFile())) {
      return cells(xml(zip, "xl/sharedStrings.xml"), xml(zip, "xl/worksheets/sheet1.xml"));
    }
  }

  private static ArrayNode cells(Element strings, Element worksheet) {
    List<String> texts = new ArrayList<>();
    for (Element text : elements(strings, "si")) {
      texts.add(text.getTextContent());
    }
    ArrayNode sheet = JsonNodeFactory.instance.arrayNode();
    for (Element row : elements(worksheet, "row")) {
      ArrayNode cells = sheet.addArray();
      for (Element cell : elements(row, "c")) {
        int column = cell.getAttribute("r").charAt(0) - 'A';
        while (cells.size() < column) {
          cells.addNull();
        }
        cells.add(value(cell, texts));
      }
    }
    int width = sheet.get(0).size();
    sheet.forEach(row -> pad((ArrayNode) row, width));
    return sheet;
  }

  private static void pad(ArrayNode row, int width) {
    while (row.size() < width) {
      row.addNull();
    }
  }

  private static JsonNode value(Element cell, List<String> texts) {
    String value = elements(cell, "v").get(0).getTextContent();
    JsonNodeFactory json = JsonNodeFactory.instance;
    return cell.getAttribute("t").equals("s")
        ? json.textNode(texts.get(Integer.parseInt(value)))
        : json.numberNode(Integer.parseInt(value));
  }

  private static Element xml(ZipFile zip, String part) throws IOException {
    try (InputStream in = zip.getInputStream(zip.getEntry(part))) {
      return DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(in)
          .getDocumentElement();
    } catch (ParserConfigurationException | SAXException e) {
      throw new IOException(e);
    }
  }

  private static List<Element> elements(Element within, String name) {
    NodeList found = within.getElementsByTagName(name);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < found.getLength(); i++) {
      elements.add((Element) found.item(i));
    }
    return elements;
  }
}
