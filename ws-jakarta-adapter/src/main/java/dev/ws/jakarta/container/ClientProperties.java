package dev.ws.jakarta.container;

import dev.ws.Headers;
import dev.ws.client.ClientTls;
import dev.ws.client.ProxyOptions;
import dev.ws.extension.deflate.DeflateOptions;
import dev.ws.http.HttpLimits;
import jakarta.websocket.DeploymentException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * The settings that user properties of a client's configuration make, by the names that Tomcat and Tyrus know. Numbers may be
 * numbers or text. Read once per connection, on the calling thread.
 */
final class ClientProperties {
    private static final String TOMCAT = "org.apache.tomcat.websocket.";
    private static final String TYRUS = "org.glassfish.tyrus.client.";
    private static final String OWN = "dev.ws.jakarta.";

    private static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(10);
    private static final int MOST_REDIRECTS = 20;
    private static final int DEFAULT_PROXY_PORT = 80;

    private final Map<String, Object> properties;

    ClientProperties(Map<String, Object> properties) {
        this.properties = properties;
    }

    /** {@return how long the handshake may take until the answer} */
    Duration handshakeTimeout() throws DeploymentException {
        Long millis = number(TOMCAT + "IO_TIMEOUT_MS", 0);
        if (millis == null) {
            millis = number(TYRUS + "ClientManager.ContainerTimeout", 0);
        }
        return millis == null ? HANDSHAKE_TIMEOUT : Duration.ofMillis(millis);
    }

    /** {@return how many redirects are followed; 0 for none} */
    int maxRedirects() throws DeploymentException {
        Object wanted = properties.get(TYRUS + "http.redirect");
        if (wanted != null && !Boolean.parseBoolean(wanted.toString())) {
            return 0;
        }
        Long most = number(TOMCAT + "MAX_REDIRECTIONS", 0);
        if (most == null) {
            most = number(TYRUS + "http.redirect.threshold", 0);
        }
        return most == null ? MOST_REDIRECTS : (int) Math.min(most, Integer.MAX_VALUE);
    }

    /** {@return how much of an answer's head is read} */
    HttpLimits limits() throws DeploymentException {
        Long most = number(TOMCAT + "MAX_HTTP_RESPONSE_HEADER_BYTES", 1);
        if (most == null) {
            return HttpLimits.DEFAULT;
        }
        int bytes = (int) Math.min(most, Integer.MAX_VALUE);
        return new HttpLimits(bytes, HttpLimits.DEFAULT.maxFields(), bytes);
    }

    /** {@return the origin that is sent when the application has set none; null for none} */
    @Nullable String origin() {
        String name = TOMCAT + "DEFAULT_ORIGIN_HEADER_VALUE";
        String own = text(name);
        return own == null ? System.getProperty(name) : own;
    }

    /** {@return how messages are compressed where the application's offer is accepted} */
    DeflateOptions compression() throws DeploymentException {
        Long threshold = number(OWN + "compressionThreshold", 0);
        return threshold == null
                ? DeflateOptions.DEFAULT
                : DeflateOptions.builder()
                        .threshold((int) Math.min(threshold, Integer.MAX_VALUE))
                        .build();
    }

    // --- who we are --------------------------------------------------------------------------------------------------

    /** Name, password and realm for a server or proxy that asks; the realm is null for any. */
    record Account(String user, String password, @Nullable String realm) {}

    /** {@return who the user is for the server; null for nobody} */
    @Nullable Account account() {
        return account("WS_AUTHENTICATION_");
    }

    private @Nullable Account account(String prefix) {
        String user = text(TOMCAT + prefix + "USER_NAME");
        String password = text(TOMCAT + prefix + "PASSWORD");
        return user == null || password == null ? null : new Account(user, password, text(TOMCAT + prefix + "REALM"));
    }

    /** {@return the proxies to go through} */
    ProxyOptions proxy() throws DeploymentException {
        ProxyOptions options = ProxyOptions.DEFAULT;
        String address = text(TYRUS + "proxy");
        if (address != null) {
            options = ProxyOptions.of(proxy(address));
        }
        if (properties.get(TYRUS + "proxy.headers") instanceof Map<?, ?> fields) {
            Headers.Builder headers = Headers.builder();
            fields.forEach((name, value) -> headers.add(String.valueOf(name), String.valueOf(value)));
            options = options.withHeaders(headers.build());
        }
        Account account = account("WS_AUTHENTICATION_PROXY_");
        return account == null ? options : options.withCredentials(account.user(), account.password());
    }

    private static Proxy proxy(String address) throws DeploymentException {
        try {
            URI uri = URI.create(address);
            int port = uri.getPort() < 0 ? DEFAULT_PROXY_PORT : uri.getPort();
            if (uri.getHost() != null) {
                return new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(uri.getHost(), port));
            }
        } catch (IllegalArgumentException broken) {
            throw bad(TYRUS + "proxy", address, "an address like http://proxy:3128", broken);
        }
        throw bad(TYRUS + "proxy", address, "an address like http://proxy:3128", null);
    }

    // --- TLS ---------------------------------------------------------------------------------------------------------

    /**
     * The settings of {@code wss}.
     *
     * @param configured the configuration's context, which wins; null for none
     */
    ClientTls tls(@Nullable SSLContext configured) throws DeploymentException {
        ClientTls tls = ClientTls.DEFAULT.withContext(configured == null ? context() : configured);
        String versions = text(TOMCAT + "SSL_PROTOCOLS");
        return versions == null
                ? tls
                : tls.withParameters(set -> set.setProtocols(versions.strip().split("\\s*,\\s*")));
    }

    private @Nullable SSLContext context() throws DeploymentException {
        if (properties.get(TOMCAT + "SSL_CONTEXT") instanceof SSLContext given) {
            return given;
        }
        String file = text(TOMCAT + "SSL_TRUSTSTORE");
        if (file == null) {
            return null;
        }
        String password = text(TOMCAT + "SSL_TRUSTSTORE_PWD");
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(in, (password == null ? "changeit" : password).toCharArray());
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException failed) {
            throw bad(TOMCAT + "SSL_TRUSTSTORE", file, "a readable store of certificates", failed);
        }
    }

    // --- values ------------------------------------------------------------------------------------------------------

    private @Nullable String text(String name) {
        Object value = properties.get(name);
        return value == null ? null : value.toString();
    }

    private @Nullable Long number(String name, long least) throws DeploymentException {
        String text = text(name);
        if (text == null) {
            return null;
        }
        try {
            long value = Long.parseLong(text.strip());
            if (value >= least) {
                return value;
            }
        } catch (NumberFormatException none) {
            throw bad(name, text, "a number", none);
        }
        throw bad(name, text, "a number of at least " + least, null);
    }

    private static DeploymentException bad(String name, String value, String wanted, @Nullable Throwable cause) {
        String message = "user property " + name + " is \"" + value + "\", must be " + wanted;
        return cause == null ? new DeploymentException(message) : new DeploymentException(message, cause);
    }
}
