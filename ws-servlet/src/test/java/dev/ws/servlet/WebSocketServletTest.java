package dev.ws.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import com.ibm.ws.LibertyRequest;
import dev.ws.server.Decision;
import dev.ws.server.ServerState;
import dev.ws.server.WebSocketServer;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.glassfish.grizzly.http.server.Request;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.AdditionalAnswers;

/** Life and error paths of the entry points, where a real container cannot be brought to them reliably. */
class WebSocketServletTest {
    private final Map<String, Object> attributes = new HashMap<>();
    private final Map<String, Object> requestAttributes = new HashMap<>();
    private final Map<String, String> headers = new HashMap<>();
    private final ServletContext context = mock(ServletContext.class);
    private final ServletConfig config = mock(ServletConfig.class);
    private final HttpServletRequest request = mock(HttpServletRequest.class);
    private final HttpServletResponse response = mock(HttpServletResponse.class);
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final EchoServlet servlet = new EchoServlet();

    private static final class EchoServlet extends WebSocketServlet {
        private static final long serialVersionUID = 1L;
    }

    @BeforeEach
    void aContainerOfMocks() throws IOException {
        when(context.getAttribute(anyString())).thenAnswer(call -> attributes.get(call.<String>getArgument(0)));
        org.mockito.Mockito.doAnswer(call -> attributes.put(call.getArgument(0), call.getArgument(1)))
                .when(context)
                .setAttribute(anyString(), any());
        org.mockito.Mockito.doAnswer(call -> attributes.remove(call.<String>getArgument(0)))
                .when(context)
                .removeAttribute(anyString());
        when(context.getInitParameter("dev.ws.stopTimeout")).thenReturn("0"); // these handshakes are never opened
        when(context.getClassLoader()).thenReturn(getClass().getClassLoader());
        when(config.getServletContext()).thenReturn(context);
        when(request.getServletContext()).thenReturn(context);
        when(request.getMethod()).thenReturn("GET");
        when(request.getProtocol()).thenReturn("HTTP/1.1");
        when(request.getRequestURI()).thenReturn("/echo");
        when(request.getContextPath()).thenReturn("");
        when(request.getHeader(anyString())).thenAnswer(call -> headers.get(call.<String>getArgument(0)));
        when(request.getHeaderNames()).thenAnswer(call -> Collections.enumeration(headers.keySet()));
        when(request.getHeaders(anyString()))
                .thenAnswer(call -> Collections.enumeration(Set.of(headers.get(call.<String>getArgument(0)))));
        when(request.getAttribute(anyString())).thenAnswer(call -> requestAttributes.get(call.<String>getArgument(0)));
        org.mockito.Mockito.doAnswer(call -> requestAttributes.put(call.getArgument(0), call.getArgument(1)))
                .when(request)
                .setAttribute(anyString(), any());
        when(response.getOutputStream()).thenReturn(new ServletOutputStream() {
            @Override
            public void write(int b) {
                body.write(b);
            }

            @Override
            public boolean isReady() {
                return true;
            }

            @Override
            public void setWriteListener(WriteListener listener) {
                throw new UnsupportedOperationException();
            }
        });
        headers.put("Upgrade", "websocket");
        headers.put("Connection", "Upgrade");
        headers.put("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
        headers.put("Sec-WebSocket-Version", "13");
    }

    private String body() {
        return body.toString(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource({"PT30S, 35000", "PT2M, 125000", "PT0S, 0", "P30000D, 0"})
    void theContainerWaitsLongerThanTheServerForALateDecision(Duration limit, long millis) throws Exception {
        AsyncContext async = mock(AsyncContext.class);
        when(request.isAsyncSupported()).thenReturn(true);
        when(request.startAsync(any(), any())).thenReturn(async);
        WebSocketServer server = WebSocketServer.builder()
                .verifyClientAsync(handshake -> new CompletableFuture<>())
                .verifyTimeout(limit)
                .build();

        WebSocketUpgrade.upgrade(request, response, server);

        verify(async).setTimeout(millis);
        server.close();
    }

    @ParameterizedTest(name = "decided later: {0}")
    @ValueSource(booleans = {false, true})
    void attributesOfTheUpgradeAreSeenByEveryHook(boolean later) throws Exception {
        AsyncContext async = mock(AsyncContext.class);
        when(request.isAsyncSupported()).thenReturn(true);
        when(request.startAsync(any(), any())).thenReturn(async);
        UpgradeHandler handler = new UpgradeHandler();
        when(request.upgrade(any())).thenReturn(handler);
        CompletableFuture<Decision> decision = new CompletableFuture<>();
        Map<String, @Nullable Object> seen = new ConcurrentHashMap<>();
        WebSocketServer server = WebSocketUpgrade.builder(context)
                .verifyClientAsync(handshake -> {
                    seen.put("verifyClient", handshake.attributes().get("room"));
                    return decision;
                })
                .onHeaders((answer, handshake) ->
                        seen.put("onHeaders", handshake.attributes().get("room")))
                .onConnection((ws, handshake) ->
                        seen.put("onConnection", handshake.attributes().get("room")))
                .build();
        if (!later) {
            decision.complete(Decision.accept());
        }

        WebSocketUpgrade.upgrade(request, response, server, Map.of("room", "blue"));
        if (later) {
            decision.complete(Decision.accept());
            verify(async).dispatch();
            WebSocketUpgrade.upgrade(request, response, server, Map.of("room", "green"));
        }
        handler.init(new FakeConnection());

        assertThat(seen).isEqualTo(Map.of("verifyClient", "blue", "onHeaders", "blue", "onConnection", "blue"));
        WebSocketUpgrade.stop(context);
    }

    /** A request as those of GlassFish and Payara are: around one that is around one of Grizzly. */
    abstract static class GrizzlyFacade implements HttpServletRequest {
        @Nullable GrizzlyBased request;
    }

    static final class GrizzlyBased {
        @Nullable Request grizzlyRequest;
    }

    @ParameterizedTest(name = "{0}, wrapped: {1}")
    @CsvSource({"GLASSFISH, false", "GLASSFISH, true", "LIBERTY, false", "LIBERTY, true"})
    void whereADispatchedRequestCannotBeUpgradedItsThreadWaitsForALateDecision(String server, boolean wrapped)
            throws Exception {
        Class<? extends HttpServletRequest> type =
                server.equals("LIBERTY") ? LibertyRequest.class : GrizzlyFacade.class;
        aLateDecisionIsWaitedFor(mock(type, AdditionalAnswers.delegatesTo(request)), wrapped);
    }

    private void aLateDecisionIsWaitedFor(HttpServletRequest facade, boolean wrapped) throws Exception {
        when(request.isAsyncSupported()).thenReturn(true);
        when(request.upgrade(any())).thenReturn(new UpgradeHandler());
        CompletableFuture<Decision> decision = new CompletableFuture<>();
        AtomicBoolean returned = new AtomicBoolean();
        Thread waiting = Thread.currentThread();
        Thread decider = new Thread(() -> {
            while (waiting.getState() != Thread.State.TIMED_WAITING && !returned.get()) {
                Thread.onSpinWait();
            }
            decision.complete(Decision.accept());
        });
        WebSocketServer server = WebSocketUpgrade.builder(context)
                .verifyClientAsync(handshake -> decision)
                .build();

        decider.start();
        WebSocketUpgrade.upgrade(wrapped ? new HttpServletRequestWrapper(facade) : facade, response, server);
        returned.set(true);
        decider.join();

        verify(request, never()).startAsync(any(), any());
        verify(response).setStatus(101);
        WebSocketUpgrade.stop(context);
    }

    @Test
    void anUnknownTransportStopsTheServlet() {
        when(config.getInitParameter("dev.ws.transport")).thenReturn("netty");
        assertThatExceptionOfType(ServletException.class)
                .isThrownBy(() -> servlet.init(config))
                .withMessageContaining("must be auto, servlet, tomcat, jetty or undertow");
    }

    @Test
    void anUpgradeThatTheContainerRefusesIsAnsweredWith503() throws Exception {
        when(request.upgrade(any())).thenThrow(new UnsupportedOperationException("HTTP/2"));
        servlet.init(config);
        servlet.service(request, response);
        verify(response).setStatus(503);
        verify(response).reset();
        assertThat(body()).isEqualTo("The container cannot upgrade this request");
        assertThat(servlet.server().clients()).isEmpty();
        servlet.destroy();
    }

    @Test
    void requestsOfAStoppedApplicationGet503AndStartNothing() throws Exception {
        servlet.init(config);
        WebSocketUpgrade.stop(context);
        Map<String, Object> before = Map.copyOf(attributes);
        servlet.service(request, response);
        verify(response).setStatus(503);
        verify(response).setHeader("Connection", "close");
        verify(response, never()).sendError(503);
        assertThat(attributes).isEqualTo(before);
    }

    @Test
    void aRequestThatWasAnsweredCannotBeUpgradedAgain() throws Exception {
        when(request.upgrade(any())).thenReturn(new UpgradeHandler());
        servlet.init(config);
        servlet.service(request, response);
        verify(response).setStatus(101);
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> servlet.service(request, response))
                .withMessage("server.handleUpgrade() was called more than once with the same socket, "
                        + "possibly due to a misconfiguration");
        servlet.destroy();
    }

    @Test
    void withoutContextListenerTheLastServletEndsTheRuntime() throws Exception {
        EchoServlet other = new EchoServlet();
        servlet.init(config);
        other.init(config);
        WebSocketServer server = other.server();
        servlet.destroy();
        assertThat(ServletRuntime.existing(context)).isNotNull();
        assertThat(server.state()).isEqualTo(ServerState.RUNNING);
        other.destroy();
        assertThat(ServletRuntime.existing(context)).isNull();
        assertThat(server.state()).isNotEqualTo(ServerState.RUNNING);
    }

    @Test
    void anApplicationThatStartsAgainHasANewRuntime() throws Exception {
        servlet.init(config);
        servlet.destroy();
        assertThat(ServletRuntime.isStopping(context)).isTrue();
        servlet.init(config);
        assertThat(ServletRuntime.isStopping(context)).isFalse();
        assertThat(servlet.server().state()).isEqualTo(ServerState.RUNNING);
        servlet.destroy();
    }

    @Test
    void aServletWithoutInitHasNoServer() {
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(servlet::server);
    }

    @Test
    void aPathThatIsTakenCannotBeRegistered() {
        ServletRegistration.Dynamic registration = mock(ServletRegistration.Dynamic.class);
        when(registration.addMapping("/echo")).thenReturn(Set.of("/echo"));
        when(context.addServlet(anyString(), any(jakarta.servlet.Servlet.class)))
                .thenReturn(registration);
        WebSocketServer server = WebSocketServer.builder().build();
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> WebSocketUpgrade.register(context, "/echo", server))
                .withMessageContaining("/echo");
    }

    @Test
    void aFilterLetsPassWhatIsNoUpgrade() throws Exception {
        FilterConfig filterConfig = mock(FilterConfig.class);
        when(filterConfig.getServletContext()).thenReturn(context);
        FilterChain chain = mock(FilterChain.class);
        WebSocketFilter filter =
                new WebSocketFilter(WebSocketServer.builder().path("/other").build());
        filter.init(filterConfig);
        filter.doFilter(request, response, chain);
        headers.put("Upgrade", "h2c");
        filter.doFilter(request, response, chain);
        verify(chain, org.mockito.Mockito.times(2)).doFilter(request, response);
        filter.destroy();
        assertThat(ServletRuntime.existing(context)).isNull();
    }
}
