package dev.ws.it.nativetransport;

import dev.ws.transport.Transport;
import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The containers under test. Versions of one container share class names, so each gets a class loader of its own. */
enum HostKind {
    TOMCAT_10_NIO("tomcat10", "TomcatHost", "org.apache.coyote.http11.Http11NioProtocol"),
    TOMCAT_10_NIO2("tomcat10", "TomcatHost", "org.apache.coyote.http11.Http11Nio2Protocol"),
    TOMCAT_11_NIO("tomcat11", "TomcatHost", "org.apache.coyote.http11.Http11NioProtocol"),
    TOMCAT_11_NIO2("tomcat11", "TomcatHost", "org.apache.coyote.http11.Http11Nio2Protocol"),
    TOMCAT_11_NIO_WITHOUT_ASYNC_IO(
            "tomcat11", "TomcatHost", "org.apache.coyote.http11.Http11NioProtocol;useAsyncIO=false"),
    JETTY_EE10("jetty-ee10", "JettyEe10Host", ""),
    JETTY_EE11("jetty-ee11", "JettyEe11Host", ""),
    JETTY_12_0("jetty-12.0", "JettyEe10Host", ""),
    UNDERTOW("undertow", "UndertowHost", ""),
    UNDERTOW_WITH_TIME_LIMITS("undertow", "UndertowHost", "4000");

    private static final Map<String, ContainerLoader> LOADERS = new ConcurrentHashMap<>();

    private final String folder;
    private final String hostClass;
    private final String variant;

    HostKind(String folder, String hostClass, String variant) {
        this.folder = folder;
        this.hostClass = hostClass;
        this.variant = variant;
    }

    boolean isJetty() {
        return folder.startsWith("jetty");
    }

    boolean isUndertow() {
        return folder.equals("undertow");
    }

    /** The time limit for reading and writing that its listener has, in milliseconds; 0 for none of the test's. */
    int timeLimit() {
        return isUndertow() && !variant.isEmpty() ? Integer.parseInt(variant) : 0;
    }

    boolean isNio2() {
        return variant.endsWith("Nio2Protocol");
    }

    boolean mayBlock() {
        return !variant.endsWith("useAsyncIO=false") && !isUndertow();
    }

    /**
     * Starts it.
     *
     * @param keyStore a PKCS12 key store with password {@code changeit} for TLS; null for plain
     * @param application told the path of a request, gives what is to be done with its connection
     */
    TransportHost start(@Nullable Path keyStore, Function<String, Consumer<Transport>> application) throws Exception {
        ContainerLoader loader = LOADERS.get(folder);
        if (loader == null) {
            loader = new ContainerLoader(classPath());
            LOADERS.put(folder, loader);
        }
        Object host = loader.loadClass("dev.ws.it.nativetransport.host." + hostClass)
                .getConstructor(String.class, Path.class, Function.class)
                .newInstance(variant, keyStore, application);
        return (TransportHost) host;
    }

    private URL[] classPath() throws Exception {
        List<URL> urls = new ArrayList<>();
        Path jars = Path.of("target", "containers", folder);
        try (var files = Files.list(jars)) {
            for (Path jar : files.sorted().toList()) {
                urls.add(url(jar));
            }
        }
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (entry.contains("ws-servlet") || entry.endsWith("test-classes")) {
                urls.add(url(Path.of(entry)));
            }
        }
        return urls.toArray(URL[]::new);
    }

    private static URL url(Path path) throws MalformedURLException {
        return path.toUri().toURL();
    }

    /** Child first for the container, the Servlet API and what links to them. */
    private static final class ContainerLoader extends URLClassLoader {
        private static final String SERVICES = "META-INF/services/";
        private static final List<String> OWN = List.of(
                "jakarta.",
                "org.apache.",
                "org.eclipse.",
                "org.slf4j.",
                "io.undertow.",
                "io.smallrye.",
                "org.jboss.",
                "org.wildfly.",
                "org.xnio.",
                "dev.ws.servlet.",
                "dev.ws.it.nativetransport.host.");

        ContainerLoader(URL[] urls) {
            super(urls, HostKind.class.getClassLoader());
        }

        @Override
        public @Nullable URL getResource(String name) {
            URL own = findResource(name);
            return own == null ? super.getResource(name) : own;
        }

        /** Of its own services it sees its own providers only. */
        @Override
        public Enumeration<URL> getResources(String name) throws IOException {
            boolean own = name.startsWith(SERVICES)
                    && OWN.stream().anyMatch(prefix -> name.startsWith(prefix, SERVICES.length()));
            return own ? findResources(name) : super.getResources(name);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (OWN.stream().noneMatch(name::startsWith)) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded == null ? findClass(name) : loaded;
            }
        }
    }
}
