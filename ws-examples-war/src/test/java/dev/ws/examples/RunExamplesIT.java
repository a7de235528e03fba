package dev.ws.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The process that README's run command ends in. */
class RunExamplesIT {
    private static Process run(String port, String... properties) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                "-cp",
                System.getProperty("java.class.path"),
                "-Dwar=" + System.getProperty("war"),
                "-Dport=" + port));
        command.addAll(List.of(properties));
        command.add(RunExamples.class.getName());
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static String outputOf(Process process) throws Exception {
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return output;
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-Dtls=false"})
    void printsItsAddressAndSaysGoodbyeWhenTerminated(String property) throws Exception {
        Process process = property.isEmpty() ? run("0") : run("0", property);
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

    @ParameterizedTest
    @ValueSource(strings = {"-Dtls", "-Dtls=true"})
    void speaksTlsWithBothVersionsOfHttp(String property) throws Exception {
        List<Path> before = beside();
        Process process = run("0", property);
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            Matcher address = Pattern.compile("https://localhost:(\\d+)/").matcher(output.readLine());
            assertThat(address.find()).isTrue();
            HttpClient http =
                    HttpClient.newBuilder().sslContext(trustingAnybody()).build();
            HttpRequest page =
                    HttpRequest.newBuilder(URI.create(address.group())).build();
            HttpRequest old = HttpRequest.newBuilder(URI.create(address.group()))
                    .version(HttpClient.Version.HTTP_1_1)
                    .build();

            assertThat(http.send(page, HttpResponse.BodyHandlers.ofString()))
                    .returns(200, HttpResponse::statusCode)
                    .returns(HttpClient.Version.HTTP_2, HttpResponse::version);
            assertThat(http.send(old, HttpResponse.BodyHandlers.ofString()))
                    .returns(200, HttpResponse::statusCode)
                    .returns(HttpClient.Version.HTTP_1_1, HttpResponse::version);
            Client client = Client.connect(http, URI.create(address.group().replace("https", "wss") + "whoami"));
            assertThat(client.next()).contains("\"http\":\"HTTP/1.1\"");
            assertThat(beside()).as("no key is left").isEqualTo(before);

            process.destroy();

            assertThat(client.next()).startsWith("closed 1001");
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
    }

    private static List<Path> beside() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("war")).getParent())) {
            return files.sorted().toList();
        }
    }

    private static SSLContext trustingAnybody() throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Credulous()}, null);
        return context;
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "TRUE", "8443"})
    void saysWhenTlsIsNeitherTrueNorFalse(String value) throws Exception {
        Process process = run("0", "-Dtls=" + value);

        assertThat(outputOf(process)).startsWith("tls is \"" + value + "\", must be true or false");
        assertThat(process.exitValue()).isEqualTo(1);
    }

    @Test
    void saysWhenThePortIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            for (String tls : new String[] {"-Dtls=false", "-Dtls"}) {
                Process process = run(Integer.toString(taken.getLocalPort()), tls);

                assertThat(outputOf(process))
                        .isEqualTo("port " + taken.getLocalPort() + " is taken; choose another with -Dport=9000"
                                + System.lineSeparator());
                assertThat(process.exitValue()).isEqualTo(1);
            }
        }
    }

    @Test
    void saysWhenThePortIsNoPort() throws Exception {
        assertThat(outputOf(run("http"))).startsWith("port is \"http\", must be a number");
        assertThat(outputOf(run("70000"))).startsWith("port is \"70000\", must be a number");
        assertThat(outputOf(run("70000", "-Dtls"))).startsWith("port is \"70000\", must be a number");
    }

    /** Believes every certificate, as a person does who clicks a browser's warning away. */
    private static final class Credulous extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
