package dev.ws.examples.stats;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What the JVM and the endpoints of this web application say about themselves at the moment. */
public final class Figures {
    private Figures() {}

    /**
     * All figures as a JSON object; sizes in bytes, {@code heapMax} is -1 without a limit.
     *
     * @return the object
     */
    public static String json() {
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        Map<String, Long> figures = new TreeMap<>();
        figures.put("heapUsed", heap.getUsed());
        figures.put("heapTotal", heap.getCommitted());
        figures.put("heapMax", heap.getMax());
        figures.put(
                "nonHeap",
                ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage().getUsed());
        figures.put("direct", directBuffers());
        figures.put("threads", (long) ManagementFactory.getThreadMXBean().getThreadCount());
        List<GarbageCollectorMXBean> collectors = ManagementFactory.getGarbageCollectorMXBeans();
        figures.put(
                "gcCount",
                collectors.stream()
                        .mapToLong(GarbageCollectorMXBean::getCollectionCount)
                        .sum());
        figures.put(
                "gcMillis",
                collectors.stream()
                        .mapToLong(GarbageCollectorMXBean::getCollectionTime)
                        .sum());
        String numbers = members(figures);
        return "{" + numbers + ",\"connections\":{" + members(OpenConnections.counts()) + "}}";
    }

    private static long directBuffers() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    private static String members(Map<String, Long> figures) {
        return figures.entrySet().stream()
                .map(figure -> "\"" + figure.getKey() + "\":" + figure.getValue())
                .collect(Collectors.joining(","));
    }
}
