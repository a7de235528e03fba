package dev.ws.benchmarks.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConformanceOptionsTest {
    @Test
    void theFirstWordTellsTheCommand() {
        assertThat(ConformanceOptions.meant("conformance-client", "--api", "ws"))
                .isTrue();
        assertThat(ConformanceOptions.meant("--container", "tomcat")).isFalse();
        assertThat(ConformanceOptions.meant()).isFalse();
    }

    @Test
    void theLastSlashMayBeThere() {
        ConformanceOptions expected = new ConformanceOptions("ws", "ws://localhost:9001");

        assertThat(ConformanceOptions.parse("conformance-client", "--api", "ws", "--url", "ws://localhost:9001"))
                .isEqualTo(expected);
        assertThat(ConformanceOptions.parse("conformance-client", "--url", "ws://localhost:9001/", "--api", "ws"))
                .isEqualTo(expected);
        assertThat(ConformanceOptions.parse("conformance-client", "--api", "jakarta", "--url", "ws://localhost:9001"))
                .isEqualTo(new ConformanceOptions("jakarta", "ws://localhost:9001"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "conformance-client                                          | --api is null",
                "conformance-client --api native --url ws://localhost        | --api is native",
                "conformance-client --api ws                                 | --url is null",
                "conformance-client --api ws --url http://localhost          | --url is http://localhost",
                "conformance-client --api ws --url ws://localhost/path       | --url is ws://localhost/path",
                "conformance-client --api ws --url                           | --url needs a value",
                "conformance-client --api ws --api ws                        | --api is given twice",
                "conformance-client --api ws --port 1                        | unknown option --port",
            })
    void wrongArgumentsAreNamed(String line, String message) {
        assertThatThrownBy(() -> ConformanceOptions.parse(line.split(" ")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }
}
