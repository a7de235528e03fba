package dev.ws.examples.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The list of the programs in this module's README. */
class ListTest {
    private static final Path MODULE = Path.of(System.getProperty("basedir"));
    private static final Path SOURCES = MODULE.resolve("src/main/java/dev/ws/examples/standalone");

    private static List<Path> programs() throws Exception {
        try (Stream<Path> files = Files.list(SOURCES)) {
            return files.filter(file -> !file.endsWith("package-info.java"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void namesEveryProgramAndNothingElse() throws Exception {
        List<String> named = Files.readAllLines(MODULE.resolve("README.md")).stream()
                .filter(line -> line.startsWith("| `") && !line.startsWith("| `-D"))
                .map(line -> line.split("`", 3)[1])
                .filter(name -> Character.isUpperCase(name.charAt(0)))
                .sorted()
                .toList();

        assertThat(named)
                .isEqualTo(programs().stream()
                        .map(file -> file.getFileName().toString().replace(".java", ""))
                        .toList());
    }

    @Test
    void isTrueAboutTheirLength() throws Exception {
        for (Path program : programs()) {
            assertThat(Files.readAllLines(program)).as(program.toString()).hasSizeLessThan(80);
        }
    }

    @Test
    void linksLeadSomewhere() throws Exception {
        Matcher link = Pattern.compile("\\]\\(([^)#:]+)[)#]").matcher(Files.readString(MODULE.resolve("README.md")));
        while (link.find()) {
            assertThat(MODULE.resolve(link.group(1))).exists();
        }
    }
}
