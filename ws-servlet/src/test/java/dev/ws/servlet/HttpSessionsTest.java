package dev.ws.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.ws.CloseStatus;
import dev.ws.ReadyState;
import dev.ws.WebSocket;
import dev.ws.WebSocketListener;
import jakarta.servlet.http.HttpSession;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;

class HttpSessionsTest {
    private final HttpSessions sessions = new HttpSessions();

    private static HttpSession session(String... ids) {
        HttpSession session = mock(HttpSession.class);
        String[] later = Arrays.copyOfRange(ids, 1, ids.length);
        when(session.getId()).thenReturn(ids[0], later);
        return session;
    }

    private static WebSocket socket() {
        WebSocket ws = mock(WebSocket.class);
        when(ws.readyState()).thenReturn(ReadyState.OPEN);
        return ws;
    }

    private static void assertClosed(WebSocket ws) {
        verify(ws).close(1008, "the HTTP session ended");
    }

    private static void assertOpen(WebSocket ws) {
        verify(ws, never()).close(anyInt(), anyString());
    }

    @Test
    void allConnectionsOfTheSessionAreClosedAndNoOthers() { // F-011, X-13
        WebSocket first = socket();
        WebSocket second = socket();
        WebSocket other = socket();
        sessions.bind(session("a"), first);
        sessions.bind(session("a"), second);
        sessions.bind(session("b"), other);

        sessions.ended("a");

        assertClosed(first);
        assertClosed(second);
        assertOpen(other);
        assertThat(sessions.size()).isEqualTo(1);
    }

    @Test
    void connectionFollowsTheSessionToItsNewId() { // F-012
        WebSocket ws = socket();
        sessions.bind(session("a"), ws);

        sessions.changed("a", "b");
        sessions.ended("a");
        assertOpen(ws);

        sessions.ended("b");
        assertClosed(ws);
    }

    @Test
    void idThatChangesWhileTheConnectionOpensIsNoticed() { // F-012
        WebSocket ws = socket();
        sessions.bind(session("a", "b"), ws);

        sessions.ended("b");

        assertClosed(ws);
    }

    @Test
    void connectionOfASessionThatEndedBeforeIsClosed() { // F-014
        WebSocket ws = socket();
        sessions.ended("a");

        sessions.bind(session("a"), ws);

        assertClosed(ws);
        assertThat(sessions.size()).isZero();
    }

    @Test
    void idThatIsInUseAgainIsNoLongerAnEndedOne() {
        WebSocket ws = socket();
        sessions.ended("a");
        sessions.began("a");

        sessions.bind(session("a"), ws);

        assertOpen(ws);
        assertThat(sessions.size()).isEqualTo(1);
    }

    @Test
    void connectionOfAnInvalidSessionIsClosed() { // F-014
        WebSocket ws = socket();
        HttpSession session = session("a");
        doThrow(new IllegalStateException("invalid")).when(session).getCreationTime();

        sessions.bind(session, ws);

        assertClosed(ws);
        assertThat(sessions.size()).isZero();
    }

    @Test
    void closedConnectionIsForgottenUnderWhateverId() {
        WebSocket ws = socket();
        ArgumentCaptor<WebSocketListener> listener = ArgumentCaptor.forClass(WebSocketListener.class);
        when(ws.addListener(any())).thenReturn(ws);
        sessions.bind(session("a"), ws);
        sessions.changed("a", "b");
        verify(ws).addListener(listener.capture());

        listener.getValue().onClose(ws, CloseStatus.ABNORMAL);

        assertThat(sessions.size()).isZero();
    }

    @Test
    void connectionThatIsGoneAlreadyIsNotKept() {
        WebSocket ws = socket();
        when(ws.readyState()).thenReturn(ReadyState.CLOSED);

        sessions.bind(session("a"), ws);

        assertThat(sessions.size()).isZero();
    }
}
