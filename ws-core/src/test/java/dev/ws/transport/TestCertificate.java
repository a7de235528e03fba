package dev.ws.transport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * A self-signed certificate with its key, made by keytool, which takes a second: the usual ones are made once.
 *
 * @param keyStore with the key as its only entry
 */
public record TestCertificate(KeyStore keyStore) {
    /** Of the key stores and of the keys in them. */
    public static final String PASSWORD = "changeit";

    private static final String ALIAS = "key";

    /** Makes the usual ones when they are first asked for. */
    private static final class Usual {
        static final TestCertificate LOCALHOST = create("localhost", "dns:localhost,ip:127.0.0.1,ip:::1");
        static final TestCertificate ELSEWHERE = create("elsewhere.test", "dns:elsewhere.test");
        static final TestCertificate CLIENT = create("client", "dns:client.test");
    }

    /** {@return that of a server on this machine} */
    public static TestCertificate localhost() {
        return Usual.LOCALHOST;
    }

    /** {@return that of a server with another name, {@code elsewhere.test}} */
    public static TestCertificate elsewhere() {
        return Usual.ELSEWHERE;
    }

    /** {@return that of a client, named {@code CN=client}} */
    public static TestCertificate client() {
        return Usual.CLIENT;
    }

    /** Makes a new one. */
    public static TestCertificate create(String name, String alternativeNames) {
        try {
            Path folder = Files.createTempDirectory("certificate");
            Path file = folder.resolve("keys.p12");
            try {
                keytool(file, name, alternativeNames);
                return new TestCertificate(KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray()));
            } finally {
                Files.deleteIfExists(file);
                Files.delete(folder);
            }
        } catch (IOException | GeneralSecurityException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void keytool(Path file, String name, String alternativeNames)
            throws IOException, InterruptedException {
        Path tool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        Process keytool = new ProcessBuilder(
                        tool.toString(),
                        "-genkeypair",
                        "-alias",
                        ALIAS,
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "SAN=" + alternativeNames,
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-keystore",
                        file.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (keytool.waitFor() != 0) {
            throw new IOException("keytool failed");
        }
    }

    /** Writes the key store, PKCS12, for who wants a file. */
    public Path write(Path file) throws IOException, GeneralSecurityException {
        try (var out = Files.newOutputStream(file)) {
            keyStore.store(out, PASSWORD.toCharArray());
        }
        return file;
    }

    /**
     * A context.
     *
     * @param own shown to the peer, or null for none
     * @param trusted the peers that are trusted
     */
    public static SSLContext context(@Nullable TestCertificate own, TestCertificate... trusted) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(own == null ? null : own.keyStore, PASSWORD.toCharArray());
            KeyStore certificates = KeyStore.getInstance("PKCS12");
            certificates.load(null, null);
            for (Certificate certificate : certificates(List.of(trusted))) {
                certificates.setCertificateEntry("trusted" + certificates.size(), certificate);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(certificates);
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Certificate> certificates(List<TestCertificate> trusted) {
        return trusted.stream()
                .map(each -> {
                    try {
                        return each.keyStore.getCertificate(ALIAS);
                    } catch (GeneralSecurityException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .toList();
    }
}
