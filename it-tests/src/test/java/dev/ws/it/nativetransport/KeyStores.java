package dev.ws.it.nativetransport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A self-signed certificate for localhost. */
final class KeyStores {
    private KeyStores() {}

    static Path create(Path folder) throws IOException, InterruptedException {
        Path file = folder.resolve("server.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "changeit",
                        "-keystore",
                        file.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (keytool.waitFor() != 0 || !Files.exists(file)) {
            throw new IOException("keytool failed");
        }
        return file;
    }
}
