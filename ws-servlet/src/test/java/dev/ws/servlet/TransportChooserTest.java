package dev.ws.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.ws.transport.Transport;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which way leads to the transport, and what happens when it does not. */
class TransportChooserTest {
    private final HttpServletRequest request = mock(HttpServletRequest.class);
    private final HttpServletResponse response = mock(HttpServletResponse.class);
    private final Transport transport = mock(Transport.class);
    private final List<Transport> opened = new ArrayList<>();
    private final List<Exception> warnings = new ArrayList<>();

    /** A way that supports every request or none, and then works or does not. */
    private final class Way implements ContainerUpgrade {
        private final boolean supports;
        private final boolean works;
        private int calls;

        Way(boolean supports, boolean works) {
            this.supports = supports;
            this.works = works;
        }

        @Override
        public boolean supports(HttpServletRequest asked) {
            return supports;
        }

        @Override
        public void upgrade(HttpServletRequest asked, HttpServletResponse answer, Consumer<Transport> opener)
                throws ServletException {
            calls++;
            if (!works) {
                throw new ServletException("this way is closed");
            }
            opener.accept(transport);
        }
    }

    private TransportChooser chooser(TransportChoice choice, Way portable, Way... own) {
        return new TransportChooser(choice, portable, List.of(own), warnings::add);
    }

    private void upgrade(TransportChooser chooser) throws IOException, ServletException {
        chooser.upgrade(request, response, opened::add);
    }

    @Test
    void theContainersOwnWayIsTaken() throws Exception {
        Way portable = new Way(true, true);
        upgrade(chooser(TransportChoice.AUTO, portable, new Way(true, true)));
        assertThat(opened).containsExactly(transport);
        assertThat(portable.calls).isZero();
        assertThat(warnings).isEmpty();
    }

    @Test
    void aRequestOfAnotherContainerTakesThePortableWayInSilence() throws Exception {
        upgrade(chooser(TransportChoice.AUTO, new Way(true, true), new Way(false, true)));
        assertThat(opened).containsExactly(transport);
        assertThat(warnings).isEmpty();
    }

    @Test
    void aClosedWayIsReportedOnceAndThePortableOneTaken() throws Exception {
        TransportChooser chooser = chooser(TransportChoice.AUTO, new Way(true, true), new Way(true, false));
        upgrade(chooser);
        upgrade(chooser);
        assertThat(opened).hasSize(2);
        assertThat(warnings).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"TOMCAT", "JETTY", "UNDERTOW"})
    void aForcedChoiceThatDoesNotFitIsReportedOnce(TransportChoice choice) throws Exception {
        TransportChooser chooser = chooser(choice, new Way(true, true));
        upgrade(chooser);
        upgrade(chooser);
        assertThat(opened).hasSize(2);
        assertThat(warnings).hasSize(1);
    }

    @Test
    void withoutAnyOpenWayTheReasonIsThrown() {
        TransportChooser chooser = chooser(TransportChoice.AUTO, new Way(true, false), new Way(true, false));
        assertThatExceptionOfType(ServletException.class)
                .isThrownBy(() -> upgrade(chooser))
                .withMessage("this way is closed");
        assertThat(opened).isEmpty();
    }

    @Test
    void nothingElseIsTriedAfterTheResponseIsCommitted() {
        when(response.isCommitted()).thenReturn(true);
        Way portable = new Way(true, true);
        TransportChooser chooser = chooser(TransportChoice.AUTO, portable, new Way(true, false));
        assertThatExceptionOfType(ServletException.class).isThrownBy(() -> upgrade(chooser));
        assertThat(portable.calls).isZero();
    }
}
