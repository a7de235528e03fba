package dev.ws.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The process that README's run command ends in. */
class RunExamplesIT {
    private static Process run(String port) throws Exception {
        return new ProcessBuilder(
                        System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-Dwar=" + System.getProperty("war"),
                        "-Dport=" + port,
                        RunExamples.class.getName())
                .redirectErrorStream(true)
                .start();
    }

    private static String outputOf(Process process) throws Exception {
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return output;
    }

    @Test
    void printsItsAddressAndSaysGoodbyeWhenTerminated() throws Exception {
        Process process = run("0");
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            Matcher address = Pattern.compile("http://localhost:(\\d+)/").matcher(output.readLine());
            assertThat(address.find()).isTrue();
            Client client = Client.connect(HttpClient.newHttpClient(), Integer.parseInt(address.group(1)), "/echo");

            process.destroy();

            assertThat(client.next()).startsWith("closed 1001");
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void saysWhenThePortIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            Process process = run(Integer.toString(taken.getLocalPort()));

            assertThat(outputOf(process))
                    .isEqualTo("port " + taken.getLocalPort() + " is taken; choose another with -Dport=9000"
                            + System.lineSeparator());
            assertThat(process.exitValue()).isEqualTo(1);
        }
    }

    @Test
    void saysWhenThePortIsNoPort() throws Exception {
        assertThat(outputOf(run("http"))).startsWith("port is \"http\", must be a number");
        assertThat(outputOf(run("70000"))).startsWith("port is \"70000\", must be a number");
    }
}
