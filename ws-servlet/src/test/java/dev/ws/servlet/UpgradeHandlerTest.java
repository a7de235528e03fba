package dev.ws.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.transport.Transport;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Containers differ in whether {@code init} comes before or after {@code upgrade} returns. */
class UpgradeHandlerTest {
    private final FakeConnection connection = new FakeConnection();
    private final List<Transport> opened = new ArrayList<>();

    @Test
    void initAfterBindOpensTheConnection() {
        UpgradeHandler handler = new UpgradeHandler();
        handler.bind(opened::add, Runnable::run, null);
        assertThat(opened).isEmpty();
        handler.init(connection);
        assertThat(opened).hasSize(1);
    }

    @Test
    void initBeforeBindOpensTheConnection() {
        UpgradeHandler handler = new UpgradeHandler();
        handler.init(connection);
        assertThat(opened).isEmpty();
        handler.bind(opened::add, Runnable::run, null);
        assertThat(opened).hasSize(1);
    }

    @Test
    void destroyReachesTheTransport() {
        RecordedEvents events = new RecordedEvents();
        UpgradeHandler handler = new UpgradeHandler();
        handler.destroy();
        handler.bind(transport -> transport.start(events), Runnable::run, null);
        handler.init(connection);
        handler.destroy();
        assertThat(events.told).containsExactly("closed");
    }
}
