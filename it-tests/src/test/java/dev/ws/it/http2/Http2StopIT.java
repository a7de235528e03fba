package dev.ws.it.http2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.it.wire.WireFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The end of a web application, and of a server, with WebSockets on HTTP/2 connections. */
class Http2StopIT {
    @ParameterizedTest
    @CsvSource({
        "EE10, true, application",
        "EE10, false, server",
        "EE11, false, application",
        "EE11_MODULE, true, server"
    })
    @DisplayName("every stream gets 1001")
    void everyStreamGets1001(Site site, boolean tls, String what) throws Exception {
        Site.Running server = site.start();
        try (Http2Peer peer = server.connect(tls);
                Http2Peer other = server.connect(!tls)) {
            List<Http2Stream> streams = new ArrayList<>();
            for (String way : List.of("servlet", "filter", "inline", "executor", "auto", "endpoint")) {
                streams.add(peer.open("/app/" + way + "/echo"));
                streams.add(other.open("/app/" + way + "/echo"));
            }
            CompletableFuture<Void> stopping = CompletableFuture.runAsync(() -> {
                if (what.equals("server")) {
                    server.stop();
                } else {
                    server.stopApplication();
                }
            });
            for (Http2Stream stream : streams) {
                assertThat(stream.read().closeCode()).isEqualTo(1001);
                stream.send(WireFrame.close(1001));
                stream.finish();
            }
            for (Http2Stream stream : streams) {
                assertThat(stream.awaitEnd()).startsWith("END_STREAM");
            }
            stopping.get();
        } finally {
            if (!what.equals("server")) {
                server.stop();
            }
        }
    }
}
