package dev.ws.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.ws.HandshakeRequest;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.net.InetSocketAddress;
import java.security.Principal;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The snapshot of the handshake (E-014, F-010). */
class ServletRequestAdapterTest {
    private static final Map<String, List<String>> HEADERS =
            Map.of("Cookie", List.of("a=1; b=2"), "X-Two", List.of("one", "two"));

    private final HttpServletRequest request = mock(HttpServletRequest.class);
    private final ServletContext context = mock(ServletContext.class);

    @BeforeEach
    void anOrdinaryRequest() {
        when(request.getMethod()).thenReturn("GET");
        when(request.getProtocol()).thenReturn("HTTP/1.0");
        when(request.getRequestURI()).thenReturn("/app/rooms/a%20b");
        when(request.getContextPath()).thenReturn("/app");
        when(request.getQueryString()).thenReturn("x=%31");
        when(request.getRemoteAddr()).thenReturn("192.0.2.7");
        when(request.getRemotePort()).thenReturn(5000);
        when(request.getLocalAddr()).thenReturn("[::1]");
        when(request.getLocalPort()).thenReturn(80);
        when(request.getHeaderNames()).thenAnswer(call -> Collections.enumeration(HEADERS.keySet()));
        when(request.getHeaders(anyString()))
                .thenAnswer(call ->
                        Collections.enumeration(Objects.requireNonNull(HEADERS.get(call.<String>getArgument(0)))));
    }

    private HandshakeRequest snapshot(Map<String, String> parameters) {
        return ServletRequestAdapter.snapshot(request, ServletSettings.of(parameters::get, context));
    }

    @Test
    void targetPathAndQueryStayAsSent() {
        HandshakeRequest snapshot = snapshot(Map.of());
        assertThat(snapshot.target()).isEqualTo("/app/rooms/a%20b?x=%31");
        assertThat(snapshot.path()).isEqualTo("/rooms/a%20b");
        assertThat(snapshot.query()).isEqualTo("x=%31");
        assertThat(snapshot.httpVersion()).isEqualTo("HTTP/1.0");
    }

    @Test
    void headersAndCookiesAreCopied() {
        HandshakeRequest snapshot = snapshot(Map.of());
        assertThat(snapshot.headers().all("x-two")).containsExactly("one", "two");
        assertThat(snapshot.cookies()).containsEntry("a", "1").containsEntry("b", "2");
    }

    @Test
    void whatClientsSendAlikeIsKeptOnceButNoSecrets() {
        for (String name : List.of("Origin", "Cookie", "Authorization", "Sec-WebSocket-Key")) {
            doAnswer(call -> Collections.enumeration(List.of(name)))
                    .when(request)
                    .getHeaderNames();
            doAnswer(call -> Collections.enumeration(List.of(String.join(" ", "a", "value"))))
                    .when(request)
                    .getHeaders(name);
            String first = snapshot(Map.of()).header(name);
            String second = snapshot(Map.of()).header(name);
            assertThat(first).isEqualTo("a value").isEqualTo(second);
            if (name.equals("Origin")) {
                assertThat(second).isSameAs(first);
            } else {
                assertThat(second).as(name).isNotSameAs(first);
            }
        }
        assertThat(snapshot(Map.of()).localAddress())
                .isSameAs(snapshot(Map.of()).localAddress())
                .isNotNull();
    }

    @Test
    void addressesAreResolvedWithoutANameService() {
        HandshakeRequest snapshot = snapshot(Map.of());
        assertThat(snapshot.remoteAddress()).hasToString("/192.0.2.7:5000");
        assertThat(snapshot.localAddress()).hasToString("/[0:0:0:0:0:0:0:1]:80");
    }

    @ParameterizedTest
    @CsvSource({"unknown.example, 1, true", "192.0.2.1, 1, false", "fe80::1%eth0x, 1, true", "abc, 5, true"})
    void anAddressThatIsNoLiteralStaysUnresolved(String host, int port, boolean unresolved) {
        assertThat(ServletRequestAdapter.address(host, port))
                .extracting(InetSocketAddress::isUnresolved)
                .isEqualTo(unresolved);
    }

    @Test
    void aMissingAddressIsNull() {
        assertThat(ServletRequestAdapter.address("", 1)).isNull();
        assertThat(ServletRequestAdapter.address("192.0.2.1", -1)).isNull();
    }

    @Test
    void principalRolesSessionAndAttributesAreThoseAskedFor() {
        Principal user = () -> "anna";
        HttpSession session = mock(HttpSession.class);
        when(request.getUserPrincipal()).thenReturn(user);
        when(request.isUserInRole("admin")).thenReturn(true);
        when(request.getSession(false)).thenReturn(session);
        when(session.getId()).thenReturn("S1");
        when(session.getAttribute("cart")).thenReturn(3);
        when(request.getAttribute("trace")).thenReturn("t1");
        HandshakeRequest snapshot = snapshot(Map.of(
                "dev.ws.roles", "admin, guest",
                "dev.ws.sessionAttributes", "cart,absent",
                "dev.ws.requestAttributes", "trace"));
        assertThat(snapshot.principal()).isSameAs(user);
        assertThat(snapshot.roles()).isEqualTo(Set.of("admin"));
        assertThat(snapshot.sessionId()).isEqualTo("S1");
        assertThat(snapshot.attributes()).isEqualTo(Map.of("cart", 3, "trace", "t1"));
    }

    @Test
    void aSessionThatEndsMeanwhileLeavesItsIdOnly() {
        HttpSession session = mock(HttpSession.class);
        when(request.getSession(false)).thenReturn(session);
        when(session.getId()).thenReturn("S1");
        when(session.getAttribute("cart")).thenReturn(3);
        when(session.getAttribute("rights")).thenThrow(new IllegalStateException("invalid"));
        HandshakeRequest snapshot = snapshot(Map.of("dev.ws.sessionAttributes", "cart, rights"));
        assertThat(snapshot.sessionId()).isEqualTo("S1");
        assertThat(snapshot.attributes()).isEmpty();
    }

    @Test
    void aSessionThatEndsBehindThePrincipalIsStillNamed() {
        HttpSession session = mock(HttpSession.class);
        when(session.getId()).thenReturn("S1");
        AtomicReference<@Nullable HttpSession> current = new AtomicReference<>(session);
        when(request.getSession(false)).thenAnswer(call -> current.get());
        when(request.getUserPrincipal()).thenAnswer(call -> {
            current.set(null);
            return (Principal) () -> "anna";
        });
        HandshakeRequest snapshot = snapshot(Map.of());
        assertThat(snapshot.principal()).isNotNull();
        assertThat(snapshot.sessionId()).isEqualTo("S1");
    }

    @Test
    void noSessionIsMade() {
        assertThat(snapshot(Map.of()).sessionId()).isNull();
        org.mockito.Mockito.verify(request, org.mockito.Mockito.never()).getSession();
        org.mockito.Mockito.verify(request, org.mockito.Mockito.never()).getSession(true);
    }

    @Test
    void tlsFactsComeFromTheAttributes() {
        assertThat(snapshot(Map.of()).tls()).isNull();
        when(request.isSecure()).thenReturn(true);
        when(request.getAttribute("jakarta.servlet.request.cipher_suite")).thenReturn("TLS_AES_128_GCM_SHA256");
        when(request.getAttribute("jakarta.servlet.request.key_size")).thenReturn(128);
        when(request.getAttribute("jakarta.servlet.request.secure_protocol")).thenReturn("TLSv1.3");
        assertThat(snapshot(Map.of()).tls()).satisfies(tls -> {
            assertThat(tls.protocol()).isEqualTo("TLSv1.3");
            assertThat(tls.cipherSuite()).isEqualTo("TLS_AES_128_GCM_SHA256");
            assertThat(tls.keySize()).isEqualTo(128);
            assertThat(tls.peerCertificates()).isEmpty();
        });
    }
}
