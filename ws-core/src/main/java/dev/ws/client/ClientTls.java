package dev.ws.client;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The settings of {@code wss} connections. Immutable. Client certificates, trusted authorities and the like are those of
 * the {@link SSLContext}.
 *
 * @param context makes the engines; null, the default, for {@link SSLContext#getDefault()}
 * @param parameters changes what is set for each engine - versions, cipher suites -, after everything else; null, the
 *     default, for nothing
 * @param sniHost the name that the server is told (RFC 6066 section 3); null, the default, for the host of the address
 *     unless that is an IP address, empty for none
 * @param verifyHost whether the certificate must be for the host of the address (RFC 9110 section 4.3.4), or for
 *     {@code sniHost} when that is a name; default true
 */
public record ClientTls(
        @Nullable SSLContext context,
        @Nullable Consumer<SSLParameters> parameters,
        @Nullable String sniHost,
        boolean verifyHost) {
    /** The defaults. */
    public static final ClientTls DEFAULT = new ClientTls(null, null, null, true);

    private static final Pattern IP_ADDRESS = Pattern.compile("\\[.*]|[0-9]+(\\.[0-9]+){3}");

    /**
     * The defaults with another context.
     *
     * @param context makes the engines
     * @return the settings
     */
    public static ClientTls of(SSLContext context) {
        return DEFAULT.withContext(context);
    }

    /**
     * Settings that trust every server, whoever it is: no certificate is checked, so anybody on the way can read and
     * change everything. For tests.
     *
     * @return the settings
     */
    public static ClientTls insecureTrustAll() {
        try {
            SSLContext trusting = SSLContext.getInstance("TLS");
            trusting.init(null, new TrustManager[] {new TrustEverybody()}, null);
            return new ClientTls(trusting, null, null, false);
        } catch (GeneralSecurityException absent) {
            throw new AssertionError(absent); // every JVM has TLS
        }
    }

    /**
     * These settings with another context.
     *
     * @param value makes the engines; null for {@link SSLContext#getDefault()}
     * @return the settings
     */
    public ClientTls withContext(@Nullable SSLContext value) {
        return new ClientTls(value, parameters, sniHost, verifyHost);
    }

    /**
     * These settings with other parameters.
     *
     * @param value changes what is set for each engine; null for nothing
     * @return the settings
     */
    public ClientTls withParameters(@Nullable Consumer<SSLParameters> value) {
        return new ClientTls(context, value, sniHost, verifyHost);
    }

    /**
     * These settings with another name for the server.
     *
     * @param value the name; null for the host of the address, empty for none
     * @return the settings
     */
    public ClientTls withSniHost(@Nullable String value) {
        return new ClientTls(context, parameters, value, verifyHost);
    }

    /**
     * These settings with another rule about the certificate's host.
     *
     * @param value whether the certificate must be for the host
     * @return the settings
     */
    public ClientTls withVerifyHost(boolean value) {
        return new ClientTls(context, parameters, sniHost, value);
    }

    /**
     * Makes an engine for a connection.
     *
     * @param host of the address, IPv6 addresses in brackets
     * @param port of the address
     */
    SSLEngine engine(String host, int port) throws GeneralSecurityException {
        String name = sniHost == null ? host : sniHost;
        String checked = name.isEmpty() ? host : name;
        SSLEngine engine = (context == null ? SSLContext.getDefault() : context)
                .createSSLEngine(checked.startsWith("[") ? checked.substring(1, checked.length() - 1) : checked, port);
        engine.setUseClientMode(true);
        SSLParameters set = engine.getSSLParameters();
        set.setServerNames(
                name.isEmpty() || IP_ADDRESS.matcher(name).matches() ? List.of() : List.of(new SNIHostName(name)));
        if (verifyHost) {
            set.setEndpointIdentificationAlgorithm("HTTPS");
        }
        if (parameters != null) {
            parameters.accept(set);
        }
        engine.setSSLParameters(set);
        return engine;
    }

    // The extended kind, because the other is wrapped by one that checks.
    private static final class TrustEverybody extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
