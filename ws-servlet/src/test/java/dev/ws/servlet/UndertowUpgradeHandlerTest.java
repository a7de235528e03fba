package dev.ws.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import dev.ws.transport.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** A connection may end at any time around its upgrade; each is opened once and ends once. */
class UndertowUpgradeHandlerTest {
    private final FakeConnection connection = new FakeConnection();
    private final UndertowApi api = mock(UndertowApi.class); // knows no connection
    private static final Lingering LINGERING = new Lingering((task, delay) -> {
        throw new AssertionError("nothing lingers");
    });

    private final UndertowUpgrade way = new UndertowUpgrade(Runnable::run, LINGERING);
    private final RecordedEvents events = new RecordedEvents();
    private final List<Transport> opened = new ArrayList<>();
    private final UndertowUpgradeHandler handler = new UndertowUpgradeHandler();

    private void bind() {
        handler.bind(way, api, transport -> {
            opened.add(transport);
            transport.start(events);
        });
    }

    @Test
    void aConnectionThatIsNotUndertowsTakesThePortableWay() {
        bind();
        handler.init(connection);
        assertThat(opened).hasOnlyElementsOfType(ServletTransport.class).hasSize(1);
        handler.connectionClosed();
        handler.destroy();
        assertThat(opened).hasSize(1);
        assertThat(events.told).containsExactly("closed");
    }

    @Test
    void aConnectionThatBreaksBeforeTheUpgradeIsOpenedAndEnds() {
        bind();
        assertThat(opened).isEmpty();
        handler.connectionClosed();
        handler.connectionClosed();
        handler.destroy();
        assertThat(opened).hasSize(1);
        assertThat(events.told).containsExactly("closed");
    }

    @Test
    void itIsOpenedAlsoWhenTheApplicationStops() {
        UndertowUpgrade stopped = new UndertowUpgrade(
                task -> {
                    throw new RejectedExecutionException();
                },
                LINGERING);
        handler.bind(stopped, api, transport -> {
            opened.add(transport);
            throw new IllegalStateException("the server was shut down");
        });
        handler.connectionClosed();
        assertThat(opened).hasSize(1);
    }

    @Test
    void anUpgradeThatComesTooLateOpensNothing() {
        bind();
        handler.connectionClosed();
        handler.init(connection);
        assertThat(opened).hasOnlyElementsOfType(LostTransport.class).hasSize(1);
        assertThat(events.told).containsExactly("closed");
    }
}
