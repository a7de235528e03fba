package dev.ws.it.container.launch;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.handlers.PathHandler;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.api.FilterInfo;
import io.undertow.servlet.api.ServletContainer;
import io.undertow.servlet.api.ServletContainerInitializerInfo;
import io.undertow.servlet.api.ServletInfo;
import io.undertow.servlet.util.ConstructorInstanceFactory;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.HandlesTypes;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.annotation.WebInitParam;
import jakarta.servlet.annotation.WebServlet;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Starts Undertow with the web application; does the scanning that a WAR would get, as Undertow itself has none. */
public final class UndertowLauncher implements Function<String, Object> {
    private final ServletContainer container = ServletContainer.Factory.newInstance();
    private final PathHandler paths = new PathHandler();
    private final Undertow undertow;
    private @Nullable DeploymentManager manager; // gone with the application
    private @Nullable URLClassLoader loader; // gone with the application

    /**
     * Settings: {@code webapp}; {@code transport}, a context parameter, and {@code keys}, a key store for a second port,
     * unless they are empty; {@code http2} (default) for HTTP/2 on that port.
     */
    public UndertowLauncher(Map<String, String> settings)
            throws IOException, ReflectiveOperationException, GeneralSecurityException {
        Path webInf = Path.of(settings.get("webapp"), "WEB-INF");
        URLClassLoader loader = new URLClassLoader(urls(webInf), getClass().getClassLoader());
        this.loader = loader;
        DeploymentInfo info =
                Servlets.deployment().setClassLoader(loader).setContextPath("/").setDeploymentName("it");
        List<Class<?>> classes = classes(loader, webInf.resolve("classes"));
        for (Class<?> type : classes) {
            if (type.isAnnotationPresent(WebServlet.class)) {
                info.addServlet(servlet(type.asSubclass(Servlet.class), type.getAnnotation(WebServlet.class)));
            }
            if (type.isAnnotationPresent(WebFilter.class)) {
                addFilter(info, type.asSubclass(Filter.class), type.getAnnotation(WebFilter.class));
            }
        }
        for (ServletContainerInitializer found : ServiceLoader.load(ServletContainerInitializer.class, loader)) {
            Class<? extends ServletContainerInitializer> initializer = found.getClass();
            info.addServletContainerInitializer(new ServletContainerInitializerInfo(
                    initializer,
                    new ConstructorInstanceFactory<>(initializer.getConstructor()),
                    handled(initializer.getAnnotation(HandlesTypes.class), classes)));
        }
        String transport = settings.getOrDefault("transport", "");
        if (!transport.isEmpty()) {
            info.addInitParameter("dev.ws.transport", transport);
        }
        manager = container.addDeployment(info);
        Undertow.Builder builder = Undertow.builder()
                .setIoThreads(2)
                .setWorkerThreads(16)
                .addHttpListener(0, "127.0.0.1")
                .setServerOption(
                        UndertowOptions.ENABLE_HTTP2,
                        !settings.getOrDefault("http2", "").isEmpty())
                .setHandler(paths);
        String keys = settings.getOrDefault("keys", "");
        if (!keys.isEmpty()) {
            builder.addHttpsListener(0, "127.0.0.1", tls(keys));
        }
        undertow = builder.build();
    }

    private static SSLContext tls(String keys) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(Path.of(keys))) {
            store.load(in, "changeit".toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, "changeit".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    private static URL[] urls(Path webInf) throws IOException {
        List<URL> urls = new ArrayList<>();
        urls.add(webInf.resolve("classes").toUri().toURL());
        try (Stream<Path> jars = Files.list(webInf.resolve("lib"))) {
            for (Path jar : jars.toList()) {
                urls.add(jar.toUri().toURL());
            }
        }
        return urls.toArray(new URL[0]);
    }

    private static List<Class<?>> classes(ClassLoader loader, Path root)
            throws IOException, ReflectiveOperationException {
        List<Class<?>> classes = new ArrayList<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".class")).toList()) {
                String name = root.relativize(file).toString().replace('/', '.');
                if (!name.endsWith("package-info.class")) {
                    classes.add(loader.loadClass(name.substring(0, name.length() - ".class".length())));
                }
            }
        }
        return classes;
    }

    private static Set<Class<?>> handled(@Nullable HandlesTypes wanted, List<Class<?>> classes) {
        return wanted == null
                ? Set.of()
                : classes.stream()
                        .filter(type -> Stream.of(wanted.value()).anyMatch(handled -> isHandled(type, handled)))
                        .collect(Collectors.toSet());
    }

    private static boolean isHandled(Class<?> type, Class<?> handled) {
        return handled.isAnnotation()
                ? Stream.of(type.getAnnotations()).anyMatch(handled::isInstance)
                : handled.isAssignableFrom(type);
    }

    private static ServletInfo servlet(Class<? extends Servlet> type, WebServlet declared) {
        ServletInfo info = Servlets.servlet(type.getName(), type)
                .addMappings(declared.urlPatterns())
                .setLoadOnStartup(declared.loadOnStartup())
                .setAsyncSupported(declared.asyncSupported());
        for (WebInitParam parameter : declared.initParams()) {
            info.addInitParam(parameter.name(), parameter.value());
        }
        return info;
    }

    private static void addFilter(DeploymentInfo deployment, Class<? extends Filter> type, WebFilter declared) {
        FilterInfo info = Servlets.filter(type.getName(), type).setAsyncSupported(declared.asyncSupported());
        for (WebInitParam parameter : declared.initParams()) {
            info.addInitParam(parameter.name(), parameter.value());
        }
        deployment.addFilter(info);
        for (String pattern : declared.urlPatterns()) {
            for (DispatcherType dispatcher : declared.dispatcherTypes()) {
                deployment.addFilterUrlMapping(type.getName(), pattern, dispatcher);
            }
        }
    }

    @Override
    public Object apply(String command) {
        try {
            switch (command) {
                case "start" -> {
                    DeploymentManager deployed = Objects.requireNonNull(manager);
                    deployed.deploy();
                    paths.addPrefixPath("/", deployed.start());
                    undertow.start();
                    return ((InetSocketAddress)
                                    undertow.getListenerInfo().get(0).getAddress())
                            .getPort();
                }
                case "secure" -> {
                    return ((InetSocketAddress)
                                    undertow.getListenerInfo().get(1).getAddress())
                            .getPort();
                }
                case "loader" -> {
                    return Objects.requireNonNull(loader);
                }
                case "stop-application" -> {
                    stopApplication();
                    return true;
                }
                case "stop" -> {
                    stopApplication();
                    undertow.stop();
                    return true;
                }
                default -> throw new IllegalArgumentException(command);
            }
        } catch (ServletException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void stopApplication() throws ServletException, IOException {
        DeploymentManager deployed = manager;
        URLClassLoader opened = loader;
        if (deployed != null && opened != null) {
            paths.clearPaths();
            DeploymentInfo info = deployed.getDeployment().getDeploymentInfo();
            deployed.stop();
            deployed.undeploy();
            container.removeDeployment(info);
            opened.close();
            // A pool thread keeps the context class loader of the request that first needed it, upgraded or not.
            for (Thread thread : Thread.getAllStackTraces().keySet()) {
                if (thread.getContextClassLoader() == opened && thread.getName().startsWith("XNIO-")) {
                    thread.setContextClassLoader(getClass().getClassLoader());
                }
            }
            manager = null;
            loader = null;
        }
    }
}
