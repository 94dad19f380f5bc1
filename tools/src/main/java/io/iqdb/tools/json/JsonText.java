package io.iqdb.tools.json;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/** Opens JSON texts of one document each, with bounds on what a hostile one may ask for. */
final class JsonText {
  /** A filter of 64 levels nests objects and arrays in turn, metadata of 64 levels once each. */
  private static final int MAX_NESTING = 200;

  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(MAX_NESTING).build())
          .build();

  /** Reads a value from a parser that stands on its first token, and leaves it on its last. */
  interface Reader<T> {
    T read(JsonParser parser);
  }

  private JsonText() {}

  /** The one document in {@code length} bytes of {@code text} from {@code offset} on. */
  static <T> T read(byte[] text, int offset, int length, Reader<T> reader) {
    try (JsonParser parser =
        FACTORY.createParser(ObjectReadContext.empty(), text, offset, length)) {
      if (parser.nextToken() == null) {
        throw new InvalidJsonException("expected JSON, found nothing");
      }
      T value = reader.read(parser);
      if (parser.nextToken() != null) {
        throw new InvalidJsonException("expected the end behind the JSON, found more");
      }
      return value;
    } catch (JacksonException e) {
      throw new InvalidJsonException("not well-formed JSON: " + firstLine(e), e);
    }
  }

  /** Moves on; a document that ends inside a value is no JSON. */
  static JsonToken next(JsonParser parser) {
    JsonToken token = parser.nextToken();
    if (token == null) {
      throw new InvalidJsonException("the JSON ends too early");
    }
    return token;
  }

  /** The string that {@code parser} stands on; halves of surrogate pairs have no UTF-8. */
  static String string(JsonParser parser) {
    return wellFormed(parser.getString());
  }

  /** The name that {@code parser} stands on. */
  static String name(JsonParser parser) {
    return wellFormed(parser.currentName());
  }

  private static String wellFormed(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isHighSurrogate(text.charAt(i))
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(text.charAt(i))) {
        throw new InvalidJsonException("a string holds half of a surrogate pair");
      }
    }
    return text;
  }

  private static String firstLine(JacksonException e) {
    String message = String.valueOf(e.getOriginalMessage());
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }
}
