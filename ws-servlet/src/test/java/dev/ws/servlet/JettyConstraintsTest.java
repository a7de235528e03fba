package dev.ws.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mockito.Mockito;

/** Where Jetty does not tell which constraints a GET has, a handshake is refused. The rest needs a Jetty. */
class JettyConstraintsTest {
    private final Logger logger = Logger.getLogger("dev.ws.servlet");
    private final List<LogRecord> records = new ArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord record) {
            records.add(record);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        logger.setUseParentHandlers(false);
        logger.addHandler(handler);
    }

    @AfterEach
    void restore() {
        logger.removeHandler(handler);
        logger.setUseParentHandlers(true);
    }

    static List<Object> containersThatCannotBeAsked() {
        return List.of(
                new Object(),
                new Servlet(null),
                new Servlet(new Object()),
                new Servlet(new Core(null)),
                new Servlet(new Core(new Object())),
                new Servlet(new Core(new Context(null))),
                new Servlet(new Core(new Context(new Object()))),
                new Servlet(new Core(new Context(new Broken()))),
                // no constraints, but those of handlers around cannot be asked for
                new Servlet(new Core(new Context(new Application(null)))),
                // a security handler that has nothing to ask for
                new Servlet(new Core(new Context(new Application(new Object())))));
    }

    @ParameterizedTest
    @MethodSource("containersThatCannotBeAsked")
    void refusesWithOneWarning(Object container) {
        AtomicBoolean warned = new AtomicBoolean();
        assertThat(JettyConstraints.permit(request(container), warned)).isFalse();
        assertThat(JettyConstraints.permit(request(container), warned)).isFalse();
        assertThat(records).singleElement().satisfies(record -> {
            assertThat(record.getLevel()).isEqualTo(Level.WARNING);
            assertThat(record.getMessage()).contains("handshakes over HTTP/2 are refused");
            assertThat(record.getThrown()).isNotNull();
        });
    }

    // The container's request is what is inside of the wrappers; this one passes itself off as a servlet request.
    private static HttpServletRequest request(Object container) {
        return container instanceof Servlet servlet
                ? new HttpServletRequestWrapper(servlet.mock())
                : Mockito.mock(HttpServletRequest.class);
    }

    /** A servlet request of Jetty. */
    public interface JettyServletRequest extends HttpServletRequest {
        /** {@return its core request} */
        @Nullable Object getRequest();
    }

    record Servlet(@Nullable Object core) {
        HttpServletRequest mock() {
            JettyServletRequest request = Mockito.mock(JettyServletRequest.class);
            Mockito.when(request.getRequest()).thenReturn(core);
            return request;
        }
    }

    /** A core request. */
    public record Core(@Nullable Object getContext) {
        /** {@return itself} */
        public Object getHttpURI() {
            return this;
        }

        /** {@return a path} */
        public String getCanonicalPath() {
            return "/app/secured";
        }
    }

    /** A context. */
    public record Context(@Nullable Object getServletContextHandler) {
        /** {@return the path below the context} */
        public String getPathInContext(String path) {
            return path.substring(4);
        }
    }

    /** An application. */
    public record Application(@Nullable Object getSecurityHandler) {}

    /** One that fails. */
    public static final class Broken {
        /** Fails. */
        public Object getSecurityHandler() {
            throw new IllegalStateException("stopped");
        }
    }
}
