package dev.ws.benchmarks.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerOptionsTest {
    @Test
    void allOptionsAreRead() {
        assertThat(ServerOptions.parse(
                        "--container", "jetty-ee10", "--api", "native", "--port", "8025", "--deflate", "on"))
                .isEqualTo(new ServerOptions("jetty-ee10", "native", 8025, true));
    }

    @Test
    void orderIsFreeAndDeflateMayBeLeftOut() {
        assertThat(ServerOptions.parse("--port", "0", "--api", "ws", "--container", "tomcat"))
                .isEqualTo(new ServerOptions("tomcat", "ws", 0, false));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"tomcat", "tomcat10", "jetty", "jetty-ee10", "undertow"})
    void everyContainerServesJakartaEndpoints(String container) {
        assertThat(ServerOptions.parse("--container", container, "--api", "jakarta", "--port", "1"))
                .isEqualTo(new ServerOptions(container, "jakarta", 1, false));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                                          | --container is missing",
                "--container tomcat --port 1                                 | --api is missing",
                "--container tomcat --api ws                                 | --port is missing",
                "--container netty --api ws --port 1                         | --container is netty",
                "--container tomcat --api other --port 1                     | --api is other",
                "--container standalone --api native --port 1               | --api is native",
                "--container standalone --api jakarta --port 1              | --api is jakarta",
                "--container tomcat --api ws --port 65536                    | --port is 65536",
                "--container tomcat --api ws --port -1                       | --port is -1",
                "--container tomcat --api ws --port 1 --deflate maybe        | --deflate is maybe",
                "--container tomcat --api ws --port                          | --port needs a value",
                "--container tomcat --api ws --port 1 --port 2               | --port is given twice",
                "--container tomcat --api ws --port 1 --verbose yes          | unknown option --verbose",
            })
    void wrongArgumentsAreNamed(String line, String message) {
        String[] args = line.isEmpty() ? new String[0] : line.split(" ");

        assertThatThrownBy(() -> ServerOptions.parse(args))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }
}
