package dev.ws.it.nativetransport.host;

import dev.ws.it.nativetransport.TransportHost;
import dev.ws.servlet.NativeUpgrades;
import dev.ws.transport.Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.webresources.TomcatURLStreamHandlerFactory;
import org.apache.coyote.AbstractProtocol;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.jspecify.annotations.Nullable;

/** Tomcat; the variant is a protocol class, then settings of the connector's socket after semicolons. */
public final class TomcatHost implements TransportHost {
    private final Tomcat tomcat = new Tomcat();

    /** Starts it. */
    public TomcatHost(String variant, @Nullable Path keyStore, Function<String, Consumer<Transport>> application)
            throws Exception {
        TomcatURLStreamHandlerFactory.disable(); // There is one per virtual machine, and several Tomcats.
        Path base = Files.createTempDirectory("tomcat-host");
        base.toFile().deleteOnExit();
        tomcat.setBaseDir(base.toString());
        String[] parts = variant.split(";", -1);
        Connector connector = new Connector(parts[0]);
        connector.setPort(0);
        for (int i = 1; i < parts.length; i++) {
            String[] setting = parts[i].split("=", -1);
            connector.setProperty(setting[0], setting[1]);
        }
        if (keyStore != null) {
            connector.setSecure(true);
            connector.setScheme("https");
            connector.setProperty("SSLEnabled", "true");
            SSLHostConfig config = new SSLHostConfig();
            SSLHostConfigCertificate certificate =
                    new SSLHostConfigCertificate(config, SSLHostConfigCertificate.Type.UNDEFINED);
            certificate.setCertificateKeystoreFile(keyStore.toString());
            certificate.setCertificateKeystorePassword("changeit");
            certificate.setCertificateKeystoreType("PKCS12");
            config.addCertificate(certificate);
            connector.addSslHostConfig(config);
        }
        tomcat.setConnector(connector);
        Context context = tomcat.addContext("", base.toString());
        Tomcat.addServlet(context, "transport", new TransportServlet(NativeUpgrades.tomcat(), application))
                .addMapping("/*");
        tomcat.start();
    }

    @Override
    public int port() {
        return tomcat.getConnector().getLocalPort();
    }

    @Override
    public long connections() {
        return ((AbstractProtocol<?>) tomcat.getConnector().getProtocolHandler()).getConnectionCount();
    }

    @Override
    public void close() throws IOException {
        try {
            tomcat.stop();
            tomcat.destroy();
        } catch (LifecycleException e) {
            throw new IOException(e);
        }
    }
}
