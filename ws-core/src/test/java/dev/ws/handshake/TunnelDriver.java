package dev.ws.handshake;

import dev.ws.frame.Splits;
import dev.ws.handshake.ProxyTunnel.NeedMore;
import dev.ws.handshake.ProxyTunnel.Open;
import dev.ws.handshake.ProxyTunnel.Reconnect;
import dev.ws.handshake.ProxyTunnel.Send;
import dev.ws.handshake.ProxyTunnel.Step;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;
import org.assertj.core.api.Assertions;

/** Drives a tunnel over no network, and writes down what it wants: one line for each step but those without effect. */
final class TunnelDriver {
    private final ProxyTunnel tunnel;
    private final StringBuilder log = new StringBuilder(); // the test's thread

    private TunnelDriver(ProxyTunnel tunnel) {
        this.tunnel = tunnel;
        log.append(text(tunnel.start()));
    }

    /**
     * Feeds a tunnel three ways - at once, byte by byte, cut in two at each point - which must come to the same.
     *
     * @param tunnel makes a new tunnel
     * @param bytes what the proxy sends
     * @param end whether it then ends the connection
     * @return the log
     */
    static String run(Supplier<? extends ProxyTunnel> tunnel, byte[] bytes, boolean end) {
        String first = null;
        for (List<byte[]> pieces : Splits.of(bytes)) {
            TunnelDriver driver = new TunnelDriver(tunnel.get());
            driver.feed(pieces);
            if (end) {
                driver.note(driver.tunnel.end());
            }
            String log = driver.log.toString().replace("\r\n", "|");
            first = first == null ? log : first;
            Assertions.assertThat(log).isEqualTo(first);
        }
        return String.valueOf(first);
    }

    private void feed(List<byte[]> pieces) {
        Step step = new NeedMore();
        StringBuilder through = new StringBuilder();
        for (byte[] piece : pieces) {
            ByteBuffer in = Splits.offset(piece);
            boolean more = true;
            while (more && !(step instanceof Open) && !(step instanceof ProxyTunnel.Failed)) {
                step = tunnel.receive(in);
                more = !(step instanceof NeedMore) && in.hasRemaining();
                Assertions.assertThat(step instanceof NeedMore && in.hasRemaining())
                        .isFalse();
                Assertions.assertThat(step instanceof Reconnect && in.hasRemaining())
                        .isFalse();
                note(step);
            }
            through.append(step instanceof Open ? text(in) : "");
        }
        log.append(through);
    }

    private void note(Step step) {
        if (step instanceof Send send) {
            log.append("\n> ").append(text(send.bytes()));
        } else if (step instanceof Reconnect reconnect) {
            log.append("\n>> ").append(text(reconnect.bytes()));
        } else if (step instanceof Open) {
            log.append("\nopen ");
        } else if (step instanceof ProxyTunnel.Failed failed) {
            log.append("\n").append(failed.error());
        }
    }

    private static String text(ByteBuffer bytes) {
        return StandardCharsets.ISO_8859_1.decode(bytes).toString();
    }
}
