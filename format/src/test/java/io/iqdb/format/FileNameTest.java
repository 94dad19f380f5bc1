package io.iqdb.format;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FileNameTest {
  /** The form of section 1 of the specification. */
  private static final Pattern FORM =
      Pattern.compile("(manifest|wal|seg|catalog|tmp)-[0-9]{6,19}|tomb-[0-9]{6,19}-[0-9]{6,19}");

  @Property
  void everyNameIsReadAsItIsWritten(
      @ForAll FileKind kind,
      @ForAll @LongRange(max = FileName.LARGEST) long number,
      @ForAll @LongRange(max = FileName.LARGEST) long generation) {
    FileName name = new FileName(kind, number, kind.hasGenerations() ? generation : 0);
    assertEquals(Optional.of(name), FileName.parse(name.toString()));
  }

  @Property
  void whateverIsReadHasTheForm(@ForAll("nearlyNames") String text) {
    Optional<FileName> read = FileName.parse(text);
    Matcher form = FORM.matcher(text);
    if (read.isPresent()) {
      assertEquals(text, read.get().toString());
      assertEquals(true, form.matches(), text);
    } else {
      boolean padded = text.matches(".*-0[0-9]{6,}.*");
      boolean beyond = text.matches(".*-[1-9][0-9]{18}.*"); // the one that is allowed is in no text
      assertEquals(false, form.matches() && !padded && !beyond, text);
    }
  }

  @Provide
  Arbitrary<String> nearlyNames() {
    Arbitrary<String> part =
        Arbitraries.of(
            "seg",
            "tomb",
            "wal",
            "manifest",
            "catalog",
            "tmp",
            "",
            "-",
            "000017",
            "1234567",
            "17",
            "0000017",
            "+00017",
            "00001x",
            "9999999999999999999",
            "٠٠٠٠١٧",
            "LOCK");
    return part.list().ofMinSize(1).ofMaxSize(4).map(parts -> String.join("-", parts));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        "seg",
        "seg-",
        "seg-17",
        "seg-000017-000001",
        "tomb-000017",
        "tomb-000017-000001-000001",
        "seg-0000017",
        "seg--00017",
        "seg-+00017",
        "SEG-000017",
        "seg-000017 ",
        "seg-1000000000000000001",
        "seg-99999999999999999999999",
        "LOCK"
      })
  void otherSpellingsAreNoNames(String text) {
    assertEquals(Optional.empty(), FileName.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"seg-1000000000000000000", "manifest-999999", "tomb-000017-1000000"})
  void largestAndLongNumbersAreNames(String text) {
    assertEquals(Optional.of(text), FileName.parse(text).map(FileName::toString));
  }
}
