package dev.ws.it.container;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The CPU time that the threads of this JVM used, except the test's own. Wall time says nothing on a busy machine; this
 * shows a container that spins.
 */
final class CpuClock {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Set<Long> ignored;
    private final Map<Long, Long> before;

    private CpuClock(Set<Long> ignored) {
        this.ignored = ignored;
        this.before = times();
    }

    /** Starts to measure all threads but the calling one and those given. */
    static CpuClock start(Thread... ignored) {
        return new CpuClock(Stream.concat(Stream.of(Thread.currentThread()), Stream.of(ignored))
                .map(Thread::getId)
                .collect(Collectors.toSet()));
    }

    /** What was used since the start. */
    Duration used() {
        long nanos = 0;
        for (Map.Entry<Long, Long> entry : times().entrySet()) {
            if (!ignored.contains(entry.getKey())) {
                nanos += entry.getValue() - before.getOrDefault(entry.getKey(), 0L);
            }
        }
        return Duration.ofNanos(nanos);
    }

    private static Map<Long, Long> times() {
        Map<Long, Long> times = new HashMap<>();
        for (long id : THREADS.getAllThreadIds()) {
            long nanos = THREADS.getThreadCpuTime(id);
            if (nanos > 0) {
                times.put(id, nanos);
            }
        }
        return times;
    }
}
